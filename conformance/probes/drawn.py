"""Questions that are drawn with the seed; Hypothesis is only loaded when they are asked."""

from __future__ import annotations

from conformance.ask import Ask
from conformance.registry import Stage, probe

RANGES = 2  # reads of dates around a change of the clocks
SMALLER = 24  # requests for making what failed smaller, and for reading again what it lies in


@probe(
    "drawn-lists",
    after=("window", "select-by-id", "combined-filters", "old-requests"),
    formats="once",
    cost=RANGES + SMALLER,
    stage=Stage.DRAW,
    searches=True,
)
async def drawn_lists(ask: Ask) -> None:
    """GET requests by drawn filters, ids and dates; what shows a breach is made smaller."""
    from conformance.generate import lists

    await lists.search(ask, RANGES, SMALLER)
