"""Checks of the records that GET requests lists, each by itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache

from conformance import selections
from conformance.answers import Answers
from conformance.canary import NOTE
from conformance.dates import http_date, instant
from conformance.documents import Document, Record
from conformance.exchange import Exchange, Unmet
from conformance.harvest import ID, text
from conformance.registry import Violations, check, check_document
from conformance.results import Violation
from specs.vocabulary import PERSONAL_FIELDS

GRACE = timedelta(minutes=5)
BLANK_YEAR = 1970  # a date of that year is a blank one, which has its own requirement
SHOWN = 40
TAG = re.compile(r"<[A-Za-z/]")


@check_document("requests.id-unique", "requests")
def id_unique(requests: Document) -> Violations:
    first: dict[str, int] = {}
    for index, record in enumerate(requests.records):
        id = text(record, ID)
        if id and first.setdefault(id, index) != index:
            where = requests.where(index, ID)
            yield Violation(where, "an id that no other service request has", f"{id} again")


@check_document("requests.description-plain", "requests")
def description_plain(requests: Document) -> Violations:
    for index, record in enumerate(requests.records):
        description = record.get("description")
        tag = TAG.search(description) if isinstance(description, str) else None
        elements = isinstance(description, dict) and requests.root is not None
        if (tag or elements) and NOTE not in requests.text(index, "description"):
            actual = str(description)[tag.start() :][:SHOWN] if tag else "elements"
            where = requests.where(index, "description")
            yield Violation(where, "plain text, no HTML", actual)


@check_document("requests.datetimes-ordered", "requests")
def datetimes_ordered(requests: Document) -> Violations:
    now = asked_at(requests.exchange)
    latest = now + GRACE if now else None
    judged = 0
    for index, record in enumerate(requests.records):
        requested, updated = (
            moment(record, "requested_datetime"),
            moment(record, "updated_datetime"),
        )
        judged += requested is not None
        if requested and updated and updated < requested - GRACE:
            expected = f"not before requested_datetime, {record['requested_datetime']}"
            where = requests.where(index, "updated_datetime")
            yield Violation(where, expected, str(record["updated_datetime"]))
        for name, date in (("requested_datetime", requested), ("updated_datetime", updated)):
            if date and latest and date > latest:
                where = requests.where(index, name)
                expected = f"not after the time of asking, {now:%Y-%m-%dT%H:%M:%SZ}"
                yield Violation(where, expected, str(record[name]))
    if not judged:
        raise undated()


def moment(record: Record, name: str) -> datetime | None:
    """Return a date of a record; None for none, one that can't be read, or a blank one."""
    found = instant(record.get(name))
    return found if found and found.year > BLANK_YEAR else None


def asked_at(answer: Exchange) -> datetime | None:
    """Return when an answer was given; of a saved one, what its Date header says."""
    if answer.started:
        return answer.started
    return http_date(answer.header("date"))


def undated() -> Unmet:
    """Say that dates can't be judged since none can be read."""
    reason = "No requested_datetime can be read as a date."
    return Unmet(reason, blocked_by="formats.datetime-format")


@check("requests.service-known", "requests", "services")
def service_known(answers: Answers) -> Violations:
    lists = answers.of("requests")
    yield from selections.judged(lists, lambda answer: _known(answers, answer))


def _known(answers: Answers, answer: Exchange) -> Violations:
    document = answers.read(answer, "requests")
    names = _names(answers, answer)
    odd: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], int] = {}
    for index, record in enumerate(document.records):
        code, name = text(record, "service_code"), text(record, "service_name")
        known = names.get(code)
        if code and (known is None or (name and known and name not in known)):
            pair = (code, "" if known is None else name)
            odd[pair] += 1
            first.setdefault(pair, index)
    for (code, name), number in odd.items():
        field = "service_name" if name else "service_code"
        expected = f"{' or '.join(sorted(names[code]))}" if name else "a code of GET services"
        actual = f"{name or code}, in {number} of {len(document.records)} service requests"
        yield Violation(document.where(first[code, name], field), expected, actual, answer.id)


def _names(answers: Answers, answer: Exchange) -> dict[str, set[str]]:
    """Return the names that each service_code has in the services of the same jurisdiction."""
    asked = {k: v for k, v in answer.asked.items() if k == "jurisdiction_id"}
    services = answers.records("services", **asked)
    codes = [text(service, "service_code") for service in services]
    if "" in codes or len(set(codes)) < len(codes):
        raise Unmet(
            "Some services have no service_code, or share one.", blocked_by="services.code-unique"
        )
    return {
        code: {text(service, "service_name")} - {""}
        for code, service in zip(codes, services, strict=True)
    }


@check_document("requests.reporter-not-published", "requests")
def reporter_not_published(requests: Document) -> Violations:
    found: dict[str, tuple[str | int, ...]] = {}
    number: Counter[str] = Counter()
    for path, name in _personal(requests.records):
        found.setdefault(name, path)
        number[name] += 1
    for name, path in found.items():
        expected = "nothing about the person who reported"
        yield Violation(
            requests.where(*path), expected, f"{name} with a value, {number[name]} times"
        )


def _personal(records: list[Record]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield each filled field of a reporter, at any depth, with its path and name."""
    rest: list[tuple[tuple[str | int, ...], object]] = [((i,), r) for i, r in enumerate(records)]
    while rest:
        path, value = rest.pop()
        holder = path[-1] if isinstance(path[-1], str) else ""
        items = value.items() if isinstance(value, dict) else enumerate(value)  # type: ignore[arg-type]
        for name, inner in items:
            if isinstance(name, str) and inner and is_personal(name, holder):
                yield (*path, name), name
            elif isinstance(inner, (dict, list)):
                rest.append(((*path, name), inner))


@cache
def is_personal(name: str, holder: str = "") -> bool:
    """Whether the name of a field, or of what holds it, says that it is about the reporter."""
    plain, joined = (re.sub(r"[^a-z]", "", text.lower()) for text in (name, holder + name))
    return plain in _PERSONAL or bool(_ABOUT.fullmatch(plain) or _ABOUT.fullmatch(joined))


_PERSONAL = {re.sub(r"[^a-z]", "", name) for name in PERSONAL_FIELDS}
_ABOUT = re.compile(
    r"(request[eo]r|reporter|reportedby|submitter|submittedby|citizen|caller|customer|contact|user|author)"
    r"(full|first|last|sur)?(name|email|emailaddress|mail|phone|phonenumber|telephone|mobile)"
)
