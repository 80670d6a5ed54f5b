"""Checks of GET services/<service_code>."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.answers import Answers
from conformance.compare import plain
from conformance.documents import Document, Record, parse
from conformance.exchange import Exchange, NotApplicable, Unmet
from conformance.refusals import accepted, breach
from conformance.registry import Violations, check, check_document, check_exchange
from conformance.results import Violation


@check_exchange("definitions.served-when-metadata", "definitions")
def served_when_metadata(answer: Exchange) -> Violations:
    if answer.status not in (200, None):
        code = answer.asked.get("service_code", "")
        expected = f"200, since the service {code} says metadata=true"
        yield Violation("status", expected, f"{answer.status}")
        return
    try:
        parse(answer, "service-definition")
    except Unmet as why:
        yield from breach(why, "definitions.served-when-metadata", "a service definition")


@check_exchange("definitions.root", "definitions")
def root(answer: Exchange) -> Violations:
    if answer.status not in (200, None):
        blocked = "definitions.served-when-metadata"
        raise Unmet(f"{answer.url} answered {answer.status}.", blocked_by=blocked)
    document = parse(answer, "service-definition")
    problem = document.shape_problem()
    if problem:
        expected = "service_definition" if document.root is not None else "the object itself"
        yield Violation(document.where(), expected, problem)


@check_document("definitions.code-matches", "definitions")
def code_matches(definition: Document) -> Violations:
    asked = definition.exchange.asked.get("service_code")
    if asked is None:
        raise Unmet("Which service_code was asked for is not known for a saved body.")
    answered = plain(definition.records[0].get("service_code"))
    if answered != asked:
        yield Violation(definition.where("service_code"), asked, answered or "nothing")


@check_document("definitions.code-unique", "definitions")
def code_unique(definition: Document) -> Violations:
    yield from _twice(definition, "code", "a code that no other attribute has")


@check_document("definitions.order-unique-positive", "definitions")
def order_unique_positive(definition: Document) -> Violations:
    yield from _twice(definition, "order", "an order that no other attribute has")


@check_document("definitions.list-has-values", "definitions")
def list_has_values(definition: Document) -> Violations:
    found = False
    for index, attribute in enumerate(attributes(definition)):
        values = attribute.get("values")
        seen: set[str] = set()
        for position, value in enumerate(values if isinstance(values, list) else []):
            found = True
            key = plain(value.get("key")) if isinstance(value, dict) else ""
            if key and key in seen:
                where = definition.where("attributes", index, "values", position, "key")
                yield Violation(where, "a key that no other value has", f"{key} again")
            seen.add(key)
    if not found:
        raise NotApplicable("No attribute has a list of values.")


@check("definitions.unknown-refused", "unknown-definition")
def unknown_refused(answers: Answers) -> Violations:
    asked = answers.of("unknown-definition")
    return accepted(answers, asked, "404, since no service has this code")


def attributes(definition: Document) -> list[Record]:
    """Return a definition's attributes; raises Unmet when there are none."""
    found = definition.records[0].get("attributes")
    records = [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
    if not records:
        if "attribute" in definition.records[0]:
            raise Unmet("The attributes stand outside.", "definitions.attributes-container")
        raise NotApplicable("The definition has no attributes.")
    return records


def _twice(definition: Document, name: str, expected: str) -> Iterator[Violation]:
    seen: set[str] = set()
    for index, attribute in enumerate(attributes(definition)):
        value = plain(attribute.get(name))
        value = value.lstrip("+0") if name == "order" else value  # 01 is 1
        if value and value in seen:
            yield Violation(definition.where("attributes", index, name), expected, f"{value} again")
        seen.add(value)
