"""What is refused under /_mock/ and /_console/ is told as the admin API and the console tell."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from typer.testing import CliRunner

from conformance.cli.app import app
from mock_server.background import Thread
from mock_server.settings import Settings
from mock_server.tenants import Tenants

TENANTS = Tenants(Settings(requests=5, jurisdictions=("springfield.example",)), most=1)


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with Thread() as thread, thread.serve(TENANTS) as url:
        base = url.removesuffix("/open311/v2")
        with urlopen(f"{base}/t/only/_mock", timeout=10):  # noqa: S310
            yield base


def refused(url: str, method: str = "GET", **headers: str) -> tuple[int, str, str]:
    """Return HTTP status, media type and body of what is refused."""
    asked = Request(url, method=method, headers=headers)  # noqa: S310
    with pytest.raises(HTTPError) as error:
        urlopen(asked, timeout=10)  # noqa: S310
    with error.value as answer:
        return answer.code, answer.headers.get_content_type(), answer.read().decode()


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/t/second/_mock/clock", 429, "There are 1 tenants"),
        ("/t/second/_mock", 429, "There are 1 tenants"),
        ("/t/a%20b/_mock/clock", 404, "A tenant's name has letters"),
    ],
)
def test_a_tenant_that_cannot_be_had_is_told_in_json(
    base: str, path: str, status: int, said: str
) -> None:
    code, media, body = refused(base + path)
    assert (code, media) == (status, "application/json")
    assert json.loads(body)["error"].startswith(said)


@pytest.mark.parametrize("path", ["/_mock/clock", "/t/only/_mock/clock"])
def test_who_may_not_call_is_told_in_json(base: str, path: str) -> None:
    code, media, body = refused(base + path, Host="city.gov")
    assert (code, media) == (403, "application/json")
    assert "for this machine only" in json.loads(body)["error"]


def test_the_console_tells_it_on_a_page(base: str) -> None:
    for path, status in (("/t/second/_console/", 429), ("/_console/nothing", 404)):
        code, media, body = refused(base + path)
        assert (code, media) == (status, "text/html")
        assert f"<h1>{status}</h1>" in body
    assert "no page &lt;b&gt;;" in refused(f"{base}/_console/<b>")[2]


def test_georeport_is_told_as_ever(base: str) -> None:
    for path in ("/t/second/open311/v2/services.xml", "/t/second/open311/v2/_mock"):
        assert refused(base + path)[:2] == (429, "text/xml")


def test_a_full_disk_is_told_in_json_and_is_no_exchange(
    base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(TENANTS.root, "reset", full)
    code, media, body = refused(f"{base}/_mock/reset", "POST")
    assert (code, media) == (507, "application/json")
    assert "disk is full" in json.loads(body)["error"]
    assert len(TENANTS.root.journal) == 0


def test_the_command_line_says_what_the_server_says(base: str) -> None:
    ran = CliRunner().invoke(app, ["snapshot", "save", "x", "--server", f"{base}/t/second"])
    assert ran.exit_code == 2
    assert "There are 1 tenants" in ran.output
    assert "--server" not in ran.output
