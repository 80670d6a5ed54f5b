"""Which service requests a query selects. Each step is a method that a mutant can replace."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from mock_server import life
from mock_server.http import Refused
from mock_server.jurisdictions import City, Selection
from mock_server.records import Record

SPAN = timedelta(days=90)
MOST = 1000
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+ -]\d\d:\d\d)")


class Filters:
    """The arguments of GET requests."""

    def now(self) -> datetime:
        """Return the server's present instant."""
        return datetime.now(UTC)

    most = MOST

    def select(self, place: City, query: Mapping[str, str]) -> Sequence[Record]:
        """Return the service requests that a query selects, newest first; raises Refused."""
        given = {name: value.strip() for name, value in query.items() if value.strip()}
        if "service_request_id" in given:
            return self.by_ids(place, given)
        start, end = self.bounds(given)
        statuses, codes = self.statuses(given), self.codes(given)
        return place.find(
            Selection(
                start,
                end,
                self.most,
                None if statuses is None else frozenset(statuses),
                None if codes is None else frozenset(codes),
            )
        )

    def by_ids(self, place: City, given: dict[str, str]) -> Sequence[Record]:
        """Return exactly the service requests of a list of ids; each counts as read."""
        ids = self.ids(given["service_request_id"])
        if place.waits:
            for id in ids:
                life.was_read(place, id, self.now())
        return place.by_ids(ids)

    def ids(self, text: str) -> set[str]:
        """Split a list of ids."""
        return {part.strip() for part in text.split(",")}

    def statuses(self, given: dict[str, str]) -> set[str] | None:
        """Return the statuses asked for, None for all."""
        if "status" not in given:
            return None
        wanted = {part.strip() for part in given["status"].split(",")}
        if wanted - {"open", "closed"}:
            raise Refused(400, "The status has to be open, closed or both with a comma.")
        return wanted

    def codes(self, given: dict[str, str]) -> set[str] | None:
        """Return the service codes asked for, None for all."""
        if "service_code" not in given:
            return None
        return {part.strip() for part in given["service_code"].split(",")}

    def bounds(self, given: dict[str, str]) -> tuple[datetime, datetime]:
        """Return the first and last instant that a query asks for."""
        start, end = self.date(given, "start_date"), self.date(given, "end_date")
        if start and end:
            return self.span(start, end)
        if start:
            return start, moved(start, SPAN)
        if end:
            return moved(end, -SPAN), end
        return self.default_window()

    def default_window(self) -> tuple[datetime, datetime]:
        """Return the window of a query without dates.

        It has whole seconds, as requested_datetime has, so queries of one second share one.
        """
        now = self.now()
        now += timedelta(microseconds=-now.microsecond % 1_000_000)
        return now - SPAN, now + timedelta(minutes=1)

    def span(self, start: datetime, end: datetime) -> tuple[datetime, datetime]:
        """Return a closed range, or refuse it."""
        if start > end:
            raise Refused(400, "The start_date is after the end_date.")
        if end - start > SPAN:
            raise Refused(400, "start_date and end_date may not span more than 90 days.")
        return start, end

    def date(self, given: dict[str, str], name: str) -> datetime | None:
        """Read a date argument, None without one."""
        if name not in given:
            return None
        text = given[name]
        try:
            if not DATE.fullmatch(text):
                raise ValueError
            return datetime.fromisoformat(text.replace(" ", "+"))
        except ValueError:
            raise Refused(
                400, f"The {name} {text[:40]!r} is no date-time such as 2010-01-01T00:00:00Z."
            ) from None


def moved(moment: datetime, by: timedelta) -> datetime:
    """Return an instant later or earlier, at the most the end of the calendar."""
    try:
        return moment + by
    except OverflowError:
        return (datetime.max if by > timedelta() else datetime.min).replace(tzinfo=UTC)
