"""Checks of XML against JSON: one resource, read in both formats while the city lives on.

XML is read again at the end. What differs only because the city changed differs between the two
XML reads as well, and is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from conformance import harvest, selections
from conformance.answers import Answers
from conformance.checks.records import asked_at
from conformance.clauses import shown
from conformance.compare import differences, plain
from conformance.dates import instant
from conformance.documents import Document, Record
from conformance.exchange import Exchange, Unmet
from conformance.harvest import DAY, ID, text
from conformance.registry import Violations, check
from conformance.results import Violation
from specs import vocabulary

KEYS = {"services": "service_code", "requests": ID}
QUESTIONS = (*KEYS, "definitions", "request")
AGAIN = {"services": "services-again", "requests": "requests-twice"}
WINDOW = 89 * DAY  # a list without arguments reaches so far back for sure
NESTED = {"service", "request", "services", "service_requests"}  # what holds fields, and is none
ById = dict[str, Record]


@check("formats.xml-json-same", *QUESTIONS, *AGAIN.values())
def xml_json_same(answers: Answers) -> Violations:
    found = [e for e in answers.other("json").everything() if e.question in QUESTIONS]
    if not found:
        raise Unmet("No resource came in both formats.")
    yield from selections.judged(found, partial(_against, answers))


def _against(answers: Answers, exchange: Exchange) -> Violations:
    """Compare a JSON answer with its twin in XML; raises Unmet when they can't be compared."""
    json = answers.read(exchange)
    xml = answers.other("xml").document(exchange.question, **exchange.asked)
    if exchange.question in KEYS:
        yield from _lists(answers, json, xml)
        return
    one, other = json.records[0], xml.records[0]
    if not _unchanged(one, other):
        raise Unmet("The service request changed between the two reads. Run it again.")
    for name, mine, theirs in differences(one, other, _fields(json, one)):
        yield _differs(json, (name,), mine, theirs)


def _lists(answers: Answers, json: Document, xml: Document) -> Violations:
    key = KEYS[json.resource.name]
    own, first = (document.records if document.value else [] for document in (json, xml))
    if not own and not first:
        raise Unmet(f"{json.exchange.url} is an empty list.")
    last: list[Record] = []
    try:
        last = _again(answers, xml)
    except Unmet:
        if key != ID:
            raise
    else:
        alone = _services_alone if key != ID else partial(_requests_alone, xml.exchange)
        for side, names in alone(*(_by(key, records) for records in (own, first, last))):
            said = f"in {side} only: {selections.some(names)}"
            yield Violation("list", "the same records in both formats", said, json.exchange.id)
    yield from fields_differ(json, *(selections.by_id(r, key) for r in (own, first, last)))


def _again(answers: Answers, xml: Document) -> list[Record]:
    """Return the second read of an XML list.

    Saved bodies are taken to be of one moment: there it is the list itself.

    Raises:
        Unmet: It was not read a second time, so that what changed can't be told.
    """
    question = xml.exchange.question
    if answers.target.files:
        return xml.records if question == "services" else []
    again = answers.other("xml").one(AGAIN[question], **xml.exchange.asked)
    return answers.read(again, question).records


def _by(key: str, records: list[Record]) -> ById:
    return {id: record for record in records if (id := text(record, key))}


def _services_alone(own: ById, first: ById, last: ById) -> Iterator[tuple[str, list[str]]]:
    """Yield the services that one format lacks, however often XML is read."""
    for side, names in (
        ("XML", [code for code in first if code in last and code not in own]),
        ("JSON", [code for code in own if code not in first and code not in last]),
    ):
        if names:
            yield side, names


def _requests_alone(
    read: Exchange, own: ById, first: ById, last: ById
) -> Iterator[tuple[str, list[str]]]:
    """Yield the service requests that one format lacks, however often XML is read.

    Those count that a list has to hold for sure: not the newest, and none at the far end of the
    default window. A list that is cut off, or that XML itself shows differently, tells nothing.
    """
    if harvest.looks_cut(len(first)) or harvest.looks_cut(len(last)):
        return
    known = {**own, **last, **first}
    due = {id for id, record in known.items() if _due(read, record)}
    unsteady = len((first.keys() ^ last.keys()) & due)
    for side, names in _services_alone(own, first, last):
        missing = [id for id in names if id in due]
        if len(missing) > unsteady:
            yield side, missing


def _due(read: Exchange, record: Record) -> bool:
    """Whether a record belongs into a list without arguments for sure."""
    now, moment = asked_at(read), instant(record.get("requested_datetime"))
    return bool(now and moment and now - WINDOW < moment < now - harvest.SETTLED)


def fields_differ(json: Document, own: ById, first: ById, last: ById) -> Violations:
    """Yield each field in which a JSON list differs from XML, read before and, if at all, after.

    What changed between the two XML reads is left out.
    """
    key = KEYS[json.resource.name]
    for index, record in enumerate(json.records if own else []):
        id = text(record, key)
        if id in own and id in first and _unchanged(record, first[id]):
            for name, mine, theirs in differences(record, first[id], _fields(json, record)):
                if id not in last or not any(differences(first[id], last[id], [name])):
                    yield _differs(json, (index, name), mine, theirs)


def _unchanged(one: Record, other: Record) -> bool:
    return plain(one.get("updated_datetime")) == plain(other.get("updated_datetime"))


def _differs(json: Document, path: tuple[str | int, ...], one: object, other: object) -> Violation:
    expected = f"{shown(other)}, as in XML"
    return Violation(json.where(*path), expected, shown(one), json.exchange.id)


def _fields(document: Document, record: Record) -> list[str]:
    """Return what is compared: not an object where a text is due, which has its own requirement."""
    names = vocabulary.fields(document.resource.name) - NESTED
    if document.resource.name in ("requests", "request"):
        names -= {name for name in names if isinstance(record.get(name), (dict, list))}
    return sorted(names)
