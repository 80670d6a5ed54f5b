"""Read a scenario from a TOML file; what is wrong with it is told with its line."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path as File
from typing import Any

from mock_server.scenarios.locate import line
from mock_server.scenarios.mistakes import mistakes
from mock_server.scenarios.model import Handover, Jurisdiction, Place, Scenario, Service

HERE = File(__file__).parent
DEFAULT = "city"
MOST_TOLD = 10


class BadScenarioError(ValueError):
    """A scenario can't be meant; the message names file, lines and reasons."""


def named(name: str) -> Scenario:
    """Return a scenario that is shipped, by its name, or that of a file.

    Raises:
        BadScenarioError: There is none of that name, or the file can't be meant.
    """
    if name in shipped():
        return read(HERE / f"{name}.toml")
    try:
        return read(File(name))
    except OSError as problem:
        known = [DEFAULT, *shipped()]
        near = difflib.get_close_matches(name, known, 1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise BadScenarioError(
            f"{name} is no scenario ({', '.join(known)}), and as a file it can't be read"
            f" ({problem.strerror}).{hint}"
        ) from None


def shipped() -> list[str]:
    """Return the names of the scenarios that come with the mock server as files."""
    return sorted(file.stem for file in HERE.glob("*.toml"))


def chosen(scenario: Scenario, jurisdictions: Sequence[str]) -> Scenario:
    """Return a scenario with some of its jurisdictions only; all when none is named.

    Raises:
        BadScenarioError: It has no such jurisdiction.
    """
    known = {place.id: place for place in scenario.jurisdictions}
    for name in jurisdictions:
        if name not in known:
            raise BadScenarioError(
                f"The scenario has no jurisdiction {name}; it has {', '.join(known)}."
            )
    wanted = tuple(known[name] for name in dict.fromkeys(jurisdictions or known))
    return replace(scenario, jurisdictions=wanted)


def read(file: File) -> Scenario:
    """Return the scenario of a file.

    Raises:
        BadScenarioError: It is no TOML, or what it says can't be meant.
        OSError: The file can't be read.
    """
    try:
        text = file.read_bytes().decode("utf-8-sig")  # as editors on Windows write it
    except UnicodeDecodeError as problem:
        number = problem.object.count(b"\n", 0, problem.start) + 1
        raise BadScenarioError(f"{file}, line {number}: it is not UTF-8.") from None
    text = text.replace("\r\n", "\n")
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise BadScenarioError(f"{file}, {_syntax(problem, text)}") from None
    except RecursionError:
        raise BadScenarioError(f"{file}: its values are nested too deeply.") from None
    found = mistakes(document)
    if found:
        told = sorted({(line(text, path), reason) for path, reason in found})
        lines = [f"{file}, line {number}: {reason}" for number, reason in told]
        raise BadScenarioError("\n".join(lines[:MOST_TOLD]))
    return _scenario(document)


def _syntax(problem: tomllib.TOMLDecodeError, text: str) -> str:
    said = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", str(problem), re.DOTALL)
    if said:
        return f"line {said[2]}, column {said[3]}: {said[1]}."
    reason = str(problem).removesuffix(" (at end of document)")
    return f"line {text.count(chr(10)) + 1}, at the end: {reason}."


def _scenario(document: dict[str, Any]) -> Scenario:
    said = dict(document.get("discovery", {}))
    said["endpoints"] = tuple((e["type"], e["url"]) for e in said.get("endpoints", []))
    return Scenario(tuple(_jurisdiction(place) for place in document["jurisdictions"]), **said)


def _jurisdiction(told: dict[str, Any]) -> Jurisdiction:
    place = Place(**_frozen(told["place"]))
    services = tuple(_service(service) for service in told["services"])
    return Jurisdiction(told["id"], told["prefix"], place, services)


def _service(told: dict[str, Any]) -> Service:
    fields = _frozen(told)
    fields["offices"] = tuple((o["id"], o["address"]) for o in told.get("offices", []))
    fields["attributes"] = tuple(
        {
            "variable": attribute.get("variable", True),
            "code": attribute["code"],
            "datatype": attribute["datatype"],
            "required": attribute.get("required", False),
            "datatype_description": None,
            "order": order,
            "description": attribute["description"],
            "values": attribute.get("values", []),
        }
        for order, attribute in enumerate(told.get("attributes", []), 1)
    )
    if "handover" in told:
        fields["handover"] = Handover(**told["handover"])
    return Service(**fields)


def _frozen(told: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(v) if isinstance(v, list) else v for key, v in told.items()}
