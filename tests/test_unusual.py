"""Answers that are right in an unusual way, and words that only look like a fault."""

from __future__ import annotations

import pytest

from conformance.checks.errors import INTERNALS, no_internals_leaked
from conformance.checks.headers import media_family
from conformance.exchange import Unmet
from conformance.looks import looks_like
from conformance.redact import redact
from tests.evidence import answers, exchange

DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>'


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (
            DECLARATION + b"<services><group><![CDATA[<html>]]></group></services>",
            "xml",
        ),
        (DECLARATION + b"<!-- <html> --><services/>", "xml"),
        (DECLARATION + b"<!DOCTYPE html><html><body/></html>", "html"),
        (b"<!doctype html><p>Log in", "html"),
        (b"  <body>Log in</body>", "html"),
        (b'[{"description": "<html>"}]', "json"),
        (b"", "empty"),
    ],
)
def test_what_a_body_is_follows_from_its_root(body: bytes, kind: str) -> None:
    assert looks_like(exchange(body)) == kind


@pytest.mark.parametrize(
    ("format", "media"),
    [
        ("xml", "Application/XML"),
        ("xml", "application/vnd.open311+xml; charset=utf-8"),
        ("json", "text/json"),
        ("json", "application/x-json"),
        ("json", "application/vnd.open311+json"),
    ],
)
def test_a_type_of_another_name_is_of_the_right_kind(format: str, media: str) -> None:
    body = {"xml": b"<services><service/></services>", "json": b'[{"type": "batch"}]'}[format]
    answer = exchange(body, format=format, headers={"content-type": media})
    assert list(media_family(answer)) == []


def test_an_error_that_nobody_provoked_is_not_said_not_to_have_come() -> None:
    with pytest.raises(Unmet, match=r"^No error was provoked"):
        list(no_internals_leaked(answers(exchange(status=400))))


@pytest.mark.parametrize(
    "prose",
    [
        "Please select a service from the list.",
        "The service_code was not found; see https://city.gov/home/help",
        "Notice: this service is closed in winter.",
    ],
)
def test_ordinary_prose_leaks_nothing(prose: str) -> None:
    assert not INTERNALS.search(prose)


@pytest.mark.parametrize(
    "leak",
    [
        "Traceback (most recent call last):",
        "SELECT * FROM requests WHERE id = 1",
        'File "/srv/app/views.py", line 3',
        "at org.city.Open311.list(Open311.java:42)",
    ],
)
def test_inner_workings_are_seen(leak: str) -> None:
    assert INTERNALS.search(leak)


@pytest.mark.parametrize("number", ["1-800-555-0199", "555-010-0199", "+49 30 1234567"])
def test_phone_numbers_are_removed(number: str) -> None:
    assert number not in redact(f"<description>Tel:{number}</description>")
