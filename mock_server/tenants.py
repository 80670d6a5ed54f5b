"""Tenants: each test its own data, clock and journal behind one port, at /t/<name>/.

Apart from jurisdictions, which are GeoReport's own: a tenant is a whole server.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mock_server import life
from mock_server.clock import Clock
from mock_server.faults import (
    Fault,
    answers_itself,
    asked_for,
    changed,
    hopeless_token,
    instead_of,
    is_magic,
    without_magic,
)
from mock_server.find import several
from mock_server.http import Refused, Request, Response
from mock_server.journal import Journal
from mock_server.reference import OwnDataError, Reference
from mock_server.rules import Rules
from mock_server.settings import Settings
from mock_server.snapshots import BEGINNING
from mock_server.store import MEMORY
from mock_server.writing import SUFFIXES

MOST = 100
MOST_SNAPSHOTS = 20
# In each jurisdiction of a named tenant: it is made while all others wait.
MOST_REQUESTS = 500
PREFIX = "t"
NO_TOKENS = (
    "This server has no batch service, so it gives no token that could lead to nothing. Serve"
    " another scenario or profile for that."
)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class Tenant:
    """One whole server.

    Attributes:
        name: Its name in the path; empty for the server itself.
        clock: What it takes for the present.
        behaviour: What it answers.
        journal: What it was asked.
        rules: Which faults befall which requests.
        mutants: Ids of the mutants that it is just now.
    """

    def __init__(self, name: str, settings: Settings, behaviour: Reference | None = None) -> None:
        self.name = name
        self.clock = Clock()
        self.journal = Journal()
        self.rules = Rules(settings.seed)
        self._before: dict[str, Response] = {}  # what a POST was last answered, by format
        self._settings = settings
        self.mutants = settings.mutants
        self.behaviour = behaviour or settings.make(self.clock)
        self._held: tuple[str, int] | None = None  # a snapshot, and the store's changes until then
        store = self.behaviour.store
        if BEGINNING not in store.snapshots:
            store.snapshots.keep(BEGINNING, store.snapshot())
            self._held = BEGINNING, store.connection.total_changes

    def respond(self, request: Request) -> tuple[Response, Fault | None]:
        """Answer a request as its fault, if any, has it, and remember both."""
        now = self.clock.now()
        try:
            fault = asked_for(request) or self.rules.pick(request, now)
        except ValueError as problem:
            return self.refuse(request, Refused(400, str(problem))), None
        if fault is None:
            response = self.behaviour.respond(request)
        else:
            response = self._faulty(request, fault)
        if request.method == "POST" and (suffix := request.steps()[1]) in SUFFIXES:
            self._before[suffix] = response
        self.journal.add(now, request, response, str(fault or ""))
        return response, fault

    def refuse(
        self, request: Request, refused: Refused, unsent: Response | None = None
    ) -> Response:
        """Answer a request that can't be meant, or can't have the answer it got; remember both."""
        response = self._refusal(request, refused)
        if unsent is None or not self.journal.amend(unsent, response):
            self.journal.add(self.clock.now(), request, response)
        return response

    def _faulty(self, request: Request, fault: Fault) -> Response:
        response, cities = Response(200, {}, b""), self.behaviour.store.cities  # none: recorded
        if not answers_itself(fault):
            given = request.given()
            if is_magic(given):
                kind, where = instead_of(fault), given.get("jurisdiction_id", "")
                code = self.behaviour.simplest_service(kind, where)
                if kind and not code and request.method == "POST" and cities:
                    return self._refusal(request, Refused(400, NO_TOKENS))
                request = without_magic(request, code)
            response = self.behaviour.respond(request)
        if (token := hopeless_token(fault, request, response)) and cities:
            self.behaviour.place(request).withhold(token)

        def refuse(status: int, description: str) -> Response:
            return self._refusal(request, Refused(status, description))

        before = self._before.get(request.steps()[1])
        return changed(fault, request, response, before=before, refuse=refuse)

    def _refusal(self, request: Request, refused: Refused) -> Response:
        return self.behaviour.refusal(request, request.steps()[1], refused)

    def catch_up(self) -> None:
        """Take the steps that are due by now, as a read by an app does."""
        for city in self.behaviour.store.cities.values():
            if city.waits:
                life.progress(city, self.clock.now())

    def reset(self) -> None:
        """Go back to the beginning: data, clock and journal."""
        # First what may fail, on a full disk: then nothing has been reset.
        self._hold(BEGINNING)
        if self.mutants != self._settings.mutants:
            self._be(self._settings.mutants)
        else:
            self.behaviour.publish()
        self.clock.reset()
        self.journal.clear()
        self.rules.clear()
        self._before.clear()

    @property
    def snapshots(self) -> dict[str, int]:
        """The names under which it was saved, with their bytes."""
        return self.behaviour.store.snapshots.sizes()

    def save(self, name: str) -> None:
        """Keep what it holds under a name; raises Refused for one too many."""
        if name not in self.snapshots and len(self.snapshots) >= MOST_SNAPSHOTS:
            raise Refused(
                429, f"There are {MOST_SNAPSHOTS} snapshots, the most there may be; forget some."
            )
        store = self.behaviour.store
        store.snapshots.keep(name, store.snapshot())

    def restore(self, name: str) -> bool:
        """Hold again what was saved under a name; False when nothing was."""
        if name not in self.behaviour.store.snapshots:
            return False
        self._hold(name)
        self.behaviour.publish()
        return True

    def _hold(self, name: str) -> None:
        store = self.behaviour.store
        held = name, store.connection.total_changes
        if held != self._held:
            store.restore(store.snapshots.get(name))
            self._held = held  # restoring is no change that SQLite counts

    def become(self, mutants: Sequence[str]) -> None:
        """Behave as other mutants do, none for the reference, over the same data.

        Raises:
            LookupError: There is no such mutant; the message names what is near.
            OwnDataError: They, or what is served now, have data of their own from the start.
        """
        if self.behaviour.has_own_data():
            raise OwnDataError(
                "What is served has data of its own from the start, so nothing can be switched."
                " Start another server for that."
            )
        if several(mutants).has_own_data():
            raise OwnDataError(
                f"{' and '.join(mutants)}: that has data of its own from the start, so it can't be"
                f" switched on. Start a server with it: {_command(mutants)}"
            )
        self._be(mutants)

    def _be(self, mutants: Sequence[str]) -> None:
        self.behaviour = self._settings.make(self.clock, self.behaviour.store, mutants)
        self.mutants = tuple(mutants)


def _command(mutants: Sequence[str]) -> str:
    """Return the command that serves mutants or a profile."""
    options = (re.sub(r"^mutant profile\.", "profile ", f"mutant {name}") for name in mutants)
    return " ".join(["open311 mock", *(f"--{option}" for option in options)])


class Tenants:
    """All tenants of a server, made on first use.

    Attributes:
        root: The server itself, outside /t/.
    """

    def __init__(
        self, settings: Settings, most: int = MOST, behaviour: Reference | None = None
    ) -> None:
        self._settings = settings
        self._most = most
        self.root = Tenant("", settings, behaviour)
        self._named: dict[str, Tenant] = {}

    def __iter__(self) -> Iterator[Tenant]:
        return iter((self.root, *self._named.values()))

    def get(self, name: str) -> Tenant:
        """Return a tenant, made now if it is new; raises Refused for a bad name or one too many."""
        if name not in self._named:
            if not _NAME.fullmatch(name):
                raise Refused(404, "A tenant's name has letters, digits, dots, _ and - only.")
            if len(self._named) >= self._most:
                raise Refused(
                    429, f"There are {self._most} tenants, the most there may be; remove some."
                )
            requests = min(self._settings.requests, MOST_REQUESTS)
            settings = replace(self._settings, db=MEMORY, requests=requests)
            self._named[name] = Tenant(name, settings)
        return self._named[name]

    def remove(self, name: str) -> bool:
        """Forget a tenant; False when there was none."""
        return self._named.pop(name, None) is not None

    def close(self) -> None:
        """Put on the disk what was written, and close every store."""
        for tenant in self:
            tenant.behaviour.store.close()

    def route(self, request: Request) -> tuple[Tenant, Request]:
        """Return the tenant that a request is for, and the request as it sees it.

        Raises:
            Refused: The tenant can't be had.
        """
        if not f"{request.path}/".startswith(f"/{PREFIX}/"):
            return self.root, request
        _, _, name, path, *_ = [*request.path.split("/", 3), "", ""]
        tenant = self.get(name)
        origin = f"{request.origin}/{PREFIX}/{tenant.name}"
        return tenant, request._replace(path=f"/{path}", origin=origin)
