"""Checks of what a new service request holds: does it come back whole?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from conformance import posted
from conformance.answers import Answers
from conformance.compare import canonical, differs_at, unchanged
from conformance.exchange import Exchange, Unmet
from conformance.parts import held, taken
from conformance.refusals import took
from conformance.registry import Violations, check
from conformance.results import Violation

READ = "created-request"
LETTERS = "letters"  # the part with all letters of the world
AROUND = 12  # letters shown on either side of the first that differs
BMP = "\uffff"


@check("create.utf8-round-trip", posted.PLAIN, "post-whole", READ)
def utf8_round_trip(answers: Answers) -> Violations:
    yield from unless_altered(answers, letters)


@check("create.description-4000", posted.PLAIN, "post-whole", "post-long", READ)
def description_4000(answers: Answers) -> Violations:
    yield from unless_altered(answers, length, letters)


def unless_altered(
    answers: Answers,
    judge: Callable[[Answers], Violations],
    owner: Callable[[Answers], Violations] | None = None,
) -> Violations:
    """Yield what breaks, unless whatever a description says is altered, or its letters are.

    Raises:
        Unmet: Another requirement owns the fault, or nothing came back.
    """
    found = list(judge(answers))
    if found and broken(answers, as_sent):
        raise Unmet("Every description is altered.", blocked_by="request.created-is-readable")
    if found and owner and broken(answers, owner):
        raise Unmet("Some letters are altered.", blocked_by="create.utf8-round-trip")
    yield from found


def broken(answers: Answers, judge: Callable[[Answers], Violations]) -> bool:
    """Whether something was observed that breaks."""
    try:
        return any(True for _ in judge(answers))
    except Unmet:
        return False


def as_sent(answers: Answers) -> Violations:
    """Yield what the plain description was altered to."""
    for exchange, sent, came in descriptions(answers, posted.PLAIN):
        if not unchanged(sent, came):
            yield difference(answers, exchange, sent, came)


def letters(answers: Answers) -> Violations:
    """Yield what the letters of the world were altered to.

    Raises:
        Unmet: They were not read back, or cut off before a letter of the BMP.
    """
    posts = posted.sent(answers, "post-whole")
    if not any(took(post) and LETTERS in held(post) for post in posts):
        expected = "a 2xx, since a description may hold every letter of Unicode"
        yield from taken(answers, "post-whole", LETTERS, expected)
        return
    for exchange, sent, came in descriptions(answers, "post-whole", LETTERS):
        text, kept = canonical(sent), canonical(came)
        if text != kept and text.startswith(kept) and text[len(kept) :].lstrip()[0] <= BMP:
            said = f"A description was cut off after {len(kept)} characters."
            raise Unmet(said, blocked_by="create.description-4000")
        if text != kept:
            yield difference(answers, exchange, sent, came)


def length(answers: Answers) -> Violations:
    """Yield what breaks in the description of 4,000 characters."""
    expected = "a 2xx, since a description may have 4,000 characters"
    refused = list(taken(answers, "post-long", "long", expected))
    yield from refused
    if refused:
        return
    for exchange, sent, came in descriptions(answers, "post-long", "long"):
        if not unchanged(sent, came):
            yield difference(answers, exchange, sent, came)


def descriptions(
    answers: Answers, question: str, part: str = ""
) -> Iterator[tuple[Exchange, str, object]]:
    """Yield each GET that read a POST back, the description that was sent, and that which came."""
    for post, exchange, record in posted.read_back(answers, question):
        if not part or part in held(post):
            yield exchange, dict(post.form()).get("description", ""), record.get("description")


def difference(answers: Answers, exchange: Exchange, sent: str, came: object) -> Violation:
    """Return the violation that shows where a text begins to differ."""
    text, kept = canonical(sent), canonical(came)
    at = differs_at(text, kept)
    where = answers.read(exchange).where(0, "description")
    return Violation(where, f"{_around(text, at)}, as posted", _around(kept, at), exchange.id)


def _around(text: str, at: int) -> str:
    """Return how long a text is, and its letters around a place."""
    part = text[max(0, at - AROUND) : at + AROUND].replace("\n", "\\n")
    return f"{len(text):,} characters, around the {at + 1:,}th …{part}…"
