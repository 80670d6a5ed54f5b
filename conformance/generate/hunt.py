"""Hypothesis at work: in a thread of its own, since it is not asynchronous; the loop stays here."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from typing import Generic, TypeVar

import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.strategies import SearchStrategy

Case = TypeVar("Case")
Fails = Callable[[Case], Awaitable[bool]]

# Everything is set, since Hypothesis has other defaults under CI. A breach is one at any speed,
# nothing is kept between runs, and one breach at a time is told.
SETTINGS = hypothesis.settings(
    database=None,
    deadline=None,
    derandomize=False,
    print_blob=False,
    report_multiple_bugs=False,
    suppress_health_check=tuple(HealthCheck),
    verbosity=Verbosity.quiet,
)
# Hypothesis likes to try the numbers that stand in the modules that happen to be loaded. Where no
# module has such numbers, equal seeds draw the same in every process, all options equally likely.
FAR = 3_141_592_653_589


def pick(options: Sequence[Case]) -> SearchStrategy[Case]:
    """Draw one of some options, the simplest first."""
    last = FAR + len(options) - 1
    return st.integers(FAR, last).map(lambda number: options[number - FAR])


class Found(Exception):  # noqa: N818  (what is looked for)
    """A case fails."""


async def hunt(
    strategy: SearchStrategy[Case],
    fails: Fails[Case],
    *,
    seed: str,
    examples: int,
    shrink: bool = True,
) -> None:
    """Draw cases until one fails, and then smaller ones; `fails` asks in this loop and remembers.

    Unless `shrink`, the first one that fails ends it.

    Raises:
        Exception: What `fails` raised; nothing is drawn after it.
    """
    smaller = (Phase.shrink,) if shrink else ()
    line = _Line(asyncio.get_running_loop(), fails)

    @hypothesis.seed(seed)
    @hypothesis.settings(SETTINGS, max_examples=examples, phases=(Phase.generate, *smaller))
    @hypothesis.given(strategy)
    def test(case: Case) -> None:
        if line.fails(case):
            raise Found

    try:
        await asyncio.to_thread(_run, test)
    finally:
        line.hang_up()
    if line.problem:
        raise line.problem


def _run(test: Callable[[], None]) -> None:
    with elsewhere(), contextlib.suppress(Found):
        test()


@contextlib.contextmanager
def elsewhere() -> Iterator[None]:
    """Keep what Hypothesis writes down for itself out of the user's folder."""
    with tempfile.TemporaryDirectory() as folder:
        set_hypothesis_home_dir(Path(folder))
        try:
            yield
        finally:
            set_hypothesis_home_dir(None)


class _Line(Generic[Case]):
    """Carries cases from Hypothesis's thread to the loop, and outcomes back."""

    def __init__(self, loop: asyncio.AbstractEventLoop, fails: Fails[Case]) -> None:
        self.problem: Exception | None = None
        self._loop = loop
        self._fails = fails
        self._open = True
        self._outcome: concurrent.futures.Future[bool] | None = None

    def fails(self, case: Case) -> bool:
        """Whether a case fails; after the end, or a problem, none does."""
        if not self._open or self.problem:
            return False
        self._outcome = asyncio.run_coroutine_threadsafe(self._asked(case), self._loop)
        try:
            return self._outcome.result()
        except concurrent.futures.CancelledError:
            return False
        except Exception as problem:
            self.problem = problem
            return False

    async def _asked(self, case: Case) -> bool:
        return await self._fails(case)

    def hang_up(self) -> None:
        """End it: the run was interrupted, or the search is over."""
        self._open = False
        if self._outcome:
            self._outcome.cancel()
