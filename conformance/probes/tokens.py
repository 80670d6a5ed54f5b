"""Questions about tokens."""

from __future__ import annotations

from conformance.ask import Ask
from conformance.exchange import Unmet
from conformance.registry import probe

UNKNOWN = "no-such-token"


@probe("unknown-token", after=("services",))
async def unknown_token(ask: Ask) -> None:
    """GET tokens/<token> for a token that was never given out."""
    if not any(service.get("type") == "batch" for service in ask.answers.records("services")):
        raise Unmet("No service is of the type batch, so there are no tokens.")
    await ask.get(f"tokens/{UNKNOWN}", token=UNKNOWN, provokes="unknown", argument="token")
