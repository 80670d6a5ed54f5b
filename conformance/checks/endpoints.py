"""Checks of the endpoints that a discovery document lists."""

from __future__ import annotations

from urllib.parse import urlsplit

from conformance import endpoints as listed
from conformance.answers import Answers
from conformance.conditions import offers
from conformance.exchange import Exchange, NotApplicable, Unmet
from conformance.excuses import excuse
from conformance.looks import looks_like
from conformance.registry import Violations, check
from conformance.results import Violation
from conformance.selections import judged


@check("discovery.lists-this-endpoint", "discovery")
def lists_this_endpoint(answers: Answers) -> Violations:
    urls = [url for url, _ in listed.v2(answers)]
    if not answers.target.endpoint:
        raise Unmet("Which endpoint it should list is not known for saved bodies.")
    if _normal(answers.target.endpoint) not in [_normal(url) for url in urls]:
        yield Violation("endpoints", answers.target.endpoint, ", ".join(urls))


@check("discovery.endpoint-answers", "declared", "discovery", "services")
def endpoint_answers(answers: Answers) -> Violations:
    asked = [
        exchange
        for url, _ in listed.v2(answers)
        for exchange in [e for e in _asked(answers, url) if e.format == answers.format][:1]
    ]
    if not asked:
        raise Unmet("No listed v2 endpoint is on a host that may be asked.")
    yield from judged(asked, lambda exchange: _serves(answers, exchange))


@check("discovery.declared-format-served", "declared", "discovery", "services")
def declared_format_served(answers: Answers) -> Violations:
    asked: list[Exchange] = []
    owner = ""
    for url, formats in listed.v2(answers):
        found = {e.format: e for e in reversed(_asked(answers, url))}
        own = _is_own(answers, url)
        good = [e for e in found.values() if e.status == 200]
        if any(own or not _problem(answers, e)[0] for e in good):
            asked += [found[format] for format in formats if format in found]
        elif found:
            owner = "services.list-served" if own else "discovery.endpoint-answers"
    if not asked:
        raise Unmet("No v2 endpoint that is listed answers, or may be asked.", owner)
    yield from judged(asked, lambda exchange: _in_format(answers, exchange))


def _serves(answers: Answers, exchange: Exchange) -> Violations:
    """Yield a violation for what is no list of services, which may be empty.

    Raises:
        Unmet: It is busy, or the endpoint under test, whose faults have requirements of their own.
    """
    _not_excused(answers, exchange)
    problem, owner = _problem(answers, exchange)
    if problem and exchange.question == "services":
        twins = [e for e in answers.other("json").everything() if e.question == "services"]
        if exchange.status != 200 and any(twin.status == 200 for twin in twins):
            owner = "formats.xml-everywhere"
        raise Unmet(f"{exchange.url} brought no list of services: {problem}", owner)
    if problem:
        yield Violation("body", f"a list of services at {exchange.url}", problem, exchange.id)


def _in_format(answers: Answers, exchange: Exchange) -> Violations:
    """Yield a violation for what is not in the format that discovery lists; raises Unmet."""
    if exchange.question != "services":
        yield from _serves(answers, exchange)
        return
    _not_excused(answers, exchange)
    kind = looks_like(exchange)
    if exchange.status == 200 and kind in {"xml", "json"} - {exchange.format}:
        raise Unmet(f"{exchange.url} brought {kind}.", blocked_by="formats.suffix-selects")
    if exchange.status != 200 or kind == "html":
        expected = f"200 for {exchange.url}, as discovery lists the format"
        actual = f"{exchange.status or exchange.problem}"
        yield Violation("status", expected, actual, exchange.id)


def _not_excused(answers: Answers, exchange: Exchange) -> None:
    why = excuse(answers.target, exchange)
    if why:
        raise why


def _problem(answers: Answers, exchange: Exchange) -> tuple[str, str]:
    """Say why an answer is no list of services, and who owns that; nothing if it is one."""
    if exchange.status != 200:
        return f"{exchange.status or exchange.problem}", "services.list-served"
    try:
        document = answers.read(exchange, "services")
        return document.shape_problem(), document.owner
    except Unmet as why:
        return why.reason, why.blocked_by


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


def _asked(answers: Answers, url: str) -> list[Exchange]:
    """Return the service lists that were asked for under a listed endpoint."""
    exchanges = answers.collection.exchanges
    if _is_own(answers, url):
        return [e for e in exchanges if e.question == "services"]
    return [e for e in exchanges if e.asked.get("endpoint") == url]


def _is_own(answers: Answers, url: str) -> bool:
    return _normal(url) == _normal(answers.target.endpoint)


def _normal(url: str) -> str:
    if not listed.is_url(url):
        return url
    parts = urlsplit(url)
    return f"{parts.netloc.lower()}{parts.path.rstrip('/')}"
