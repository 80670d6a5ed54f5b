"""Faulty handling of jurisdictions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mock_server.http import Refused, Request, Response
from mock_server.jurisdictions import City
from mock_server.mutants.base import ONE, Mutant, breaks
from mock_server.records import Record


def named(request: Request) -> str:
    """Return the jurisdiction_id that a request carries; empty for none."""
    return request.query.get("jurisdiction_id") or dict(request.form).get("jurisdiction_id", "")


class MissingAccepted(Mutant):
    """Without jurisdiction_id the first one answers."""

    breaks = breaks("jurisdiction.missing-refused")

    def jurisdiction(self, name: str) -> City:
        return super().jurisdiction(name or next(iter(self.store.cities)))


class UnknownAccepted(Mutant):
    """An unknown jurisdiction_id brings the first one."""

    breaks = breaks("jurisdiction.unknown-refused")

    def jurisdiction(self, name: str) -> City:
        known = name if not name or name in self.store.cities else next(iter(self.store.cities))
        return super().jurisdiction(known)


class PostedAnywhere(Mutant):
    """What is posted without jurisdiction_id goes to the first one."""

    breaks = breaks("create.jurisdiction-missing-refused")

    def place(self, request: Request) -> City:
        first = next(iter(self.store.cities.values()))
        return first if self.astray(request) else super().place(request)

    def astray(self, request: Request) -> bool:
        """Whether a POST goes to the first one that should be refused."""
        return request.method == "POST" and not named(request)


class PostedNowhere(PostedAnywhere):
    """What is posted under an unknown jurisdiction_id goes to the first one."""

    breaks = breaks("create.jurisdiction-unknown-refused")

    def astray(self, request: Request) -> bool:
        known = ("", *self.store.cities)
        return request.method == "POST" and named(request) not in known


class SingleDiffers(Mutant):
    """With one jurisdiction, other services come without jurisdiction_id."""

    breaks = breaks("jurisdiction.single-needs-none")
    serves = ONE

    def method(self, request: Request, steps: list[str]) -> tuple[str, object]:
        if steps == ["services"] and "jurisdiction_id" not in request.query:
            return "services", self.place(request).services[:2]
        return super().method(request, steps)


class SingleRefuses(Mutant):
    """With one jurisdiction, jurisdiction_id is demanded."""

    breaks = breaks("jurisdiction.single-needs-none")
    serves = ONE

    def place(self, request: Request) -> City:
        if not named(request):
            raise Refused(400, "The jurisdiction_id was not given.")
        return super().place(request)


class SingleShowsPage(Mutant):
    """With one jurisdiction, a web page with 200 comes where jurisdiction_id is missing."""

    breaks = breaks("jurisdiction.single-needs-none")
    serves = ONE

    def respond(self, request: Request) -> Response:
        if request.path.startswith("/open311/v2/") and not named(request):
            page = b"<!DOCTYPE html><title>Cities</title><p>Which city?</p>"
            return Response(200, {"Content-Type": "text/html; charset=utf-8"}, page)
        return super().respond(request)


class EmptyAccepted(Mutant):
    """An empty jurisdiction_id brings the first one, none is refused."""

    breaks = breaks("jurisdiction.empty-is-none")

    def place(self, request: Request) -> City:
        if request.query.get("jurisdiction_id") == "":
            return next(iter(self.store.cities.values()))
        return super().place(request)


class EmptyListsNothing(Mutant):
    """With one jurisdiction, an empty jurisdiction_id brings no service requests."""

    breaks = breaks("jurisdiction.empty-is-none")
    serves = ONE

    def select(self, place: City, query: Mapping[str, str]) -> Sequence[Record]:
        return [] if query.get("jurisdiction_id") == "" else super().select(place, query)


class LooksUpEverywhere(Mutant):
    """An id brings its service request under any jurisdiction."""

    breaks = breaks("jurisdiction.separates")

    def one(self, place: City, id: str) -> Sequence[Record]:
        holder = next((c for c in self.store.cities.values() if c.by_ids([id])), place)
        return super().one(holder, id)


class ListsMixed(Mutant):
    """One jurisdiction's list holds another's service requests."""

    breaks = breaks("jurisdiction.separates")

    def requests_made(self, jurisdiction: str, records: list[Record]) -> list[Record]:
        first = next(iter(self.store.cities.values()))
        return records if first.name == jurisdiction else [*first.all()[3:4], *records]


class NoDomain(Mutant):
    """The jurisdiction_id is no domain."""

    breaks = breaks("jurisdiction.is-domain")
    serves = ("springfield", "parks")

    def jurisdiction(self, name: str) -> City:
        return super().jurisdiction(name)
