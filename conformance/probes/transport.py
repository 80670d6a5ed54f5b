"""Questions about HTTP itself."""

from __future__ import annotations

from conformance.ask import Ask
from conformance.registry import probe


@probe("services-gzip", after=("services",), formats="once")
async def services_gzip(ask: Ask) -> None:
    """GET services with gzip accepted, to see whether it decodes to the same."""
    await ask.get("services", headers={"Accept-Encoding": "gzip"})


@probe("unknown-argument", after=("services",), formats="once")
async def unknown_argument(ask: Ask) -> None:
    """GET services with an argument that the specification does not know."""
    await ask.get("services", {"x_unknown": "1"})


@probe("head", after=("services",), formats="once")
async def head(ask: Ask) -> None:
    """HEAD services, to see whether it answers."""
    await ask.get("services", method="HEAD")
