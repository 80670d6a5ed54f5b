"""Checks of the POSTs that a search drew: taken, and given back as they were sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from conformance import posted
from conformance.answers import Answers
from conformance.checks.contents import difference
from conformance.compare import canonical, differs_at, unchanged
from conformance.exchange import Exchange, Unmet
from conformance.refusals import took
from conformance.registry import CHECKS, Violations, check_drawn
from conformance.results import Violation
from conformance.selections import came

POSTS = "post-drawn"
READS = "drawn-request"
TEXT = frozenset({"text"})

# The requirement that a POST shows to be broken when it is refused, by what sets it apart. What a
# server asks of free values beyond their datatype is its own business.
OWNERS = {
    frozenset({"place"}): "create.location-address-string",
    frozenset({"lists"}): "create.attribute-encodings",
    TEXT: "create.utf8-round-trip",
}
# What has to work before a requirement can be found broken by what was drawn.
RESTS_ON = ("create.accepted", "request.created-is-readable", "create.description-4000")


def apart(post: Exchange) -> frozenset[str]:
    """Return what sets a drawn POST apart from the plain one."""
    return frozenset(filter(None, post.asked["apart"].split(",")))


def wrong(answers: Answers, post: Exchange) -> Iterator[tuple[str, Violation]]:
    """Yield what is wrong with a drawn POST in one format, with the requirement that it breaks.

    That it was refused shows in the format that it was sent in.
    """
    if took(post):
        for violation in altered(answers, post):
            yield OWNERS[TEXT], violation
        return
    if post.format != answers.format:
        return
    try:
        for violation in posted.refused(answers, post, "a 2xx, since all that it says is allowed"):
            yield OWNERS.get(apart(post), ""), violation
    except Unmet:
        return


def altered(answers: Answers, post: Exchange) -> Violations:
    """Yield where a description that was read back begins to differ from what was sent."""
    for exchange, sent, kept in _read_back(answers, post):
        if not unchanged(sent, kept):
            yield difference(answers, exchange, sent, kept)


def altered_at(answers: Answers, post: Exchange) -> list[int]:
    """Return which letter of each description that is altered is the first to differ."""
    read = [(canonical(sent), canonical(kept)) for _, sent, kept in _read_back(answers, post)]
    return [differs_at(*pair) for pair in read if pair[0] != pair[1]]


def _read_back(answers: Answers, post: Exchange) -> Iterator[tuple[Exchange, str, object]]:
    """Yield each GET that read a POST back in this format: what was sent, and what came."""
    sent = dict(post.form()).get("description", "")
    for exchange in answers.everything():
        if exchange.question == READS and exchange.asked["post"] == post.id:
            try:
                records = came(answers, exchange) if exchange.status == 200 else {}
            except Unmet:
                continue
            for record in records.values():
                yield exchange, sent, record.get("description")


def size(post: Exchange) -> tuple[int, int, str]:
    """Return how large a POST is, for choosing the smallest."""
    return len(apart(post)), len(post.sent), post.id


def _drawn(requirement: str, answers: Answers) -> Violations:
    posts = [e for e in answers.collection.exchanges if e.question == POSTS]
    failing = [(post, found) for post in posts if (found := list(wrong(answers, post)))]
    least = [p for p in failing if not any(apart(other) < apart(p[0]) for other, _ in failing)]
    mine = [(post, [v for owner, v in found if owner == requirement]) for post, found in least]
    mine = [(post, violations) for post, violations in mine if violations]
    if not mine:
        return
    for earlier in RESTS_ON:
        if any(CHECKS[earlier].run(answers)):
            raise Unmet("It does not work in simpler cases.", blocked_by=earlier)
    post, violations = min(
        mine, key=lambda pair: (len(apart(pair[0])), len(pair[0].sent), pair[0].id)
    )
    told = f"(drawn with seed {post.asked['seed']}; the smallest of {len(mine)} such POSTs)"
    for violation in violations:
        yield replace(violation, actual=f"{violation.actual} {told}", exchange=post.id)


for _requirement in dict.fromkeys(OWNERS.values()):
    check_drawn(_requirement, POSTS)(partial(_drawn, _requirement))
