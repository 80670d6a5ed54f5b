"""Service requests that look like a real jurisdiction's, each with its history, from a seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp
from random import Random

from mock_server.records import Record, stamp
from mock_server.scenarios.model import Jurisdiction, Place, Service
from mock_server.scenarios.rhythm import reported

DUPLICATES = 0.08  # of the reports of a service that was reported shortly before
SHORTLY = timedelta(days=30)
NOTED = 0.35
GIVEN_BACK = 0.5
SPREAD = 0.8  # of the logarithm of the time that work takes
LONGEST_WORK = 20.0  # times the usual

Event = tuple[str, datetime, str, str]


@dataclass(frozen=True, slots=True)
class Seeded:
    """What a jurisdiction begins with.

    Attributes:
        records: Service requests as they are published, newest first.
        events: Id, instant, kind and note of what became of them once they were open, oldest
            first for each.
    """

    records: list[Record]
    events: list[Event]


@dataclass(frozen=True, slots=True)
class Stage:
    """Something that became of a service request.

    Attributes:
        kind: "open", "note" or "close".
        at: The instant; aware, whole seconds.
        note: status_notes from then on; empty for none.
        agency: agency_responsible from then on.
    """

    kind: str
    at: datetime
    note: str
    agency: str


def service_requests(where: Jurisdiction, number: int, random: Random, now: datetime) -> Seeded:
    """Return the service requests of a jurisdiction; nobody ever sees those of a blackbox."""
    offered = [s for s in where.services if s.type != "blackbox"] or where.services
    now = now.replace(microsecond=0)
    found = Seeded([], [])
    latest: dict[str, Record] = {}
    moments = reported(offered, number, random, now, where.place.utc_offset)
    for index, (made, service) in zip(reversed(range(number)), moments, strict=True):
        record = _reported(service, f"{where.prefix}-{index + 1:05}", made, index, random)
        record.update(_location(service, where.place, index, random))
        known = latest.get(service.code)
        if known and _again(known, record, made, random):
            for name in ("address", "address_id", "zipcode", "lat", "long"):
                record[name] = known[name]
            stages = _duplicate(service, made, str(known["service_request_id"]), random)
        else:
            latest[service.code] = record
            stages = _work(service, made, random)
        stages = [stage for stage in stages if stage.at <= now]
        _shows(record, stages[-1])
        found.records.append(record)
        found.events.extend(
            (str(record["service_request_id"]), s.at, s.kind, s.note) for s in stages[1:]
        )
    found.records.reverse()
    return found


def _reported(service: Service, id: str, made: datetime, index: int, random: Random) -> Record:
    said = service.reports
    promised = made + timedelta(days=max(1, round(2 * service.days)))
    return {
        "service_request_id": id,
        "status": "open",
        "status_notes": None,
        "service_name": service.name,
        "service_code": service.code,
        "description": said[int(random.random() * len(said))],
        "agency_responsible": service.agency,
        "service_notice": None,
        "requested_datetime": stamp(made),
        "updated_datetime": None,
        "expected_datetime": stamp(promised),
        "address": None,
        "address_id": None,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": f"https://media.example/{id}.jpg" if index % 4 == 0 else None,
    }


def _location(service: Service, place: Place, index: int, random: Random) -> Record:
    if service.location == "office":
        id, address = service.offices[int(random.random() * len(service.offices))]
        return {"address": address, "address_id": id}
    found: Record = {}
    if service.location in ("street", "point") and (index % 9 != 4 or service.location == "point"):
        (south, north), (west, east) = place.lat, place.long
        found["lat"] = round(south + random.random() * (north - south), 6)
        found["long"] = round(west + random.random() * (east - west), 6)
    if service.location != "point":
        number = 1 + int(random.random() * 1999)
        street = place.streets[int(random.random() * len(place.streets))]
        found["address"] = f"{number} {street}"
        found["address_id"] = f"{number:05}" if index % 3 else None
        found["zipcode"] = place.zipcodes[int(random.random() * len(place.zipcodes))]
    return found


def _again(known: Record, record: Record, made: datetime, random: Random) -> bool:
    """Whether a service request is a second one about what is known."""
    before = stamp(made - SHORTLY)
    return (
        random.random() < DUPLICATES
        and str(known["requested_datetime"]) > before
        and (known["lat"] is None) == (record["lat"] is None)
    )


def _duplicate(service: Service, made: datetime, of: str, random: Random) -> list[Stage]:
    seen = made + timedelta(seconds=600 + int(random.random() * 90_000))
    return [
        Stage("open", made, "", service.agency),
        Stage("close", seen, f"Duplicate of {of}.", service.agency),
    ]


def _work(service: Service, made: datetime, random: Random) -> list[Stage]:
    """Return what becomes of a service request, the future included."""
    usual = 86_400 * service.days
    took = usual * min(LONGEST_WORK, exp(random.gauss(0, SPREAD)))

    def at(part: float) -> datetime:
        return made + timedelta(seconds=60 + int(part * took))

    stages = [Stage("open", made, "", service.agency)]
    away = service.handover
    if away and random.random() < away.share:
        stages.append(Stage("note", at(0.2), away.out, away.to))
        if random.random() < GIVEN_BACK:
            stages.append(Stage("note", at(0.6), away.back, service.agency))
    elif random.random() < NOTED:
        stages.append(Stage("note", at(0.4), _one(service.notes, random), service.agency))
    if random.random() < service.closed:
        by = stages[-1].agency
        stages.append(Stage("close", at(1), _one(service.closings, random), by))
    return stages


def _one(texts: tuple[str, ...], random: Random) -> str:
    return texts[int(random.random() * len(texts))]


def _shows(record: Record, stage: Stage) -> None:
    """Make a service request show what became of it last."""
    record["status"] = "closed" if stage.kind == "close" else "open"
    record["status_notes"] = stage.note or None
    record["agency_responsible"] = stage.agency
    record["updated_datetime"] = stamp(stage.at)
