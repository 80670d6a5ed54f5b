"""Dates: each fault is found, by one requirement only."""

from __future__ import annotations

from datetime import datetime

import pytest

from conformance.dates import instant
from tests.city import DAY, City, Query, Record, Refusal, failed, results


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


class StartExcluded(City):
    def dated(self, start: datetime, end: datetime) -> list[Record]:
        return [r for r in self.records if start < self.when(r) <= end]


FAULTS = {
    "requests.filter-dates": (
        DatesIgnored,
        StartIgnored,
        OneEndIgnored,
        OffsetIgnored,
        OffsetRefused,
        FractionBreaks,
        EndOnUpdated,
        ByUpdated,
    ),
    "requests.reversed-range": (ReversedBringsAll,),
    "requests.span-90-days": (LongSpan,),
    "requests.date-malformed-refused": (
        MalformedBringsAll,
        NoThirtiethOfFebruary,
    ),
    "requests.date-ranges-nest": (ShortRangeEmpty,),
    "requests.start-included": (StartExcluded,),
    "requests.default-window": (
        NoWindow,
        StatusAloneNoWindow,
    ),
}


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


class ReversedIsEmpty(City):
    def range(self, asked: Query) -> tuple[datetime, datetime]:
        start, end = (instant(asked.get(name)) for name in ("start_date", "end_date"))
        return (start, end) if start and end and start > end else super().range(asked)


class SpanIsCut(City):
    def range(self, asked: Query) -> tuple[datetime, datetime]:
        start, end = (instant(asked.get(name)) for name in ("start_date", "end_date"))
        cut = start and end and end - start > 90 * DAY
        return (end - 90 * DAY, end) if cut and end else super().range(asked)


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


@pytest.mark.parametrize(
    "city",
    [EndExcluded, ReversedIsEmpty, SpanIsCut, FractionRefused, OpenEndIsNow],
    ids=lambda city: city.__name__,
)
def test_a_legal_city_is_left_alone(city: type[City]) -> None:
    assert failed(results(city())) == set()
