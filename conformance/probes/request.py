"""Questions about one service request."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from conformance import harvest
from conformance.ask import Ask, segment
from conformance.dates import query
from conformance.exchange import Unmet
from conformance.registry import probe

UNKNOWN = "no-such-service-request"


@probe("old-requests", after=("requests",), formats="once")
async def old_requests(ask: Ask) -> None:
    """GET requests of 180 to 95 days ago, to learn an id that is no longer listed."""
    now = ask.answers.one("requests").started or datetime.now(UTC)
    start, end = now - timedelta(days=180), now - timedelta(days=95)
    await ask.get("requests", {"start_date": query(start), "end_date": query(end)})


@probe("request", after=("requests",))
async def request(ask: Ask) -> None:
    """GET requests/<id> for an id that was drawn from the list."""
    ids = [harvest.text(r, harvest.ID) for r in ask.answers.records("requests")]
    given = list(ask.options.request_ids)[:1]
    known = sorted({id for id in ids if id})
    if not given and not known:
        raise Unmet(
            "The list gives no service_request_id to ask for; give one with --request-id.",
            blocked_by="requests.id-unique",
        )
    id = given[0] if given else ask.random.choice(known)
    unlisted = "" if id in known else id
    await ask.get(f"requests/{segment(id)}", service_request_id=id, unlisted=unlisted)


@probe("old-request", after=("old-requests",), formats="once")
async def old_request(ask: Ask) -> None:
    """GET requests/<id> for a service request older than 90 days."""
    records = ask.answers.records("old-requests", "requests")
    known = sorted({id for r in records if (id := harvest.text(r, harvest.ID))})
    if not known:
        raise Unmet("No service request older than 90 days is known.")
    id = ask.random.choice(known)
    await ask.get(f"requests/{segment(id)}", service_request_id=id)


@probe("unknown-request", after=("requests",), cost=2)
async def unknown_request(ask: Ask) -> None:
    """GET requests/<id> for ids that no service request has: a word, and a number among numbers."""
    for id in (UNKNOWN, *_unknown_number(ask)):
        await ask.get(
            f"requests/{id}",
            service_request_id=id,
            provokes="unknown",
            argument="service_request_id",
        )


def _unknown_number(ask: Ask) -> list[str]:
    """Return a number that no service request has, where all that are listed have numbers.

    Such an endpoint often has no address for a word, and refuses it without looking for it.
    """
    try:
        known = {harvest.text(r, harvest.ID) for r in ask.answers.records("requests")}
    except Unmet:
        return []
    number = "9" * max(9, *map(len, known))  # 9 digits are an integer everywhere
    return [number] if all(map(str.isdecimal, known)) and number not in known else []
