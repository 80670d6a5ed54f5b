"""Checks of service discovery."""

from __future__ import annotations

from urllib.parse import urlsplit

from conformance import endpoints as listed
from conformance.answers import Answers
from conformance.compare import differences, plain
from conformance.dates import newer
from conformance.documents import Document, parse
from conformance.exchange import Exchange, Unmet
from conformance.looks import looks_like
from conformance.registry import Violations, check, check_document, check_exchange
from conformance.results import Violation
from specs.vocabulary import is_georeport_v2

FIELDS = ("changeset", "contact", "key_service", "endpoints")


@check("discovery.url-suffix", "discovery")
def url_suffix(answers: Answers) -> Violations:
    document = listed.document(answers)
    path = urlsplit(document.exchange.url).path
    if not path:
        raise Unmet("The URL of a saved body is not known.")
    if not path.endswith(("/discovery.xml", "/discovery.json")):
        yield Violation("URL", "an address that ends in /discovery.xml or /discovery.json", path)


@check("discovery.xml-served", "discovery")
def xml_served(answers: Answers) -> Violations:
    yield from _served(answers.one("discovery"))


@check("discovery.json-served", "discovery")
def json_served(answers: Answers) -> Violations:
    yield from _served(answers.one("discovery"))


def _served(answer: Exchange) -> Violations:
    answer.complete()
    kind = looks_like(answer)
    if answer.status not in (200, None):
        yield Violation("status", "200", f"{answer.status}", answer.id)
    elif kind in {"html", "empty", "xml", "json"} - {answer.format}:
        yield Violation("body", f"discovery as {answer.format}", kind, answer.id)


@check_exchange("discovery.xml-root", "discovery")
def xml_root(answer: Exchange) -> Violations:
    if answer.status not in (200, None):
        raise Unmet(f"{answer.url} answered {answer.status}.", "discovery.xml-served")
    document = parse(answer, "discovery")
    if document.shape_problem():
        yield Violation(document.where(), document.due, document.shape_problem())


@check_exchange("discovery.json-spark-shape", "discovery")
def json_spark_shape(answer: Exchange) -> Violations:
    document = parse(answer, "discovery")
    if document.wrapped:
        actual = 'an object around it, {"discovery": {...}}'
        yield Violation(document.where(), "the object itself", actual)


@check_document("discovery.specification-token", "discovery")
def specification_token(document: Document) -> Violations:
    found = [plain(e.get("specification")) for _, e in listed.endpoints(document)]
    if not found:
        raise Unmet("No endpoint is listed.", blocked_by="discovery.has-endpoint")
    if not any(is_georeport_v2(token) for token in found):
        where = document.where("endpoints")
        yield Violation(where, "an endpoint that names GeoReport_v2", ", ".join(found))


@check_document("discovery.changeset-sorts", "discovery")
def changeset_sorts(document: Document) -> Violations:
    own = plain(document.records[0].get("changeset"))
    theirs = {i: c for i, e in listed.endpoints(document) if (c := plain(e.get("changeset")))}
    if not own:
        raise Unmet("The document has no changeset.", blocked_by="discovery.document-fields")
    if not theirs:
        owner = "endpoint-fields" if listed.endpoints(document) else "has-endpoint"
        raise Unmet("No endpoint has a changeset.", blocked_by=f"discovery.{owner}")
    told = {index: newer(changeset, own) for index, changeset in theirs.items()}
    for index, changeset in theirs.items():
        if told[index]:
            where = document.where("endpoints", index, "changeset")
            yield Violation(where, f"not newer than the document's own, {own}", changeset)
    if set(told.values()) == {None}:
        raise Unmet(
            f"Which changeset is newer can't be told: {own} of the document and"
            f" {', '.join(theirs.values())} of its endpoints. Write all as 2026-01-31T12:00:00Z."
        )


@check("discovery.xml-json-same", "discovery")
def xml_json_same(answers: Answers) -> Violations:
    json = answers.other("json").document("discovery")
    xml = answers.other("xml").document("discovery")
    for name, one, other in differences(json.records[0], xml.records[0], FIELDS):
        if name == "endpoints":
            yield Violation(json.where(name), "the same as in XML", "other endpoints")
        else:
            yield Violation(json.where(name), f"{plain(other)}, as in XML", plain(one))


@check("discovery.html-served", "discovery-page")
def html_served(answers: Answers) -> Violations:
    answer = answers.one("discovery-page").complete()
    if answer.status != 200 or looks_like(answer) != "html":
        yield Violation("status", "a page for people", f"{answer.status}", answer.id)
