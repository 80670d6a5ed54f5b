"""Checks of POSTs that are to be refused: nothing may come of them."""

from __future__ import annotations

from conformance import posted
from conformance.answers import Answers
from conformance.clauses import shown
from conformance.documents import Record
from conformance.exchange import Exchange, Unmet
from conformance.harvest import ID, text
from conformance.refusals import Reaction, reaction
from conformance.refusals import accepted as not_refused
from conformance.registry import Violations, check
from conformance.results import Violation


@check("create.location-missing-refused", "refuse-no-location", "created-list")
def location_missing_refused(answers: Answers) -> Violations:
    return nothing_came_of(answers, "refuse-no-location", "a 4xx, since it has no location")


@check("create.service-code-missing-refused", "refuse-no-service", "created-list")
def service_code_missing_refused(answers: Answers) -> Violations:
    return nothing_came_of(answers, "refuse-no-service", "a 4xx, since it names no service")


def nothing_came_of(answers: Answers, question: str, expected: str) -> Violations:
    """Yield what breaks when a POST was accepted, or refused and created all the same."""
    posted.creates(answers)
    exchanges = answers.of(question)
    yield from not_refused(answers, exchanges, expected)
    for exchange in exchanges:
        record = listed(answers, exchange)
        if record is not None and reaction(exchange) is not Reaction.ACCEPTED:
            actual = f"{exchange.status}, and created {shown(text(record, ID))} all the same"
            yield Violation("list", "nothing created", actual, exchange.id)


def listed(answers: Answers, post: Exchange) -> Record | None:
    """Return the listed service request that a POST left, found by its marker; None for none."""
    marker = post.asked.get("marker") or "-"
    for exchange in answers.collection.exchanges:
        if exchange.question == "created-list" and exchange.status == 200:
            try:
                records = answers.other(exchange.format).read(exchange).records
            except Unmet:
                continue
            found = [r for r in records if marker in text(r, "description")]
            if found:
                return found[0]
    return None
