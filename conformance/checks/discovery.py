"""Checks of service discovery."""

from __future__ import annotations

from urllib.parse import urlsplit

from conformance import endpoints as listed
from conformance.answers import Answers
from conformance.compare import differences, plain
from conformance.conditions import offers
from conformance.dates import instant
from conformance.documents import Document, looks_like, parse
from conformance.exchange import Exchange, NotApplicable, Unmet
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
    elif kind in ("html", "empty"):
        yield Violation("body", f"discovery as {answer.format}", kind, answer.id)


@check_exchange("discovery.xml-root", "discovery")
def xml_root(answer: Exchange) -> Violations:
    if answer.status not in (200, None):
        raise Unmet(f"{answer.url} answered {answer.status}.", "discovery.xml-served")
    document = parse(answer, "discovery")
    if document.shape_problem():
        yield Violation(document.where(), "root element discovery", document.shape_problem())


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
    own = instant(document.records[0].get("changeset"))
    for index, endpoint in listed.endpoints(document):
        theirs = instant(endpoint.get("changeset"))
        if own and theirs and own < theirs:
            where = document.where("endpoints", index, "changeset")
            actual = "newer than the document's"
            yield Violation(where, "not newer than the document's own changeset", actual)


@check("discovery.xml-json-same", "discovery")
def xml_json_same(answers: Answers) -> Violations:
    json = answers.other("json").document("discovery")
    xml = answers.other("xml").document("discovery")
    for name, one, other in differences(json.records[0], xml.records[0], FIELDS):
        if name == "endpoints":
            yield Violation(json.where(name), "the same as in XML", "other endpoints")
        else:
            yield Violation(json.where(name), f"{plain(other)}, as in XML", plain(one))


@check("discovery.lists-this-endpoint", "discovery")
def lists_this_endpoint(answers: Answers) -> Violations:
    urls = [url for url, _ in listed.v2(answers)]
    if not answers.target.endpoint:
        raise Unmet("Which endpoint it should list is not known for saved bodies.")
    if not urls:
        raise Unmet("No v2 endpoint is listed.", blocked_by="discovery.specification-token")
    if _normal(answers.target.endpoint) not in [_normal(url) for url in urls]:
        yield Violation("endpoints", answers.target.endpoint, ", ".join(urls))


@check("discovery.endpoint-answers", "declared", "discovery", "services")
def endpoint_answers(answers: Answers) -> Violations:
    judged = False
    for url, _ in listed.v2(answers):
        found = [e for e in _asked(answers, url) if e.format == "xml"]
        for exchange in found[:1]:
            if exchange.question == "services" and exchange.status != 200:
                raise Unmet(f"{exchange.url} does not answer.", "services.list-served")
            judged = True
            if exchange.status != 200:
                actual = f"{exchange.status or exchange.problem}"
                yield Violation("status", f"200 for {exchange.url}", actual, exchange.id)
    if not judged:
        raise Unmet("No listed v2 endpoint is on a host that may be asked.")


@check("discovery.declared-format-served", "declared", "discovery", "services")
def declared_format_served(answers: Answers) -> Violations:
    judged = False
    for url, formats in listed.v2(answers):
        found = {e.format: e for e in reversed(_asked(answers, url))}
        if not any(e.status == 200 for e in found.values()):
            continue
        for format in formats:
            if format in found:
                judged = True
                exchange = found[format]
                if exchange.status != 200 or looks_like(exchange) == "html":
                    actual = f"{exchange.status or exchange.problem}"
                    expected = f"200 for {exchange.url}, as discovery lists the format"
                    yield Violation("status", expected, actual, exchange.id)
    if not judged:
        raise Unmet("No listed v2 endpoint answers.", blocked_by="discovery.endpoint-answers")


@check("discovery.served-format-declared", "discovery", "services")
def served_format_declared(answers: Answers) -> Violations:
    own = _normal(answers.target.endpoint)
    mine = [formats for url, formats in listed.v2(answers) if _normal(url) == own]
    if not mine:
        raise Unmet("This endpoint is not listed.", blocked_by="discovery.lists-this-endpoint")
    if not offers(answers.other("json")):
        raise NotApplicable("JSON is not offered.")
    if not any("json" in formats for formats in mine):
        yield Violation("formats", "application/json, since JSON is served", "not listed")


@check("discovery.html-served", "discovery-page")
def html_served(answers: Answers) -> Violations:
    answer = answers.one("discovery-page").complete()
    if answer.status != 200 or looks_like(answer) != "html":
        yield Violation("status", "a page for people", f"{answer.status}", answer.id)


def _asked(answers: Answers, url: str) -> list[Exchange]:
    """Return the service lists that were asked for under a listed endpoint."""
    exchanges = answers.collection.exchanges
    if _normal(url) == _normal(answers.target.endpoint):
        return [e for e in exchanges if e.question == "services"]
    return [e for e in exchanges if e.asked.get("endpoint") == url]


def _normal(url: str) -> str:
    if not listed.is_url(url):
        return url
    parts = urlsplit(url)
    return f"{parts.netloc.lower()}{parts.path.rstrip('/')}"
