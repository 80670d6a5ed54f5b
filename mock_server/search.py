"""Ask a journal: what came, how often, and, when nothing did, what came nearest."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from mock_server.journal import Entry
from mock_server.reference import Reference


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; empty parts are left aside.

    Attributes:
        method: HTTP method.
        path: Regular expression that is found in the path.
        status: Status of the answer.
        arguments: Arguments of query or form, each with its value.
    """

    method: str = ""
    path: str = ""
    status: int | None = None
    arguments: Mapping[str, str] = field(default_factory=dict)

    def misfits(self, entry: Entry) -> list[str]:
        """Say what keeps an exchange from being one that is looked for."""
        request, given = entry.request, entry.request.given()
        found = []
        if self.method and request.method != self.method:
            found.append(f"it is a {request.method}, not a {self.method}")
        if self.path and not re.search(self.path, request.path):
            found.append(f"its path is {request.path}")
        if self.status is not None and entry.response.status != self.status:
            found.append(f"it was answered {entry.response.status}, not {self.status}")
        for name, value in self.arguments.items():
            if given.get(name) != value:
                found.append(f"its {name} is {given.get(name)!r}, not {value!r}")
        return found


def matching(entries: Iterable[Entry], wanted: Wanted) -> list[Entry]:
    """Return the exchanges that are looked for, in the order of asking."""
    return [entry for entry in entries if not wanted.misfits(entry)]


def reason(entries: Iterable[Entry], wanted: Wanted, server: Reference) -> str:
    """Say why nothing that is looked for came: what came nearest, or what there is not."""
    said = _unknown_code(wanted.arguments, server)
    nearest = min(entries, key=lambda entry: len(wanted.misfits(entry)), default=None)
    if nearest is None:
        return f"{said}Nothing was asked yet." if said else "Nothing was asked yet."
    why = "; ".join(wanted.misfits(nearest))
    asked = f"{nearest.request.method} {nearest.request.path}"
    return f"{said}Nearest is number {nearest.number}, {asked}: {why}."


def _unknown_code(given: Mapping[str, str], server: Reference) -> str:
    code, name = given.get("service_code"), given.get("jurisdiction_id")
    cities = server.store.cities
    if not cities:  # recorded answers: nothing is known of what there is
        return ""
    if name and name not in cities:
        return f"There is no jurisdiction {name}; there are {', '.join(cities)}. "
    places = [cities[name]] if name else list(cities.values())
    known = [str(service["service_code"]) for place in places for service in place.services]
    if code is None or code in known:
        return ""
    near = difflib.get_close_matches(code, known, 1, 0)
    there = " or ".join(place.name for place in places)
    return f"There is no service {code} in {there}; nearest {near[0] if near else 'none'}. "
