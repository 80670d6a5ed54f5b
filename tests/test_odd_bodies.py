"""Bodies at the edge of what is allowed: each breaks exactly what it should, and the kit never."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.judge import judge
from conformance.results import Verdict
from specs.catalogue import load
from tests.evidence import DECLARATION, answers, exchange

SERVICE: dict[str, Any] = {
    "service_code": "001",
    "service_name": "Potholes",
    "description": "Holes in the street.",
    "metadata": False,
    "type": "realtime",
    "keywords": "street",
    "group": "Street",
}
SERVICES = "".join(f"<{k}>{str(v).replace('False', 'false')}</{k}>" for k, v in SERVICE.items())
XML = f"{DECLARATION}<services><service>{SERVICES}</service></services>"
RECORD: dict[str, Any] = {
    "service_request_id": "1",
    "status": "open",
    "status_notes": None,
    "service_name": "Potholes",
    "service_code": "001",
    "description": "A hole",
    "agency_responsible": None,
    "service_notice": None,
    "requested_datetime": "2026-06-01T10:00:00Z",
    "updated_datetime": None,
    "expected_datetime": None,
    "address": "1 Main St",
    "address_id": None,
    "zipcode": "02139",
    "lat": 42.1,
    "long": -72.6,
    "media_url": None,
}
TWICE = json.dumps([SERVICE]).replace('"group"', '"group": "Streets", "group"')


def broken(
    body: str | bytes,
    question: str,
    format: str = "json",
    **more: Any,  # noqa: ANN401  (of Exchange)
) -> set[str]:
    """Return what a body breaks; nothing that the kit can't judge may be the kit's own fault."""
    headers = {
        "content-type": {"xml": "text/xml", "json": "application/json"}[format] + "; charset=utf-8",
        "access-control-allow-origin": "*",
    }
    found = answers(exchange(body, question, format, headers=headers, **more))
    found.collection.target = type(found.target)(formats=(format,), files=("x",))
    results = judge(found.collection, list(load().values()))
    assert [r for r in results if r.verdict is Verdict.ERROR] == []
    return {r.requirement for r in results if r.verdict is Verdict.FAIL}


@pytest.mark.parametrize(
    ("body", "breaks"),
    [
        (XML, set()),
        ("\n" + XML, {"formats.xml-well-formed"}),
        (XML.encode("utf-16"), {"formats.utf8-bytes"}),
    ],
)
def test_a_list_of_services_in_xml(body: str | bytes, breaks: set[str]) -> None:
    assert broken(body, "services", "xml") == breaks


@pytest.mark.parametrize(
    ("body", "breaks"),
    [
        (json.dumps([SERVICE]), set()),
        (json.dumps([SERVICE | {"description": "\ud83d"}]), set()),
        (json.dumps([SERVICE | {"sla": 0}]).replace("0}", "9" * 5000 + "}"), set()),
        (TWICE, {"formats.json-names-unique"}),
        (json.dumps([SERVICE | {"service_code": ["001"]}]), {"formats.ids-are-strings"}),
    ],
)
def test_a_list_of_services_in_json(body: str, breaks: set[str]) -> None:
    assert broken(body, "services") == breaks


@pytest.mark.parametrize(
    ("change", "breaks"),
    [
        ({}, set()),
        ({"description": "None"}, set()),
        ({"status_notes": "nil"}, set()),
        ({"address": "None"}, {"formats.no-null-texts"}),
        ({"requested_datetime": "0001-01-01T00:00:00Z"}, {"formats.no-null-texts"}),
        ({"requested_datetime": "1900-01-01T00:00:00Z"}, {"formats.no-null-texts"}),
        ({"expected_datetime": "9999-12-31T23:59:59-14:00"}, {"formats.no-null-texts"}),
        ({"long": 180}, set()),
        ({"long": 180.5}, {"requests.coordinates-valid"}),
        ({"lat": -90.5}, {"requests.coordinates-valid"}),
        ({"lat": "5e-05"}, {"formats.json-native-types"}),
        ({"agency_responsible": {"recipient": ["Streets"]}}, {"formats.json-native-types"}),
        ({"service_request_id": True}, {"formats.ids-are-strings"}),
    ],
)
def test_a_service_request(change: dict[str, Any], breaks: set[str]) -> None:
    assert broken(json.dumps([RECORD | change]), "requests") == breaks


@pytest.mark.parametrize(
    ("description", "breaks"),
    [
        ("The start_date must be < end_date", set()),
        ("Use requests/<service_request_id>.xml or <id>", set()),
        ("<h1>Bad Request</h1>", {"errors.description-readable"}),
        ("Bad<br>Request", {"errors.description-readable"}),
    ],
)
def test_an_error_is_told_without_html(description: str, breaks: set[str]) -> None:
    body = json.dumps([{"code": 400, "description": description}])
    assert broken(body, "errors", status=400, asked={"provokes": "saved"}) == breaks
