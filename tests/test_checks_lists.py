"""The list as a whole and by ids: each fault is found, by one requirement only."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from conformance.answers import Answers, Collection
from conformance.ask import Options
from conformance.registry import PROBES
from conformance.results import Verdict
from tests.city import (
    DAY,
    OPTIONS,
    City,
    Query,
    Record,
    Refusal,
    ask,
    failed,
    record,
    requirements,
    results,
)


class IdsInWindow(City):
    def by_ids(self, ids: list[str], asked: Query) -> list[Record]:
        return [r for r in super().by_ids(ids, asked) if r in self.dated(*self.range({}))]


class IdIgnored(City):
    def by_ids(self, ids: list[str], asked: Query) -> list[Record]:
        return self.filtered(asked)


class FirstIdOnly(City):
    def by_ids(self, ids: list[str], asked: Query) -> list[Record]:
        return super().by_ids(ids[:1], asked)


class TenIdsAtMost(City):
    def by_ids(self, ids: list[str], asked: Query) -> list[Record]:
        return super().by_ids(ids, asked)[:10]


class IdWithStatus(City):
    def by_ids(self, ids: list[str], asked: Query) -> list[Record]:
        found = super().by_ids(ids, asked)
        return self.by_status(found, asked["status"].split(",")) if "status" in asked else found


class IdWithEverything(City):
    def by_ids(self, ids: list[str], asked: Query) -> list[Record]:
        return [r for r in super().by_ids(ids, asked) if r in self.filtered(asked)]


class EmptyIsNotFound(City):
    def page(self, found: list[Record], asked: Query) -> list[Record]:
        if not found:
            raise Refusal(404)
        return found


class FiftyAtMost(City):
    def page(self, found: list[Record], asked: Query) -> list[Record]:
        return found[:50]


class OtherOrder(City):
    reads = 0

    def page(self, found: list[Record], asked: Query) -> list[Record]:
        self.reads += 1
        return found[self.reads % 7 :] + found[: self.reads % 7]


FAULTS = {
    "requests.select-by-id": (
        IdsInWindow,
        IdIgnored,
        FirstIdOnly,
        TenIdsAtMost,
    ),
    "requests.id-overrides": (
        IdWithStatus,
        IdWithEverything,
    ),
    "requests.empty-list": (EmptyIsNotFound,),
    "requests.window-complete": (FiftyAtMost,),
    "requests.order-stable": (OtherOrder,),
}


@pytest.mark.parametrize(
    ("requirement", "fault"),
    [(id, fault) for id, faults in FAULTS.items() for fault in faults],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_one_fault_is_one_complaint(requirement: str, fault: type[City]) -> None:
    assert failed(results(fault())) == {requirement}


class Pages(City):
    def page(self, found: list[Record], asked: Query) -> list[Record]:
        first = 20 * (int(asked.get("page", "1")) - 1)
        return found[first : first + 20]


class ByLastChange(City):
    def page(self, found: list[Record], asked: Query) -> list[Record]:
        return sorted(found, key=lambda r: r["updated_datetime"] or "", reverse=True)


class OldestFirst(City):
    def page(self, found: list[Record], asked: Query) -> list[Record]:
        return found[::-1]


class Busy(City):
    records = tuple(record(number, step=timedelta(hours=1)) for number in range(3000))


class Few(City):
    records = tuple(record(number, step=20 * DAY) for number in range(3))


class Living(City):
    """A service request is closed while the kit asks, another one arrives."""

    reads = 0

    def respond(self, asked: Query, format: str) -> tuple[int, str]:
        self.reads += 1
        late = {"status": "closed", "updated_datetime": "2026-06-15T12:00:09Z"}
        if self.reads == 8:
            middle = len(City.records) // 4
            changed = {**City.records[middle], **late}
            rest = (*City.records[:middle], *City.records[middle + 1 :])
            self.records = (record(-1, step=timedelta(minutes=30)), changed, *rest)
        return super().respond(asked, format)


@pytest.mark.parametrize(
    "city",
    [City, Pages, ByLastChange, OldestFirst, Busy, Few, Living],
    ids=lambda city: city.__name__,
)
def test_a_legal_city_is_left_alone(city: type[City]) -> None:
    assert failed(results(city())) == set()


def test_every_requirement_is_observed_in_the_reference_city() -> None:
    untested = {r.requirement for r in results(City()) if r.verdict is not Verdict.PASS}
    assert untested == {"requests.media-url-is-url"}  # this city has no media


class NoRequests(City):
    records = ()


def test_filters_are_not_passed_where_there_is_nothing_to_filter() -> None:
    found = {r.requirement: r.verdict for r in results(NoRequests())}
    served = {"requests.list-served"}
    malformed = "requests.date-malformed-refused"
    assert {id for id, verdict in found.items() if verdict is Verdict.PASS} == {*served, malformed}


def asked(options: Options = OPTIONS, jurisdictions: tuple[str, ...] = ()) -> Collection:
    return asyncio.run(ask(City(), requirements("requests"), options, jurisdictions))


def test_no_question_costs_more_than_it_says() -> None:
    collection = asked(jurisdictions=("a.example", "b.example"))
    counts = Counter((e.question, e.format) for e in collection.exchanges)
    over = {name: n for (name, _), n in counts.items() if n > PROBES[name].cost}
    assert over == {}
    mine = ("conformance.probes.requests", "conformance.probes.filters")
    assert sum(p.cost for p in PROBES.values() if p.run.__module__ in mine) <= 48


def test_ids_and_codes_that_the_user_names_are_asked_for() -> None:
    view = Answers(asked(Options(request_ids=("26-00005",), service_codes=("004",))), "xml")
    assert view.one("select-by-id").asked["service_request_id"] == "26-00005"
    assert view.one("id-overrides").asked["service_request_id"] == "26-00005"
    assert view.one("filter-service-code").asked["service_code"] == "004"


def test_what_is_read_again_is_read_last() -> None:
    last = [e.question for e in asked().exchanges][-2:]
    assert set(last) == {"window-again", "requests-twice"}
