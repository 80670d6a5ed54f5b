"""Faults that show in one case of many: no fixed question meets them, a search has to find them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from mock_server.city import Record
from mock_server.jurisdictions import City
from mock_server.mutants.base import Mutant, breaks


class TwoClosedCodes(Mutant):
    """Of two service codes together with status=closed only the first counts."""

    breaks = breaks("requests.filters-narrow")
    rare = True

    def select(self, place: City, query: dict[str, str]) -> Sequence[Record]:
        codes = query.get("service_code", "").split(",")
        if query.get("status") == "closed" and len(codes) == 2:
            query = {**query, "service_code": codes[0]}
        return super().select(place, query)


class SevenIds(Mutant):
    """Of exactly seven ids the last is dropped."""

    breaks = breaks("requests.select-by-id")
    rare = True

    def ids(self, text: str) -> set[str]:
        listed = text.split(",")
        return super().ids(",".join(listed[:6] if len(listed) == 7 else listed))


class LocalDays(Mutant):
    """A range of dates that the clocks are changed in ends an hour early."""

    breaks = breaks("requests.date-ranges-nest")
    rare = True

    def span(self, start: datetime, end: datetime) -> tuple[datetime, datetime]:
        start, end = super().span(start, end)
        return start, end - timedelta(hours=_is_summer(start) != _is_summer(end))


def _is_summer(moment: datetime) -> bool:
    """Whether it is summer time in New York."""
    year = moment.astimezone(UTC).year
    start = _sunday(datetime(year, 3, 8, 7, tzinfo=UTC))
    return start <= moment < _sunday(datetime(year, 11, 1, 6, tzinfo=UTC))


def _sunday(moment: datetime) -> datetime:
    """Return the first Sunday from a day on, at the same time of day."""
    return moment + timedelta(days=(6 - moment.weekday()) % 7)
