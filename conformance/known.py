"""What is known of closed ranges of dates in the past: what all reads of a range agree on.

A drawn question is judged by the range that it was drawn from, as filters are by their window.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce

from conformance import selections
from conformance.answers import Answers
from conformance.exchange import Exchange, Unmet
from conformance.harvest import ID, text
from conformance.selections import ById

RANGE = "drawn-range"
READS = ("window", "window-again", RANGE)
Ends = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Known:
    """A closed range of dates in the past and what it holds.

    Attributes:
        ends: Its start_date and end_date, as they were asked for.
        reads: How many times it was read.
        records: What all reads agree on, by id.
        seen: The ids that any read showed.
    """

    ends: Ends
    reads: int
    records: ById
    seen: frozenset[str]

    @property
    def arguments(self) -> dict[str, str]:
        """The arguments of GET requests that ask for it."""
        return dict(zip(("start_date", "end_date"), self.ends, strict=True))


def ends_of(exchange: Exchange) -> Ends:
    """Return the start_date and end_date of a read of a range."""
    return exchange.asked["start_date"], exchange.asked["end_date"]


def everything(answers: Answers) -> list[Known]:
    """Return each range that was read and can be compared with, the window of the filters first."""
    reads: dict[Ends, list[Exchange]] = {}
    for exchange in answers.everything():
        if exchange.question in READS:
            reads.setdefault(ends_of(exchange), []).append(exchange)
    return list(_usable(answers, reads))


def _usable(answers: Answers, reads: dict[Ends, list[Exchange]]) -> Iterator[Known]:
    most = selections.most(answers)
    for ends, exchanges in reads.items():
        try:
            lists = [selections.listed(answers, e) for e in exchanges if e.status == 200]
        except Unmet:
            continue
        if lists and all(0 < len(records) < most for records in lists):
            agreed = reduce(selections.agreed, map(selections.by_id, lists))
            seen = frozenset(text(record, ID) for records in lists for record in records)
            yield Known(ends, len(lists), agreed, seen)
