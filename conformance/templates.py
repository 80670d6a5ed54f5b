"""Choose what to post to: a service, its definition and a place, from the endpoint's answers."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from conformance import clauses, forms
from conformance.answers import POST, Answers
from conformance.ask import Ask, segment
from conformance.conditions import metadata
from conformance.documents import Document, Record
from conformance.exchange import Exchange, NotApplicable, Unmet
from conformance.forms import Template
from conformance.harvest import text
from conformance.posted import PLAIN
from conformance.refusals import took

CONTAINER = "definitions.attributes-container"
ADDRESSES = 3  # how many listed addresses are tried: not every one may be found on a map
KINDS = ("realtime", "batch", "blackbox")
MORE = ("address_string", "email", "phone", "first_name", "last_name")


async def main(ask: Ask) -> Template:
    """Return what most POSTs are made of: a service that may be posted to, a realtime one if any.

    Of several, the one with the most to fill in. Raises Unmet: none is offered, or not that one.
    """
    for kind in KINDS:
        found = forms.offered(_allowed(ask), kind)
        if found:
            return await richest(ask, found)
    raise Unmet("No service is offered that something could be posted to.")


async def of_kind(ask: Ask, kind: str) -> Template:
    """Return what a POST to a service of a type is made of.

    Raises:
        NotApplicable: There is none.
        Unmet: There is none among those that the user gave, or what it asks for can't be read.
    """
    if not forms.offered(services(ask), kind):
        raise NotApplicable(f"No service is of the type {kind}.")
    found = forms.offered(_allowed(ask), kind)
    if not found:
        raise Unmet(
            f"No service that --service-code gives is of the type {kind}, and nothing is posted to"
            " another. Give the code of one as well."
        )
    return await template(ask, found[-1])


def _allowed(ask: Ask) -> list[Record]:
    """Return the services that may be posted to: those that the user gave, else every one.

    Raises:
        Unmet: None is listed of those that the user gave.
    """
    codes = ask.options.service_codes
    found = [s for s in services(ask) if not codes or text(s, "service_code") in codes]
    if codes and not found:
        raise Unmet(f"No service has the code {' or '.join(codes)}, which --service-code gives.")
    return found


async def richest(ask: Ask, found: list[Record]) -> Template:
    """Return the template with the most attributes among the services whose definition was read.

    Where what they ask for can't be read, one of a service that asks for nothing. Raises Unmet.
    """
    read = {e.asked.get("service_code") for e in _definitions(ask.answers)}
    known = [s for s in found if text(s, "service_code") in read] or found[:1]
    made: list[Template] = []
    problem: Unmet | None = None
    for service in (*known, *(s for s in found if not metadata(s))):
        if made and service not in known:
            break
        try:
            made.append(await template(ask, service))
        except Unmet as why:
            problem = problem or why
    if problem and not made:
        raise problem
    return max(made, key=lambda one: len(one.attributes))


async def template(ask: Ask, service: Record) -> Template:
    """Return what a POST to a service is made of; its definition is read where there is one.

    Raises:
        Unmet: The definition can't be read, or no place is known.
    """
    code = text(service, "service_code")
    wanted: tuple[forms.Attribute, ...] = ()
    if metadata(service):
        read = [e for e in _definitions(ask.answers) if e.asked.get("service_code") == code]
        asking = replace(ask, question="definitions")
        path = f"services/{segment(code)}"
        answer = read[0] if read else await asking.get(path, service_code=code)
        document = ask.answers.other(answer.format).read(answer)
        if _outside(document):
            raise Unmet(f"What the service {code} asks for can't be read.", blocked_by=CONTAINER)
        wanted = forms.attributes(document.records[0])
    return Template(code, wanted, *place(ask), more=more(ask))


def services(ask: Ask) -> list[Record]:
    """Return the services of the first format that has them; raises Unmet."""
    for format in ask.target.formats:
        try:
            return ask.answers.other(format).records("services")
        except Unmet:
            continue
    return ask.answers.records("services")


def more(ask: Ask) -> tuple[tuple[str, str], ...]:
    """Return what a plain POST was accepted with only; nothing where it was accepted as it is."""
    posts = [e for e in ask.answers.collection.exchanges if e.question == PLAIN and took(e)]
    return tuple(pair for e in posts[:1] for pair in e.form() if pair[0] in MORE)


def place(ask: Ask) -> tuple[str, str, str, str]:
    """Return lat, long, address and address_id: the user's, else a listed service request's.

    Raises:
        Unmet: Neither is known.
    """
    writes = ask.options.writes
    if writes.location or writes.address:
        lat, long = writes.location or ("", "")
        return lat, long, writes.address, writes.address_id
    records = _drawn(ask)
    if not records:
        raise Unmet(
            "No listed service request has a location that a test report could take. Give one with"
            " --location LAT,LONG or --address TEXT."
        )
    drawn = records[0]
    id = writes.address_id or text(drawn, "address_id")
    return text(drawn, "lat"), text(drawn, "long"), text(drawn, "address"), id


def other_addresses(ask: Ask) -> list[str]:
    """Return listed addresses to try where the first is not taken; none where the user gave one."""
    writes = ask.options.writes
    listed = dict.fromkeys(text(record, "address") for record in _drawn(ask))
    return [] if writes.location or writes.address else [a for a in listed if a][1:ADDRESSES]


def _drawn(ask: Ask) -> list[Record]:
    """Return the listed service requests with coordinates in a drawn order, with address first."""
    for format in ask.target.formats:
        try:
            records = ask.answers.other(format).records("requests")
        except Unmet:
            continue
        found = [r for r in records if text(r, "lat") and text(r, "long")]
        found.sort(key=lambda record: text(record, "service_request_id"))
        Random(f"{ask.options.seed}:place").shuffle(found)  # noqa: S311  (draws, no secrets)
        return sorted(found, key=lambda record: not text(record, "address"))
    return []


def lacking(answers: Answers, why: str) -> Unmet | NotApplicable:
    """Say that no attribute is known for a question; `why` is a sentence.

    Where a definition can't be read, that is in the way.
    """
    for exchange in _definitions(answers):
        try:
            outside = _outside(answers.other(exchange.format).read(exchange))
        except Unmet as problem:
            return Unmet(why, blocked_by=problem.blocked_by)
        if outside:
            return Unmet(why, blocked_by=CONTAINER)
    return NotApplicable(why)


def _definitions(answers: Answers) -> list[Exchange]:
    exchanges = answers.collection.exchanges
    return [e for e in exchanges if e.question == "definitions" and e.status == 200]


def _outside(definition: Document) -> bool:
    """Whether attributes stand outside their container, where they can't be read."""
    return any(clauses.judge(definition, CONTAINER))


def hidden(answers: Answers) -> NotApplicable | None:
    """Say that nothing new has to be shown, where all that was posted went to blackbox services."""
    posts = [e for e in answers.collection.exchanges if e.question.startswith(POST) and took(e)]
    kinds = {type_of(answers, post.asked.get("service_code", "")) for post in posts}
    if kinds != {"blackbox"}:
        return None
    return NotApplicable("Every service is of the type blackbox: nothing has to be shown.")


def type_of(answers: Answers, code: str) -> str:
    """Return a service's type, as the first readable list tells it; empty for an unknown one."""
    for format in answers.target.formats:
        try:
            listed = answers.other(format).records("services")
        except Unmet:
            continue
        return next((text(s, "type") for s in listed if text(s, "service_code") == code), "")
    return ""
