"""A seeded city: services, definitions and service requests that look like a real one's."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

Record = dict[str, object]

_SERVICES = [
    ("Pothole", "street", "A hole in the road surface."),
    ("Street light out", "street", "A street light that is dark, dim or flickering."),
    ("Sidewalk damage", "street", "A cracked, raised or missing part of a sidewalk."),
    ("Traffic signal fault", "street", "A traffic light that is dark or stuck."),
    ("Missing sign", "street", "A street or traffic sign that is gone or can't be read."),
    ("Faded crosswalk", "street", "Road markings that can hardly be seen."),
    ("Graffiti on public property", "graffiti", "Paint on a wall, bench, bridge or sign."),
    ("Graffiti on private property", "graffiti", "Paint on a house or a shop front."),
    ("Missed collection", "sanitation", "Garbage or recycling that was not picked up."),
    ("Cans left out", "sanitation", "Garbage cans that stay on the curb after collection."),
    ("Illegal dumping", "sanitation", "Waste left in a street, a lot or a park."),
    ("Street cleaning", "sanitation", "Leaves, glass or litter on a street."),
    ("Dead animal", "sanitation", "A dead animal on public ground."),
    ("Fallen tree", "trees", "A tree or a large branch that lies on the ground."),
    ("Tree trimming", "trees", "Branches that hide a sign or touch a wire."),
    ("Tree planting", "trees", "Ask for a new street tree."),
    ("Broken playground", "parks", "Play equipment that is broken or unsafe."),
    ("Trail damage", "parks", "A trail that is washed out or blocked."),
    ("Park bench broken", "parks", "A bench or table that needs repair."),
    ("Water leak", "water", "Water that comes out of the ground or a hydrant."),
    ("Blocked drain", "water", "A storm drain that does not take the water."),
    ("Abandoned vehicle", "vehicles", "A vehicle that has not moved for days."),
    ("Blocked driveway", "vehicles", "A vehicle in front of a driveway."),
    ("Noise", "neighbourhood", "Noise at night or from a building site."),
    ("Anonymous tip", "neighbourhood", "A hint that nobody will answer."),
    ("Rat sighting", "neighbourhood", "Rats on public ground."),
]
_STREETS = [
    "Main St",
    "Oak Ave",
    "Peña Blvd",
    "O'Neill Way",
    "Juniper Ct",
    "Market St",
    "2nd Ave",
    "Mill Rd",
]
_WHAT = [
    "It has been like this for a week.",
    "Near the corner, next to the café.",
    "Please look at it before someone falls.\nIt is hard to see at night.",
    "Seen on the way to school & again today.",
    "The neighbours say it's getting worse.",
    "Between the bus stop and the bridge.",
]
_NOTES = ["Repaired by the crew.", "Duplicate of another report.", "Inspected; nothing found."]
_DEFINED = 5


def services(number: int) -> list[Record]:
    """Return the services; the 3rd and 9th are batch, the last is blackbox."""
    found: list[Record] = []
    for index in range(number):
        name, group, description = _SERVICES[index % len(_SERVICES)]
        again = index // len(_SERVICES)
        kind = "batch" if index in (2, 8) else "realtime"
        found.append(
            {
                "service_code": f"{index + 1:03}",
                "service_name": f"{name} {again + 1}" if again else name,
                "description": description,
                "metadata": index < _DEFINED,
                "type": "blackbox" if number > 3 and index == number - 1 else kind,
                "keywords": ", ".join(name.lower().split()),
                "group": group,
            }
        )
    return found


def definition(code: str) -> Record:
    """Return a service definition that uses every datatype, in an order of its own."""
    rows: list[tuple[str, str, bool, bool, int, str]] = [
        ("SIZE", "singlevaluelist", True, True, 2, "How large is it?"),
        ("NOTE", "text", False, False, 7, "A crew comes within five days."),
        ("WHERE", "multivaluelist", True, False, 3, "Where is it? Choose all that fit."),
        ("PLATE", "string", True, False, 1, "Is there a number on it?"),
        ("DEPTH", "number", True, False, 4, "How deep is it, in inches?"),
        ("SINCE", "datetime", True, False, 5, "Since when?"),
        ("MORE", "text", True, False, 6, "Anything else?"),
    ]
    choices = [{"key": "01", "name": "Small"}, {"key": "02", "name": "Medium"}]
    return {
        "service_code": code,
        "attributes": [
            {
                "variable": variable,
                "code": name,
                "datatype": datatype,
                "required": required,
                "datatype_description": None,
                "order": order,
                "description": text,
                "values": [dict(c) for c in choices] if datatype.endswith("list") else [],
            }
            for name, datatype, variable, required, order, text in rows
        ],
    }


def service_requests(
    offered: list[Record], number: int, random: Random, now: datetime, prefix: str
) -> list[Record]:
    """Return service requests of the last 150 days, newest first."""
    open_to_all = [s for s in offered if s["type"] != "blackbox"]
    found = []
    for index in range(number):
        age = timedelta(days=150) * ((index + 0.5) / number) + timedelta(
            minutes=random.randrange(1, 50)
        )
        made = (now - age).replace(microsecond=0)
        found.append(_one(random.choice(open_to_all or offered), index, random, made, now, prefix))
    return sorted(found, key=lambda record: str(record["requested_datetime"]), reverse=True)


def _one(
    service: Record, index: int, random: Random, made: datetime, now: datetime, prefix: str
) -> Record:
    closed = random.random() < 0.6
    changed = made + min(timedelta(hours=random.randrange(1, 90)), (now - made) / 2)
    changed = changed.replace(microsecond=0) if closed else made
    located = index % 9 != 4
    number = random.randrange(1, 2000)
    return {
        "service_request_id": f"{prefix}-{index + 1:05}",
        "status": "closed" if closed else "open",
        "status_notes": random.choice(_NOTES) if closed else None,
        "service_name": service["service_name"],
        "service_code": service["service_code"],
        "description": random.choice(_WHAT),
        "agency_responsible": f"Department of {service['group']}",
        "service_notice": None,
        "requested_datetime": stamp(made),
        "updated_datetime": stamp(changed),
        "expected_datetime": stamp(made + timedelta(days=5)),
        "address": f"{number} {random.choice(_STREETS)}",
        "address_id": f"{number:05}" if index % 3 else None,
        "zipcode": f"0{random.randrange(1201, 1299)}",
        "lat": round(42.1 + random.random() / 20, 6) if located else None,
        "long": round(-72.6 + random.random() / 20, 6) if located else None,
        "media_url": f"https://{prefix}.example/media/{index}.jpg" if index % 4 == 0 else None,
    }


def stamp(moment: datetime) -> str:
    """Write an instant as the city writes it: UTC, whole seconds, Z."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
