"""One search: asks what is drawn, remembers what came of it, and keeps within its budget."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from hypothesis.strategies import SearchStrategy

from conformance.ask import Ask
from conformance.generate.hunt import hunt

Case = TypeVar("Case", bound=Hashable)


class Search(ABC, Generic[Case]):
    """Draws from one family after the other; what fails is drawn smaller.

    Attributes:
        ask: Asks.
        left: Requests that may still be drawn.
        smaller: Requests left for making what failed smaller.
        found: Something of the present family failed.
        failed: What came of each case.
        shrinks: Whether Hypothesis makes smaller what failed, before parts of it are drawn.
        stages: How often parts of what failed are drawn, of the smallest each time.
        tries: How many parts are drawn each time, at the most, until one fails.
    """

    shrinks = True
    stages = 1
    tries = 5

    def __init__(self, ask: Ask, smaller: int) -> None:
        self.ask = ask
        self.left = 0
        self.smaller = smaller
        self.found = False
        self.failed: dict[Case, bool] = {}

    @abstractmethod
    def price(self, case: Case) -> int:
        """Return how many requests a case costs; 0 for one that asks nothing."""

    @abstractmethod
    def spare(self) -> int:
        """Return how many requests the whole run can still afford."""

    @abstractmethod
    async def looks_wrong(self, case: Case) -> bool:
        """Ask a case and judge what came."""

    def parts(self, failed: list[Case], stage: int) -> SearchStrategy[Case] | None:
        """Draw parts of the smallest case that failed; None where it has none."""
        return None

    async def through(
        self, draw: Callable[[int], SearchStrategy[Case] | None], seed: str, each: int = 0
    ) -> None:
        """Draw turn after turn until the requests are used up or something fails.

        Each turn draws so many cases, or as many as there are requests. Of what fails, parts are
        drawn, to find the one that is at fault.
        """
        self.found, before = False, len(self.failed)
        for turn in range(self.left):
            left = self.left
            cases = draw(turn)
            if cases is None:
                break
            most = each or self.left + 1
            turned = f"{seed}:{turn}"
            await hunt(cases, self.fails, seed=turned, examples=most, shrink=self.shrinks)
            if self.found or self.left == 0 or (self.left == left and not each):
                break
        for stage in range(self.stages if self.found else 0):
            new = list(self.failed.items())[before:]
            cases = self.parts([case for case, wrong in new if wrong], stage)
            if cases is not None:
                last = stage == self.stages - 1
                parts = f"{seed}:parts {stage}"
                await hunt(cases, self.fails, seed=parts, examples=self.tries, shrink=last)

    async def fails(self, case: Case) -> bool:
        """Whether a case fails; one that can't be afforded any more does not."""
        if case not in self.failed:
            if not self.afford(self.price(case)):
                return False
            self.failed[case] = await self.looks_wrong(case)
            self.found = self.found or self.failed[case]
        return self.failed[case]

    def afford(self, requests: int) -> bool:
        """Take requests from what may be used; False when there are not enough."""
        left = self.smaller if self.found else self.left
        if requests > min(left, self.spare()):
            return False
        if self.found:
            self.smaller -= requests
        else:
            self.left -= requests
        return True
