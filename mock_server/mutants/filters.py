"""Faulty filters of the list of service requests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from mock_server.filters import SPAN
from mock_server.http import Refused
from mock_server.jurisdictions import City
from mock_server.mutants.base import Mutant, breaks
from mock_server.records import Record


class StatusIgnored(Mutant):
    """The status filter does nothing."""

    breaks = breaks("requests.filter-status")

    def statuses(self, given: dict[str, str]) -> set[str] | None:
        super().statuses(given)
        return None


class CodesFirstOnly(Mutant):
    """Of several service codes only the first counts."""

    breaks = breaks("requests.filter-service-code")

    def codes(self, given: dict[str, str]) -> set[str] | None:
        return {given["service_code"].split(",")[0]} if "service_code" in given else None


class UnknownCodeIsAll(Mutant):
    """An unknown service_code brings everything."""

    breaks = breaks("requests.filter-service-code")

    def codes(self, given: dict[str, str]) -> set[str] | None:
        found = super().codes(given)
        return None if found and not any(code.isdecimal() for code in found) else found


class IdsFirstOnly(Mutant):
    """Of several ids only the first counts."""

    breaks = breaks("requests.select-by-id")

    def ids(self, text: str) -> set[str]:
        return {text.split(",")[0]}


class IdDoesNotOverride(Mutant):
    """A status beside an id still filters."""

    breaks = breaks("requests.id-overrides")

    def by_ids(self, place: City, given: dict[str, str]) -> Sequence[Record]:
        wanted = self.statuses(given)
        found = super().by_ids(place, given)
        return [r for r in found if wanted is None or r["status"] in wanted]


class StartIgnored(Mutant):
    """The start_date of a range does nothing."""

    breaks = breaks("requests.filter-dates")

    def bounds(self, given: dict[str, str]) -> tuple[datetime, datetime]:
        end = super().bounds(given)[1]
        return end - SPAN, end


class OffsetIgnored(Mutant):
    """The offset of a date is read as if it were Z."""

    breaks = breaks("requests.filter-dates")

    def date(self, given: dict[str, str], name: str) -> datetime | None:
        found = super().date(given, name)
        return found and found + (found.utcoffset() or timedelta())


class EmptyStatusIsNone(Mutant):
    """An empty status matches nothing."""

    breaks = breaks("requests.empty-argument-is-none")

    def select(self, place: City, query: Mapping[str, str]) -> Sequence[Record]:
        return [] if query.get("status") == "" else super().select(place, query)


class MalformedDateIgnored(Mutant):
    """A date that can't be read is ignored."""

    breaks = breaks("requests.date-malformed-refused")

    def date(self, given: dict[str, str], name: str) -> datetime | None:
        try:
            return super().date(given, name)
        except Refused:
            return None


class UnknownStatusIsAll(Mutant):
    """An unknown status brings everything."""

    breaks = breaks("requests.status-unknown")

    def statuses(self, given: dict[str, str]) -> set[str] | None:
        try:
            return super().statuses(given)
        except Refused:
            return None


class CombinationIsUnion(Mutant):
    """A status and a service_code together bring what either brings."""

    breaks = breaks("requests.filters-narrow")

    def select(self, place: City, query: Mapping[str, str]) -> Sequence[Record]:
        if not {"status", "service_code"} <= set(query):
            return super().select(place, query)
        status = super().select(place, {k: v for k, v in query.items() if k != "service_code"})
        code = super().select(place, {k: v for k, v in query.items() if k != "status"})
        return [r for r in place.all() if r in status or r in code]


class StartExcluded(Mutant):
    """A service request of the exact start_date is left out."""

    breaks = breaks("requests.start-included")

    def bounds(self, given: dict[str, str]) -> tuple[datetime, datetime]:
        start, end = super().bounds(given)
        return start + timedelta(microseconds=1), end
