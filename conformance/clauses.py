"""Judge a document by its JSON Schema: every error belongs to the requirement of its clause.

A clause is a subschema that carries `x-requirement` (and `x-format`, when it speaks of one format
only). It is reached through `$ref`, `allOf`, `items` and `properties`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

import jsonschema_rs

from conformance.documents import Document
from conformance.exchange import NotApplicable, Unmet
from conformance.results import Violation
from specs import vocabulary

Path = tuple[str | int, ...]
EACH = "*"
SHOWN = 80
SLICE = 1000  # records judged at a time
ENOUGH = 20_000  # errors of one document: what comes after is not judged


@dataclass(frozen=True, slots=True)
class Clause:
    """One requirement's demand on one kind of place in a document.

    Attributes:
        requirement: Id in the catalogue.
        format: "xml" or "json" when the clause speaks of that format only, else empty.
        place: Path from the document's root; EACH stands for every item of a list.
        schema: What it demands there.
    """

    requirement: str
    format: str
    place: tuple[str, ...]
    schema: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ClauseError:
    """One place that a clause's demand is not met at."""

    requirement: str
    path: Path
    message: str
    value: object


@cache
def clauses(resource: str) -> tuple[Clause, ...]:
    """Return every clause of a resource's schema."""
    schema = vocabulary.load_schema(vocabulary.RESOURCES[resource].schema)
    return tuple(_clauses(schema, (), schema))


@cache
def requirements_with_clauses() -> dict[str, frozenset[str]]:
    """Return, for each requirement that schemas speak of, the resources whose schema does."""
    found: dict[str, set[str]] = {}
    for resource in vocabulary.RESOURCES:
        for clause in clauses(resource):
            found.setdefault(clause.requirement, set()).add(resource)
    return {requirement: frozenset(resources) for requirement, resources in found.items()}


def judge(document: Document, requirement: str) -> Iterator[Violation]:
    """Yield what breaks a requirement's clauses.

    Raises:
        NotApplicable: Nothing in the document is what the clauses speak of.
        Unmet: The document can't be judged, or not to its end.
    """
    own = [c for c in clauses(document.resource.name) if c.requirement == requirement]
    own = [c for c in own if c.format in ("", document.exchange.format)]
    if document.owner != requirement:
        document.records  # noqa: B018  (raises what blocks this: a wrong shape, an empty list)
    broken = [e for e in errors(document) if e.requirement == requirement]
    seen: set[Path] = set()
    for error in broken:
        if error.path not in seen:
            seen.add(error.path)
            where = document.where(*error.path)
            yield Violation(where, error.message, shown(error.value), document.exchange.id)
    if not seen:
        document.records  # noqa: B018  (an empty list shows nothing)
        if len(errors(document)) >= ENOUGH:
            said = (
                f"After {ENOUGH:,} faults the rest of the answer was not judged. Mend those first."
            )
            raise Unmet(said)
    if not seen and not any(_observed(document.value, clause) for clause in own):
        raise NotApplicable(f"Nothing in the answers is what this speaks of: {_names(own)}.")


@lru_cache(maxsize=1024)  # more than a run has answers with records
def errors(document: Document) -> tuple[ClauseError, ...]:
    """Return the errors of a document, by the clause each belongs to; about ENOUGH at the most."""
    found: list[ClauseError] = []
    validator = _validator(document.resource.name, document.exchange.format)
    for start, part in _slices(document.value):
        found += (
            _located(error, start)
            for raw in validator.iter_errors(part)
            if (error := _owned(document.resource.name, raw))
        )
        if len(found) >= ENOUGH:
            break
    return tuple(found)


def _owned(resource: str, error: jsonschema_rs.ValidationError) -> ClauseError | None:
    """Return an error with the requirement it belongs to; None when it belongs to none."""
    owner = _owner(resource, tuple(error.evaluation_path))
    if owner is None:
        return None
    requirement, expected = owner
    path, missing = tuple(error.instance_path), _missing(error)
    if missing:
        return ClauseError(requirement, (*path, missing), expected or error.message, None)
    return ClauseError(requirement, path, expected or error.message, error.instance)


def _slices(value: object) -> Iterator[tuple[int, object]]:
    """Yield a list in slices, each with the number of its first item; anything else whole."""
    if not isinstance(value, list) or len(value) <= SLICE:
        yield 0, value
        return
    for start in range(0, len(value), SLICE):
        yield start, value[start : start + SLICE]


def _located(error: ClauseError, start: int) -> ClauseError:
    """Return an error of a slice with its place in the whole list."""
    if not start or not error.path or not isinstance(error.path[0], int):
        return error
    return replace(error, path=(error.path[0] + start, *error.path[1:]))


def shown(value: object) -> str:
    """Return a value as a report shows it, shortened."""
    if value is None:
        return "nothing"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


@cache
def _validator(resource: str, format: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(
        _about(format, vocabulary.load_schema(vocabulary.RESOURCES[resource].schema)),
        validate_formats=True,
        formats=vocabulary.FORMATS,
        retriever=lambda uri: _about(format, vocabulary.retrieve(uri)),
    )


def _about(format: str, schema: Any) -> Any:  # noqa: ANN401  (a part of a schema)
    """Return a schema whose clauses about the other format demand nothing."""
    if isinstance(schema, list):
        return [_about(format, part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("x-format", format) != format:
        return True
    return {name: _about(format, part) for name, part in schema.items()}


@cache
def _owner(resource: str, path: Path) -> tuple[str, str] | None:
    """Follow an evaluation path; the innermost clause on it owns the error."""
    document = vocabulary.load_schema(vocabulary.RESOURCES[resource].schema)
    node: Any = document
    owner = None
    for step in path:
        if step == "$ref" and isinstance(node, dict):
            document, node = vocabulary.resolve(document, node["$ref"])
        elif isinstance(node, list):
            node = node[int(step)]
        elif isinstance(node, dict):
            node = node.get(str(step))
        if isinstance(node, dict) and "x-requirement" in node:
            owner = (node["x-requirement"], node.get("x-expected", ""))
    return owner


def _clauses(
    schema: dict[str, Any], place: tuple[str, ...], document: dict[str, Any]
) -> Iterator[Clause]:
    if "x-requirement" in schema:
        yield Clause(schema["x-requirement"], schema.get("x-format", ""), place, schema)
        return
    if "$ref" in schema:
        document, target = vocabulary.resolve(document, schema["$ref"])
        yield from _clauses(target, place, document)
    for part in schema.get("allOf", ()):
        yield from _clauses(part, place, document)
    if isinstance(schema.get("items"), dict):
        yield from _clauses(schema["items"], (*place, EACH), document)
    for name, part in schema.get("properties", {}).items():
        yield from _clauses(part, (*place, name), document)


def _missing(error: jsonschema_rs.ValidationError) -> str:
    """Return the name that a record lacks; empty for another kind of error."""
    kind = error.kind
    return kind.property if isinstance(kind, jsonschema_rs.ValidationErrorKind.Required) else ""


def _observed(value: object, clause: Clause) -> bool:
    """Whether a document holds anything that a clause speaks of."""
    return any(_speaks_of(clause.schema, at) for at in _places(value, clause.place))


def _places(value: object, place: tuple[str, ...]) -> Iterator[object]:
    if not place:
        yield value
    elif place[0] == EACH:
        for item in value if isinstance(value, list) else ():
            yield from _places(item, place[1:])
    elif isinstance(value, dict) and place[0] in value:
        yield from _places(value[place[0]], place[1:])


def _speaks_of(schema: dict[str, Any], value: object) -> bool:
    if "if" in schema:
        return _condition(json.dumps(schema["if"])).is_valid(value)
    if "properties" in schema and not {"required", "type", "not", "minItems"} & schema.keys():
        filled = value if isinstance(value, dict) else {}
        return any(filled.get(name) not in (None, "") for name in schema["properties"])
    return True


@cache
def _condition(schema: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(json.loads(schema))


def _names(own: list[Clause]) -> str:
    names = (name for clause in own for name in clause.schema.get("properties", {}))
    return ", ".join(dict.fromkeys(names)) or "a list or a value of that kind"
