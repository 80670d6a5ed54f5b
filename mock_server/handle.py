"""A running server in the hands of a test: what the city does, and what it was sent."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mock_server import faults, life
from mock_server.background import Thread
from mock_server.create import Create
from mock_server.journal import Entry
from mock_server.jurisdictions import City
from mock_server.records import NEW, Record, is_new
from mock_server.rules import Rule
from mock_server.search import Wanted, matching
from mock_server.settings import Settings
from mock_server.tenants import PREFIX, Tenants

SETTINGS = Settings(requests=100, jurisdictions=("springfield.example",))
ENDPOINT = "/open311/v2"
STEPS = {"open": "open", "closed": "close"}


@dataclass(frozen=True, slots=True)
class Posted:
    """One POST as it arrived.

    Attributes:
        pairs: Names and values of the form, in order, api_key and personal fields among them.
        status: HTTP status that it was answered with.
    """

    pairs: tuple[tuple[str, str], ...] = field(repr=False)
    status: int

    @property
    def form(self) -> Mapping[str, str]:
        """Value by name; the last where a name is repeated."""
        return dict(self.pairs)


class MockServer:
    """A GeoReport v2 server that a test can look into. Each call falls between two answers.

    Attributes:
        url: The endpoint, without a slash at the end.
        api_key: What a POST needs.
        jurisdictions: The jurisdiction_ids that it serves.
    """

    def __init__(self, url: str, tenants: Tenants, thread: Thread, name: str = "") -> None:
        self.url = url
        self.api_key = SETTINGS.api_key
        self.jurisdictions = SETTINGS.jurisdictions
        self._tenants = tenants
        self._tenant = tenants.get(name) if name else tenants.root
        self._thread = thread

    @property
    def posted(self) -> list[Posted]:
        """What was posted since the start or the last reset, in order."""
        entries = self._thread.call(lambda: list(self._tenant.journal))
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
            ValueError: The service_request_id is another's, or may become that of a new one.
        """
        return self._thread.call(lambda: self._add(service_code, fields))

    def advance(self, id: str, status: str = "closed", note: str = "") -> None:
        """Give a service request a status and status_notes, updated now.

        Raises:
            LookupError: There is no such service request.
            ValueError: The status is neither open nor closed.
        """
        if status not in STEPS:
            raise ValueError(f"{status!r} is no status; it is one of {', '.join(STEPS)}.")
        if not self._thread.call(lambda: self._take(id, STEPS[status], note)):
            raise LookupError(f"There is no service request {id}.")

    def inject(self, mutant: str) -> None:
        """Go on as a mutant (or variant) that `open311 mock --mutant list` shows.

        What the city knows stays; the last one injected counts.

        Raises:
            LookupError: There is no such mutant; the message names what is near.
            ValueError: It is one that has data of its own from the start.
        """
        self._thread.call(lambda: self._tenant.become([mutant]))

    def fault(
        self,
        fault: str,
        *,
        method: str = "",
        path: str = "",
        times: int | None = None,
        probability: float = 1.0,
        **arguments: str,
    ) -> None:
        """Meet requests with a fault such as "status:503" or "latency:500", until the reset.

        `path` is a regular expression; `arguments` are those of query or form, with their values.

        Raises:
            ValueError: There is no such fault or method; the message names those there are.
        """
        rule = Rule(faults.parse(fault), method, path, arguments, times, probability)
        self._thread.call(lambda: self._tenant.rules.add(rule, self._tenant.clock.now()))

    @property
    def now(self) -> datetime:
        """What the server takes for the present; aware, UTC."""
        return self._thread.call(self._tenant.clock.now)

    def freeze(self, at: datetime | None = None) -> None:
        """Let the server's clock stand still, at an instant (aware) or where it is."""
        self._thread.call(lambda: self._tenant.clock.freeze(at))

    def pass_time(self, by: timedelta) -> None:
        """Move the server's clock forward: what a plan has due by then is done."""
        self._thread.call(lambda: self._tenant.clock.advance(by))

    def journal(self, method: str = "", path: str = "", **arguments: str) -> list[Entry]:
        """Return the exchanges since the reset, oldest first; all, or those that fit."""
        wanted = Wanted(method, path, None, arguments)
        return self._thread.call(lambda: matching(self._tenant.journal, wanted))

    def tenant(self, name: str) -> MockServer:
        """Return another whole server beside this one, at /t/<name>/: data, clock and all."""
        url = self.url.removesuffix(ENDPOINT)
        there = f"{url.partition(f'/{PREFIX}/')[0]}/{PREFIX}/{name}{ENDPOINT}"
        return self._thread.call(lambda: MockServer(there, self._tenants, self._thread, name))

    def reset(self) -> None:
        """Go back to the beginning: the seeded city, nothing injected, posted or put in the way."""
        self._thread.call(self._tenant.reset)

    def _city(self) -> City:
        self._tenant.catch_up()
        return self._tenant.behaviour.store.cities[self.jurisdictions[0]]

    def _add(self, code: str, fields: Record) -> str:
        city, behaviour = self._city(), self._tenant.behaviour
        services = {str(service["service_code"]): service for service in city.services}
        if code not in services:
            raise LookupError(f"There is no service {code}; there are {', '.join(services)}.")
        # The reference's record, whatever is injected.
        record = Create.record(behaviour, city, services[code], {}, behaviour.now())
        unknown = fields.keys() - record.keys()
        if unknown:
            raise TypeError(
                f"A service request has no {', '.join(unknown)}; it has {', '.join(record)}."
            )
        id, next_one = (str(r["service_request_id"]) for r in (record | fields, record))
        if city.by_ids([id]):
            raise ValueError(f"There is a service request {id} already; give another id, or none.")
        if is_new(id) and id != next_one:  # a POST may get it yet
            raise ValueError(
                f"{id} has {NEW}, as the ids that the server itself gives; give one without it, or"
                " none."
            )
        city.add(record | fields)
        return id

    def _take(self, id: str, step: str, note: str) -> bool:
        return life.tell(self._city(), id, step, self._tenant.clock.now(), note)


@contextlib.contextmanager
def serving() -> Iterator[MockServer]:
    """Serve a seeded city on a free port of this machine, in a thread, while a context lasts."""
    tenants = Tenants(SETTINGS)
    with Thread() as thread, thread.serve(tenants) as url:
        yield MockServer(url, tenants, thread)
