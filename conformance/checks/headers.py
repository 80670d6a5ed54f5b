"""Checks of Content-Type."""

from __future__ import annotations

import re

from conformance.checks.formats import ORDINARY, ordinary
from conformance.exchange import Exchange, Unmet
from conformance.registry import Violations, check_exchange
from conformance.results import Violation

XML_TYPE = re.compile(r"(text|application)/(xml|[\w.+-]+\+xml)")
JSON_TYPE = re.compile(r"(text/json|application/(json|x-json|[\w.+-]+\+json))")


def with_headers(answer: Exchange) -> Exchange:
    """Return an answer whose headers are known; raises Unmet."""
    if answer.saved:
        raise Unmet(
            "The file came without headers. Put them into a .meta.json beside it:"
            ' {"status": 200, "headers": {"content-type": "text/xml"}}.'
        )
    return answer


@check_exchange("formats.media-family", *ORDINARY)
def media_family(answer: Exchange) -> Violations:
    media = ordinary(with_headers(answer)).media_type()
    right = XML_TYPE if answer.format == "xml" else JSON_TYPE
    if not right.fullmatch(media):
        expected = "an XML type" if answer.format == "xml" else "a JSON type"
        yield Violation("Content-Type", expected, media or "no Content-Type")


@check_exchange("formats.xml-media-type", *ORDINARY)
def xml_media_type(answer: Exchange) -> Violations:
    yield from _media_type(answer, XML_TYPE, "text/xml")


@check_exchange("formats.json-media-type", *ORDINARY)
def json_media_type(answer: Exchange) -> Violations:
    yield from _media_type(answer, JSON_TYPE, "application/json")


@check_exchange("formats.xml-charset", *ORDINARY)
def xml_charset(answer: Exchange) -> Violations:
    yield from _charset(answer)


@check_exchange("formats.json-charset", *ORDINARY)
def json_charset(answer: Exchange) -> Violations:
    yield from _charset(answer)


def _media_type(answer: Exchange, family: re.Pattern[str], right: str) -> Violations:
    media = ordinary(with_headers(answer)).media_type()
    if not family.fullmatch(media):
        raise Unmet(f"The Content-Type is {media or 'absent'}.", blocked_by="formats.media-family")
    if media != right:
        yield Violation("Content-Type", right, media)


def _charset(answer: Exchange) -> Violations:
    said = ordinary(with_headers(answer)).header("content-type")
    if said is None:
        raise Unmet("There is no Content-Type.", blocked_by="formats.media-family")
    if not answer.charset():
        yield Violation("Content-Type", f"{answer.media_type()}; charset=utf-8", said)
