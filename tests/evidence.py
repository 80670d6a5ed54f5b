"""Answers built by hand, for tests of checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from random import Random
from typing import Any

from conformance.answers import Answers, Collection
from conformance.exchange import NOTHING, Exchange
from conformance.results import Target
from mock_server import encode
from mock_server.scenarios import generate, springfield

ENDPOINT = "https://city.example/v2"
NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}


def exchange(
    body: str | bytes = b"",
    question: str = "services",
    format: str = "xml",
    status: int | None = 200,
    *,
    headers: Mapping[str, str] | None = None,
    asked: Mapping[str, str] = NOTHING,
    **more: Any,  # noqa: ANN401  (fields of Exchange)
) -> Exchange:
    """Return an exchange; a text body is encoded as UTF-8, headers are a plain city's."""
    fields: dict[str, Any] = {
        "url": f"{ENDPOINT}/{question}.{format}",
        "headers": {"content-type": TYPES[format]} if headers is None else dict(headers),
        "started": NOW,
        **more,
    }
    fields["headers"] = tuple(fields["headers"].items())
    content = body.encode() if isinstance(body, str) else body
    return Exchange(
        id="", question=question, format=format, status=status, body=content, asked=asked, **fields
    )


def answers(*exchanges: Exchange, format: str = "", **target: Any) -> Answers:  # noqa: ANN401
    """Return a view of exchanges, numbered in their order, in the first one's format."""
    number = count(1)
    numbered = [replace(e, id=e.id or f"{next(number):04}") for e in exchanges]
    chosen = format or (numbered[0].format if numbered else "xml")
    return Answers(Collection(Target(**{"endpoint": ENDPOINT, **target}), numbered), chosen)


def made(size: int) -> list[dict[str, object]]:
    """Return so many service requests of the mock's city, newest first, the newest of NOW."""
    random = Random(1)  # noqa: S311  (plausible, not secret)
    place = springfield.scenario(["springfield.example"], 25).jurisdictions[0]
    return list(generate.service_requests(place, size, random, NOW).records)


def requests_page(format: str, records: list[dict[str, object]]) -> Exchange:
    """Return an answer to GET service requests with these records."""
    body = (
        DECLARATION + encode.xml("service_requests", records)
        if format == "xml"
        else encode.as_json(records)
    )
    headers = {"content-type": TYPES[format], "access-control-allow-origin": "*"}
    return exchange(body, "requests", format, headers=headers)
