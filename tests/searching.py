"""Search servers in this process that stand in June 2026: their data spans clock changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from conformance.results import Evidence, Run
from mock_server.reference import Reference
from specs.catalogue import load
from tests.selftest import LIMITS, SEARCHING, WRITES, run_against

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
# A test endpoint that may be written to as much as a search likes.
GENEROUS = replace(SEARCHING, writes=replace(WRITES, budget=60))
# What a life cycle shows takes more steps than what one request shows.
LIFE = replace(GENEROUS, examples=60)


def search(server: type[Reference], **more: Any) -> Run:  # noqa: ANN401  (as run_against takes it)
    """Judge a server; it is only written to where its fault needs that, unless `writes` says so."""
    catalogue = load()
    writes = any("write" in catalogue[id].needs for id in server.breaks)
    limits = replace(LIMITS, max_requests=800)
    return run_against(
        server,
        now=lambda: NOW,
        **{"writes": writes, "options": GENEROUS, "limits": limits, **more},
    )


def is_drawn(one: Evidence) -> bool:
    """Whether a request was drawn, or sent for the sake of what was drawn."""
    return "drawn" in one.question or "life" in one.question


def drawn(run: Run) -> int:
    """Return how many requests a run drew, and sent for the sake of what it drew."""
    return sum(is_drawn(one) for one in run.evidence)
