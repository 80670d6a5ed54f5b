"""What questions about lists are drawn from: ranges of dates, and what was asked before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from conformance import conditions, harvest, selections
from conformance import known as ranges
from conformance.ask import Ask
from conformance.dates import instant, query
from conformance.documents import Record
from conformance.exchange import Unmet
from conformance.generate import clocks
from conformance.generate.clocks import Change
from conformance.generate.queries import Source
from conformance.harvest import DAY, ID, SETTLED, Window
from conformance.known import Ends, Known

HALF = 30  # records on each side of a change of the clocks, about
SHORTEST, LONGEST = timedelta(hours=2), 40 * DAY  # how far a range reaches to each side
FIXED = ("select-by-id", "filter-status", "filter-service-code", "combined-filters")
NOTHING = "No range of dates could be read that questions could be drawn from."


async def source(ask: Ask, number: int) -> Source:
    """Return what is drawn from; the dates around so many changes of the clocks are read for it.

    Raises:
        Unmet: There is nothing to draw from.
    """
    await _read_changes(ask, number)
    known = ranges.everything(ask.answers)
    if not known:
        raise Unmet(NOTHING)
    formats = [f for f in ask.target.formats if conditions.offers(ask.answers.other(f))]
    asked = [e.asked for e in ask.answers.everything() if e.question in FIXED]
    return Source(
        known=(*known[1:], known[0]),
        listed=frozenset(selections.by_id(selections.own(ask.answers))),
        sizes=frozenset(len(a[ID].split(",")) for a in asked if ID in a),
        shapes=frozenset(
            (a.get("status", ""), len([c for c in a.get("service_code", "").split(",") if c]))
            for a in asked
        ),
        two_formats=len(formats) > 1,
    )


async def _read_changes(ask: Ask, number: int) -> None:
    """Read the dates around changes of the clocks, as far as service requests are known there."""
    window = ranges.everything(ask.answers)
    moments = [moment for moment, _ in harvest.dated(_known_records(ask))]
    if not window or not moments:
        raise Unmet(NOTHING)
    now = ask.answers.one("requests").started or datetime.now(UTC)
    last = min(moments[-1], now - SETTLED)
    around = clocks.changes(moments[0], last)
    reach = _reach(window[0])
    for _ in range(number):
        if around and ask.asker.spare.requests > 0:
            early, late = around[0]
            asked = Window(early - reach, min(late + reach, last))
            await read(ask, (query(asked.start), query(asked.end)))
            around = [change for change in around if not _covers(asked, change)]


async def read(ask: Ask, ends: Ends) -> None:
    """Read a range of dates, as what is drawn from it is compared with."""
    asked = dict(zip(("start_date", "end_date"), ends, strict=True))
    await replace(ask, question=ranges.RANGE).get("requests", asked)


def _covers(window: Window, change: Change) -> bool:
    return window.start < change[0] and change[1] < window.end


def _reach(window: Known) -> timedelta:
    """Return how long it takes, about, until HALF service requests are made; whole seconds."""
    start, end = (instant(end) for end in window.ends)
    length = (end - start) if start and end else DAY
    seconds = length.total_seconds() * HALF // max(1, len(window.records))
    return max(SHORTEST, min(timedelta(seconds=seconds), LONGEST))


def _known_records(ask: Ask) -> list[Record]:
    found = selections.own(ask.answers)
    for question in ("window", "old-requests"):
        try:
            found = [*found, *ask.answers.records(question, "requests")]
        except Unmet:
            continue
    return found
