"""Checks of jurisdiction_id."""

from __future__ import annotations

import re

from conformance.answers import Answers
from conformance.compare import plain, same
from conformance.documents import Record
from conformance.exchange import Exchange, NotApplicable, Unmet
from conformance.refusals import Reaction, accepted, reaction, unmet
from conformance.registry import Violations, check
from conformance.results import Violation
from conformance.selections import ById, by_id, judged, some

KEYS = {"services": "service_code", "requests": "service_request_id"}
# What tells service requests of one id apart: each jurisdiction may number its own from 1.
TELLING = ("requested_datetime", "description", "address", "lat", "long")
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
        came = reaction(exchange.complete())
        if came is Reaction.ACCEPTED:
            yield from _same(answers, exchange, exchange.asked["under"], "with jurisdiction_id")
        elif answers.target.single_jurisdiction:
            actual = f"{exchange.status} with no list"
            yield Violation("body", "the same records as with jurisdiction_id", actual, exchange.id)
        else:
            raise Unmet(
                "Without jurisdiction_id it refuses, as an endpoint with several has to. If it"
                f" serves {named[0]} only, run again with --single-jurisdiction; if it serves"
                " several, name each with --jurisdiction."
            )


def _same(answers: Answers, exchange: Exchange, question: str, otherwise: str) -> Violations:
    """Yield a violation when an answer lacks most records of the same list asked otherwise."""
    before = _keys(answers.records(question), question)
    expected = f"the same records as {otherwise}"
    try:
        value = answers.read(exchange, question).value
    except Unmet as why:
        yield Violation("body", expected, why.reason, exchange.id)
        return
    after = _keys(value if isinstance(value, list) else [], question)
    if len(before & after) < len(before) / 2:
        actual = f"{len(before & after)} of {len(before)} of them"
        yield Violation("list", expected, actual, exchange.id)


def _keys(records: list[Record], question: str) -> set[str]:
    return {plain(r.get(KEYS[question])) for r in records if isinstance(r, dict)}


@check("jurisdiction.empty-is-none", "empty-jurisdiction", "missing-jurisdiction", *KEYS)
def empty_is_none(answers: Answers) -> Violations:
    answers.serves()
    yield from judged(answers.of("empty-jurisdiction"), lambda empty: _as_none(answers, empty))


def _as_none(answers: Answers, empty: Exchange) -> Violations:
    question = empty.asked["under"]
    named = answers.target.jurisdictions
    without = (
        answers.one("missing-jurisdiction", under=question) if named else answers.one(question)
    )
    for exchange in (empty, without):
        if reaction(exchange) in (Reaction.BUSY, Reaction.BROKE):
            raise Unmet(f"{exchange.url} answered {exchange.status or exchange.problem}.")
    came, due = reaction(empty), reaction(without)
    if came is not due:
        expected = f"{due} with {without.status}, as without jurisdiction_id"
        yield Violation("answer", expected, f"{came} with {empty.status}", empty.id)
    elif came is Reaction.ACCEPTED:
        yield from _same(answers, empty, question, "without jurisdiction_id")


@check("jurisdiction.separates", "other-jurisdiction", "requests")
def separates(answers: Answers) -> Violations:
    first, second = answers.target.jurisdictions[:2]
    lists = [answers.one("requests", jurisdiction_id=name) for name in (first, second)]
    own, others = (by_id(answers.read(e).records) for e in lists)
    shared = [id for id in own if id in others and _is(others[id], own[id])]
    if shared:
        yield Violation("list", f"no service request of {first}", some(shared), lists[1].id)
        return
    yield from _given_out(answers, own, answers.one("other-jurisdiction"))


def _given_out(answers: Answers, own: ById, answer: Exchange) -> Violations:
    """Yield a violation when an id asked for under another jurisdiction brings this one's."""
    came = reaction(answer)
    if came is Reaction.REFUSED:
        return
    if came is not Reaction.ACCEPTED:
        raise unmet(answer, came)
    found = answers.read(answer, "request")
    id = answer.asked["foreign"]
    if found.value and id in own and _is(found.records[0], own[id]):
        first, second = answers.target.jurisdictions[:2]
        expected = f"404: it is a service request of {first}, not of {second}"
        yield Violation("status", expected, f"{answer.status}, with {id}", answer.id)


def _is(one: Record, other: Record) -> bool:
    """Whether two records of two jurisdictions are the same service request."""
    names = (*KEYS.values(), *TELLING)
    told = any(plain(one.get(name)) for name in TELLING[:3])
    return told and all(same(name, one.get(name), other.get(name)) for name in names)


@check("jurisdiction.is-domain", "services")
def is_domain(answers: Answers) -> Violations:
    named = answers.target.jurisdictions
    if not named:
        raise NotApplicable("No jurisdiction was named.")
    for name in named:
        if not DOMAIN.fullmatch(name):
            yield Violation("jurisdiction_id", "a domain without www., such as city.gov", name)
