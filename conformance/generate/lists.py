"""Search the lists of service requests: draw, ask, look, and ask again smaller."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import NamedTuple

from conformance import known as ranges
from conformance.ask import Ask
from conformance.checks import drawn
from conformance.exchange import Exchange
from conformance.generate import queries, sources
from conformance.generate.queries import Case, Cases, Query, Source
from conformance.generate.search import Search
from conformance.known import Ends, Known


class Family(NamedTuple):
    """What is drawn alike, and how many of 24 requests it gets."""

    draw: Callable[[Source, Random, int], Cases | None]
    share: int


FAMILIES = (
    Family(queries.filters, 9),
    Family(queries.ids, 6),
    Family(queries.spans, 4),
    Family(queries.offsets, 1),
    Family(queries.adjacent, 2),
    Family(queries.formats, 1),
    Family(queries.twice, 1),
)


async def search(ask: Ask, changes: int, smaller: int) -> None:
    """Draw questions about lists, and make what shows a breach smaller.

    Args:
        ask: The question.
        changes: How many changes of the clocks are looked at.
        smaller: How many requests making it smaller may take.

    Raises:
        Unmet: There is nothing to draw from.
        Stop: Nothing more is to be asked.
    """
    source = await sources.source(ask, changes)
    lists = Lists(ask, smaller)
    for number, family in enumerate(FAMILIES):
        seed = f"{ask.options.seed}:{ask.question}:{number}"

        def drawing(turn: int, draw: Family = family, seed: str = seed) -> Cases | None:
            random = Random(f"{seed}:{turn}")  # noqa: S311  (draws, no secrets)
            return draw.draw(replace(source, asked=tuple(lists.asked)), random, turn)

        lists.left += _part(ask.options.examples, number)
        await lists.through(drawing, seed)


def _part(examples: int, number: int) -> int:
    """Return how many of the examples a family gets."""
    shares = [family.share for family in FAMILIES]
    before, after = sum(shares[:number]), sum(shares[: number + 1])
    return examples * after // sum(shares) - examples * before // sum(shares)


class Lists(Search[Case]):
    """A search of lists.

    Attributes:
        asked: The answer to each query.
    """

    def __init__(self, ask: Ask, smaller: int) -> None:
        super().__init__(ask, smaller)
        self.asked: dict[Query, Exchange] = {}

    def price(self, case: Case) -> int:
        return len([query for query in case if query not in self.asked])

    def spare(self) -> int:
        return self.ask.asker.spare.requests

    def parts(self, failed: list[Case], stage: int) -> Cases | None:
        return queries.parts(min(failed, key=queries.length))

    async def looks_wrong(self, case: Case) -> bool:
        """Ask; what looks wrong is looked at again after its range was read once more."""
        answers: list[Exchange] = []
        for query in case:
            if query not in self.asked:
                self.asked[query] = await self._get(query, answers[-1] if answers else None)
            answers.append(self.asked[query])
        if not self._is_wrong(answers):
            return False
        for ends in dict.fromkeys(drawn.base(answer) for answer in answers):
            if self._known()[ends].reads < 2:
                if min(self.smaller, self.spare()) < 1:
                    return False
                self.smaller -= 1
                await sources.read(self.ask, ends)
        return self._is_wrong(answers)

    async def _get(self, query: Query, before: Exchange | None) -> Exchange:
        ask = self.ask
        if query.relation == "format":
            other = next(f for f in ask.target.formats if f != ask.answers.format)
            ask = replace(ask, answers=ask.answers.other(other))
        return await ask.get(
            "requests",
            dict(query.arguments),
            within="/".join(query.ends),
            relation=query.relation,
            beside=before.id if before else "",
            seed=str(ask.options.seed),
        )

    def _is_wrong(self, answers: list[Exchange]) -> bool:
        known = self._known()
        return any(drawn.wrong(self.ask.answers, a, known.get(drawn.base(a))) for a in answers)

    def _known(self) -> dict[Ends, Known]:
        return {one.ends: one for one in ranges.everything(self.ask.answers)}
