"""When people report what: by season, day of the week and time of day."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import accumulate
from math import cos, pi
from random import Random

from mock_server.scenarios.model import SEASONS, Service

HOUR = timedelta(hours=1)
NEWEST = timedelta(minutes=1)  # before now
SWING = 0.7  # how far a season moves the number of reports
WEEK = (1.25, 1.15, 1.1, 1.05, 1.0, 0.6, 0.5)  # from Monday
# How often something is reported in each hour of the day, from midnight.
HOURS = {
    "day": (1, 1, 1, 1, 1, 2, 5, 9, 13, 15, 15, 14, 12, 12, 13, 13, 12, 11, 9, 7, 5, 4, 3, 2),
    "night": (9, 6, 4, 2, 1, 1, 1, 2, 3, 3, 3, 3, 3, 3, 3, 3, 4, 6, 9, 12, 15, 17, 17, 14),
}


def span(number: int) -> timedelta:
    """Return how far so many service requests reach back: 150 days; when many, up to two years."""
    return timedelta(days=max(150, min(730, number // 100)))


def reported(
    services: Sequence[Service], number: int, random: Random, now: datetime, utc_offset: float
) -> Iterator[tuple[datetime, Service]]:
    """Give when which service is asked for, oldest first; instants in whole seconds."""

    @cache
    def shares(month: int, hour: int) -> list[float]:
        return list(accumulate(share(service, month, hour) for service in services))

    hours = span(number) // HOUR
    start = (now - hours * HOUR).replace(microsecond=0)
    local = [start + (index + 0.5 + utc_offset) * HOUR for index in range(hours)]
    reached = list(accumulate(WEEK[t.weekday()] * shares(t.month, t.hour)[-1] for t in local))
    index = 0
    for count in range(number):
        mark = (count + random.random()) / number * reached[-1]
        while reached[index] < mark:
            index += 1
        before = reached[index - 1] if index else 0.0
        seconds = 3600 * (index + (mark - before) / (reached[index] - before))
        made = min(start + timedelta(seconds=int(seconds)), now - NEWEST)
        chances = shares(local[index].month, local[index].hour)
        yield made, services[bisect(chances, random.random() * chances[-1])]


def share(service: Service, month: int, hour: int) -> float:
    """Return how often a service is reported in a month and an hour, compared with others."""
    peak = SEASONS.get(service.season)
    season = 1 + SWING * cos((month - peak) * pi / 6) if peak else 1.0
    return service.weight * season * HOURS[service.hours][hour] / sum(HOURS[service.hours])
