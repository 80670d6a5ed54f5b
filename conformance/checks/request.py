"""Checks of GET requests/<service_request_id>."""

from __future__ import annotations

from contextlib import suppress

from conformance.answers import Answers
from conformance.clauses import shown
from conformance.compare import differences, plain
from conformance.documents import parse
from conformance.exchange import Exchange, NotApplicable, Unmet
from conformance.refusals import accepted, breach
from conformance.registry import Violations, check, check_exchange
from conformance.results import Violation
from conformance.selections import came
from conformance.tracked import looked
from specs import vocabulary

ID = "service_request_id"
UPDATED = "updated_datetime"


@check_exchange("request.list-of-one", "request", "old-request")
def list_of_one(answer: Exchange) -> Violations:
    asked = answer.asked.get(ID)
    if answer.status not in (200, None):
        yield Violation("status", f"200, since {asked} was listed", f"{answer.status}")
        return
    try:
        document = parse(answer, "request")
    except Unmet as why:
        yield from breach(why, "request.list-of-one", "a list of exactly one service request")
        return
    problem = document.shape_problem()
    if problem:
        yield Violation(document.where(), "a list of exactly one service request", problem)
        return
    if document.value == []:
        yield Violation(document.where(), "a list of exactly one service request", "an empty list")
        return
    answered = plain(document.records[0].get(ID))
    if asked and answered and answered != asked:
        yield Violation(document.where(0, ID), asked, answered)


@check("request.same-as-in-list", "request")
def same_as_in_list(answers: Answers) -> Violations:
    yield from _new_ones(answers)
    answer = answers.one("request")
    document = answers.read(answer)
    single = document.records[0]
    listed = next(
        (r for r in answers.records("requests") if plain(r.get(ID)) == plain(single.get(ID))), None
    )
    if listed is None:
        raise Unmet("The service request that was asked for is not in the list.")
    if plain(listed.get(UPDATED)) != plain(single.get(UPDATED)):
        raise Unmet("The service request changed between the two reads. Run it again.")
    names = vocabulary.load_schema("service-request.schema.json")["properties"]
    for name, in_list, alone in differences(listed, single, names):
        expected = f"{shown(in_list)}, as in the list"
        yield Violation(document.where(0, name), expected, shown(alone), answer.id)


def _new_ones(answers: Answers) -> Violations:
    """Yield each new service request whose status is another in the list.

    Other fields may be filled in by and by, and updated_datetime need not tell.
    """
    lists = [e for e in answers.everything() if e.question == "created-list" and e.status == 200]
    with suppress(Unmet, NotApplicable):
        listed = {id: record for e in lists for id, record in came(answers, e).items()}
        for exchange, alone in filter(None, (one.found(answers) for one in looked(answers))):
            in_list = listed.get(plain(alone.get(ID)), {})
            at_once = plain(alone.get(UPDATED)) and in_list.get(UPDATED) == alone.get(UPDATED)
            if at_once and plain(in_list.get("status")) != plain(alone.get("status")):
                where = answers.read(exchange).where(0, "status")
                expected = f"{shown(in_list.get('status'))}, as in the list"
                yield Violation(where, expected, shown(alone.get("status")), exchange.id)


@check("request.unknown-refused", "unknown-request")
def unknown_refused(answers: Answers) -> Violations:
    asked = answers.of("unknown-request")
    return accepted(answers, asked, "404, since there is no such service request")
