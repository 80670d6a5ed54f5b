"""The JSON Schemas as components of one OpenAPI document.

Only the clauses of musts go in: the document knows no levels, and whoever checks answers by it
takes all that it says for binding. `x-requirement` stays on each clause, for tools that tell what a
breach breaks.
"""

from __future__ import annotations

from typing import Any

from specs.catalogue import Level, load
from specs.vocabulary import CONTAINERS, RESOURCES, load_schema

Schema = dict[str, Any]

FILES = (*(resource.schema for resource in RESOURCES.values()), "service-request.schema.json")


def components() -> dict[str, Schema]:
    """Return every schema by the name that references call it.

    Raises:
        ValueError: Two schemas have the same name.
    """
    found: dict[str, Schema] = {}
    for file in FILES:
        whole = load_schema(file)
        own = {key: part for key, part in whole.items() if key not in ("$schema", "$id", "$defs")}
        for name, part in [(named(file), own), *_definitions(whole)]:
            if name in found:
                raise ValueError(f"Two schemas are called {name}; rename one of them.")
            found[name] = _converted(part)
    _say_xml_names(found)
    return found


def named(reference: str) -> str:
    """Return the name of the component that a file or a `$ref` between files becomes."""
    file, _, pointer = reference.partition("#")
    last = pointer.rpartition("/")[2] or file.removesuffix(".schema.json")
    return "".join(word.capitalize() for word in last.split("-"))


def reference(name: str, kind: str = "schemas") -> dict[str, str]:
    """Return a reference to a component."""
    return {"$ref": f"#/components/{kind}/{name}"}


def _definitions(whole: Schema) -> list[tuple[str, Schema]]:
    return [(named(f"#/{name}"), part) for name, part in whole.get("$defs", {}).items()]


def _converted(node: Any) -> Any:  # noqa: ANN401  (any part of a schema)
    """Return a part of a schema with references between components, musts only."""
    if isinstance(node, list):
        return [_converted(part) for part in node if _is_binding(part)]
    if not isinstance(node, dict):
        return node
    converted = {key: _converted(part) for key, part in node.items()}
    if "$ref" in node:
        converted |= reference(named(node["$ref"]))
    return {key: part for key, part in converted.items() if key != "allOf" or part}


def _is_binding(part: object) -> bool:
    if not isinstance(part, dict) or "x-requirement" not in part:
        return True
    return load()[part["x-requirement"]].level is Level.MUST


def _say_xml_names(found: dict[str, Schema]) -> None:
    """Say what is called what in XML: roots and containers, and what they hold."""
    for resource in RESOURCES.values():
        root = found[named(resource.schema)]
        root["xml"] = {"name": resource.root}
        if resource.item:
            root["xml"]["wrapped"] = True
            _name_items(found, root, resource.item)
    for schema in list(found.values()):
        for name, part in schema.get("properties", {}).items():
            if name in CONTAINERS and "items" in part:
                part["xml"] = {"wrapped": True}
                _name_items(found, part, CONTAINERS[name])


def _name_items(found: dict[str, Schema], holder: Schema, item: str) -> None:
    items = holder["items"]
    target = found[items["$ref"].rpartition("/")[2]] if "$ref" in items else items
    target["xml"] = {"name": item}
