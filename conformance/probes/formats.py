"""Questions about formats."""

from __future__ import annotations

from conformance.ask import Ask
from conformance.registry import probe

OTHER = {"xml": "application/json", "json": "text/xml"}


@probe("other-accept", after=("services",))
async def other_accept(ask: Ask) -> None:
    """GET services with an Accept header that asks for the other format than the suffix."""
    await ask.get("services", headers={"Accept": OTHER[ask.answers.format]})


@probe("unknown-suffix", after=("services",), formats="once")
async def unknown_suffix(ask: Ask) -> None:
    """GET services.pdf, a format that nobody serves."""
    await ask.get("services", suffix="pdf", provokes="format")
