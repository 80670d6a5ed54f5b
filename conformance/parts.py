"""POSTs of several parts that may be refused: which parts one has, and what came of each."""

from __future__ import annotations

from collections.abc import Iterable

from conformance import posted
from conformance.answers import Answers
from conformance.exchange import Exchange
from conformance.refusals import took
from conformance.registry import Violations

SEPARATOR = ", "


def named(parts: Iterable[str]) -> str:
    """Return what a POST with some parts is called in Exchange.asked."""
    return SEPARATOR.join(parts)


def held(post: Exchange) -> list[str]:
    """Return the parts that a POST has."""
    return post.asked.get("part", "").split(SEPARATOR)


def taken(answers: Answers, question: str, part: str, expected: str) -> Violations:
    """Yield a violation when a part of a question's POST was refused, with the rest and alone.

    Nothing where it had no such part, which then would have made no difference.

    Raises:
        Unmet: It was not told apart, or its answer belongs to another requirement.
    """
    posts = posted.sent(answers, question)
    first = posts[0]
    if part not in held(first) or any(took(post) and part in held(post) for post in posts):
        return
    alone = [post for post in posts if held(post) == [part]]
    rest = [name for name in held(first) if name != part]
    apart = alone or [first for post in posts if took(post) and held(post) == rest]
    missing = answers.collection.missing.get((question, first.format))
    if missing and not apart:
        raise missing
    yield from posted.refused(answers, (apart or posts)[0], expected)
