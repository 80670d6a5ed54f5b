"""Checks of tokens: what a service that gives no id at once answers, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterator

from conformance import posted
from conformance.answers import Answers
from conformance.compare import plain
from conformance.documents import CREATED
from conformance.exchange import Exchange, Unmet
from conformance.harvest import ID, text
from conformance.refusals import accepted
from conformance.registry import Violations, check
from conformance.results import Violation
from conformance.tracked import Looked, looked

ABSENT = 404  # what a token that is not resolved yet may be answered with, says the text


@check("tokens.unknown-refused", "unknown-token")
def unknown_refused(answers: Answers) -> Violations:
    asked = answers.of("unknown-token")
    return accepted(answers, asked, "404, since this token was never given out")


@check("tokens.resolves", "post-batch", "token")
def resolves(answers: Answers) -> Violations:
    looks = answers.of("token")
    token = looks[0].asked.get("token", "")
    looks = [look for look in looks if look.asked.get("token", "") == token]
    ids = {look.id: id for look in looks if (id := _id(answers, look))}
    last = next((look for look in looks if look.id in ids), looks[-1]).complete()
    if last.status not in (None, ABSENT, *CREATED):
        yield Violation("status", f"200 for the token {token}", f"{last.status}", last.id)
        return
    if last.status in (None, 200):
        yield from _echoes(answers, last, token)
    if ids:
        yield from _older(answers, ids)
        return
    elsewhere = _resolved(answers, token)
    if elsewhere and _still(answers, token):
        expected = "the service_request_id that it gave in the other format"
        yield Violation(ID, expected, f"status {last.status}, no id", last.id)
        return
    if elsewhere:
        raise Unmet(
            f"The token {token} gave {elsewhere} in the other format, and nothing in either since"
            f" (status {last.status}). Whether it may be used once only, the text does not say."
        )
    first = looks[0].started
    seconds = (last.started - first).total_seconds() if first and last.started else 0.0
    tried = f"within {seconds:.3g} s, asked {len(looks)} times" if len(looks) > 1 else "when asked"
    raise Unmet(
        f"The token {token} gave no id {tried} (status {last.status}). Wait longer, if it takes"
        " longer: --wait SECONDS."
    )


def _older(answers: Answers, ids: dict[str, str]) -> Violations:
    """Yield what breaks when a token gives an id that was listed before anything was posted."""
    first = next((e for e in answers.collection.exchanges if e.method == "POST"), None)
    known = posted.older(answers, first) if first else set()
    for exchange, id in ids.items():
        if id in known:
            expected = "the id of what was posted, not one that was listed before"
            yield Violation(ID, expected, id, exchange)


def _echoes(answers: Answers, answer: Exchange, token: str) -> Violations:
    """Yield what breaks when an answer is of another kind, or about another token."""
    document = answers.read(answer)
    problem = document.shape_problem()
    if problem and document.root is not None:
        yield Violation(document.where(), document.due, problem, answer.id)
    elif document.value:
        came = plain(document.records[0].get("token"))
        if came and token and came != token:
            yield Violation(document.where(0, "token"), token, came, answer.id)


def _id(answers: Answers, answer: Exchange) -> str:
    """Return the id that an answer gives; empty for none yet; raises Unmet."""
    if answer.status not in (None, 200):
        return ""
    document = answers.read(answer)
    return text(document.records[0], ID) if document.value else ""


def _resolved(answers: Answers, token: str) -> str:
    """Return the id that a token gave, in whichever format; empty for none."""
    views = (answers.other(format) for format in answers.target.formats)
    return next((id for view in views for id in _gave(view, token) if id), "")


def _still(answers: Answers, token: str) -> bool:
    """Whether the last answer for a token in the other format gave its id."""
    others = set(answers.target.formats) - {answers.format}
    return any(["", *_gave(answers.other(format), token)][-1] for format in others)


def _gave(answers: Answers, token: str) -> Iterator[str]:
    """Yield the id that each answer for a token gave; empty for none."""
    for look in answers.everything():
        if look.question == "token" and look.asked.get("token") == token:
            try:
                yield _id(answers, look)
            except Unmet:
                yield ""


@check("tokens.id-readable", "post-batch", "token", "created-request")
def id_readable(answers: Answers) -> Violations:
    token = answers.of("token")[0].asked.get("token", "")
    id = _resolved(answers, token)
    if not id:
        raise Unmet(f"The token {token} gave no id.", blocked_by="tokens.resolves")
    if id in posted.older(answers):
        raise Unmet(f"The token {token} gave an older id.", blocked_by="tokens.resolves")
    one = next((one for one in looked(answers) if one.id == id), None)
    if one is None:
        raise Unmet(f"Nobody asked for {id}, which the token {token} gave.")
    if one.found(answers):
        return
    last = one.looks[-1].complete()
    others_seen = any(_seen(answers, other) for other in looked(answers))
    if others_seen or one.elsewhere(answers):
        expected = f"200 and the service request {id}, which the token {token} gave"
        actual = f"{last.status}, {one.seconds:.3g} s later; others that are new can be read"
        yield Violation("status", expected, actual, last.id)
        return
    raise one.hidden(posted.READABLE)


def _seen(answers: Answers, one: Looked) -> bool:
    try:
        return one.found(answers) is not None
    except Unmet:
        return False
