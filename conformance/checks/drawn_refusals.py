"""Checks of the POSTs that a search drew to be refused."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from conformance import posted
from conformance.answers import Answers
from conformance.exchange import Exchange
from conformance.refusals import Reaction, reaction
from conformance.registry import Violations, check_drawn
from conformance.results import Violation

QUESTION = "refuse-drawn"
OWNED = (
    "create.location-missing-refused",
    "create.location-half-refused",
    "create.service-code-missing-refused",
    "create.service-code-unknown-refused",
    "create.coordinates-out-of-range-refused",
    "create.attribute-missing-refused",
    "create.attribute-value-refused",
)


def wrong(post: Exchange) -> Violations:
    """Yield a violation for a POST that was accepted with something wrong in it."""
    if reaction(post) is Reaction.ACCEPTED:
        expected = f"a 4xx, for {post.asked['part']}"
        yield Violation("status", expected, f"{post.status}", post.id)


def _drawn(requirement: str, answers: Answers) -> Violations:
    drawn = [e for e in answers.collection.exchanges if e.question == QUESTION]
    mine = [e for e in drawn if e.asked["breaks"] == requirement and any(wrong(e))]
    if mine:
        posted.creates(answers)
        post = min(mine, key=lambda one: (len(one.sent), one.id))
        told = f"(drawn with seed {post.asked['seed']}; the smallest of {len(mine)} such POSTs)"
        for violation in wrong(post):
            yield replace(violation, actual=f"{violation.actual} {told}")


for _requirement in OWNED:
    check_drawn(_requirement, QUESTION)(partial(_drawn, _requirement))
