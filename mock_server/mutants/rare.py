"""Faults that show in one case of many: no fixed question meets them, a search has to find them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from mock_server.http import Refused
from mock_server.jurisdictions import City
from mock_server.mutants.base import Mutant, breaks
from mock_server.records import Record

MARKED = re.compile("([\U00010000-\U0010ffff])[\u0300-\u036f]")


class TwoClosedCodes(Mutant):
    """Of two service codes together with status=closed only the first counts."""

    breaks = breaks("requests.filters-narrow")
    rare = True

    def select(self, place: City, query: Mapping[str, str]) -> Sequence[Record]:
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


class ThreeValues(Mutant):
    """A list of exactly three values is refused."""

    breaks = breaks("create.attribute-encodings")
    rare = True

    def check_attribute(self, attribute: dict[str, Any], values: list[str]) -> None:
        super().check_attribute(attribute, values)
        if len(values) == 3:
            raise Refused(400, f"The attribute {attribute['code']} has too many values.")


class MarkBeyondBmp(Mutant):
    """A description loses a combining mark that follows a letter beyond the BMP."""

    breaks = breaks("create.utf8-round-trip")
    rare = True

    def record(self, city: City, service: Record, given: dict[str, str], now: datetime) -> Record:
        record = super().record(city, service, given, now)
        said = str(record["description"] or "")
        return record | {"description": MARKED.sub(r"\1", said) or None}


class RememberedFilter(Mutant):
    """A filter by service_code brings what it brought the first time: what is new is missing."""

    breaks = breaks("request.created-is-listed")
    rare = True

    def select(self, place: City, query: Mapping[str, str]) -> Sequence[Record]:
        found = super().select(place, query)
        if "service_code" not in query:
            return found
        remembered: dict[object, Sequence[Record]] = self.__dict__.setdefault("remembered", {})
        return remembered.setdefault((place.name, *query.items()), found)
