"""Checks of what was created: is it there, and is it what was sent?"""

from __future__ import annotations

from conformance import posted
from conformance.answers import Answers
from conformance.clauses import shown
from conformance.compare import plain, same, unchanged
from conformance.documents import Record
from conformance.exchange import Unmet
from conformance.harvest import ID
from conformance.registry import Violations, check
from conformance.results import Violation
from conformance.selections import came

SENT = ("service_code", "lat", "long", "description")
# Degrees, about 110 m: a city may round, or move a place to the nearest address or crossing.
NEAR = 0.001


@check("request.created-is-readable", "post-plain", "created-request")
def created_is_readable(answers: Answers) -> Violations:
    for post, exchange, record in posted.read_back(answers, "post-plain"):
        document = answers.read(exchange)
        if plain(record.get("status")).casefold() == "closed":
            yield Violation(
                document.where(0, "status"), "open, since it is new", "closed", exchange.id
            )
        sent = dict(post.form())
        for name in SENT:
            if name in sent and not _kept(name, sent[name], record):
                expected = f"{shown(sent[name])}, as it was posted"
                yield Violation(
                    document.where(0, name), expected, shown(record.get(name)), exchange.id
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
    ids = [plain(record.get(ID)) for _, _, record in posted.read_back(answers, "post-plain")]
    lists = [e for e in answers.of("created-list") if e.status == 200]
    if not lists:
        raise Unmet("The list could not be read again.", blocked_by="requests.list-served")
    listed = {id for exchange in lists for id in came(answers, exchange)}
    for id in ids:
        if id not in listed:
            yield Violation("list", f"{id}, which can be read by its id", "left out", lists[-1].id)
