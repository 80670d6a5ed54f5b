"""Checks of a life cycle that a search drew: what lists show is found however it is asked for.

The model is what the run created and what the unfiltered lists showed of it. A service request that
such a list shows before and after an answer, unchanged, is due in that answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from conformance.answers import Answers
from conformance.documents import Record
from conformance.exchange import Exchange, Unmet
from conformance.harvest import ID, text
from conformance.poster import told
from conformance.registry import Violations, check_drawn
from conformance.results import Violation
from conformance.selections import ById, agreed, came

POST = "post-life"
QUESTION = "drawn-life"
LISTED = "request.created-is-listed"
READABLE = "request.created-is-readable"
RESOLVES = "tokens.resolves"
ABSENT = 404


@dataclass(frozen=True, slots=True)
class Look:
    """One answer of a life cycle.

    Attributes:
        exchange: The answer.
        records: What it shows, by id.
    """

    exchange: Exchange
    records: ById


def broken(answers: Answers) -> Iterator[tuple[str, Violation]]:
    """Yield each requirement that an answer of the life cycle breaks, with how."""
    looks = list(_looks(answers))
    lists = [look for look in looks if look.exchange.asked["step"] == "list"]
    created = set(_created(answers))
    for look in looks:
        before = [one.records for one in lists if one.exchange.id < look.exchange.id][-1:]
        after = [one.records for one in lists if one.exchange.id > look.exchange.id][:1]
        if before and after:
            steady = agreed(before[0], after[0])
            for id in sorted(created & steady.keys() - look.records.keys()):
                if _asks_for(look.exchange, id, steady[id]):
                    yield _violation(look.exchange, id)
    yield from _tokens(answers)


def _violation(exchange: Exchange, id: str) -> tuple[str, Violation]:
    owner = READABLE if exchange.asked["step"] == "read" else LISTED
    came_instead = "left out" if exchange.status == 200 else f"{exchange.status}"
    expected = f"{id}, which a list shows before and after"
    return owner, Violation("list", expected, came_instead, exchange.id)


def _asks_for(exchange: Exchange, id: str, record: Record) -> bool:
    asked = exchange.asked
    if "," in asked.get(ID, ""):
        return False  # a list of ids that lacks one belongs to requests.select-by-id
    return asked.get(ID, id) == id and all(
        text(record, name) in asked.get(name, text(record, name)).split(",")
        for name in ("status", "service_code")
    )


def _looks(answers: Answers) -> Iterator[Look]:
    for exchange in answers.collection.exchanges:
        if exchange.question == QUESTION and exchange.asked["step"] != "token":
            view = answers.other(exchange.format)
            try:
                found = came(view, exchange) if exchange.status == 200 else {}
            except Unmet:
                continue
            if exchange.status is not None and not exchange.busy:
                yield Look(exchange, found)


def _created(answers: Answers) -> Iterator[str]:
    """Yield the ids of what the life cycle created."""
    for exchange in answers.collection.exchanges:
        if exchange.question == POST or exchange.asked.get("step") == "token":
            id = told(exchange).get(ID)
            if id:
                yield id


def _tokens(answers: Answers) -> Iterator[tuple[str, Violation]]:
    """Yield each token that gave an id and later another, or none; it may be used up (404)."""
    known: dict[str, str] = {}
    for exchange in answers.collection.exchanges:
        shows = exchange.status not in (None, ABSENT) and not exchange.busy
        if exchange.asked.get("step") != "token" or not shows:
            continue
        token, id = exchange.asked["token"], told(exchange).get(ID, "")
        first = known.setdefault(token, id) or id
        known[token] = first
        if id != first:
            expected = f"{first}, as the token {token} gave before"
            yield RESOLVES, Violation("token", expected, id or f"{exchange.status}", exchange.id)


def _drawn(requirement: str, answers: Answers) -> Violations:
    mine = [violation for owner, violation in broken(answers) if owner == requirement]
    shown = {e.id: e for e in answers.collection.exchanges if e.question == QUESTION}
    if mine:
        least = min(mine, key=lambda v: (len(shown[v.exchange].url), v.exchange))
        seed = shown[least.exchange].asked["seed"]
        yield replace(least, actual=f"{least.actual} (drawn with seed {seed})")


for _requirement in (LISTED, READABLE, RESOLVES):
    check_drawn(_requirement, POST)(partial(_drawn, _requirement))
