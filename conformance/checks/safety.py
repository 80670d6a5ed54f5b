"""Checks of what must never be run or honoured."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from conformance import json_body, posted, xml_body
from conformance.answers import Answers
from conformance.checks.headers import JSON_TYPE
from conformance.clauses import shown
from conformance.compare import plain
from conformance.dates import instant
from conformance.documents import Document, Record, decoded
from conformance.exchange import Exchange, Unmet
from conformance.forms import IMPOSSIBLE
from conformance.harvest import DAY, ID, text
from conformance.poster import told
from conformance.refusals import Reaction, reaction, took, unmet
from conformance.registry import Violations, check
from conformance.results import Violation
from conformance.selections import judged
from conformance.templates import hidden

HOSTILE, SET = "post-hostile", "post-set"
# Each question after the hostile POST, with its twin before, and who answers for that.
BEFORE = {
    "hostile-request": ("created-request", "request.created-is-readable"),
    "hostile-list": ("created-list", "requests.list-served"),
}
AFTERWARDS = ("created-request", "created-list", *BEFORE)
Path = tuple[str | int, ...]


@check("create.markup-not-live", HOSTILE, *AFTERWARDS)
def markup_not_live(answers: Answers) -> Violations:
    post = _hostile(answers, "markup")
    if reaction(post) is Reaction.REFUSED:
        return
    if not took(post):
        raise unmet(post, reaction(post))
    yield from _judged(answers, lambda answer: _live(answers, answer, post))


def _live(answers: Answers, answer: Exchange, post: Exchange) -> Violations:
    document, index = _shown(answers, answer, post)
    where = document.where(index, "description")
    media = answer.media_type()
    if isinstance(document.records[index].get("description"), (dict, list)):
        actual = "elements inside the description"
        yield Violation(where, "the text, its < and & escaped", actual, answer.id)
    elif answers.format == "json" and not JSON_TYPE.fullmatch(media):
        if media == answers.one("requests").media_type():
            said = f"JSON is labelled {media or 'as nothing'}."
            raise Unmet(said, blocked_by="formats.media-family")
        expected = "a JSON type, so that no browser runs it"
        yield Violation("Content-Type", expected, media or "none", answer.id)


@check("create.control-characters", HOSTILE, *AFTERWARDS)
def control_characters(answers: Answers) -> Violations:
    post = _hostile(answers, "control")
    came = reaction(post.complete())
    if came is Reaction.REFUSED:
        return
    if came is Reaction.BROKE:
        expected = "a 4xx, or 2xx and the characters dropped"
        yield Violation("status", expected, f"{post.status}", post.id)
        return
    if not took(post):
        raise unmet(post, came)
    yield from _judged(answers, lambda answer: _spoilt(answers, answer, post))


def _spoilt(answers: Answers, answer: Exchange, post: Exchange) -> Violations:
    if reaction(answer.complete()) is Reaction.BROKE:
        _worked(answers, answer)
        before = "200, as before a description with control characters was posted"
        yield Violation("status", before, f"{answer.status}", answer.id)
        return
    problem = _malformed(answer)
    if not problem:
        _shown(answers, answer, post)
        return
    if _malformed(answers.one("requests")):
        owner = "formats.xml-well-formed" if answers.format == "xml" else "formats.json-valid"
        raise Unmet("The list could not be parsed before either.", blocked_by=owner)
    expected = "well-formed, as before a description with control characters was posted"
    yield Violation("body", expected, problem, answer.id)


def _worked(answers: Answers, answer: Exchange) -> None:
    """Return when the question of an answer was answered with 200 before; raises Unmet."""
    before, owner = BEFORE[answer.question]
    if not any(e.status == 200 for e in answers.of(before)):
        raise Unmet(f"{answer.url} was not answered before either.", blocked_by=owner)


def _malformed(answer: Exchange) -> str:
    """Say why a body can't be parsed; empty when it can; raises Unmet when it is not UTF-8."""
    body = decoded(answer)
    try:
        if answer.format == "xml":
            xml_body.parse(answer.body)
        else:
            json_body.parse(body)
    except (etree.XMLSyntaxError, ValueError) as problem:
        return str(problem)
    return ""


def _hostile(answers: Answers, part: str) -> Exchange:
    """Return the answer to the POST of one part, or of all where that was not sent alone.

    Raises:
        Unmet: Neither was sent.
    """
    posts = posted.sent(answers, HOSTILE)
    return next((post for post in posts if post.asked.get("part") == part), posts[0])


def _judged(answers: Answers, judge: Callable[[Exchange], Violations]) -> Violations:
    """Yield what breaks in what was read after the hostile POST.

    Raises:
        Unmet: Nothing was, or it does not show what was posted.
        NotApplicable: It does not have to.
    """
    answers.of("hostile-list")
    try:
        yield from judged([e for e in answers.everything() if e.question in BEFORE], judge)
    except Unmet as unmet:
        raise hidden(answers) or unmet from None


def _shown(answers: Answers, answer: Exchange, post: Exchange) -> tuple[Document, int]:
    """Return an answer that shows what a POST created, and which of its records that is.

    Raises:
        Unmet: It does not show it, or can't be read.
    """
    broke = reaction(answer.complete()) is Reaction.BROKE
    if broke or (answer.status == 200 and _malformed(answer)):
        raise Unmet("The answer can't be read.", blocked_by="create.control-characters")
    if answer.status != 200:
        raise _unseen(answer)
    document = answers.read(answer, "requests")
    id, marker = told(post).get(ID, ""), post.asked["marker"]
    for index, record in enumerate(document.records):
        if (id and text(record, ID) == id) or marker in plain(record.get("description")):
            return document, index
    raise _unseen(answer)


def _unseen(answer: Exchange) -> Unmet:
    return Unmet(
        f"{answer.url} does not show what was posted (status {answer.status}). Where it is"
        " moderated first, or slow to show up, wait longer with --wait SECONDS, or use a test"
        " endpoint that shows what is posted."
    )


@check("create.argument-not-honoured", SET, "post-plain", "created-request")
def argument_not_honoured(answers: Answers) -> Violations:
    post = posted.sent(answers, SET)[0]
    if reaction(post) is Reaction.REFUSED:
        return
    for _, exchange, record in posted.read_back(answers, SET):
        where = answers.read(exchange).where
        for name in _honoured(record):
            if name != "status" or not _all_closed(answers):
                expected = f"not {shown(IMPOSSIBLE[name])}, which a POST can't set"
                actual = shown(record.get(name))
                yield Violation(where(0, name), expected, actual, exchange.id)


def _honoured(record: Record) -> Iterator[str]:
    """Yield each name of a record whose value is what the POST said and may not set."""
    for name in ("service_request_id", "status"):
        if text(record, name).casefold() == IMPOSSIBLE[name].casefold():
            yield name
    said, came = (instant(r.get("requested_datetime")) for r in (IMPOSSIBLE, record))
    if said and came and abs(said - came) <= DAY:
        yield "requested_datetime"


def _all_closed(answers: Answers) -> bool:
    """Whether a plain new service request is closed as well, which has its own requirement."""
    try:
        plain_ones = list(posted.read_back(answers, posted.PLAIN))
    except Unmet:
        return False
    return any(text(record, "status").casefold() == "closed" for _, _, record in plain_ones)
