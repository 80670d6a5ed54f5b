"""A running server in the hands of a test: what the city does, and what it was sent."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from mock_server.background import Thread
from mock_server.city import Record, stamp
from mock_server.clock import Clock
from mock_server.create import Create
from mock_server.find import find
from mock_server.reference import Reference
from mock_server.store import City
from mock_server.tenants import Tenants

T = TypeVar("T")
JURISDICTIONS = ("springfield.example",)
SEED = 1
REQUESTS = 100  # made in a few milliseconds
STATUSES = ("open", "closed")


@dataclass(frozen=True, slots=True)
class Posted:
    """One POST as it arrived.

    Attributes:
        pairs: Names and values of the form, in order, api_key and personal fields among them.
        status: HTTP status that it was answered with.
    """

    pairs: tuple[tuple[str, str], ...]
    status: int

    @property
    def form(self) -> Mapping[str, str]:
        """Value by name; the last where a name is repeated."""
        return dict(self.pairs)


class Server:
    """A GeoReport v2 server that a test can look into. Each call falls between two answers.

    Attributes:
        url: The endpoint, without a slash at the end.
        api_key: What a POST needs.
        jurisdictions: The jurisdiction_ids that it serves.
    """

    def __init__(self, url: str, tenants: Tenants, thread: Thread) -> None:
        self.url = url
        self._tenant = tenants.root
        self._thread = thread
        self._injected = ""
        self.api_key = self._tenant.behaviour.key
        self.jurisdictions = tuple(self._tenant.behaviour.store.cities)

    @property
    def posted(self) -> list[Posted]:
        """What was posted since the start or the last reset, in order."""
        entries = self._between(lambda: list(self._tenant.journal))
        return [
            Posted(entry.request.form, entry.response.status)
            for entry in entries
            if entry.request.method == "POST"
        ]

    def add_request(self, service_code: str = "001", **fields: object) -> str:
        """Add a service request, as if somebody else had reported it; return its id.

        `fields` are those of GET requests: description="...", lat=42.1, long=-72.5, ...

        Raises:
            LookupError: There is no such service.
            TypeError: There is no such field.
        """
        return self._between(lambda: self._add(service_code, fields))

    def advance(self, id: str, status: str = "closed", note: str | None = None) -> None:
        """Give a service request a status and status_notes, updated now.

        Raises:
            LookupError: There is no such service request.
            ValueError: The status is neither open nor closed.
        """
        if status not in STATUSES:
            raise ValueError(f"{status!r} is no status; it is one of {', '.join(STATUSES)}.")
        self._between(lambda: self._advance(id, status, note))

    def inject(self, mutant: str) -> None:
        """Go on as a mutant (or variant) that `open311 mock --mutant list` shows.

        What the city knows stays. One fault at a time: reset first for another.

        Raises:
            LookupError: There is no such mutant; the message names what is near.
            RuntimeError: One is injected already.
        """
        kind = find(mutant)
        if self._injected:
            raise RuntimeError(f"{self._injected} is injected already; call reset() first.")
        self._injected = mutant
        self._between(lambda: self._become(kind))

    def reset(self) -> None:
        """Go back to the beginning: the seeded city, no fault, nothing posted."""
        self._injected = ""
        self._between(self._tenant.reset)

    def _between(self, function: Callable[[], T]) -> T:
        return self._thread.call(function)

    def _cities(self) -> Iterator[City]:
        yield from self._tenant.behaviour.store.cities.values()

    def _add(self, code: str, fields: dict[str, object]) -> str:
        city = next(self._cities())
        services = {service["service_code"]: service for service in city.services}
        if code not in services:
            raise LookupError(
                f"There is no service {code}; there are {', '.join(map(str, services))}."
            )
        behaviour = self._tenant.behaviour
        # The reference's record, whatever is injected.
        record = Create.record(behaviour, city, services[code], {}, behaviour.now())
        unknown = fields.keys() - record.keys()
        if unknown:
            raise TypeError(
                f"There is no field {', '.join(unknown)}; there are {', '.join(record)}."
            )
        city.service_requests.insert(0, record | fields)
        return str((record | fields)["service_request_id"])

    def _advance(self, id: str, status: str, note: str | None) -> None:
        record = self._find(id)
        now = stamp(self._tenant.behaviour.now())
        record.update(status=status, status_notes=note, updated_datetime=now)

    def _find(self, id: str) -> Record:
        for city in self._cities():
            for record in city.service_requests:
                if record["service_request_id"] == id:
                    return record
        raise LookupError(f"There is no service request {id}.")

    def _become(self, kind: type[Reference]) -> None:
        known = self._tenant.behaviour.store
        self._tenant.behaviour = _made(kind, self._tenant.clock, requests=0)
        self._tenant.behaviour.adopt(known)


@contextlib.contextmanager
def serving(thread: Thread) -> Iterator[Server]:
    """Start a reference server on a free port, seeded and fresh, while a context lasts."""
    tenants = Tenants(lambda clock: _made(Reference, clock))
    with thread.serve(tenants) as url:
        yield Server(url, tenants, thread)


def _made(kind: type[Reference], clock: Clock, requests: int = REQUESTS) -> Reference:
    return kind(seed=SEED, requests=requests, jurisdictions=JURISDICTIONS, now=clock.now)
