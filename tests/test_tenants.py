"""Each tenant is a whole server: its own data, clock and journal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from mock_server.clock import Clock
from mock_server.http import Refused, Request, Response
from mock_server.journal import Journal
from mock_server.settings import Settings
from mock_server.tenants import MOST_REQUESTS, MOST_SNAPSHOTS, Tenants

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
FORM = (
    ("api_key", "demo-key"),
    ("service_code", "006"),
    ("lat", "42.1"),
    ("long", "-72.6"),
    ("description", "Look"),
)


def tenants(most: int = 3) -> Tenants:
    city = ("springfield.example",)
    return Tenants(Settings(requests=5, jurisdictions=city), most)


def ask(all_: Tenants, path: str, method: str = "GET") -> Response:
    form = FORM if method == "POST" else ()
    tenant, asked = all_.route(Request(method, path, form=form, origin="http://here"))
    return tenant.respond(asked)[0]


def test_what_is_posted_to_one_is_not_seen_by_another() -> None:
    all_ = tenants()
    assert b"A1-N00006" in ask(all_, "/t/a/open311/v2/requests.json", "POST").body
    assert b"A1-N00006" in ask(all_, "/t/a/open311/v2/requests.json").body
    assert b"A1-N00006" not in ask(all_, "/t/b/open311/v2/requests.json").body
    assert b"A1-N00006" not in ask(all_, "/open311/v2/requests.json").body
    assert [len(tenant.journal) for tenant in all_] == [1, 2, 1]


def test_a_tenant_is_told_its_own_urls() -> None:
    assert b"http://here/t/a/open311/v2" in ask(tenants(), "/t/a/open311/discovery.xml").body


def test_reset_goes_back_to_the_beginning() -> None:
    all_ = tenants()
    before = ask(all_, "/t/a/open311/v2/requests.json").body
    ask(all_, "/t/a/open311/v2/requests.json", "POST")
    tenant = all_.get("a")
    tenant.clock.advance(timedelta(days=1))
    tenant.reset()
    assert len(tenant.journal) == 0
    assert b"A1-N00006" not in ask(all_, "/t/a/open311/v2/requests.json").body
    assert len(before) == len(ask(all_, "/t/a/open311/v2/requests.json").body)


@pytest.mark.parametrize("name", ["..", "", "a b", "x" * 65, "%2e%2e"])
def test_a_bad_name_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="name"):
        tenants().route(Request("GET", f"/t/{name}/open311/v2/services.xml"))


def test_there_can_be_only_so_many() -> None:
    all_ = tenants(most=2)
    all_.get("a"), all_.get("b")
    with pytest.raises(Refused, match="2 tenants"):
        all_.get("c")
    assert all_.remove("a")
    assert all_.get("c").name == "c"


def test_a_named_one_is_made_at_once_however_much_the_server_has() -> None:
    all_ = Tenants(Settings(requests=MOST_REQUESTS + 1, jurisdictions=("springfield.example",)))
    counts = [
        t.behaviour.store.cities["springfield.example"].count for t in (all_.root, all_.get("a"))
    ]
    assert counts == [MOST_REQUESTS + 1, MOST_REQUESTS]


def test_snapshots_are_so_many_and_can_be_saved_anew() -> None:
    tenant = tenants().root
    for number in range(MOST_SNAPSHOTS):
        tenant.save(str(number))
    tenant.save("0")
    with pytest.raises(Refused, match="20 snapshots") as refused:
        tenant.save("one more")
    assert refused.value.status == 429


def test_a_clock_stands_still_moves_and_goes_on() -> None:
    machine = [NOON]
    clock = Clock(lambda: machine[0])
    assert clock.now() == NOON
    clock.freeze()
    machine[0] += timedelta(hours=1)
    assert clock.now() == NOON
    clock.advance(timedelta(days=2))
    assert clock.now() == NOON + timedelta(days=2)
    clock.go_on()
    machine[0] += timedelta(hours=1)
    assert clock.now() == NOON + timedelta(days=2, hours=1)
    clock.reset()
    assert clock.now() == machine[0]


EAST, WEST = timezone(timedelta(hours=14)), timezone(-timedelta(hours=14))


@pytest.mark.parametrize(
    "far",
    [
        datetime(1, 1, 1, tzinfo=EAST),
        datetime(1900, 1, 1, tzinfo=EAST),
        datetime(2999, 12, 31, 23, tzinfo=WEST),
        datetime(9999, 12, 31, 23, tzinfo=WEST),
    ],
)
def test_a_clock_keeps_to_its_years_in_utc(far: datetime) -> None:
    clock = Clock()
    with pytest.raises(ValueError, match="from 1900 to 2999"):
        clock.freeze(far)
    assert not clock.frozen


def test_a_clock_goes_to_its_ends_wherever_it_is_set_from() -> None:
    clock = Clock()
    clock.freeze(datetime(3000, 1, 1, 13, tzinfo=EAST))
    assert clock.now() == datetime(2999, 12, 31, 23, tzinfo=UTC)


def test_a_journal_is_bounded_by_count_and_by_bytes() -> None:
    few, small = Journal(most=3), Journal(most_bytes=5000)
    for number in range(10):
        for journal in (few, small):
            journal.add(NOON, Request("GET", f"/{number}"), Response(200, {}, b"x" * 1000))
    assert [entry.number for entry in few] == [8, 9, 10]
    assert few.count == 10
    assert small.bytes <= 5000
    assert [entry.number for entry in small] == [8, 9, 10]


def test_numbers_go_on_when_a_journal_is_cleared() -> None:
    journal = Journal()
    for kept in (1, 2):
        journal.add(NOON, Request("GET", "/"), Response(200, {}, b""))
        assert (journal.latest, journal.count, len(journal)) == (kept, 1, 1)
        journal.clear()
        assert (journal.latest, journal.count, journal.bytes) == (kept, 0, 0)


LONG = {"x": "x" * 1000}


@pytest.mark.parametrize(
    ("asked", "headers"),
    [
        (Request("GET", "/", query=LONG), {}),
        (Request("GET", "/", headers=LONG), {}),
        (Request("POST", "/", sent="x" * 1000), {}),
        (Request("POST", "/", form=(("x", "x"),) * 10), {}),
        (Request("GET", "/" + "x" * 1000), {}),
        (Request("GET", "/"), LONG),
    ],
)
def test_all_that_a_journal_keeps_is_counted(asked: Request, headers: dict[str, str]) -> None:
    bare, full = Journal(), Journal()
    bare.add(NOON, Request("GET", "/"), Response(200, {}, b""))
    full.add(NOON, asked, Response(200, headers, b""))
    assert full.bytes - bare.bytes >= 1000


def test_a_fault_that_there_is_not_is_in_the_journal_too() -> None:
    tenant = tenants().root
    asked = Request("GET", "/open311/v2/services.xml", headers={"prefer": "fault=explode"})
    assert tenant.respond(asked)[0].status == 400
    assert [entry.response.status for entry in tenant.journal] == [400]
