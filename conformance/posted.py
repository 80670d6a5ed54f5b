"""What came of the POSTs, as checks read it: one fault, one complaint.

A plain POST that is refused belongs to create.accepted, and blocks whatever would have followed.
"""

from __future__ import annotations

import contextlib
import itertools
import re
from collections.abc import Iterator
from functools import lru_cache

from conformance import canary
from conformance.answers import POST, Answers
from conformance.compare import plain
from conformance.documents import Document, Record
from conformance.exchange import Exchange, NotApplicable, Unmet
from conformance.harvest import ID
from conformance.poster import told
from conformance.refusals import took
from conformance.registry import Violations
from conformance.results import Violation

PLAIN = "post-plain"
READABLE = "request.created-is-readable"
KEY_WANTED = (401, 403)
CONFLICT = 409
DUPLICATE = re.compile(
    r"duplicate (?:service )?(?:request|report|issue|case)|already (?:been )?(?:report|submi)", re.I
)


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


def sent(answers: Answers, question: str, **asked: str) -> list[Exchange]:
    """Return the answers to POSTs of a question, in whichever format they were sent.

    Raises:
        Unmet: None was sent.
    """
    problem: Unmet | NotApplicable | None = None
    for format in answers.target.formats:
        try:
            return answers.other(format).of(question, **asked)
        except (Unmet, NotApplicable) as why:
            problem = problem or why
    raise problem or Unmet(f"The POST {question.removeprefix(POST)} was not sent.")


def accepted_anywhere(answers: Answers, question: str) -> Exchange:
    """Return the first answer to a POST that was accepted, in whichever format it was sent.

    Raises:
        Unmet: It was not sent, or not accepted.
    """
    return accepted(answers.other(sent(answers, question)[0].format), question)


def refused(answers: Answers, exchange: Exchange, expected: str) -> Violations:
    """Yield a violation for a POST that should have been accepted and was not, however it failed.

    Raises:
        Unmet: There is no complete answer, or the endpoint is busy.
    """
    _answered(exchange)
    if took(exchange):
        return
    if is_duplicate(answers, exchange):
        raise Unmet(
            f"{said(exchange)} was refused as a duplicate of another that the run had posted"
            f" ({exchange.status}: {error(exchange)}). Allow several test reports at one place, or"
            " ask for one of another service: --service-code CODE."
        )
    actual = f"{exchange.status}: {error(exchange)}"
    yield Violation("status", expected, actual, exchange.id)


def _answered(exchange: Exchange) -> None:
    """Return when a POST was answered; raises Unmet when what came shows nothing."""
    if exchange.complete().status is None:
        raise Unmet("The status of a saved body is not known; put it into .meta.json beside it.")


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
    posts = [e for e in answers.collection.exchanges if e.question == question]
    problem: Unmet | None = None
    found = False
    for post, exchange in _reads(answers, posts):
        try:
            record = answers.read(exchange, "request").records[0]
        except Unmet as unmet_:
            problem = problem or unmet_
            continue
        if plain(record.get(ID)) == exchange.asked.get(ID):
            found = True
            yield post, exchange, record
    if not found:
        accepted_anywhere(answers, question)
        for post in posts:
            if took(post) and post.id not in ids(answers):
                nameless(answers, post)
        raise problem or Unmet("What was posted could not be read back.", blocked_by=READABLE)


def _reads(answers: Answers, posts: list[Exchange]) -> Iterator[tuple[Exchange, Exchange]]:
    """Yield each POST with the GET that looked for it at last, where that was answered with 200."""
    by_id = {post.id: post for post in posts}
    last = {e.asked.get("post", ""): e for e in answers.of("created-request")}
    for id, exchange in last.items():
        if id in by_id and exchange.status == 200:
            yield by_id[id], exchange


def nameless(answers: Answers, post: Exchange) -> None:
    """Say why an accepted POST led to no id, as far as it is known.

    Raises:
        Unmet: It told none; `blocked_by` names the requirement that it should have met.
    """
    document = answers.other(post.format).read(post)
    if document.shape_problem():
        raise Unmet("What the POST brought can't be read.", blocked_by=document.owner)
    not_several(document)
    if "token" in told(post):
        reason = "What was posted brought a token, and its id is not known."
        raise Unmet(reason, blocked_by="tokens.resolves")
    if ID not in told(post):
        raise Unmet("What was posted brought no id.", blocked_by="create.realtime-returns-id")
    if told(post)[ID] in older(answers):
        reason = "What was posted brought the id of an older service request."
        raise Unmet(reason, blocked_by="create.ids-unique")


def several(document: Document) -> int:
    """Return how many records a POST was answered with, 0 where it is not more than one."""
    count = len(document.value) if isinstance(document.value, list) else 0
    return count if count > 1 else 0


def not_several(document: Document) -> None:
    """Return when a POST was answered with one record at the most; raises Unmet."""
    if several(document):
        raise Unmet("The POST brought a list of service requests.", blocked_by="create.accepted")


def is_duplicate(answers: Answers, exchange: Exchange) -> bool:
    """Whether a POST was refused since another, which was accepted, is too much like it."""
    posts = (e for e in answers.collection.exchanges if e.question.startswith(POST))
    earlier = [e for e in posts if e.id < exchange.id and took(e)]
    return bool(earlier) and (
        exchange.status == CONFLICT
        or bool(DUPLICATE.search(exchange.body.decode("utf-8", "replace")))
    )


def ids(answers: Answers) -> dict[str, str]:
    """Return the service_request_id that each POST led to, by the id of its exchange.

    What others had made before is theirs, whatever an answer says.
    """
    exchanges = answers.collection.exchanges
    tokens = [told(e) for e in exchanges if e.question == "token"]
    behind = {record["token"]: record[ID] for record in tokens if {"token", ID} <= record.keys()}
    found = {}
    for post in exchanges:
        if post.question.startswith(POST) and took(post):
            record = told(post)
            found[post.id] = record.get(ID) or behind.get(record.get("token", ""), "")
    others = older(answers)
    return {exchange: id for exchange, id in found.items() if id and id not in others}


def older(answers: Answers, post: Exchange | None = None) -> set[str]:
    """Return the ids of others' service requests, as listed before anything was posted.

    A run that is resumed lists its own as well: they carry the markers of its POSTs, unless those
    were withheld. What was listed before one `post` by the clock is certainly none of its own.
    """
    exchanges = answers.collection.exchanges
    own = {e.asked["marker"] for e in exchanges if "marker" in e.asked}
    found: set[str] = set()
    for exchange in itertools.takewhile(lambda e: e.method != "POST", exchanges):
        if "/requests." in exchange.url and (post is None or _before(exchange, post)):
            with contextlib.suppress(Unmet):
                listed = _marked(answers.other(exchange.format).read(exchange, "requests"))
                found |= {id for id, markers in listed if not own & markers}
    return found


def _before(exchange: Exchange, post: Exchange) -> bool:
    return bool(exchange.started and post.started and exchange.started < post.started)


@lru_cache(maxsize=64)  # the lists from before the first POST are looked at for each POST
def _marked(document: Document) -> list[tuple[str, set[str]]]:
    """Return the id of each record in a list, with the markers in its description."""
    return [
        (plain(record.get(ID)), canary.markers(plain(record.get("description"))))
        for record in document.records
    ]


def error(exchange: Exchange) -> str:
    """Return what a refusal says, shortened."""
    text = " ".join(exchange.body.decode("utf-8", "replace").split())
    return text[:120] or "an empty body"


def said(exchange: Exchange) -> str:
    """Name a POST in a sentence."""
    part = exchange.asked.get("part", "")
    return f"The POST {exchange.question.removeprefix(POST)}" + (f" ({part})" if part else "")
