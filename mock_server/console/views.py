"""What each page of the console shows, as plain values for its template."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mock_server import faults
from mock_server.http import Refused
from mock_server.jurisdictions import City
from mock_server.records import Record
from mock_server.replay import Recorded, Replay
from mock_server.tenants import Tenant

SHOWN = 50
MAPPED = 500
WIDTH, HEIGHT, MARGIN = 800, 500, 20

Query = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Point:
    """A service request on the map.

    Attributes:
        x: From the left, in the map's units.
        y: From the top.
        record: The service request.
    """

    x: float
    y: float
    record: Record


def overview(tenant: Tenant, query: Query) -> Mapping[str, object]:
    """Every jurisdiction with its services."""
    return {"cities": list(tenant.behaviour.store.cities.values())}


def recorded(tenant: Tenant, query: Query) -> Mapping[str, object]:
    """What was recorded: of several answers to one question the first, which is served."""
    answers: dict[tuple[str, str], Recorded] = {}
    if isinstance(tenant.behaviour, Replay):
        for one in tenant.behaviour.recorded:
            answers.setdefault((one.method, one.asked), one)
    return {"answers": list(answers.values())}


def requests(tenant: Tenant, query: Query) -> Mapping[str, object]:
    """The service requests of a jurisdiction: a page of the list, and the latest on a map."""
    city = _city(tenant, query)
    found = city.all()
    page = int(query["page"]) if re.fullmatch(r"[1-9]\d{0,8}", query.get("page", "")) else 1
    return {
        "city": city,
        "cities": list(tenant.behaviour.store.cities),
        "found": list(found[(page - 1) * SHOWN : page * SHOWN]),
        "total": len(found),
        "number": page,
        "last": max(1, -(-len(found) // SHOWN)),
        "points": points(list(found[:MAPPED])),
        "width": WIDTH,
        "height": HEIGHT,
    }


def request(tenant: Tenant, query: Query) -> Mapping[str, object]:
    """One service request with its history."""
    city, id = _city(tenant, query), query.get("id", "")
    found = city.by_ids([id])
    if not found:
        raise Refused(404, f"There is no service request {id} in {city.name}.")
    return {
        "city": city,
        "record": found[0],
        "id": id,
        "history": city.history(id),
        "private": city.private(id),
    }


def journal(tenant: Tenant, query: Query) -> Mapping[str, object]:
    """The latest exchanges, newest first."""
    entries = list(tenant.journal)[-SHOWN:]
    return {"entries": entries[::-1], "latest": entries[-1].number if entries else 0}


def controls(tenant: Tenant, query: Query) -> Mapping[str, object]:
    """Clock, faults, snapshots and mutants."""
    return {"rules": list(tenant.rules), "kinds": faults.EXAMPLES, "defaults": faults.DEFAULTS}


def calls(tenant: Tenant, query: Query) -> Mapping[str, object]:
    """How to call the server, as lines to copy."""
    city = next(iter(tenant.behaviour.store.cities.values()))
    code = tenant.behaviour.simplest_service() or "001"
    newest = city.all()[:1]
    id = str(newest[0].get("service_request_id", "ID")) if newest else "ID"
    defined = next(iter(city.definitions), code)
    return {"city": city, "code": code, "id": id, "defined": defined, "key": tenant.behaviour.key}


def points(records: Sequence[Record]) -> list[Point]:
    """Place service requests on the map: equirectangular, as large as they allow."""
    located = [(r, float(str(r["lat"])), float(str(r["long"]))) for r in records if _located(r)]
    if not located:
        return []
    lats, longs = [lat for _, lat, _ in located], [long for _, _, long in located]
    height, width = (max(lats) - min(lats)) or 1.0, (max(longs) - min(longs)) or 1.0
    return [
        Point(
            round(MARGIN + (long - min(longs)) / width * (WIDTH - 2 * MARGIN), 1),
            round(MARGIN + (max(lats) - lat) / height * (HEIGHT - 2 * MARGIN), 1),
            record,
        )
        for record, lat, long in located
    ]


def _located(record: Record) -> bool:
    return isinstance(record.get("lat"), float) and isinstance(record.get("long"), float)


def _city(tenant: Tenant, query: Query) -> City:
    cities = tenant.behaviour.store.cities
    name = query.get("jurisdiction") or next(iter(cities))
    if name not in cities:
        raise Refused(404, f"There is no jurisdiction {name}; there are {', '.join(cities)}.")
    return cities[name]
