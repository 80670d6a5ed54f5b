"""Servers whose filters are unusual and right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from mock_server.filters import SPAN
from mock_server.http import Refused
from mock_server.jurisdictions import City
from mock_server.records import Record
from mock_server.variants.base import Variant


class LongSpanCut(Variant):
    """A span over 90 days is cut to the last 90 days."""

    def span(self, start: datetime, end: datetime) -> tuple[datetime, datetime]:
        return super().span(max(start, end - SPAN), end)


class ReversedIsEmpty(Variant):
    """A start_date after the end_date matches nothing."""

    def span(self, start: datetime, end: datetime) -> tuple[datetime, datetime]:
        return (start, end) if start > end else super().span(start, end)


class UnknownStatusIsEmpty(Variant):
    """An unknown status matches nothing."""

    def statuses(self, given: dict[str, str]) -> set[str] | None:
        return {part.strip() for part in given["status"].split(",")} if "status" in given else None


class UnknownCodeRefused(Variant):
    """An unknown service_code as a filter gets 404."""

    def codes(self, given: dict[str, str]) -> set[str] | None:
        found = super().codes(given)
        if found and not any(code.isdecimal() for code in found):
            raise Refused(404, "The service_code was not found.")
        return found


class EndExclusive(Variant):
    """A record at the exact end_date is left out."""

    def bounds(self, given: dict[str, str]) -> tuple[datetime, datetime]:
        start, end = super().bounds(given)
        return start, end - timedelta(microseconds=1)


class Paged(Variant):
    """page and page_size are honoured, with 20 on a page unless asked otherwise."""

    def select(self, place: City, query: Mapping[str, str]) -> Sequence[Record]:
        found = super().select(place, query)
        size, page = int(query.get("page_size") or 20), int(query.get("page") or 1)
        return found[(page - 1) * size : page * size]
