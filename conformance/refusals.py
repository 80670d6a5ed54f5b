"""How an endpoint met a request that it should refuse: one fault, one complaint.

A 5xx or a hang belongs to errors.never-5xx, an error told with a 2xx to errors.never-success;
what remains is refused, or accepted.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from conformance.answers import Answers
from conformance.documents import is_errors, parse
from conformance.exchange import Exchange, Unmet
from conformance.journal import LOST
from conformance.looks import looks_like
from conformance.registry import Violations
from conformance.results import Violation

# The questions that provoke an error whose body is judged.
PROVOKING = (
    "unknown-definition",
    "unknown-request",
    "unknown-token",
    "malformed-dates",
    "missing-jurisdiction",
    "unknown-jurisdiction",
)

# The POSTs that provoke one; naming them asks for none, unless a requirement needs writing.
REFUSED = (
    "refuse-no-location",
    "refuse-half-location",
    "refuse-coordinates",
    "refuse-no-service",
    "refuse-unknown-service",
    "refuse-no-jurisdiction",
    "refuse-unknown-jurisdiction",
    "refuse-no-key",
    "refuse-wrong-key",
    "refuse-no-attribute",
    "refuse-attribute",
    "refuse-wrong-then-right",
    "refuse-long",
)

# The questions of a fuzz run, whose requests may provoke one.
FUZZED = (
    "fuzz-services",
    "fuzz-definition",
    "fuzz-token",
    "fuzz-requests",
    "fuzz-request",
    "post-fuzz",
)


class Reaction(StrEnum):
    """What came of a request that should be refused."""

    REFUSED = "refused"  # 4xx
    BROKE = "broke"  # 5xx, or no complete answer
    DISGUISED = "an error in disguise"  # 2xx with an errors document, an HTML page or nothing in it
    ACCEPTED = "accepted"  # 2xx with an answer, or a redirect
    BUSY = "busy"  # asked to come back later: shows nothing
    LOST = "lost"  # answered before the run was cut off, and nobody knows what


BLOCKED_BY = {Reaction.BROKE: "errors.never-5xx", Reaction.DISGUISED: "errors.never-success"}


def reaction(exchange: Exchange) -> Reaction:
    """Classify the answer to a request that should be refused."""
    status = exchange.status
    if exchange.problem == LOST:
        return Reaction.LOST
    if exchange.busy:
        return Reaction.BUSY
    if status is None or status >= 500:
        return Reaction.BROKE
    if 400 <= status < 500:
        return Reaction.REFUSED
    if 200 <= status < 300 and _disguised(exchange):
        return Reaction.DISGUISED
    return Reaction.ACCEPTED


def took(exchange: Exchange) -> bool:
    """Whether a POST was accepted: a 2xx that is no error in disguise."""
    status = exchange.status
    return status is not None and 200 <= status < 300 and not _disguised(exchange)


def accepted(answers: Answers, exchanges: Iterable[Exchange], expected: str) -> Violations:
    """Yield a violation for each request that was accepted and should have been refused.

    Words in braces in `expected` are names of Exchange.asked and stand for what was asked.

    Raises:
        Unmet: Nothing was refused or accepted: what came belongs to another requirement, or the
            endpoint refuses everything.
    """
    answers.serves()
    judged = False
    problem: Unmet | None = None
    for exchange in exchanges:
        came = reaction(exchange)
        if came is Reaction.ACCEPTED:
            judged = True
            due = expected.format_map(exchange.asked)
            yield Violation("status", due, f"{exchange.status}", exchange.id)
        elif came is Reaction.REFUSED:
            judged = True
        else:
            problem = problem or unmet(exchange, came)
    if problem and not judged:
        raise problem


def breach(why: Unmet, requirement: str, expected: str, exchange: str = "") -> Violations:
    """Yield the violation of the requirement that names itself as what is in the way of others.

    Raises:
        Unmet: Another one is in the way of it.
    """
    if why.blocked_by != requirement:
        raise why
    yield Violation("body", expected, why.reason, exchange)


def unmet(exchange: Exchange, came: Reaction) -> Unmet:
    """Say why an answer shows nothing about being refused."""
    if came is Reaction.BUSY:
        return exchange.later()
    if came is Reaction.LOST:
        return Unmet(f"What {exchange.url} answered is not known: {LOST}.")
    said = exchange.problem or f"status {exchange.status}"
    return Unmet(f"{exchange.url} gave no proper refusal: {said}.", blocked_by=BLOCKED_BY[came])


@lru_cache(maxsize=512)  # every check of a refusal asks this of the same answers
def _disguised(exchange: Exchange) -> bool:
    if looks_like(exchange) in ("html", "empty"):
        return True
    try:
        return is_errors(parse(exchange, "errors"))
    except Unmet:
        return False
