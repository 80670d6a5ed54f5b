"""Checks of POSTs that are to be refused: nothing may come of them."""

from __future__ import annotations

from conformance import posted
from conformance.answers import Answers
from conformance.clauses import shown
from conformance.compare import plain
from conformance.documents import Record
from conformance.exchange import Exchange, Unmet
from conformance.forms import LONGEST
from conformance.harvest import ID, text
from conformance.poster import told
from conformance.refusals import Reaction, reaction, unmet
from conformance.refusals import accepted as not_refused
from conformance.registry import Violations, check
from conformance.results import Violation

LIST = "refused-list"
CUT = 3900  # an ellipsis, a whole word or a prefix may take some of the 4,000 characters


@check("create.location-missing-refused", "refuse-no-location", LIST)
def location_missing_refused(answers: Answers) -> Violations:
    return nothing_came_of(answers, "refuse-no-location", "a 4xx, since it has no location")


@check("create.service-code-missing-refused", "refuse-no-service", LIST)
def service_code_missing_refused(answers: Answers) -> Violations:
    return nothing_came_of(answers, "refuse-no-service", "a 4xx, since it names no service")


@check("create.service-code-unknown-refused", "refuse-unknown-service", LIST)
def service_code_unknown_refused(answers: Answers) -> Violations:
    expected = "a 404, since {service_code} is no service"
    return nothing_came_of(answers, "refuse-unknown-service", expected)


@check(
    "create.jurisdiction-missing-refused", "missing-jurisdiction", "refuse-no-jurisdiction", LIST
)
def jurisdiction_missing_refused(answers: Answers) -> Violations:
    refused_to_read(answers, "missing-jurisdiction", "jurisdiction.missing-refused")
    expected = "a 400, since several jurisdictions are served"
    yield from nothing_came_of(answers, "refuse-no-jurisdiction", expected)


@check(
    "create.jurisdiction-unknown-refused",
    "unknown-jurisdiction",
    "refuse-unknown-jurisdiction",
    LIST,
)
def jurisdiction_unknown_refused(answers: Answers) -> Violations:
    refused_to_read(answers, "unknown-jurisdiction", "jurisdiction.unknown-refused")
    expected = "a 404, since there is no such jurisdiction"
    yield from nothing_came_of(answers, "refuse-unknown-jurisdiction", expected)


def refused_to_read(answers: Answers, question: str, owner: str) -> None:
    """Return when a GET with the same fault was not accepted either; raises Unmet."""
    if any(
        reaction(e) is Reaction.ACCEPTED for e in answers.everything() if e.question == question
    ):
        raise Unmet("It is taken with GET too.", blocked_by=owner)


@check("create.location-half-refused", "refuse-half-location", LIST)
def location_half_refused(answers: Answers) -> Violations:
    expected = "a 400, since {part} alone is no location"
    return nothing_came_of(answers, "refuse-half-location", expected)


@check("create.coordinates-out-of-range-refused", "refuse-coordinates", LIST)
def coordinates_out_of_range_refused(answers: Answers) -> Violations:
    expected = "a 400, since {part} is no place in decimal degrees (WGS84)"
    return nothing_came_of(answers, "refuse-coordinates", expected)


@check("create.attribute-missing-refused", "refuse-no-attribute", LIST)
def attribute_missing_refused(answers: Answers) -> Violations:
    expected = "a 400, since the attribute {attribute} is required"
    return nothing_came_of(answers, "refuse-no-attribute", expected)


@check("create.attribute-value-refused", "refuse-attribute", LIST)
def attribute_value_refused(answers: Answers) -> Violations:
    expected = "a 400, since {value} is no value of {attribute} ({datatype})"
    return nothing_came_of(answers, "refuse-attribute", expected)


@check("create.description-over-4000", "refuse-long", "long-request")
def description_over_4000(answers: Answers) -> Violations:
    posted.creates(answers)
    post = answers.one("refuse-long")
    came = reaction(post)
    if came is Reaction.REFUSED:
        return
    if came is not Reaction.ACCEPTED:
        raise unmet(post, came)
    if told(post).get(ID) in posted.older(answers, post):
        raise Unmet("It brought the id of an older service request.", "create.ids-unique")
    document = answers.read(answers.one("long-request"), "request")
    kept = plain(document.records[0].get("description"))
    where, length = document.where(0, "description"), f"{len(kept):,} characters"
    if len(kept) > LONGEST:
        yield Violation(where, "a 400, or at most 4,000 characters", length, document.exchange.id)
    elif dict(post.form())["description"][:CUT] not in kept:
        expected = "a 400, or the first 4,000 characters"
        yield Violation(where, expected, f"{length}: {shown(kept)}", document.exchange.id)


def keeps_last_only(answers: Answers) -> Violations:
    """Yield what breaks when a list is taken for its last value, though single ones are looked at.

    Nothing where that can't be told: no such list was posted, or single wrong keys are taken too.
    """
    posts = [e for e in answers.everything() if e.question == "refuse-wrong-then-right"]
    single = [e for e in answers.everything() if e.asked.get("datatype") == "multivaluelist"]
    if not any(reaction(e) is Reaction.REFUSED for e in single):
        return
    for post in posts:
        if reaction(post) is Reaction.ACCEPTED:
            attribute = post.asked["attribute"]
            expected = f"a 400, since the first of the two values of {attribute} is no key of it"
            yield Violation("status", expected, f"{post.status}", post.id)


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
        if exchange.question == LIST and exchange.status == 200:
            try:
                records = answers.other(exchange.format).read(exchange, "requests").records
            except Unmet:
                continue
            found = [r for r in records if marker in text(r, "description")]
            if found:
                return found[0]
    return None
