"""The default scenario: cities that are all alike, of as many services as one likes."""

from __future__ import annotations

from collections.abc import Sequence

from mock_server.records import Record
from mock_server.scenarios.model import Jurisdiction, Place, Scenario, Service

# Name, group, description, weight, season, hours, share closed, days until half are closed.
_SERVICES = [
    ("Pothole", "street", "A hole in the road surface.", 9, "spring", "day", 0.9, 4),
    (
        "Street light out",
        "street",
        "A dark, dim or flickering light.",
        5,
        "winter",
        "night",
        0.9,
        6,
    ),
    ("Sidewalk damage", "street", "A cracked or raised sidewalk.", 4, "spring", "day", 0.5, 40),
    ("Traffic signal fault", "street", "A light that is dark or stuck.", 2, "", "day", 0.98, 0.3),
    ("Missing sign", "street", "A sign that is gone or can't be read.", 2, "", "day", 0.8, 9),
    ("Faded crosswalk", "street", "Markings that can hardly be seen.", 2, "summer", "day", 0.6, 30),
    ("Graffiti on public property", "graffiti", "Paint on a wall or sign.", 5, "", "day", 0.9, 3),
    ("Graffiti on private property", "graffiti", "Paint on a house.", 3, "", "day", 0.6, 14),
    ("Missed collection", "sanitation", "Garbage that was left.", 8, "", "day", 0.98, 1),
    ("Cans left out", "sanitation", "Cans that stay on the curb.", 3, "", "day", 0.8, 3),
    ("Illegal dumping", "sanitation", "Waste in a street or a lot.", 6, "summer", "day", 0.8, 5),
    ("Street cleaning", "sanitation", "Leaves or litter on a street.", 3, "autumn", "day", 0.8, 7),
    ("Dead animal", "sanitation", "A dead animal on public ground.", 2, "summer", "day", 0.97, 0.5),
    ("Fallen tree", "trees", "A tree or large branch that is down.", 3, "summer", "day", 0.97, 0.6),
    ("Tree trimming", "trees", "Branches that hide a sign.", 3, "summer", "day", 0.6, 45),
    ("Tree planting", "trees", "A place for a new street tree.", 1, "spring", "day", 0.4, 90),
    ("Broken playground", "parks", "Play equipment that is unsafe.", 2, "summer", "day", 0.8, 8),
    ("Trail damage", "parks", "A trail that is washed out.", 1, "spring", "day", 0.6, 20),
    ("Park bench broken", "parks", "A bench that needs repair.", 1, "summer", "day", 0.7, 25),
    ("Water leak", "water", "Water from the ground or a hydrant.", 4, "winter", "day", 0.97, 0.4),
    ("Blocked drain", "water", "A storm drain that takes no water.", 3, "autumn", "day", 0.9, 4),
    ("Abandoned vehicle", "vehicles", "A vehicle that has not moved.", 6, "", "day", 0.8, 8),
    ("Blocked driveway", "vehicles", "A vehicle before a driveway.", 4, "", "night", 0.98, 0.1),
    ("Noise", "neighbourhood", "Noise at night.", 7, "summer", "night", 0.95, 0.2),
    ("Anonymous tip", "neighbourhood", "A hint that nobody will answer.", 1, "", "day", 0.5, 5),
    ("Rat sighting", "neighbourhood", "Rats on public ground.", 4, "summer", "night", 0.7, 12),
]
# What a reporter adds to what a service is about.
_DETAILS = (
    "It has been like this for a week.",
    "Near the corner, next to the café.",
    "Please look at it before someone falls.\nIt is hard to see at night.",
    "Seen on the way to school & again today.",
    "The neighbours say it's getting worse.",
    "Between the bus stop and the bridge.",
    "Right in front of no. 12.",
    "I reported it in spring already.",
    "Across from the library's back door.",
    "Worse since the storm.",
    "My mother (81) can't get past.",
    "On both sides of the street, <50 ft apart.",
)
_NOTES = {
    "street": ("Inspected; a repair is planned.", "Repaired by the crew.", "Made safe; closed."),
    "graffiti": ("The owner was asked for leave.", "Painted over.", "Washed off."),
    "sanitation": ("On this week's route.", "Picked up.", "Nothing was found there."),
    "trees": ("An arborist will look at it.", "Cut and taken away.", "The tree is healthy."),
    "parks": ("Fenced off; parts are ordered.", "Repaired by the crew.", "Replaced."),
    "water": ("A crew is on its way.", "The pipe was repaired.", "Cleaned out."),
    "vehicles": ("The owner has 72 hours.", "Towed.", "Gone on arrival."),
    "neighbourhood": ("An inspector will visit.", "The owner was told.", "Nothing was found."),
}
_PLACE = Place(
    lat=(42.1, 42.15),
    long=(-72.6, -72.55),
    streets=(
        "Main St",
        "Oak Ave",
        "Peña Blvd",
        "O'Neill Way",
        "Juniper Ct",
        "Market St",
        "2nd Ave",
        "Mill Rd",
    ),
    zipcodes=("01201", "01224", "01247", "01270", "01293"),
    utc_offset=-5,
)
_DEFINED = 5


def scenario(names: Sequence[str], services: int, seed: int = 1) -> Scenario:
    """Return cities of these jurisdiction_ids, each with so many services."""
    return Scenario(
        tuple(
            Jurisdiction(
                name,
                f"{chr(ord('A') + number % 26)}{seed}",
                _PLACE,
                tuple(_service(index, services) for index in range(services)),
            )
            for number, name in enumerate(names)
        )
    )


def _service(index: int, number: int) -> Service:
    """Return a service; the 3rd and 9th are batch, the last is blackbox."""
    name, group, description, weight, season, hours, closed, days = _SERVICES[
        index % len(_SERVICES)
    ]
    again = index // len(_SERVICES)
    last = number > 3 and index == number - 1
    kind = "batch" if index in (2, 8) else "realtime"
    note, *closings = _NOTES[group]
    return Service(
        code=f"{index + 1:03}",
        name=f"{name} {again + 1}" if again else name,
        description=description,
        group=group,
        type="blackbox" if last else kind,
        keywords=tuple(name.lower().split()),
        agency=f"Department of {group}",
        attributes=_attributes() if index < _DEFINED else (),
        weight=weight,
        season=season,
        hours=hours,
        closed=closed,
        days=days,
        reports=tuple(f"{description} {detail}" for detail in _DETAILS),
        notes=(note,),
        closings=tuple(closings),
    )


def _attributes() -> tuple[Record, ...]:
    """Return attributes of every datatype, in an order of their own."""
    rows: list[tuple[str, str, bool, bool, int, str]] = [
        ("SIZE", "singlevaluelist", True, True, 2, "How large is it?"),
        ("NOTE", "text", False, False, 7, "A crew comes within five days."),
        ("WHERE", "multivaluelist", True, False, 3, "Where is it? Choose all that fit."),
        ("PLATE", "string", True, False, 1, "Is there a number on it?"),
        ("DEPTH", "number", True, False, 4, "How deep is it, in inches?"),
        ("SINCE", "datetime", True, False, 5, "Since when?"),
        ("MORE", "text", True, False, 6, "Anything else?"),
    ]
    choices = {
        "SIZE": ("Small", "Medium", "Large"),
        "WHERE": ("Road", "Sidewalk", "Cycle path", "Crosswalk"),
    }
    return tuple(
        {
            "variable": variable,
            "code": name,
            "datatype": datatype,
            "required": required,
            "datatype_description": None,
            "order": order,
            "description": text,
            "values": [
                {"key": f"{key:02}", "name": choice}
                for key, choice in enumerate(choices.get(name, ()), 1)
            ],
        }
        for name, datatype, variable, required, order, text in rows
    )
