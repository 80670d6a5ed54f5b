"""Check that nothing of who reported is published."""

from __future__ import annotations

from collections.abc import Iterator

from conformance import canary, posted
from conformance.answers import POST, Answers
from conformance.exchange import Exchange, Unmet
from conformance.refusals import took
from conformance.registry import Violations, check
from conformance.results import Violation
from specs.vocabulary import PERSONAL_FIELDS

WHOLE = "post-whole"
Path = tuple[str | int, ...]


@check("create.reporter-not-published", WHOLE, "created-request", "created-list")
def reporter_not_published(answers: Answers) -> Violations:
    exchanges = answers.collection.exchanges
    posts = [e for e in exchanges if e.question.startswith(POST) and _personal(e)]
    if not any(took(post) for post in posts):
        posted.sent(answers, WHOLE)
        raise Unmet("No POST that says who reports was accepted, so there is nothing to find.")
    seen: set[str] = set()
    begun = int(posts[0].id)
    for exchange in answers.everything():
        if exchange.method != "GET" or int(exchange.id) < begun:
            continue
        for about in map(_personal, posts):
            for name, where in _found(answers, exchange, about):
                if name not in seen:
                    seen.add(name)
                    actual = f"the {name} of a reporter, {about[name]}"
                    yield Violation(where, "nothing about the reporter", actual, exchange.id)
    if not seen:
        _read_back(answers, posts)


def _read_back(answers: Answers, posts: list[Exchange]) -> None:
    """Return when one of some POSTs was read back; raises Unmet."""
    problem: Unmet | None = None
    for question in dict.fromkeys(post.question for post in posts if took(post)):
        try:
            if any(post in posts for post, _, _ in posted.read_back(answers, question)):
                return
        except Unmet as unmet_:
            problem = problem or unmet_
    raise problem or Unmet("What says who reports could not be read back.")


def _personal(post: Exchange) -> dict[str, str]:
    """Return what a POST told of a reporter, where it is this kit's own invention."""
    pairs = post.form()
    return {n: v for n, v in pairs if n in PERSONAL_FIELDS and canary.is_canary(v)}


def _found(answers: Answers, exchange: Exchange, told: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each field of a reporter that an answer tells, and where: in its body or a header."""
    for name in canary.found(told, exchange.body.decode("utf-8", "replace")):
        yield name, _place(answers, exchange, {name: told[name]})
    for header, value in exchange.headers:
        for name in canary.found(told, value):
            yield name, header


def _place(answers: Answers, exchange: Exchange, told: dict[str, str]) -> str:
    """Return where in a body a personal value stands, as exactly as the body can be read."""
    try:
        document = answers.read(exchange, "requests")
        leaves = _leaves(document.value)
        path = next((path for path, leaf in leaves if canary.found(told, leaf)), None)
        return "body" if path is None else document.where(*path)
    except Unmet:
        return "body"


def _leaves(value: object, path: Path = ()) -> Iterator[tuple[Path, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, (*path, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _leaves(inner, (*path, index))
    elif value is not None:
        yield path, str(value)
