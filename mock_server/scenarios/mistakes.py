"""What is wrong with a scenario's document, and where."""

from __future__ import annotations

import difflib
import json
import math
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from functools import cache
from pathlib import Path as File
from typing import Any

import jsonschema_rs

from mock_server.scenarios.locate import Path

Mistake = tuple[Path, str]
TEXT = r"\S"  # the schema's pattern for what may be any text but none


@cache
def schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario."""
    file = File(__file__).with_name("scenario.schema.json")
    loaded: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return loaded


def mistakes(document: dict[str, Any]) -> list[Mistake]:
    """Return paths and reasons; what the schema does not see only where the schema is met."""
    return list(_strange((), document)) or list(_misfits(document)) or list(_senseless(document))


def _strange(path: Path, value: object) -> Iterator[Mistake]:
    """Give the values that TOML knows and JSON doesn't."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _strange((*path, key), inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _strange((*path, number), inner)
    elif isinstance(value, date | datetime | time):
        kind = _kind(path)
        meant = "write it in quotes" if kind == "string" else f'it is not of type "{kind}"'
        yield path, f"{_named(path)} is a date or time; {meant}."
    elif isinstance(value, float) and not math.isfinite(value):
        yield path, f"{_named(path)} has to be a number that is finite."


def _kind(path: Path) -> str:
    """Return the JSON type that the schema has for what is at a path; string where it has none."""
    inner = schema()
    for step in path:
        inner = inner.get("items" if isinstance(step, int) else "properties", {})
        inner = inner if isinstance(step, int) else inner.get(step, {})
    return str(inner.get("type", "string"))


def _misfits(document: dict[str, Any]) -> Iterator[Mistake]:
    """Give what the schema does not allow."""
    for error in jsonschema_rs.validator_for(schema()).iter_errors(document):
        path = tuple(error.instance_path)
        kind = error.kind
        inner: Any = schema()
        for step in error.schema_path[:-1]:
            inner = inner[step]
        if isinstance(kind, jsonschema_rs.ValidationErrorKind.AdditionalProperties):
            known = list(inner["properties"])
            for key in kind.unexpected:
                yield (*path, key), f"there is no {key} in {_named(path)}.{_meant(key, known)}"
        elif isinstance(kind, jsonschema_rs.ValidationErrorKind.Required):
            yield path, f"{_named(path)} has no {kind.property}; it needs one."
        elif isinstance(kind, jsonschema_rs.ValidationErrorKind.Enum):
            given = str(error.instance)
            known = list(inner["enum"])
            yield path, f'{_named(path)} = "{given[:60]}" is unknown.{_meant(given, known)}'
        elif isinstance(kind, jsonschema_rs.ValidationErrorKind.Pattern):
            needed = "more than spaces" if inner["pattern"] == TEXT else inner["description"]
            yield path, f"{_named(path)} has to be {needed}."
        else:
            yield path, f"{_named(path)}: {error.message[:200]}."


def _named(path: Path) -> str:
    """Return a path as people speak of it: a key, and which one where there are several."""
    keys = [f"{key}" for key in path if isinstance(key, str)] or ["the scenario"]
    if path and isinstance(path[-1], int):
        return f"{keys[-1]} number {path[-1] + 1}"
    return keys[-1]


def _meant(given: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(given, known, 1)
    return f" Did you mean {near[0]}?" if near else f" There are {', '.join(known)}."


def _senseless(document: dict[str, Any]) -> Iterator[Mistake]:
    """Give what the schema allows and what can't be meant all the same."""
    places = document["jurisdictions"]
    for key in ("id", "prefix"):
        yield from _twice(("jurisdictions",), places, key)
    for number, place in enumerate(places):
        at: Path = ("jurisdictions", number)
        for key in ("lat", "long"):
            low, high = place["place"][key]
            if low > high:
                yield (*at, "place", key), f"{key} has the greater number first."
        yield from _twice((*at, "services"), place["services"], "code")
        for index, service in enumerate(place["services"]):
            yield from _service_mistakes((*at, "services", index), service)


def _service_mistakes(at: Path, service: dict[str, Any]) -> Iterator[Mistake]:
    if service.get("location") == "office" and "offices" not in service:
        yield at, f'the service {service["code"]} has location = "office" and no offices.'
    kind = service.get("type", "realtime")
    if kind != "batch" and "token" in service.get("plan", {}):
        yield (*at, "plan", "token"), f"a {kind} service gives no token to plan for."
    attributes = service.get("attributes", [])
    yield from _twice((*at, "attributes"), attributes, "code")
    for index, attribute in enumerate(attributes):
        here = (*at, "attributes", index)
        listed = attribute["datatype"].endswith("list")
        if listed != ("values" in attribute):
            needs = "needs values" if listed else "takes no values"
            yield (*here, "datatype"), f"a {attribute['datatype']} {needs}."
        yield from _twice((*here, "values"), attribute.get("values", []), "key")


def _twice(at: Path, items: Sequence[dict[str, Any]], key: str) -> Iterator[Mistake]:
    seen: set[str] = set()
    for index, item in enumerate(items):
        if item[key] in seen:
            yield (*at, index, key), f'{key} = "{item[key]}" is there twice.'
        seen.add(item[key])
