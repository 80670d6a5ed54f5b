"""What the server knows: services and service requests of each jurisdiction, in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

from mock_server import city
from mock_server.city import Record


def utc_now() -> datetime:
    """Return the present instant."""
    return datetime.now(UTC)


@dataclass(slots=True)
class City:
    """One jurisdiction.

    Attributes:
        services: In list order.
        service_requests: Newest first; as published.
        tokens: service_request_id by token.
        private: What reporters said of themselves, by service_request_id; never published.
        created: How many service requests were created here.
    """

    services: list[Record]
    service_requests: list[Record]
    tokens: dict[str, str] = field(default_factory=dict)
    private: dict[str, dict[str, str]] = field(default_factory=dict)
    created: int = 0


@dataclass(slots=True)
class Store:
    """All jurisdictions, by jurisdiction_id."""

    cities: dict[str, City]
    now: Callable[[], datetime]


def make(
    jurisdictions: tuple[str, ...],
    seed: int,
    services: int,
    requests: int,
    now: Callable[[], datetime],
) -> Store:
    """Make the cities of a seed."""
    cities = {}
    for number, name in enumerate(jurisdictions):
        random = Random(f"{seed}:{name}")  # noqa: S311  (plausible, not secret)
        offered = city.services(services)
        prefix = f"{chr(ord('A') + number % 26)}{seed}"
        listed = city.service_requests(offered, requests, random, now(), prefix)
        cities[name] = City(offered, listed)
    return Store(cities, now)
