"""Checks of what was created: is it there, and is it what was sent?"""

from __future__ import annotations

from datetime import timedelta

from conformance import posted, selections
from conformance.answers import Answers
from conformance.checks.contents import difference
from conformance.clauses import shown
from conformance.compare import plain, same, unchanged
from conformance.dates import http_date, instant
from conformance.documents import Record
from conformance.exchange import Exchange, Unmet
from conformance.harvest import ID, looks_cut
from conformance.registry import Violations, check
from conformance.results import Violation
from conformance.tracked import Looked, looked

SENT = ("service_code", "lat", "long", "description")
# Degrees, about 110 m: a city may round, or move a place to the nearest address or crossing.
NEAR = 0.001
TOLERANCE = timedelta(minutes=10)
HALF_HOUR = timedelta(minutes=30)
EXACT = timedelta(minutes=2)  # how near to whole half hours a wrong zone is
FARTHEST = timedelta(hours=14)  # from UTC that a zone is


@check("request.created-is-readable", "post-plain", "created-request")
def created_is_readable(answers: Answers) -> Violations:
    looks = looked(answers, posted.PLAIN)
    if not looks:
        list(posted.read_back(answers, posted.PLAIN))
    problem: Unmet | None = None
    for one in looks:
        found = one.found(answers)
        if found:
            yield from _as_posted(answers, one.post, *found)
            problem = problem or _withheld(one.post, found[1])
            continue
        yield from _unreadable(answers, one)
        problem = problem or one.hidden()
    if problem:
        raise problem


def _unreadable(answers: Answers, one: Looked) -> Violations:
    """Yield what breaks when a service request can't be read although it is there."""
    last = one.looks[-1].complete()
    if last.status == 200:
        records = selections.listed(answers, last)
        if len(records) == 1 and plain(records[0].get(ID)):
            where = answers.read(last).where(0, ID)
            expected = f"{one.id}, as the answer to the POST called it"
            yield Violation(where, expected, plain(records[0].get(ID)), last.id)
    elif last.status is not None and last.status >= 500:
        yield Violation("status", f"200 for the new id {one.id}", f"{last.status}", last.id)
    elif one.elsewhere(answers):
        expected = f"200 for {one.id}, as in the other format"
        yield Violation("status", expected, f"{last.status}", last.id)


def _as_posted(answers: Answers, post: Exchange, exchange: Exchange, record: Record) -> Violations:
    document = answers.read(exchange)
    if plain(record.get("status")).casefold() == "closed":
        yield Violation(document.where(0, "status"), "open, since it is new", "closed", exchange.id)
    sent = dict(post.form())
    for name in SENT:
        if name in sent and not _kept(name, sent[name], record):
            if name == "description" and _withheld(post, record):
                continue
            if name == "description" and record.get(name):
                yield difference(answers, exchange, sent[name], record[name])
                continue
            expected = f"{shown(sent[name])}, as it was posted"
            yield Violation(document.where(0, name), expected, shown(record.get(name)), exchange.id)


def _withheld(post: Exchange, record: Record) -> Unmet | None:
    """Say that a text stands in for the whole description, as where it is looked at first."""
    came, marker = plain(record.get("description")), post.asked.get("marker", "")
    if not came or not marker or marker.casefold() in came.casefold():
        return None
    return Unmet(
        f'"{shown(came)}" stands where the description should. If descriptions are withheld until'
        " somebody has looked at them, use a test endpoint that shows what is posted; if not, they"
        " are lost."
    )


def _kept(name: str, sent: str, record: Record) -> bool:
    """Whether a field came back; a place may be told by its address instead of coordinates."""
    came = record.get(name)
    if name == "description":
        return unchanged(sent, came)
    if name == "service_code":
        return came is None or same(name, sent, came)
    if came is None:
        return record.get("lat") is None and record.get("long") is None and _has_address(record)
    try:
        return abs(float(sent) - float(plain(came))) <= NEAR
    except ValueError:
        return False


def _has_address(record: Record) -> bool:
    return bool(plain(record.get("address")) or plain(record.get("address_id")))


@check("request.created-is-listed", "post-plain", "created-request", "created-list")
def created_is_listed(answers: Answers) -> Violations:
    alone = list(posted.read_back(answers, posted.PLAIN))
    lists = [e for e in answers.of("created-list") if e.status == 200]
    if not lists:
        raise Unmet("The list could not be read again.", blocked_by="requests.list-served")
    listed = {id for exchange in lists for id in selections.came(answers, exchange)}
    for post, exchange, record in alone:
        id = plain(record.get(ID))
        if id in listed:
            continue
        if _off(post, exchange, record):
            said = f"{id} is not listed among those of the hour in which it was posted"
            raise Unmet(f"{said}, and its date is not true.", blocked_by="create.datetime-true")
        if looks_cut(len(selections.listed(answers, lists[-1]))):
            raise Unmet(f"Whether {id} is left out can't be told: {lists[-1].url} may be cut off.")
        yield Violation("list", f"{id}, which can be read by its id", "left out", lists[-1].id)


@check("create.datetime-true", "post-plain", "created-request")
def datetime_true(answers: Answers) -> Violations:
    for post, exchange, record in posted.read_back(answers, posted.PLAIN):
        off = _off(post, exchange, record)
        if not off:
            continue
        value = plain(record.get("requested_datetime"))
        if _by_another_clock(post, value):
            raise Unmet(
                f"The clock of the endpoint (Date: {post.header('date')}) and that of this machine"
                f" ({post.started:%Y-%m-%dT%H:%M:%SZ}) differ, so whether requested_datetime is"
                " true can't be told. Set both by a time server."
            )
        where = answers.read(exchange).where(0, "requested_datetime")
        expected = f"about {post.started:%Y-%m-%dT%H:%M:%SZ}, when it was posted"
        yield Violation(where, expected, f"{value}, which is {_in_words(off)}", exchange.id)


def _off(post: Exchange, exchange: Exchange, record: Record) -> timedelta:
    """Return how far a requested_datetime is from the time between POST and reading; 0 for near.

    Raises:
        Unmet: It is missing or can't be read, or when it was posted is not known.
    """
    value = record.get("requested_datetime")
    if not plain(value):
        raise Unmet("It has no date.", blocked_by="requests.requested-datetime-present")
    moment = instant(value)
    if moment is None:
        raise Unmet(f"{shown(value)} can't be read.", blocked_by="formats.datetime-format")
    if post.started is None or exchange.started is None:
        raise Unmet("When it was posted is not known.")
    if post.started - TOLERANCE <= moment <= exchange.started + TOLERANCE:
        return timedelta()
    return moment - post.started


def _by_another_clock(post: Exchange, value: str) -> bool:
    """Whether a date is true by the endpoint's clock, which is not that of this machine."""
    own, moment = http_date(post.header("date")), instant(value)
    if own is None or moment is None or post.started is None:
        return False
    return abs(own - post.started) > TOLERANCE and abs(moment - own) <= TOLERANCE


def _in_words(off: timedelta) -> str:
    minutes = round(abs(off) / timedelta(minutes=1))
    side = "late" if off > timedelta() else "early"
    said = f"{minutes // 60} h {minutes % 60} min too {side}"
    half_hours = abs(off) / HALF_HOUR
    if abs(off) <= FARTHEST and abs(half_hours - round(half_hours)) * HALF_HOUR <= EXACT:
        return f"{said}: a local time, its zone wrong"
    return said
