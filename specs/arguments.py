"""What the methods of GeoReport v2 are asked with, as OpenAPI describes it."""

from __future__ import annotations

from typing import Any

LONGEST_DESCRIPTION = 4000

_JURISDICTION = "Which city is meant; needed where the endpoint serves several."
_IN_URL = {"type": "string", "pattern": "^[^/]+$"}


def _filter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Describe an optional argument of a query; left empty it means the same as left out."""
    return {
        "name": name,
        "in": "query",
        "description": description,
        "schema": schema,
        "style": "form",
        "explode": False,
    }


def _in_path(name: str, description: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": _IN_URL,
    }


def _some(items: dict[str, Any]) -> dict[str, Any]:
    """Several values with commas between them."""
    return {"type": "array", "minItems": 1, "items": items}


PARAMETERS: dict[str, dict[str, Any]] = {
    "jurisdiction_id": _filter("jurisdiction_id", _JURISDICTION, {"type": "string"}),
    "service_request_id": _filter(
        "service_request_id",
        "Only these, whatever else is asked for; with commas between them.",
        _some({"type": "string", "pattern": "^[^,]+$"}),
    ),
    "service_code": _filter(
        "service_code",
        "Only of these services, with commas between them.",
        _some({"type": "string", "pattern": "^[^,]+$"}),
    ),
    "start_date": _filter(
        "start_date",
        "Made at this instant or later; up to end_date at most 90 days. Without both: the last 90.",
        {"type": "string", "format": "date-time", "examples": ["2010-01-01T00:00:00Z"]},
    ),
    "end_date": _filter(
        "end_date",
        "Made at this instant or earlier.",
        {"type": "string", "format": "date-time", "examples": ["2010-03-01T00:00:00Z"]},
    ),
    "status": _filter(
        "status",
        "Only in these states, with commas between them.",
        _some({"enum": ["open", "closed"]}) | {"uniqueItems": True},
    ),
    "path_service_code": _in_path("service_code", "Of the service list."),
    "path_service_request_id": _in_path(
        "service_request_id", "Of the list, or of a POST's answer."
    ),
    "path_token": _in_path("token", "Of a POST."),
}

_FILLED = {"type": "string", "pattern": "\\S"}

# The form that POST requests takes.
NEW_SERVICE_REQUEST: dict[str, Any] = {
    "title": "A new service request",
    "description": "The form that is sent; a location is told in one way at least.",
    "type": "object",
    "required": ["api_key", "service_code"],
    "anyOf": [
        {"required": ["lat", "long"]},
        {"required": ["address_string"]},
        {"required": ["address_id"]},
    ],
    "dependentRequired": {"lat": ["long"], "long": ["lat"]},
    "properties": {
        "api_key": {"description": "Given out by the operator.", **_FILLED},
        "jurisdiction_id": {"description": _JURISDICTION, "type": "string"},
        "service_code": {
            "description": "Of the service list.",
            **_FILLED,
        },
        "lat": {
            "description": "Latitude, WGS84, degrees; with long.",
            "type": "number",
            "minimum": -90,
            "maximum": 90,
        },
        "long": {
            "description": "Longitude, WGS84, degrees; with lat.",
            "type": "number",
            "minimum": -180,
            "maximum": 180,
        },
        "address_string": {
            "description": "The place in words, the most specific first.",
            **_FILLED,
        },
        "address_id": {
            "description": "The place in the city's own register of addresses.",
            **_FILLED,
        },
        "email": {"description": "The reporter's.", "type": "string", "format": "email"},
        "device_id": {"description": "The reporter's device.", "type": "string"},
        "account_id": {"description": "The reporter's account.", "type": "string"},
        "first_name": {"description": "The reporter's.", "type": "string"},
        "last_name": {"description": "The reporter's.", "type": "string"},
        "phone": {"description": "The reporter's.", "type": "string"},
        "description": {
            "description": "What is the matter: plain text, line breaks allowed.",
            "type": "string",
            "maxLength": LONGEST_DESCRIPTION,
        },
        "media_url": {
            "description": "Where a picture or the like is.",
            "type": "string",
            "format": "uri",
        },
    },
    "patternProperties": {
        r"^attribute\[[^\[\]]+\]$": {
            "description": "The answer to the question whose code stands in the brackets.",
            "type": "string",
        },
        r"^attribute\[[^\[\]]+\]\[\]$": {
            "description": "Answers to a question with several, the name repeated for each.",
            "type": "array",
            "items": {"type": "string"},
        },
    },
    "additionalProperties": False,
}
