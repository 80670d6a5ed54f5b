"""The words of GeoReport v2 as data: resources, containers, fields, and who is a person's own."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

SCHEMAS = Path(__file__).parent / "schemas"


@dataclass(frozen=True, slots=True)
class Resource:
    """One kind of answer.

    Attributes:
        name: As in its schema file, <name>.schema.json.
        root: Root element of its XML.
        item: Element of one record in a list; empty for a single record.
    """

    name: str
    root: str
    item: str

    @property
    def schema(self) -> str:
        """Name of its schema file."""
        return f"{self.name}.schema.json"


RESOURCES: dict[str, Resource] = {
    resource.name: resource
    for resource in (
        Resource("discovery", "discovery", ""),
        Resource("services", "services", "service"),
        Resource("service-definition", "service_definition", ""),
        Resource("requests", "service_requests", "request"),
        Resource("request", "service_requests", "request"),
        Resource("post-response", "service_requests", "request"),
        Resource("token-response", "service_requests", "request"),
        Resource("errors", "errors", "error"),
    )
}

CONTAINERS: dict[str, str] = {
    "services": "service",
    "service_requests": "request",
    "attributes": "attribute",
    "values": "value",
    "endpoints": "endpoint",
    "formats": "format",
    "errors": "error",
}

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"

# Fields that extensions in use share; foreign all the same, but named as what they are.
EXTENSIONS = frozenset(
    [
        "extended_attributes",
        "notes",
        "groups",
        "attributes",
        "token",
        "title",
        "detail",
        "comment_count",
        "interface_used",
        "requestor_name",
        "contact_name",
        "contact_email",
        "media_urls",
        "detailed_status",
        "service_object_id",
        "service_object_type",
        "distance",
        "max_requests",
        "jurisdiction_id",
    ]
)

# Names seen in the wild that are meant to be another.
MISSPELT: dict[str, str] = {
    "adress_id": "address_id",
    "adress": "address",
    "address_string": "address",
    "status_note": "status_notes",
    "servicerequest_id": "service_request_id",
    "update_datetime": "updated_datetime",
    "lon": "long",
    "lng": "long",
    "deviceid": "device_id",
}

PERSONAL_FIELDS = frozenset(
    [
        "email",
        "e_mail",
        "phone",
        "phone_number",
        "first_name",
        "last_name",
        "device_id",
        "account_id",
        "requestor_name",
        "requester_name",
        "reporter_name",
        "contact_name",
        "contact_email",
        "contact_phone",
        "requestor_email",
        "requestor_phone",
        "reporter_email",
        "reporter_phone",
    ]
)

_W3C_DATETIME = re.compile(r"(\d{4})-(\d{2})-(\d{2})T")


def is_calendar_day(text: str) -> bool:
    """Whether the day at the start of a date-time exists; other texts are the pattern's matter."""
    found = _W3C_DATETIME.match(text)
    if found is None:
        return True
    try:
        date(*(int(part) for part in found.groups()))
    except ValueError:
        return False
    return True


# Formats that the schemas name beyond those of JSON Schema.
FORMATS: dict[str, Callable[[str], bool]] = {"calendar-day": is_calendar_day}


def is_georeport_v2(token: str) -> bool:
    """Whether a specification token is recognisably GeoReport v2's."""
    return token.strip().rstrip("/").lower().endswith("georeport_v2")


@cache
def load_schema(name: str) -> dict[str, Any]:
    """Return a schema file's content; not to be changed."""
    schema: dict[str, Any] = json.loads((SCHEMAS / name).read_text("utf-8"))
    return schema


def retrieve(uri: str) -> dict[str, Any]:
    """Return the schema that a reference names, for a validator."""
    return load_schema(uri.rpartition("/")[2])


def resolve(document: dict[str, Any], reference: str) -> tuple[dict[str, Any], Any]:
    """Return the document and the subschema that a `$ref` in a document leads to."""
    name, _, pointer = reference.partition("#")
    target = load_schema(name) if name else document
    node: Any = target
    for step in pointer.split("/")[1:]:
        node = node[step.replace("~1", "/").replace("~0", "~")]
    return target, node


@cache
def fields(resource: str) -> frozenset[str]:
    """Return every element name that the specification knows in a resource's XML."""
    own = RESOURCES[resource]
    names = {own.root, own.item} - {""}
    todo: list[tuple[Any, Any]] = [(load_schema(own.schema), load_schema(own.schema))]
    while todo:
        document, node = todo.pop()
        if isinstance(node, list):
            todo += [(document, part) for part in node]
        if not isinstance(node, dict) or "x-requirement" in node:
            continue
        if "$ref" in node:
            todo.append(resolve(document, node["$ref"]))
        for name, part in node.get("properties", {}).items():
            names |= {name, CONTAINERS.get(name, name)}
            todo.append((document, part))
        todo += [(document, node[key]) for key in ("items", "allOf") if key in node]
    return frozenset(names)
