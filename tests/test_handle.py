"""A test can move the server's clock, put faults in the way, look back, and have servers apart."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mock_server.handle import MockServer, serving

FORM = b"api_key=demo-key&service_code=006&lat=42.1&long=-72.6"
NEW_YEAR = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def one() -> Iterator[MockServer]:
    with serving() as server:
        yield server


@pytest.fixture
def server(one: MockServer) -> MockServer:
    one.reset()
    return one


def get(server: MockServer, path: str, data: bytes | None = None) -> Any:  # noqa: ANN401
    with urllib.request.urlopen(f"{server.url}/{path}", data, timeout=10) as answer:  # noqa: S310
        return json.loads(answer.read())


def test_the_clock_stands_and_moves(server: MockServer) -> None:
    server.freeze(NEW_YEAR)
    id = get(server, "requests.json", FORM)[0]["service_request_id"]
    server.pass_time(timedelta(days=3))
    assert server.now == NEW_YEAR + timedelta(days=3)
    assert get(server, f"requests/{id}.json")[0]["requested_datetime"] == "2027-01-01T00:00:00Z"
    server.reset()
    assert server.now < NEW_YEAR


def test_a_fault_is_in_the_way_so_many_times(server: MockServer) -> None:
    server.fault("status:503", method="GET", path="services", times=1)
    with pytest.raises(urllib.error.HTTPError, match="503"):
        get(server, "services.json")
    assert get(server, "services.json")
    with pytest.raises(ValueError, match="There are:"):
        server.fault("explode")


def test_the_journal_tells_what_came(server: MockServer) -> None:
    get(server, "requests.json", FORM)
    get(server, "services.json")
    assert [entry.request.method for entry in server.journal()] == ["POST", "GET"]
    assert len(server.journal("POST", service_code="006")) == 1
    assert server.journal(path="tokens") == []


def test_no_two_service_requests_have_one_id(server: MockServer) -> None:
    seeded = get(server, "requests.json")[0]["service_request_id"]
    mine = server.add_request("006", service_request_id="MINE")
    given = server.add_request("006", service_request_id="A1-N00102")  # it is that one's turn
    for id in (seeded, mine, given):
        with pytest.raises(ValueError, match=f"There is a service request {id} already"):
            server.add_request("006", service_request_id=id)
    with pytest.raises(ValueError, match="A1-N00104 has -N, as the ids that the server itself"):
        server.add_request("006", service_request_id="A1-N00104")
    assert get(server, "requests.json", FORM)[0]["service_request_id"] == "A1-N00103"
    assert len(get(server, f"requests/{given}.json")) == 1


def test_tenants_are_apart(server: MockServer) -> None:
    other = server.tenant("other")
    get(other, "requests.json", FORM)
    assert (len(other.posted), len(server.posted)) == (1, 0)
    assert other.tenant("third").url.endswith("/t/third/open311/v2")
    other.freeze(NEW_YEAR)
    assert server.now < NEW_YEAR
