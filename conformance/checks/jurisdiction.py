"""Checks of jurisdiction_id."""

from __future__ import annotations

import re

from conformance.answers import Answers
from conformance.compare import plain
from conformance.exchange import Exchange, NotApplicable, Unmet
from conformance.refusals import Reaction, accepted, reaction
from conformance.registry import Violations, check
from conformance.results import Violation

KEYS = {"services": "service_code", "requests": "service_request_id"}
DOMAIN = re.compile(r"(?!www\.)([a-z0-9-]+\.)+[a-z]{2,}", re.I)


@check("jurisdiction.missing-refused", "missing-jurisdiction")
def missing_refused(answers: Answers) -> Violations:
    asked = answers.of("missing-jurisdiction")
    return accepted(answers, asked, "400, since several jurisdictions are served")


@check("jurisdiction.unknown-refused", "unknown-jurisdiction")
def unknown_refused(answers: Answers) -> Violations:
    asked = answers.of("unknown-jurisdiction")
    return accepted(answers, asked, "404, since there is no such jurisdiction")


@check("jurisdiction.single-needs-none", "missing-jurisdiction", "services", "requests")
def single_needs_none(answers: Answers) -> Violations:
    named = answers.target.jurisdictions
    if len(named) > 1:
        raise NotApplicable("Several jurisdictions were named.")
    answers.serves()
    if not named:
        return
    for exchange in answers.of("missing-jurisdiction"):
        if reaction(exchange) is Reaction.REFUSED:
            if not answers.target.single_jurisdiction:
                raise Unmet(
                    "Without jurisdiction_id it refuses, as an endpoint with several has to. If it"
                    f" serves {named[0]} only, run again with --single-jurisdiction; if it serves"
                    " several, name each with --jurisdiction."
                )
            actual = f"{exchange.status}"
            yield Violation("status", "200, as with jurisdiction_id", actual, exchange.id)
        else:
            yield from _same(answers, exchange)


def _same(answers: Answers, exchange: Exchange) -> Violations:
    question = exchange.asked["under"]
    key = KEYS[question]
    before = {plain(r.get(key)) for r in answers.records(question)}
    without = answers.read(exchange, question)
    after = (
        {plain(r.get(key)) for r in without.value if isinstance(r, dict)}
        if isinstance(without.value, list)
        else set()
    )
    if len(before & after) < len(before) / 2:
        expected = "the same records as with jurisdiction_id"
        actual = f"{len(before & after)} of {len(before)} of them"
        yield Violation("list", expected, actual, exchange.id)


@check("jurisdiction.empty-is-none", "empty-jurisdiction", "missing-jurisdiction", "services")
def empty_is_none(answers: Answers) -> Violations:
    answers.serves()
    empty = answers.one("empty-jurisdiction")
    question = "missing-jurisdiction" if answers.target.jurisdictions else "services"
    without = answers.one(question)
    if reaction(empty) in (Reaction.BUSY, Reaction.BROKE):
        raise Unmet(f"{empty.url} answered {empty.status or empty.problem}.")
    if (empty.status == 200) != (without.status == 200):
        expected = f"{without.status}, as without jurisdiction_id"
        yield Violation("status", expected, f"{empty.status}", empty.id)


@check("jurisdiction.separates", "other-jurisdiction", "requests")
def separates(answers: Answers) -> Violations:
    first, second = answers.target.jurisdictions[:2]
    lists = [answers.one("requests", jurisdiction_id=name) for name in (first, second)]
    ids = [{plain(r.get(KEYS["requests"])) for r in answers.read(e).records} for e in lists]
    shared = sorted((ids[0] & ids[1]) - {""})
    if shared:
        expected = f"no service request of {first}"
        actual = f"{len(shared)} of them, such as {shared[0]}"
        yield Violation("list", expected, actual, lists[1].id)
        return
    other = answers.one("other-jurisdiction")
    if reaction(other) is Reaction.ACCEPTED and other.asked["foreign"].encode() in other.body:
        expected = f"404: it is a service request of {first}, not of {second}"
        yield Violation("status", expected, f"{other.status}", other.id)


@check("jurisdiction.is-domain", "services")
def is_domain(answers: Answers) -> Violations:
    named = answers.target.jurisdictions
    if not named:
        raise NotApplicable("No jurisdiction was named.")
    for name in named:
        if not DOMAIN.fullmatch(name):
            yield Violation("jurisdiction_id", "a domain without www., such as city.gov", name)
