"""Each fault of a filter is found, and by one requirement only."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from conformance.dates import instant
from conformance.results import Verdict
from tests.city import City, Query, Record, Refusal, failed, record, results

DAY = timedelta(days=1)


class StatusIgnored(City):
    def by_status(self, found: list[Record], statuses: list[str]) -> list[Record]:
        return found


class FirstStatusOnly(City):
    def by_status(self, found: list[Record], statuses: list[str]) -> list[Record]:
        return super().by_status(found, statuses[:1])


class StatusTurned(City):
    def by_status(self, found: list[Record], statuses: list[str]) -> list[Record]:
        right = super().by_status(found, statuses)
        return right if len(statuses) > 1 else [r for r in found if r not in right]


class BothStatusesRefused(City):
    def by_status(self, found: list[Record], statuses: list[str]) -> list[Record]:
        if len(statuses) > 1:
            raise Refusal(400)
        return super().by_status(found, statuses)


class UnknownStatusBringsAll(City):
    def by_status(self, found: list[Record], statuses: list[str]) -> list[Record]:
        known = {*statuses} <= {"open", "closed"}
        return super().by_status(found, statuses) if known else found


class CodeIgnored(City):
    def by_code(self, found: list[Record], codes: list[str]) -> list[Record]:
        return found


class FirstCodeOnly(City):
    def by_code(self, found: list[Record], codes: list[str]) -> list[Record]:
        return super().by_code(found, codes[:1])


class TwoCodesOnly(City):
    def by_code(self, found: list[Record], codes: list[str]) -> list[Record]:
        return super().by_code(found, codes[:2])


class UnknownCodeBringsAll(City):
    def by_code(self, found: list[Record], codes: list[str]) -> list[Record]:
        return super().by_code(found, codes) or found


class CodesRefused(City):
    def by_code(self, found: list[Record], codes: list[str]) -> list[Record]:
        if len(codes) > 1:
            raise Refusal(400)
        return super().by_code(found, codes)


class CodeForgetsDates(City):
    def filtered(self, asked: Query) -> list[Record]:
        if "service_code" in asked and "start_date" in asked:
            asked = {k: v for k, v in asked.items() if not k.endswith("_date")}
        return super().filtered(asked)


class CodeForgetsStatus(City):
    def filtered(self, asked: Query) -> list[Record]:
        if "service_code" in asked:
            asked = {k: v for k, v in asked.items() if k != "status"}
        return super().filtered(asked)


class EitherFilter(City):
    def filtered(self, asked: Query) -> list[Record]:
        if not {"status", "service_code"} <= asked.keys():
            return super().filtered(asked)
        found = super().filtered({k: v for k, v in asked.items() if k != "status"})
        other = super().filtered({k: v for k, v in asked.items() if k != "service_code"})
        return found + [r for r in other if r not in found]


class DatesIgnored(City):
    def range(self, asked: Query) -> tuple[datetime, datetime]:
        return super().range({})


class StartIgnored(City):
    def range(self, asked: Query) -> tuple[datetime, datetime]:
        start, end = super().range(asked)
        return (start, end) if start > end else (end - 90 * DAY, end)


class OneEndIgnored(City):
    def range(self, asked: Query) -> tuple[datetime, datetime]:
        both = {"start_date", "end_date"} <= asked.keys()
        return super().range(asked if both else {})


class OffsetIgnored(City):
    def moment(self, asked: Query, name: str) -> datetime | None:
        text = asked.get(name, "")
        cut = {name: text[:19] + "Z"} if text[-6:-5] == "+" else asked
        return super().moment(cut, name)


class OffsetRefused(City):
    def moment(self, asked: Query, name: str) -> datetime | None:
        if "+" in asked.get(name, ""):
            raise Refusal(400)
        return super().moment(asked, name)


class FractionBreaks(City):
    def moment(self, asked: Query, name: str) -> datetime | None:
        if "." in asked.get(name, ""):
            raise Refusal(500)
        return super().moment(asked, name)


class EndOnUpdated(City):
    def dated(self, start: datetime, end: datetime) -> list[Record]:
        found = super().dated(start, end)
        return [r for r in found if (instant(r["updated_datetime"]) or start) <= end]


class ByUpdated(City):
    def when(self, record: Record) -> datetime:
        return instant(record["updated_datetime"]) or super().when(record)


class ReversedBringsAll(City):
    def range(self, asked: Query) -> tuple[datetime, datetime]:
        if asked.get("start_date", "") > asked.get("end_date", "~"):
            return super().range({})
        return super().range(asked)


class LongSpan(City):
    def range(self, asked: Query) -> tuple[datetime, datetime]:
        start, end = self.moment(asked, "start_date"), self.moment(asked, "end_date")
        return (start, end) if start and end and start < end else super().range(asked)


class MalformedBringsAll(City):
    def moment(self, asked: Query, name: str) -> datetime | None:
        return instant(asked.get(name))


class NoThirtiethOfFebruary(City):
    def moment(self, asked: Query, name: str) -> datetime | None:
        if "-02-30" in asked.get(name, ""):
            asked = {name: asked[name].replace("-02-30", "-03-01")}
        return super().moment(asked, name)


class ShortRangeEmpty(City):
    def dated(self, start: datetime, end: datetime) -> list[Record]:
        return super().dated(start, end) if end - start > 5 * DAY else []


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


class EmptyBringsNothing(City):
    def select(self, asked: Query) -> list[Record]:
        return [] if "" in asked.values() else super().select(asked)


class EmptyStatusRefused(City):
    def select(self, asked: Query) -> list[Record]:
        if asked.get("status") == "":
            raise Refusal(400)
        return super().select(asked)


class EmptyStartBringsOlder(City):
    def select(self, asked: Query) -> list[Record]:
        return list(self.records) if asked.get("start_date") == "" else super().select(asked)


class EmptyIsNotFound(City):
    def page(self, found: list[Record], asked: Query) -> list[Record]:
        if not found:
            raise Refusal(404)
        return found


class NoWindow(City):
    def range(self, asked: Query) -> tuple[datetime, datetime]:
        if asked.keys() & {"start_date", "end_date"}:
            return super().range(asked)
        return super().when(self.records[-1]), super().when(self.records[0])


class StatusAloneNoWindow(City):
    def range(self, asked: Query) -> tuple[datetime, datetime]:
        start, end = super().range(asked)
        alone = asked.keys() == {"status"}
        return (start - 90 * DAY, end) if alone else (start, end)


class FiftyAtMost(City):
    def page(self, found: list[Record], asked: Query) -> list[Record]:
        return found[:50]


class OtherOrder(City):
    reads = 0

    def page(self, found: list[Record], asked: Query) -> list[Record]:
        self.reads += 1
        return found[self.reads % 7 :] + found[: self.reads % 7]


FAULTS = {
    "requests.filter-status": (StatusIgnored, FirstStatusOnly, StatusTurned, BothStatusesRefused),
    "requests.status-unknown": (UnknownStatusBringsAll,),
    "requests.filter-service-code": (
        CodeIgnored, FirstCodeOnly, TwoCodesOnly, UnknownCodeBringsAll, CodesRefused,
    ),
    "requests.filters-narrow": (CodeForgetsDates, CodeForgetsStatus, EitherFilter),
    "requests.filter-dates": (
        DatesIgnored, StartIgnored, OneEndIgnored, OffsetIgnored, OffsetRefused, FractionBreaks,
        EndOnUpdated, ByUpdated,
    ),
    "requests.reversed-range": (ReversedBringsAll,),
    "requests.span-90-days": (LongSpan,),
    "requests.date-malformed-refused": (MalformedBringsAll, NoThirtiethOfFebruary),
    "requests.date-ranges-nest": (ShortRangeEmpty,),
    "requests.select-by-id": (IdsInWindow, IdIgnored, FirstIdOnly, TenIdsAtMost),
    "requests.id-overrides": (IdWithStatus, IdWithEverything),
    "requests.empty-argument-is-none": (
        EmptyBringsNothing, EmptyStatusRefused, EmptyStartBringsOlder,
    ),
    "requests.empty-list": (EmptyIsNotFound,),
    "requests.default-window": (NoWindow, StatusAloneNoWindow),
    "requests.window-complete": (FiftyAtMost,),
    "requests.order-stable": (OtherOrder,),
}  # fmt: skip


@pytest.mark.parametrize(
    ("requirement", "fault"),
    [(id, fault) for id, faults in FAULTS.items() for fault in faults],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_one_fault_is_one_complaint(requirement: str, fault: type[City]) -> None:
    assert failed(results(fault())) == {requirement}


class EndExcluded(City):
    def dated(self, start: datetime, end: datetime) -> list[Record]:
        return [r for r in self.records if start <= self.when(r) < end]


class StartExcluded(City):
    def dated(self, start: datetime, end: datetime) -> list[Record]:
        return [r for r in self.records if start < self.when(r) <= end]


class ReversedIsEmpty(City):
    def range(self, asked: Query) -> tuple[datetime, datetime]:
        start, end = (instant(asked.get(name)) for name in ("start_date", "end_date"))
        return (start, end) if start and end and start > end else super().range(asked)


class SpanIsCut(City):
    def range(self, asked: Query) -> tuple[datetime, datetime]:
        start, end = (instant(asked.get(name)) for name in ("start_date", "end_date"))
        cut = start and end and end - start > 90 * DAY
        return (end - 90 * DAY, end) if cut and end else super().range(asked)


class UnknownCodeNotFound(City):
    def by_code(self, found: list[Record], codes: list[str]) -> list[Record]:
        if not any(r["service_code"] in codes for r in self.records):
            raise Refusal(404)
        return super().by_code(found, codes)


class UnknownStatusIsEmpty(City):
    def by_status(self, found: list[Record], statuses: list[str]) -> list[Record]:
        return [r for r in found if r["status"] in statuses]


class FractionRefused(City):
    def moment(self, asked: Query, name: str) -> datetime | None:
        if "." in asked.get(name, ""):
            raise Refusal(400)
        return super().moment(asked, name)


class OpenEndIsNow(City):
    def range(self, asked: Query) -> tuple[datetime, datetime]:
        start, end = super().range(asked)
        latest = super().range({})[1]
        return (start, end) if "end_date" in asked else (start, latest)


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


class OneService(City):
    records = tuple(record(number, codes=1) for number in range(120))


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


LEGAL = (
    City, EndExcluded, StartExcluded, ReversedIsEmpty, SpanIsCut, UnknownCodeNotFound,
    UnknownStatusIsEmpty, FractionRefused, OpenEndIsNow, Pages, ByLastChange, OldestFirst,
    OneService, Busy, Few, Living,
)  # fmt: skip


@pytest.mark.parametrize("city", LEGAL, ids=lambda city: city.__name__)
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
