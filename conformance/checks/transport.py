"""Checks of HTTP itself."""

from __future__ import annotations

from urllib.parse import urlsplit

from conformance import selections
from conformance.answers import Answers
from conformance.checks.headers import with_headers
from conformance.compare import plain
from conformance.exchange import Exchange, NotApplicable, Unmet
from conformance.registry import Violations, check
from conformance.results import Violation

NOT_IMPLEMENTED = 501  # the right answer of a server that does not know a method at all
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@check("transport.https", "services")
def https(answers: Answers) -> Violations:
    url = urlsplit(answers.target.endpoint)
    if not url.hostname:
        raise Unmet("Saved bodies don't show how they were served.")
    if url.hostname in LOOPBACK:
        raise NotApplicable("This machine itself needs no https.")
    answer = answers.one("services")
    if url.scheme != "https":
        yield Violation("URL", "https", url.scheme)
    elif "certificate" in answer.problem:
        yield Violation("certificate", "one that clients trust", answer.problem, answer.id)
    else:
        answer.complete()


@check("transport.content-encoding-true", "services-gzip", "services")
def content_encoding_true(answers: Answers) -> Violations:
    for exchange in (answers.one("services"), answers.one("services-gzip")):
        if exchange.encoding_problem:
            coding = exchange.header("content-encoding") or "identity"
            actual = exchange.encoding_problem
            yield Violation("Content-Encoding", f"a body in {coding}", actual, exchange.id)
            return
    if _codes(answers, answers.one("services-gzip")) != _codes(answers, answers.one("services")):
        again = answers.one("services-gzip")
        yield Violation("body", "the same list with and without gzip", "another list", again.id)


@check("transport.get-is-safe", "requests-twice", "requests")
def get_is_safe(answers: Answers) -> Violations:
    before = {plain(r.get("service_request_id")) for r in answers.records("requests")}
    twice = answers.one("requests-twice")
    after = {plain(r.get("service_request_id")) for r in answers.read(twice, "requests").records}
    if len(after ^ before) > max(2, len(before) // 10):
        actual = f"{len(after ^ before)} service requests differ"
        yield Violation("list", "the same list when read again", actual, twice.id)


@check("transport.cors", "services")
def cors(answers: Answers) -> Violations:
    answer = with_headers(_live(answers))
    if answer.header("access-control-allow-origin") is None:
        expected = "Access-Control-Allow-Origin, for apps in a browser"
        yield Violation("headers", expected, "none", answer.id)


@check("transport.gzip-and-head", "services-gzip", "head")
def gzip_and_head(answers: Answers) -> Violations:
    answers.serves("services")
    gzip, head = answers.one("services-gzip"), answers.one("head")
    if gzip.status == 200 and len(gzip.body) > 10_000 and not gzip.header("content-encoding"):
        yield Violation("Content-Encoding", "gzip for a long list", "none", gzip.id)
    if head.status != 200:
        yield Violation("HEAD", "200", f"{head.status or head.problem}", head.id)


@check("transport.unknown-argument-ignored", "unknown-argument", "services")
def unknown_argument_ignored(answers: Answers) -> Violations:
    answer = answers.one("unknown-argument").complete()
    listed = _codes(answers, answers.one("services"))
    if answer.status != 200:
        yield Violation("status", "200, as without it", f"{answer.status}", answer.id)
    elif _codes(answers, answer) != listed:
        yield Violation("list", "the same list as without it", "another list", answer.id)


@check("transport.method-refused", "refuse-method")
def method_refused(answers: Answers) -> Violations:
    answers.serves()
    yield from selections.judged(answers.of("refuse-method", provokes="method"), _method_refused)


def _method_refused(exchange: Exchange) -> Violations:
    status = exchange.complete().status
    if status is None or 300 <= status < 400:
        raise Unmet(f"{exchange.url} answered {exchange.method} with {status}.")
    if status != NOT_IMPLEMENTED and not 400 <= status < 500:
        yield Violation(exchange.method, "a 4xx, such as 405", f"{status}", exchange.id)


def _live(answers: Answers) -> Exchange:
    answers.serves()
    return answers.one("services")


def _codes(answers: Answers, exchange: Exchange) -> list[str]:
    return [plain(r.get("service_code")) for r in answers.read(exchange, "services").records]
