"""Checks of the api_key of POSTs: missing, wrong, repeated, or taken in the wrong place."""

from __future__ import annotations

from conformance import posted
from conformance.answers import Answers
from conformance.checks.errors import refused, status
from conformance.checks.refused import LIST, nothing_came_of
from conformance.client import KeyIn
from conformance.exchange import Exchange, NotApplicable, Unmet
from conformance.refusals import PROVOKING, Reaction, reaction, took
from conformance.registry import Violations, check
from conformance.results import Violation


@check("create.key-missing-refused", "post-plain", "refuse-no-key", LIST)
def key_missing_refused(answers: Answers) -> Violations:
    expected = "a 403, since it has no api_key"
    posted.creates(answers)
    plains = (e for e in answers.everything() if e.question == posted.PLAIN and took(e))
    keyless = [e for e in plains if e.asked.get("key") == KeyIn.NOWHERE]
    for exchange in keyless:
        yield Violation("status", expected, f"{exchange.status}", exchange.id)
    if not keyless:
        yield from nothing_came_of(answers, "refuse-no-key", expected)


@check("create.key-wrong-refused", "refuse-wrong-key", LIST)
def key_wrong_refused(answers: Answers) -> Violations:
    return nothing_came_of(answers, "refuse-wrong-key", "a 403, since the api_key is wrong")


@check("transport.key-in-body", "post-plain", "refuse-no-key", "refuse-wrong-key")
def key_in_body(answers: Answers) -> Violations:
    post = posted.accepted(answers, posted.PLAIN)
    place = post.asked.get("key")
    if place == KeyIn.NOWHERE:
        raise NotApplicable("The endpoint took a POST without an api_key.")
    looked_at(answers)
    if place == KeyIn.URL:
        expected = "an api_key in the body is taken"
        actual = "it was refused, and the same key in the URL taken"
        yield Violation("api_key", expected, actual, answers.one(posted.PLAIN).id)


@check("errors.key-is-403", "refuse-no-key", "refuse-wrong-key")
def key_is_403(answers: Answers) -> Violations:
    posted.creates(answers)
    looked_at(answers)
    yield from status(refused(answers, "key"), 403)


@check("errors.key-not-echoed", "refuse-wrong-key", *PROVOKING)
def key_not_echoed(answers: Answers) -> Violations:
    answers.serves()
    keyed = [e for e in answers.everything() if _had_key(e) and _is_error(e)]
    if not keyed:
        answers.of("refuse-wrong-key")  # raises why it was not posted
        raise Unmet("No error came to a request with an api_key.")
    for exchange in keyed:
        sent = exchange.asked.get("api_key", "").encode()
        if exchange.repeats_key or (sent and sent in exchange.body):
            yield Violation("body", "no api_key", "the api_key that was sent", exchange.id)


def _is_error(exchange: Exchange) -> bool:
    """Whether an answer tells an error, if with a 2xx to a request that provoked one."""
    came = reaction(exchange)
    disguised = came is Reaction.DISGUISED and bool(exchange.provokes)
    return disguised or came in (Reaction.REFUSED, Reaction.BROKE)


def _had_key(exchange: Exchange) -> bool:
    """Whether an api_key went along: the wrong one, the user's, or one that came back."""
    user = exchange.asked.get("key", KeyIn.NOWHERE) != KeyIn.NOWHERE
    return user or exchange.repeats_key or "api_key" in exchange.asked


def looked_at(answers: Answers) -> None:
    """Return when some POST was refused for its api_key.

    Raises:
        Unmet: The endpoint takes any key and none, or it was not asked.
    """
    provoked = answers.provoked("key") or answers.of("refuse-wrong-key")
    if all(reaction(e) is Reaction.ACCEPTED for e in provoked):
        said = "No POST was refused for its api_key."
        raise Unmet(said, blocked_by="create.key-wrong-refused")
