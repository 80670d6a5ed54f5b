"""Faulty service lists."""

from __future__ import annotations

import re

from mock_server.http import Refused, Request, Response
from mock_server.jurisdictions import City
from mock_server.mutants.base import Mutant, breaks
from mock_server.records import Record


def second(services: list[Record], **changes: object) -> list[Record]:
    """Change the second service."""
    return [services[0], services[1] | changes, *services[2:]]


def without(services: list[Record], name: str) -> list[Record]:
    """Take a field away from the second service."""
    bare = {key: value for key, value in services[1].items() if key != name}
    return [services[0], bare, *services[2:]]


class ItemsRenamed(Mutant):
    """In XML each service stands in an element item."""

    breaks = breaks("services.list-served")

    def xml(self, root: str, value: object) -> str:
        text = super().xml(root, value)
        return re.sub(r"(</?)service>", r"\1item>", text) if root == "services" else text


class CodeTwice(Mutant):
    """Two services share a service_code."""

    breaks = breaks("services.code-unique")

    def service_list(self, place: City) -> list[Record]:
        return [*place.services, place.services[-1] | {"service_name": "Again"}]


class NoCode(Mutant):
    """A service has an empty service_code."""

    breaks = breaks("services.code-unique")

    def service_list(self, place: City) -> list[Record]:
        return [*place.services, place.services[-1] | {"service_code": ""}]


class NoName(Mutant):
    """A service has no name."""

    breaks = breaks("services.name-present")

    def service_list(self, place: City) -> list[Record]:
        return [*place.services, place.services[-1] | {"service_code": "900", "service_name": ""}]


class NoDescription(Mutant):
    """A service lacks its description."""

    breaks = breaks("services.description-present")

    def service_list(self, place: City) -> list[Record]:
        return without(place.services, "description")


class MetadataYes(Mutant):
    """A service says yes for true."""

    breaks = breaks("services.metadata-value")

    def service_list(self, place: City) -> list[Record]:
        return second(place.services, metadata="yes")


class TypeInstant(Mutant):
    """A service has a type of its own."""

    breaks = breaks("services.type-value")

    def service_list(self, place: City) -> list[Record]:
        return second(place.services, type="instant")


class NoKeywords(Mutant):
    """A service lacks its keywords."""

    breaks = breaks("services.keywords-text")

    def service_list(self, place: City) -> list[Record]:
        return without(place.services, "keywords")


class NoGroup(Mutant):
    """A service lacks its group."""

    breaks = breaks("services.group-present")

    def service_list(self, place: City) -> list[Record]:
        return without(place.services, "group")


class CodeWithSlash(Mutant):
    """A service_code holds a slash."""

    breaks = breaks("services.code-fits-url")

    def service_list(self, place: City) -> list[Record]:
        return [*place.services, place.services[6] | {"service_code": "a/b"}]


class KeyWanted(Mutant):
    """The services are shown to holders of an api_key only."""

    breaks = breaks("services.list-served")

    def service_list(self, place: City) -> list[Record]:
        raise Refused(403, "The api_key is missing.")


class RootRenamed(Mutant):
    """The root of the service list is called service_list."""

    breaks = breaks("services.list-served")

    def xml(self, root: str, value: object) -> str:
        return super().xml("service_list" if root == "services" else root, value)


class ListMoves(Mutant):
    """A second read of the services comes in another order."""

    breaks = breaks("services.list-stable")
    asked: frozenset[str] = frozenset()
    again = False

    def respond(self, request: Request) -> Response:
        plain = request.headers.get("accept") == "*/*" and request.method == "GET"
        plain = plain and request.headers.get("accept-encoding") == "identity"
        question = f"{request.path}?{sorted(request.query.items())}"
        self.again = plain and question in self.asked
        self.asked |= {question} if plain else set()
        return super().respond(request)

    def service_list(self, place: City) -> list[Record]:
        return place.services[::-1] if self.again else place.services
