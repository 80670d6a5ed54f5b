"""Find what to ask with in an endpoint's own answers, drawn with a seed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from conformance.conditions import metadata
from conformance.dates import instant, query
from conformance.documents import Record
from conformance.exchange import Unmet

ID = "service_request_id"
DAY = timedelta(days=1)
WINDOW_RECORDS = 60
LONGEST = 60 * DAY  # a window stays well inside the 90 days that a range may span
SETTLED = timedelta(hours=1)  # what is younger may still be on its way into the lists
MARGIN = timedelta(minutes=1)  # keeps a window's ends off the records it was chosen for
PAGES = frozenset({20, 25, 50, 100, 200, 250, 500})  # page sizes that real servers cut lists at
MOST = 1000


def text(record: Record, name: str) -> str:
    """Return a field as text: a number in its JSON spelling, nothing as an empty text."""
    value = record.get(name)
    return "" if value is None or isinstance(value, (list, dict, bool)) else str(value)


def with_definition(services: Sequence[Record]) -> list[str]:
    """Return the codes of the services that say metadata=true, in list order."""
    return [c for s in services if metadata(s) and (c := text(s, "service_code"))]


def sample(codes: Sequence[str], size: int, random: Random) -> list[str]:
    """Draw some codes, in list order."""
    drawn = set(random.sample(range(len(codes)), min(size, len(codes))))
    return [code for index, code in enumerate(codes) if index in drawn]


@dataclass(frozen=True, slots=True)
class Window:
    """A closed range of dates in the past.

    Attributes:
        start: First instant, aware, whole seconds.
        end: Last instant, aware, whole seconds.
    """

    start: datetime
    end: datetime

    def arguments(self) -> dict[str, str]:
        """Return the arguments of GET requests that ask for it."""
        return {"start_date": query(self.start), "end_date": query(self.end)}


Dated = tuple[datetime, Record]


def dated(records: Sequence[Record]) -> list[Dated]:
    """Return the records that have a valid requested_datetime and an id, oldest first."""
    found = [
        (moment, record)
        for record in records
        if (moment := instant(record.get("requested_datetime"))) and text(record, ID)
    ]
    return sorted(found, key=lambda pair: pair[0])


def looks_cut(count: int) -> bool:
    """Whether a list of this length was probably cut off there."""
    return count in PAGES or count >= MOST


def window(records: Sequence[Record], now: datetime) -> Window:
    """Choose a closed window in a list of service requests, ending before now.

    It holds about WINDOW_RECORDS of the list's records at most, half a page of a list that looks
    cut, and both statuses and several services where the list has them near each other.

    Raises:
        Unmet: Fewer than two records with a valid date are known.
    """
    known = [pair for pair in dated(records) if pair[0] < now - SETTLED]
    if len(known) < 2:
        raise _too_few(records)
    cut = looks_cut(len(records))
    size = min(len(known), WINDOW_RECORDS, max(2, len(records) // 2) if cut else WINDOW_RECORDS)
    chosen = max(_spans(known, size), key=lambda span: _richness(span, known))
    start = chosen[0][0].replace(microsecond=0) - MARGIN
    return Window(start, chosen[-1][0].replace(microsecond=0) + MARGIN)


def _spans(known: Sequence[Dated], size: int) -> Iterator[Sequence[Dated]]:
    for first in range(0, len(known) - size + 1, max(1, size // 4)):
        span = known[first : first + size]
        last = span[0][0] + LONGEST
        yield span if span[-1][0] <= last else [pair for pair in span if pair[0] <= last]


def _richness(span: Sequence[Dated], known: Sequence[Dated]) -> tuple[bool, int, int, timedelta]:
    statuses = {text(record, "status") for _, record in span}
    codes = {text(record, "service_code") for _, record in span}
    off_centre = abs(span[len(span) // 2][0] - known[len(known) // 2][0])
    return {"open", "closed"} <= statuses, min(len(codes), 4), len(span), -off_centre


def nameless() -> Unmet:
    """Say that no listed service request has an id of its own."""
    reason = "No listed service request has an id of its own to know it by."
    return Unmet(reason, blocked_by="requests.id-unique")


def _too_few(records: Sequence[Record]) -> Unmet:
    if records and not any(text(record, ID) for record in records):
        return nameless()
    if any(record.get("requested_datetime") for record in records) and not dated(records):
        return Unmet(
            "No requested_datetime in the list can be read, so nothing can be asked by date.",
            blocked_by="formats.datetime-format",
        )
    return Unmet(
        "Filters are judged over at least two service requests with valid dates, and the"
        " endpoint's list does not have them. Try again when there are some, or against a"
        " test endpoint with data."
    )
