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


def test_tenants_are_apart(server: MockServer) -> None:
    other = server.tenant("other")
    get(other, "requests.json", FORM)
    assert (len(other.posted), len(server.posted)) == (1, 0)
    assert other.tenant("third").url.endswith("/t/third/open311/v2")
    other.freeze(NEW_YEAR)
    assert server.now < NEW_YEAR
