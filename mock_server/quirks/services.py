"""What known software says of its services, their definitions and itself."""

from __future__ import annotations

from mock_server.http import Request
from mock_server.jurisdictions import City
from mock_server.mutants.base import breaks
from mock_server.quirks.base import Quirk
from mock_server.records import Record


class NamesAsCodes(Quirk):
    """A service has its name for a code and a description; some hold a slash."""

    breaks = breaks("services.code-fits-url", "services.group-present", "services.keywords-text")

    def services_made(self, services: list[Record]) -> list[Record]:
        made = [(_named(s["service_name"]), s["type"]) for s in super().services_made(services)]
        return [
            {
                "service_name": name,
                "description": name,
                "service_code": name,
                "metadata": False,
                "type": kind,
            }
            for name, kind in made
        ]

    def requests_made(self, jurisdiction: str, records: list[Record]) -> list[Record]:
        made = super().requests_made(jurisdiction, records)
        named = [_named(r["service_name"]) for r in made]
        return [
            r | {"service_name": n, "service_code": n} for r, n in zip(made, named, strict=True)
        ]


class FixmystreetDiscovery(Quirk):
    """Discovery has no key_service, a url without its /v2, and how many requests come."""

    breaks = breaks(
        "discovery.document-fields",
        "discovery.endpoint-answers",
        "discovery.lists-this-endpoint",
        "formats.no-foreign-elements",
    )

    def discovery(self, request: Request) -> Record:
        told = super().discovery(request) | {"max_requests": "1000"}
        return {name: value for name, value in told.items() if name != "key_service"}

    def endpoint(self, request: Request) -> Record:
        formats = ["text/xml", "application/json", "text/html"]
        changed = {"url": f"{request.origin}/open311", "type": "production", "formats": formats}
        return super().endpoint(request) | changed


class ValuesLeftOut(Quirk):
    """An attribute without values has none, not an empty list of them."""

    def definition(self, place: City, code: str) -> Record:
        found = super().definition(place, code)
        attributes = found["attributes"]
        if not isinstance(attributes, list):
            return found
        left = [{k: v for k, v in a.items() if k != "values" or v} for a in attributes]
        return found | {"attributes": left}


class NoGroups(Quirk):
    """Services have no group."""

    breaks = breaks("services.group-present")

    def services_made(self, services: list[Record]) -> list[Record]:
        made = super().services_made(services)
        return [{k: v for k, v in s.items() if k != "group"} for s in made]


class GroupIds(Quirk):
    """A service has the number of its group as well, and no description."""

    breaks = breaks("formats.no-foreign-elements")

    def services_made(self, services: list[Record]) -> list[Record]:
        groups = sorted({str(s["group"]) for s in services})
        return [
            s | {"description": None, "group_id": groups.index(str(s["group"])) + 1}
            for s in super().services_made(services)
        ]


def _named(name: object) -> str:
    """Return the name of a category as such software has it."""
    return str(name).replace("Graffiti on", "Graffiti/Flyposting on")
