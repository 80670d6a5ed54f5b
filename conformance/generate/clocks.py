"""When clocks are changed between winter and summer time, where most 311 systems are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Rule:
    """One change a year in a part of the world.

    Attributes:
        month: In which month it is.
        week: On which Sunday of it; -1 for the last.
        hours: From 00:00 UTC of that Sunday to the change in the first and the last of its zones.
    """

    month: int
    week: int
    hours: tuple[float, float]


RULES = (
    Rule(3, 2, (7, 10)),  # United States and Canada, 2:00 from Eastern to Pacific time
    Rule(11, 1, (6, 9)),
    Rule(3, -1, (1, 1)),  # Europe, everywhere at once
    Rule(10, -1, (1, 1)),
    Rule(4, 1, (-8, -7.5)),  # Australia's south-east and Adelaide
    Rule(10, 1, (-8, -7.5)),
)
Change = tuple[datetime, datetime]


def changes(start: datetime, end: datetime) -> list[Change]:
    """Return the changes between two instants, latest first: in the first and the last zone."""
    years = range(start.year, end.year + 1)
    found = [_in(rule, year) for year in years for rule in RULES]
    return sorted((c for c in found if start < c[0] and c[1] < end), reverse=True)


def _in(rule: Rule, year: int) -> Change:
    sundays = list(_sundays(year, rule.month))
    day = sundays[rule.week if rule.week < 0 else rule.week - 1]
    first, last = (day + timedelta(hours=hours) for hours in rule.hours)
    return first, last


def _sundays(year: int, month: int) -> Iterator[datetime]:
    day = datetime(year, month, 1, tzinfo=UTC)
    while day.month == month:
        if day.weekday() == SUNDAY:
            yield day
        day += timedelta(days=1)
