"""What a scenario is: jurisdictions, their services, and how reports come in and are worked on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mock_server.life import Plan
from mock_server.records import Record

SEASONS = {"spring": 4, "summer": 7, "autumn": 10, "winter": 1}  # month of the most reports


@dataclass(frozen=True, slots=True)
class Handover:
    """Another agency that some reports of a service are handed to.

    Attributes:
        to: The agency.
        share: Of the reports, 0 to 1.
        out: status_notes while it has the report.
        back: status_notes after it has given the report back.
    """

    to: str
    share: float
    out: str
    back: str


@dataclass(frozen=True, slots=True)
class Service:
    """One service, as it is listed and as it is used.

    Attributes:
        code: service_code.
        name: service_name.
        description: What it is for.
        group: Its group.
        type: realtime, batch or blackbox.
        keywords: In order.
        agency: agency_responsible of its service requests.
        attributes: Of its service definition, as it shows them; none for no definition.
        plan: What becomes of a new service request (mock_server/life.py).
        weight: How often it is reported, beside the jurisdiction's other services.
        season: Season of the most reports (SEASONS); empty for all year.
        hours: When it is reported: "day" or "night".
        closed: Share of its service requests that are closed in the end, 0 to 1.
        days: Days after which half of those are closed.
        location: "street" (address, lat and long), "point" (lat and long), "address", or "office"
            (address_id and address of one of `offices`).
        offices: address_id and address of each.
        reports: Descriptions that people write.
        notes: status_notes of an open service request.
        closings: status_notes of a closed one.
        handover: Who some of its reports are handed to.
    """

    code: str
    name: str
    description: str
    group: str
    type: str = "realtime"
    keywords: tuple[str, ...] = ()
    agency: str = ""
    attributes: tuple[Record, ...] = ()
    plan: Plan = field(default_factory=dict)
    weight: float = 1.0
    season: str = ""
    hours: str = "day"
    closed: float = 0.8
    days: float = 5.0
    location: str = "street"
    offices: tuple[tuple[str, str], ...] = ()
    reports: tuple[str, ...] = ("Please look at it.", "It has been like this for a week.")
    notes: tuple[str, ...] = ("It was looked at; work is planned.",)
    closings: tuple[str, ...] = ("Done.", "Looked at; nothing was found.")
    handover: Handover | None = None

    def shown(self) -> Record:
        """Return the service as GET services shows it."""
        return {
            "service_code": self.code,
            "service_name": self.name,
            "description": self.description,
            "metadata": bool(self.attributes),
            "type": self.type,
            "keywords": ", ".join(self.keywords) or None,
            "group": self.group,
        }


@dataclass(frozen=True, slots=True)
class Place:
    """Where a jurisdiction is.

    Attributes:
        lat: South and north end, WGS84 degrees.
        long: West and east end, WGS84 degrees.
        streets: Names of streets.
        zipcodes: Postal codes.
        utc_offset: Hours that its clocks are ahead of UTC; negative in America.
    """

    lat: tuple[float, float]
    long: tuple[float, float]
    streets: tuple[str, ...]
    zipcodes: tuple[str, ...]
    utc_offset: float = 0.0


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """One jurisdiction.

    Attributes:
        id: jurisdiction_id.
        prefix: What the ids of its service requests begin with.
        place: Where it is.
        services: In list order.
    """

    id: str
    prefix: str
    place: Place
    services: tuple[Service, ...]

    def told(self) -> dict[str, Any]:
        """Return what a store is told of its services."""
        return {
            "services": [service.shown() for service in self.services],
            "definitions": {
                s.code: {"service_code": s.code, "attributes": list(s.attributes)}
                for s in self.services
                if s.attributes
            },
            "plans": {s.code: s.plan for s in self.services if s.plan},
            "agencies": {s.code: s.agency for s in self.services},
        }


@dataclass(frozen=True, slots=True)
class Scenario:
    """What a mock server serves.

    Attributes:
        jurisdictions: In order.
        endpoints: type and url of the endpoints that discovery lists beside this server.
        contact: contact of the discovery document.
        key_service: key_service of the discovery document.
    """

    jurisdictions: tuple[Jurisdiction, ...]
    endpoints: tuple[tuple[str, str], ...] = ()
    contact: str = "Write to the operator of this mock server."
    key_service: str = "The api_key is demo-key unless it was started with another."

    def prefix(self, jurisdiction: str) -> str:
        """Return what the ids of a jurisdiction's service requests begin with; empty for others."""
        return next((place.prefix for place in self.jurisdictions if place.id == jurisdiction), "")
