"""The reference behaviour: a GeoReport v2 server that breaks nothing.

Every step that a mutant may break is one short method.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any, ClassVar

from mock_server import discovery, encode, life, store
from mock_server.create import Create
from mock_server.filters import Filters
from mock_server.http import Refused, Request, Response
from mock_server.jurisdictions import City
from mock_server.records import Record
from mock_server.scenarios import generate, springfield
from mock_server.scenarios.model import Jurisdiction, Scenario
from mock_server.writing import SUFFIXES, Writing

ENDPOINT = ["open311", "v2"]
DISCOVERY = (["open311", "discovery"], [*ENDPOINT, "discovery"])  # three looks beside the methods
# What a browser asks before a page of another site may post.
PREFLIGHT = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, POST",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "600",
}
METHODS = ("services", "requests", "tokens")


class OwnDataError(ValueError):
    """What has data of its own from the start can't go on with those of another."""


class Reference(Filters, Create, Writing):
    """A GeoReport v2 server.

    Attributes:
        breaks: Ids of the requirements that this server breaks.
        serves: The jurisdictions that it serves unless told otherwise.
        took_over: Whether another behaviour had written what its store held.
    """

    breaks: ClassVar[frozenset[str]] = frozenset()
    serves: ClassVar[tuple[str, ...]] = ("springfield.example", "parks.example")

    def __init__(
        self,
        *,
        seed: int = 1,
        services: int = 25,
        requests: int = 500,
        jurisdictions: tuple[str, ...] = (),
        scenario: Scenario | None = None,
        api_key: str = "demo-key",
        now: Callable[[], datetime] = store.utc_now,
        db: str | Path = store.MEMORY,
        data: store.Store | None = None,
    ) -> None:
        self.key = api_key
        self._now = now
        self.scenario = scenario or springfield.scenario(
            jurisdictions or self.serves, services, seed
        )
        self.store = data or store.Store(db)
        self.took_over = bool(self.store.cities) and self.store.writer() != self.called()
        if self.took_over and self.has_own_data() and not data:
            self.store.close()
            raise OwnDataError(
                f"{db} was written by another server, and what is to be served now has data of its"
                " own from the start. Name another file with --db."
            )
        self.publish()
        if not self.store.cities:
            self.store.begin()
            for place in self.scenario.jurisdictions:
                self.settle(place, seed, requests)
            self.store.commit()

    @classmethod
    def called(cls) -> str:
        """Return what tells it from every other behaviour: the classes that it is made of."""
        kinds = (kind for kind in cls.__mro__ if issubclass(kind, Reference))
        return " ".join(f"{kind.__module__}.{kind.__qualname__}" for kind in kinds)

    @classmethod
    def has_own_data(cls) -> bool:
        """Whether its data are others from the start, so that it can't go on with the usual."""
        made = (cls.services_made, cls.requests_made)
        return made != (Reference.services_made, Reference.requests_made)

    def publish(self) -> None:
        """Write what the store holds as it is published, where another behaviour has written it."""
        kind = type(self)
        own = (Reference.published, Reference.rendered)
        alters = (kind.published, kind.rendered) != own
        self.store.write_as(store.Writer(self.called(), self.rendered, alters))

    def places(self) -> list[str]:
        """Return the jurisdiction_ids of its scenario; a store that lasts may hold others."""
        return [place.id for place in self.scenario.jurisdictions]

    def prefix(self, jurisdiction: str) -> str:
        return self.scenario.prefix(jurisdiction)

    def now(self) -> datetime:
        return self._now()

    def settle(self, where: Jurisdiction, seed: int, requests: int) -> None:
        """Add a jurisdiction of the scenario to the store, with so many service requests."""
        random = Random(f"{seed}:{where.id}")  # noqa: S311  (plausible, not secret)
        seeded = generate.service_requests(where, requests, random, self.now())
        made = {"seed": seed, "requests": requests}
        place = self.store.add_city(where.id, {**self.told(where), "made": made})
        place.fill(reversed(self.requests_made(where.id, seeded.records)))
        place.remember(*seeded.events)

    def told(self, where: Jurisdiction) -> dict[str, Any]:
        """Return what its store is told of a jurisdiction's services."""
        told = where.told()
        return {**told, "services": self.services_made(told["services"])}

    def rendered(self, record: Record) -> tuple[str, str]:
        """Write a service request as XML and as JSON, as it is published."""
        shown = self.published(record)
        return encode.element("request", shown), encode.as_json(shown)

    def services_made(self, services: list[Record]) -> list[Record]:
        """Change the city's services once, at the start."""
        return services

    def requests_made(self, jurisdiction: str, records: list[Record]) -> list[Record]:
        """Change the city's service requests once, at the start."""
        return records

    def simplest_service(self, kind: str = "", where: str = "") -> str:
        """Return the code of the service that asks for the least; empty for none.

        `kind` is the type that it has to have; without one, a service that tells an id at once
        comes first. `where` is its jurisdiction_id; an unknown one stands for any.
        """
        cities = self.store.cities
        places = [cities[where]] if where in cities else cities.values()
        listed = [s for place in places for s in place.services if kind in ("", s["type"])]
        listed.sort(key=lambda s: (bool(s["metadata"]), s["type"] != "realtime"))
        return str(listed[0]["service_code"]) if listed else ""

    def respond(self, request: Request) -> Response:
        """Answer one HTTP request."""
        if request.method == "OPTIONS":
            return Response(204, PREFLIGHT, b"")
        steps, suffix = request.steps()
        if steps[:2] != ENDPOINT or steps[2:] in ([], ["discovery"]):
            return self.discovery_answer(request, steps, suffix)
        try:
            if suffix not in SUFFIXES:
                raise Refused(404, "The format is unknown; end the path in .xml or .json.")
            root, value = self.method(request, steps[2:])
        except Refused as refused:
            return self.refusal(request, suffix, refused)
        return self.answer(request, suffix, root, value)

    def method(self, request: Request, steps: list[str]) -> tuple[str, object]:
        """Return the root and the value that a method answers with; raises Refused."""
        match request.method, steps:
            case "GET" | "HEAD", ["services"]:
                return "services", self.service_list(self.place(request))
            case "GET" | "HEAD", ["services", code]:
                return "service_definition", self.definition(self.place(request), code)
            case "GET" | "HEAD", ["requests"]:
                return "service_requests", self.select(self.place(request), request.query)
            case "GET" | "HEAD", ["requests", id]:
                return "service_requests", self.one(self.place(request), id)
            case "GET" | "HEAD", ["tokens", token]:
                return "service_requests", self.token(self.place(request), token)
            case "POST", ["requests"]:
                place = self.place(request)
                return "service_requests", [self.create(place, request.form, self.key, self.now())]
        if steps[:1] and steps[0] in METHODS:
            raise Refused(405, f"{request.method} is not possible here.")
        raise Refused(404, "There is no such method.")

    def place(self, request: Request) -> City:
        """Return the jurisdiction that is asked for; raises Refused."""
        name = request.query.get("jurisdiction_id") or dict(request.form).get("jurisdiction_id", "")
        only = len(self.store.cities) == 1
        found = next(iter(self.store.cities.values())) if only else self.jurisdiction(name)
        if found.waits:
            life.progress(found, self.now())
        return found

    def jurisdiction(self, name: str) -> City:
        """Return one of several jurisdictions; raises Refused."""
        if not name:
            raise Refused(400, "The jurisdiction_id was not given.")
        if name not in self.store.cities:
            raise Refused(404, f"The jurisdiction_id {name[:60]!r} was not found.")
        return self.store.cities[name]

    def service_list(self, place: City) -> list[Record]:
        """Return the services."""
        return place.services

    def definition(self, place: City, code: str) -> Record:
        """Return a service definition; raises Refused."""
        for service in place.services:
            if service["service_code"] == code and service["metadata"]:
                return place.definitions[code]
        raise Refused(404, f"The service_code {code[:60]!r} was not found.")

    def one(self, place: City, id: str) -> Sequence[Record]:
        """Return a list of one service request; raises Refused."""
        if found := place.by_ids([id]):
            if place.waits:
                life.was_read(place, id, self.now())
            return found
        raise Refused(404, f"The service_request_id {id[:60]!r} was not found.")

    def token(self, place: City, token: str) -> list[Record]:
        """Return the id behind a token; raises Refused."""
        id = place.id_of(token)
        if id is None:
            raise Refused(404, f"The token {token[:60]!r} was not found.")
        if place.waits:
            life.was_read(place, id, self.now(), token=True)
        told = None if place.waits_for(id, "token") else id
        return [{"service_request_id": told, "token": token}]

    def published(self, record: Record) -> Record:
        """Return a service request as GET shows it, as of when it changed."""
        return record

    def discovery_answer(self, request: Request, steps: list[str], suffix: str) -> Response:
        """Answer for the discovery document, as XML, JSON or a page."""
        if request.method not in ("GET", "HEAD") and steps in ([], ["open311"], *DISCOVERY):
            refused = Refused(405, f"{request.method} is not possible here.")
            return self.refusal(request, suffix, refused)
        if steps in DISCOVERY and suffix in SUFFIXES:
            return self.answer(request, suffix, "discovery", self.discovery(request))
        if steps in ([], ["open311"]) or (steps in DISCOVERY and suffix == "html"):
            page = discovery.page(self.discovery(request))
            return Response(200, {"Content-Type": "text/html; charset=utf-8"}, page.encode())
        return self.refusal(request, suffix, Refused(404, "There is nothing here."))

    def discovery(self, request: Request) -> Record:
        """Return the discovery document."""
        others = [discovery.endpoint(url, kind) for kind, url in self.scenario.endpoints]
        return discovery.document(
            [self.endpoint(request), *others], self.scenario.contact, self.scenario.key_service
        )

    def endpoint(self, request: Request) -> Record:
        """Return this server's own endpoint."""
        return discovery.endpoint(f"{request.origin}/open311/v2", "test")
