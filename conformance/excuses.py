"""Answers that the endpoint is not to blame for: it is busy, or was asked what it can't know.

Such an answer shows nothing, to whichever check looks at it (conformance/judge.py).
"""

from __future__ import annotations

from conformance.exchange import Exchange, Unmet
from conformance.results import Target

LISTS = ("services", "requests")
UNLISTED = "unlisted"  # name of Exchange.asked: ids given by the user that no list held


def excuse(target: Target, exchange: Exchange) -> Unmet | None:
    """Say why an answer shows nothing, and what to do about it; None where it shows something."""
    if exchange.busy:
        return exchange.later()
    if exchange.provokes or exchange.status is None or not 400 <= exchange.status < 500:
        return None
    if exchange.asked.get(UNLISTED):
        return unlisted(exchange)
    return wanted(target, exchange) if exchange.status in (400, 404) else None


def unlisted(exchange: Exchange) -> Unmet:
    """Say that an id was the user's, and the endpoint may well not know it."""
    return Unmet(
        f"No list held {exchange.asked[UNLISTED]}, which --request-id gives, and {exchange.url}"
        " does not know it. Give one that is there, or leave the option out."
    )


def wanted(target: Target, exchange: Exchange) -> Unmet | None:
    """Say that an answer speaks of the jurisdiction, which the user did not name, or not rightly.

    A list alone tells of a wrong name: whoever serves that is to serve the rest under it.
    """
    if target.single_jurisdiction or b"jurisdiction" not in exchange.body.lower():
        return None
    if not target.jurisdictions:
        return Unmet(f"{exchange.url} speaks of a jurisdiction: name one with --jurisdiction.")
    named = exchange.asked.get("jurisdiction_id")
    if not named or exchange.question not in LISTS or exchange.status != 404:
        return None
    return Unmet(f"{exchange.url} speaks of a jurisdiction: is {named} one that it serves?")
