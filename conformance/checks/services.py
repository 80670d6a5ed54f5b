"""Checks of GET services."""

from __future__ import annotations

from conformance.answers import Answers
from conformance.documents import Document, parse
from conformance.exchange import Exchange, Unmet
from conformance.harvest import text
from conformance.refusals import breach
from conformance.registry import Violations, check, check_document, check_exchange
from conformance.results import Violation

URL_BREAKERS = {"/": "a slash", "?": "a question mark", "#": "a hash sign"}
AMBIGUOUS = (".xml", ".json")


@check_exchange("services.list-served", "services", "services-without-key")
def list_served(answer: Exchange) -> Violations:
    if answer.status not in (200, None):
        yield Violation("status", "200, without an api_key", f"{answer.status}")
        return
    try:
        document = parse(answer, "services")
    except Unmet as why:
        yield from breach(why, "services.list-served", "the list of services")
        return
    problem = document.shape_problem()
    if document.root is not None and problem:
        yield Violation(document.where(), document.due, problem)
    else:
        document.records  # noqa: B018  (raises for another shape, and for an empty list)


@check_document("services.code-unique", "services")
def code_unique(services: Document) -> Violations:
    first: dict[str, int] = {}
    for index, service in enumerate(services.records):
        code = text(service, "service_code")
        if code and first.setdefault(code, index) != index:
            where = services.where(index, "service_code")
            yield Violation(where, "a code that no other service has", f"{code} again")


@check_document("services.code-fits-url", "services")
def code_fits_url(services: Document) -> Violations:
    for index, service in enumerate(services.records):
        code = text(service, "service_code")
        found = [name for sign, name in URL_BREAKERS.items() if sign in code]
        found += [f"the ending {ending}" for ending in AMBIGUOUS if code.endswith(ending)]
        if found:
            where = services.where(index, "service_code")
            expected = "a code that can stand in a URL as it is"
            yield Violation(where, expected, f"{code}, with {' and '.join(found)}")


@check("services.list-stable", "services-again")
def list_stable(answers: Answers) -> Violations:
    again = answers.one("services-again")
    before = [text(record, "service_code") for record in answers.records("services")]
    after = [text(record, "service_code") for record in answers.read(again, "services").records]
    if before != after:
        moved = sorted(set(before) ^ set(after))
        actual = f"{', '.join(moved)} in one only" if moved else "another order"
        yield Violation("list", "the same codes in the same order", actual, again.id)


@check_document("services.list-not-empty", "services")
def list_not_empty(services: Document) -> Violations:
    if services.value == [] and not services.shape_problem():
        yield Violation(services.where(), "at least one service", "an empty list")
    else:
        services.records  # noqa: B018  (raises for another root or shape)
