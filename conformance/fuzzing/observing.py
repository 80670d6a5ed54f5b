"""What Schemathesis has against an answer, and no requirement does: listed apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from conformance.clauses import shown
from conformance.exchange import Exchange
from conformance.fuzzing import faults
from conformance.fuzzing.drawing import REFUSE, SAME, STRANGE
from conformance.fuzzing.drawn import Complaint
from conformance.posted import error
from conformance.results import Observation, Result


class Said(NamedTuple):
    """A complaint, and the exchange that it is about."""

    complaint: Complaint
    exchange: Exchange


# The parts of the catalogue whose requirements own what a check of Schemathesis finds. One fault,
# one complaint: what such a requirement found about the same answer is not told again.
OWNERS = {
    "not_a_server_error": ("errors",),
    "status_code_conformance": ("errors", "create"),
    "content_type_conformance": ("errors", "formats", "create"),
    "response_schema_conformance": ("errors", "formats", "create"),
    "negative_data_rejection": ("errors", "create"),
    "positive_data_acceptance": ("errors", "create"),
}


def observations(said: Iterable[Said], results: Sequence[Result]) -> Iterator[Observation]:
    """Yield what no result accounts for, alike ones together."""
    owned = _owned(results)
    found: dict[tuple[str, ...], list[Said]] = {}
    for one in said:
        parts = (*OWNERS[one.complaint.check], one.complaint.requirement.partition(".")[0])
        if not any(place in owned for place in _places(one.exchange, parts)) and told(one):
            key = (one.complaint.check, one.complaint.title, one.complaint.requirement)
            found.setdefault((*key, one.exchange.format), []).append(one)
    for alike in found.values():
        yield Observation(told(alike[0]), alike[0].exchange.id, len(alike))


def _owned(results: Sequence[Result]) -> set[tuple[str, str]]:
    """Return each exchange and each format, with the parts whose requirements it breaks."""
    owned = set()
    for result in results:
        part = result.requirement.partition(".")[0]
        owned |= {(violation.exchange, part) for violation in result.violations}
        if result.violations:
            owned.add((result.format, part))
    return owned


def _places(exchange: Exchange, parts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield where a breach would own a complaint; a strange request shows what others show too."""
    for part in parts:
        yield exchange.asked.get(SAME, exchange.id), part
        if exchange.provokes == STRANGE:
            yield exchange.format, part


def told(one: Said) -> str:
    """Return a complaint as a sentence; empty when nothing is wrong with the answer."""
    exchange, name = one.exchange, one.complaint.check
    if exchange.busy:
        return ""
    match name:
        case "negative_data_rejection":
            wrong = _wrong(exchange)
            return f"{wrong} was accepted with {exchange.status}." if wrong else ""
        case "positive_data_acceptance":
            if exchange.method == "GET" and faults.has_dates(exchange.url):
                return ""  # how far apart dates may be, and in which order, no types can say
            return (
                "A request that the OpenAPI document allows was refused with"
                f" {exchange.status}: {shown(error(exchange))}"
            )
        case "status_code_conformance":
            return f"The status {exchange.status} is none that GeoReport v2 speaks of."
        case "content_type_conformance":
            media = exchange.media_type() or "no Content-Type"
            return f"{exchange.status} came with {media}, where {exchange.format} was asked for."
    told = f" ({one.complaint.requirement})" if one.complaint.requirement else ""
    return f"{one.complaint.title}{told}."


def _wrong(exchange: Exchange) -> str:
    """Name what is wrong in a request, by the rules of GeoReport v2; empty for nothing."""
    if exchange.question.startswith(REFUSE):
        return f"A POST to be refused ({exchange.question.removeprefix(REFUSE)})"
    return faults.in_query(exchange.url)
