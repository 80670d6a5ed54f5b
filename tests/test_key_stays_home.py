"""The api_key goes to the endpoint's own scheme, host and port, and into no stored file."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from conformance.ask import Options
from conformance.bundle import Bundle
from conformance.redact import REMOVED, redact
from conformance.results import Run, Target
from conformance.run import Order, check
from mock_server.app import running
from mock_server.http import Refused, Request, Response
from mock_server.reference import Reference
from specs.catalogue import load

KEY = "Zm9v/YmFyQmF6+Q=="


class Keyed(Reference):
    """A server that shows nothing without an api_key, and sends who asks for an id elsewhere."""

    serves = ("springfield.example",)
    elsewhere = ""

    def respond(self, request: Request) -> Response:
        if request.query.get("api_key") != self.key:
            return self.refusal(
                request, request.steps()[1], Refused(403, "The api_key is missing.")
            )
        if request.path.startswith("/open311/v2/requests/"):
            return Response(302, {"Location": self.elsewhere + request.path}, b"")
        return super().respond(request)


class Noting(Reference):
    """A server that remembers what it was asked."""

    serves = ("springfield.example",)

    def __init__(self, requests: int = 20) -> None:
        super().__init__(requests=requests)
        self.asked: list[Request] = []

    def respond(self, request: Request) -> Response:
        self.asked.append(request)
        return super().respond(request)


def test_it_goes_neither_to_another_port_nor_to_a_discovery_document_elsewhere(
    tmp_path: Path,
) -> None:
    home, other = Keyed(requests=20, api_key=KEY), Noting()

    async def run() -> Run:
        async with running(home) as url, running(other) as there:
            home.elsewhere = there.removesuffix("/open311/v2")
            options = Options(
                seed=1, examples=0, discovery=f"{home.elsewhere}/open311/discovery.xml"
            )
            order = Order(Target(url), list(load().values()), options, api_key=KEY)
            return await check(order, Bundle(tmp_path, KEY))

    asyncio.run(run())
    paths = {request.path.rpartition("/")[0] for request in other.asked}
    assert {"/open311", "/open311/v2/requests"} <= paths
    assert not [request for request in other.asked if "api_key" in request.query]
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert files
    assert not [file for file in files if KEY in file.read_text("utf-8", "replace")]


@pytest.mark.parametrize(
    ("key", "written"),
    [
        (KEY, KEY.replace("/", r"\/")),
        (KEY, KEY.replace("+", "%2B").replace("=", "%3D")),
        ("a&b\"c'd<e", "a&amp;b&quot;c&#x27;d&lt;e"),
        ('a&b"cd', r"a&b\"cd"),
    ],
)
def test_it_is_known_however_it_is_written(key: str, written: str) -> None:
    assert redact(f"The api_key {written} is wrong.", key) == f"The api_key {REMOVED} is wrong."
