"""What came of the POSTs, as checks read it: one fault, one complaint.

A plain POST that is refused belongs to create.accepted, and blocks whatever would have followed.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.answers import POST, Answers
from conformance.compare import plain
from conformance.documents import Record
from conformance.exchange import Exchange, Unmet
from conformance.harvest import ID
from conformance.poster import told
from conformance.refusals import Reaction, reaction, took, unmet
from conformance.registry import Violations
from conformance.results import Violation

PLAIN = "post-plain"
KEY_WANTED = (401, 403)


def accepted(answers: Answers, question: str, **asked: str) -> Exchange:
    """Return the first answer to a POST of a question that was accepted.

    Raises:
        Unmet: It was not sent, or not accepted.
    """
    exchanges = answers.of(question, **asked)
    for exchange in exchanges:
        if took(exchange):
            return exchange
    _answered(exchanges[0])
    owner = "create.accepted" if question == PLAIN else ""
    raise Unmet(f"{said(exchanges[0])} was not accepted: {exchanges[0].status}.", owner)


def refused(exchange: Exchange, expected: str) -> Violations:
    """Yield a violation for a POST that should have been accepted and was not, however it failed.

    Raises:
        Unmet: There is no complete answer, or the endpoint is busy.
    """
    _answered(exchange)
    if not took(exchange):
        actual = f"{exchange.status}: {error(exchange)}"
        yield Violation("status", expected, actual, exchange.id)


def _answered(exchange: Exchange) -> None:
    """Return when a POST was answered; raises Unmet when what came shows nothing."""
    if exchange.complete().status is None:
        raise Unmet("The status of a saved body is not known; put it into .meta.json beside it.")
    if reaction(exchange) is Reaction.BUSY:
        raise unmet(exchange, Reaction.BUSY)


def creates(answers: Answers) -> None:
    """Return when the endpoint takes POSTs at all, in either format.

    Raises:
        Unmet: It does not; what else was posted shows nothing.
    """
    formats = answers.target.formats
    plain_posts = [e for f in formats for e in answers.other(f).everything() if e.question == PLAIN]
    if not plain_posts:
        answers.of(PLAIN)
    if not any(took(e) for e in plain_posts):
        raise Unmet("The endpoint refused a plain POST.", blocked_by="create.accepted")


def read_back(answers: Answers, question: str) -> Iterator[tuple[Exchange, Exchange, Record]]:
    """Yield each POST of a question with the GET that read it back, and the record that came.

    Raises:
        Unmet: None could be read back; `blocked_by` names what is in the way.
    """
    posts = {e.id: e for e in answers.collection.exchanges if e.question.startswith(POST)}
    problem: Unmet | None = None
    found = False
    for exchange in answers.of("created-request"):
        post = posts.get(exchange.asked.get("post", ""))
        if post is None or post.question != question:
            continue
        try:
            record = (
                answers.records("created-request", post=post.id)[0]
                if exchange.status == 200
                else None
            )
        except Unmet as unmet_:
            problem = problem or unmet_
            continue
        if record is not None and plain(record.get(ID)) == exchange.asked.get(ID):
            found = True
            yield post, exchange, record
    if not found:
        nameless = any(
            e.question == question and took(e) and ID not in told(e) for e in posts.values()
        )
        raise problem or Unmet(
            "What was posted could not be read back.",
            "create.realtime-returns-id" if nameless else "request.created-is-readable",
        )


def error(exchange: Exchange) -> str:
    """Return what a refusal says, shortened."""
    text = " ".join(exchange.body.decode("utf-8", "replace").split())
    return text[:120] or "an empty body"


def said(exchange: Exchange) -> str:
    """Name a POST in a sentence."""
    part = exchange.asked.get("part", "")
    return f"The POST {exchange.question.removeprefix(POST)}" + (f" ({part})" if part else "")
