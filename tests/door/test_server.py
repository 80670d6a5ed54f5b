"""The reference server in the hands of app developers' tests."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

import conformance.door
from mock_server.handle import MockServer, serving

pytest_plugins = "pytester"

ROOT = Path(__file__).parents[2]
NO = ("-pno:cacheprovider", "-pno:schemathesis", "-pno:hypothesispytest", "-pno:xdist")


@pytest.fixture(scope="module")
def running() -> Iterator[MockServer]:
    with serving() as server:
        yield server


@pytest.fixture
def server(running: MockServer) -> MockServer:
    running.reset()
    return running


def get(url: str) -> list[dict[str, object]]:
    with urlopen(url) as answer:  # noqa: S310  (this machine itself)
        found: list[dict[str, object]] = json.load(answer)
        return found


def post(server: MockServer, **fields: str) -> str:
    form = {"api_key": server.api_key, "service_code": "021", "address_string": "1 Main St"}
    body = urlencode({**form, **fields}).encode()
    with urlopen(f"{server.url}/requests.json", body) as answer:  # noqa: S310
        return str(json.load(answer)[0]["service_request_id"])


def test_a_reset_server_is_as_new(server: MockServer) -> None:
    first = get(f"{server.url}/requests.json")
    assert len(first) > 20
    post(server)
    server.advance(str(first[0]["service_request_id"]), status="open", note="Again.")
    server.reset()
    assert get(f"{server.url}/requests.json") == first
    assert server.posted == []


def test_what_was_posted_can_be_seen_personal_fields_too(server: MockServer) -> None:
    id = post(server, email="ana@example.org", phone="555 0100")
    with pytest.raises(HTTPError):
        post(server, service_code="none")
    accepted, refused = server.posted
    assert accepted.form["email"] == "ana@example.org"
    assert accepted.form["phone"] == "555 0100"
    assert (accepted.status, refused.status) == (200, 404)
    assert "ana" not in json.dumps(get(f"{server.url}/requests/{id}.json"))


def test_a_repeated_name_keeps_its_values(server: MockServer) -> None:
    body = b"attribute[WHERE][]=01&attribute[WHERE][]=02"
    with pytest.raises(HTTPError):
        urlopen(f"{server.url}/requests.json", body)  # noqa: S310
    assert server.posted[0].pairs == (("attribute[WHERE][]", "01"), ("attribute[WHERE][]", "02"))


def test_a_service_request_is_added_and_advanced(server: MockServer) -> None:
    id = server.add_request("001", description="A hole", lat=42.1, long=-72.5)
    (shown,) = get(f"{server.url}/requests/{id}.json")
    assert (shown["status"], shown["description"], shown["lat"]) == ("open", "A hole", 42.1)
    server.advance(id, status="closed", note="Filled.")
    (shown,) = get(f"{server.url}/requests/{id}.json")
    assert (shown["status"], shown["status_notes"]) == ("closed", "Filled.")
    assert get(f"{server.url}/requests.json")[0]["service_request_id"] == id


def test_what_is_posted_can_be_advanced(server: MockServer) -> None:
    id = post(server)
    server.advance(id, note="On its way.", status="open")
    (shown,) = get(f"{server.url}/requests/{id}.json")
    assert (shown["status"], shown["status_notes"]) == ("open", "On its way.")


def test_a_mutant_keeps_what_is_known_and_reset_ends_it(server: MockServer) -> None:
    id = post(server)
    server.inject("services.type-instant")
    assert "instant" in {service["type"] for service in get(f"{server.url}/services.json")}
    assert get(f"{server.url}/requests/{id}.json")
    assert len(server.posted) == 1
    server.reset()
    assert "instant" not in {service["type"] for service in get(f"{server.url}/services.json")}
    assert server.posted == []
    with pytest.raises(HTTPError):
        get(f"{server.url}/requests/{id}.json")


def test_a_mistake_is_told_with_a_way_on(server: MockServer) -> None:
    with pytest.raises(LookupError, match=r"services\.type-instant"):
        server.inject("services.type")
    with pytest.raises(ValueError, match="open311 mock --mutant formats"):
        server.inject("formats.numeric-ids")
    with pytest.raises(LookupError, match="001"):
        server.add_request("999")
    with pytest.raises(TypeError, match="description"):
        server.add_request("001", descripton="A hole")
    with pytest.raises(LookupError, match="no-such"):
        server.advance("no-such")
    with pytest.raises(ValueError, match="open, closed"):
        server.advance(server.add_request(), status="done")


TESTS = """
import asyncio, aiohttp, pytest

def test_sync(open311_server):
    open311_server.add_request("001", service_request_id="MINE")

@pytest.mark.anyio
async def test_async(open311_server):
    async with aiohttp.ClientSession() as session:
        form = {"api_key": open311_server.api_key, "service_code": "021", "address_id": "7"}
        async with session.post(f"{open311_server.url}/requests.json", data=form) as answer:
            id = (await answer.json())[0]["service_request_id"]
        open311_server.advance(id)
        async with session.get(f"{open311_server.url}/requests/{id}.json") as answer:
            assert (await answer.json())[0]["status"] == "closed"
        async with session.get(f"{open311_server.url}/requests/MINE.json") as answer:
            assert answer.status == 404

@pytest.fixture
def anyio_backend():
    return "asyncio"
"""


def run(pytester: pytest.Pytester, *options: str) -> pytest.RunResult:
    return pytester.runpytest_inprocess(*NO, *options, plugins=[conformance.door])


def test_the_fixture_serves_sync_and_async_tests(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(TESTS)
    run(pytester, "-Werror").assert_outcomes(passed=2)


def test_each_worker_has_a_server_of_its_own(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makepyfile(
        """
        import pytest, urllib.request

        @pytest.mark.parametrize("number", range(4))
        def test_alone(open311_server, number):
            assert open311_server.add_request() == "A1-N00101"
            urllib.request.urlopen(f"{open311_server.url}/requests/A1-N00101.json").read()
        """
    )
    done = pytester.run(
        *(sys.executable, "-m", "pytest", *NO[:-1], "-p", "conformance.door", "-n", "2")
    )
    done.assert_outcomes(passed=4)


def test_the_readme_s_example_passes(pytester: pytest.Pytester) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    examples = [
        block
        for block in re.findall(r"(?:^(?: {4}.*)?\n)+", readme, re.M)
        if "open311_server" in block
    ]
    assert len(examples) == 1
    pytester.makepyfile(examples[0])
    run(pytester, "-Werror").assert_outcomes(passed=1)
