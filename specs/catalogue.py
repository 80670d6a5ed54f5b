"""Load the requirement catalogue: specs/requirements/<part>.toml; its README.md has the rules."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
REQUIREMENTS = HERE / "requirements"
SCHEMAS = HERE / "schemas"
RUN_SCHEMA = SCHEMAS / "run.schema.json"  # describes a run; nothing is judged by it

PARTS = (
    "discovery",
    "formats",
    "errors",
    "jurisdiction",
    "services",
    "definitions",
    "create",
    "tokens",
    "requests",
    "request",
    "transport",
)


class Level(StrEnum):
    """What a breach of a requirement means."""

    MUST = "must"  # conformance fails
    SHOULD = "should"  # a warning
    INTEROP = "interop"  # a note: the text is silent or leaves it open, software relies on it
    SECURITY = "security"  # a safety finding: not in the text, what a public body must not do


class Basis(StrEnum):
    """Where the demand is found, firmest first."""

    TEXT = "text"  # said in a sentence
    TABLE = "table"  # said in a table of fields
    EXAMPLE = "example"  # only shown
    IMPLIED = "implied"  # follows from another standard, or the method can't work otherwise
    INTEROP = "interop"  # clients need it
    SECURITY = "security"  # the public needs it


class Formats(StrEnum):
    """In which format a requirement is judged."""

    EACH = "each"  # in XML and in JSON
    XML = "xml"
    JSON = "json"
    BOTH = "both"  # one against the other
    ONCE = "once"  # in the endpoint's main format


@dataclass(frozen=True, slots=True)
class Requirement:
    """One testable statement.

    Attributes:
        id: Permanent name, "<part>.<expectation>".
        level: What a breach means.
        basis: Where the demand is found.
        needs: What has to be there for it to apply.
        formats: In which format it is judged.
        url: The section that demands it, with its anchor.
        statement: The demand in one sentence that stands alone, in our words.
        judge: What the check does, and to which requirement a neighbouring fault belongs.
        fix: What an operator or a vendor changes, with an example.
        clients: Named clients that break on a breach or rely on the opposite, and how.
        interpretation: What was decided where the text leaves room, and why.
        not_tested: Why no check exists yet; empty when one does.
    """

    id: str
    level: Level
    basis: Basis
    needs: tuple[str, ...]
    formats: Formats
    url: str
    statement: str
    judge: str
    fix: str
    clients: tuple[str, ...] = ()
    interpretation: str = ""
    not_tested: str = ""

    @property
    def part(self) -> str:
        """The part of the specification that it belongs to."""
        return self.id.partition(".")[0]


@cache
def load(folder: Path = REQUIREMENTS) -> dict[str, Requirement]:
    """Return every requirement by id, in the order of PARTS and of their files.

    Raises:
        ValueError: An entry has an unknown key, an unknown value or lacks one.
    """
    found: dict[str, Requirement] = {}
    for part in PARTS:
        path = folder / f"{part}.toml"
        for name, entry in tomllib.loads(path.read_text("utf-8")).items():
            found[f"{part}.{name}"] = _requirement(f"{part}.{name}", entry, path)
    return found


def _requirement(id: str, entry: dict[str, Any], path: Path) -> Requirement:
    try:
        return Requirement(
            id=id,
            level=Level(entry.pop("level")),
            basis=Basis(entry.pop("basis")),
            needs=tuple(entry.pop("needs")),
            formats=Formats(entry.pop("formats")),
            clients=tuple(_joined(text) for text in entry.pop("clients", ())),
            **{key: _joined(text) for key, text in entry.items()},
        )
    except (AttributeError, KeyError, TypeError, ValueError) as problem:
        known = ", ".join(field.name for field in fields(Requirement) if field.name != "id")
        raise ValueError(f"{path.name} [{id}]: {problem}. The keys are {known}.") from problem


def judging_schemas() -> list[Path]:
    """Return the schemas that answers are judged by."""
    return [path for path in SCHEMAS.glob("*.schema.json") if path != RUN_SCHEMA]


def _joined(text: str) -> str:
    """Return a text that may be broken over lines as one line."""
    return " ".join(text.split())


@cache
def digest() -> str:
    """Return the SHA-256 (hex) of all requirements and schemas: by what a run was judged."""
    sha = hashlib.sha256()
    for path in sorted([*REQUIREMENTS.glob("*.toml"), *judging_schemas()]):
        sha.update(path.name.encode() + b"\0" + path.read_bytes())
    return sha.hexdigest()
