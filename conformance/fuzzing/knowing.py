"""What is known of an endpoint from the first answers: what to draw, and whether to draw at all."""

from __future__ import annotations

from conformance import conditions, harvest, writes
from conformance.answers import Answers, Collection
from conformance.documents import Record
from conformance.exchange import Unmet
from conformance.fuzzing.document import Known
from conformance.patience import Stop

FEW = 2  # codes and ids of the endpoint's own that are asked for


def known(collection: Collection) -> Known:
    """Return what the lists tell; raises Stop when the endpoint answers neither of them."""
    target = collection.target
    formats = tuple(f for f in target.formats if conditions.offers(Answers(collection, f)))
    if not formats:
        raise Stop(
            f"Neither list of {target.endpoint} was answered, so nothing was drawn. What is wrong"
            f" tells: open311 check {target.endpoint}"
        )
    services = _records(collection, formats, "services")
    ids = (harvest.text(r, harvest.ID) for r in _records(collection, formats, "requests"))
    return Known(
        formats=formats,
        jurisdictions=target.jurisdictions,
        codes=tuple(code for s in services if (code := harvest.text(s, "service_code"))),
        defined=tuple(harvest.with_definition(services)[:FEW]),
        ids=tuple([id for id in ids if id][:FEW]),
    )


def _records(collection: Collection, formats: tuple[str, ...], question: str) -> list[Record]:
    """Return the records of a list in the first format that can be read."""
    for format in formats:
        try:
            return Answers(collection, format).records(question)
        except Unmet:
            continue
    return []


def allow(answers: Answers, wishes: writes.Writes) -> None:
    """Return when the endpoint may be fuzzed.

    Raises:
        Stop: It may not; the message says what to do.
    """
    if wishes.production_too or writes.is_safe(answers):
        return
    raise Stop(
        f"{answers.target.endpoint} was not fuzzed: it is neither this machine nor what discovery"
        " calls a test endpoint, and a live 311 system should be spared hundreds of odd requests."
        " Fuzz a test endpoint (give its discovery document with --discovery), or, if its operator"
        " agrees, type --production-too."
    )
