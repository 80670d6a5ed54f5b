"""Between Schemathesis, which works in a thread, and the loop where requests are sent."""

from __future__ import annotations

import asyncio
import concurrent.futures
from collections.abc import Callable, Coroutine
from typing import Any

from conformance.exchange import Exchange
from conformance.fuzzing.drawn import Came, Drawn, Enough


class Line:
    """Carries drawn requests to the loop and answers back, so many at the most.

    Attributes:
        exchanges: What came, in the order of drawing.
        problem: What ended the sending: for this kind of request, or of the whole run.
    """

    def __init__(
        self,
        ask: Callable[[Drawn], Coroutine[Any, Any, Exchange]],
        most: int,
        progress: Callable[[], None],
    ) -> None:
        self.exchanges: list[Exchange] = []
        self.problem: Exception | None = None
        self._ask = ask
        self._left = most
        self._progress = progress
        self._loop = asyncio.get_running_loop()
        self._asking: asyncio.Task[Exchange] | None = None

    def send(self, drawn: Drawn) -> Came | None:
        """Send one request, from the thread; raises Enough when no more is to be sent."""
        if self._left <= 0:
            raise Enough
        self._left -= 1
        try:
            answer = asyncio.run_coroutine_threadsafe(self._asked(drawn), self._loop).result()
        except concurrent.futures.CancelledError:
            raise Enough from None
        except Exception as problem:
            self.problem = problem
            self._left = 0
            raise Enough from problem
        self.exchanges.append(answer)
        return Came(answer.status, answer.headers, answer.body) if answer.status else None

    async def _asked(self, drawn: Drawn) -> Exchange:
        self._progress()
        self._asking = asyncio.ensure_future(self._ask(drawn))
        return await self._asking

    async def hang_up(self) -> None:
        """Send nothing more, and end what is being sent: the run was interrupted."""
        self._left = 0
        if self._asking and not self._asking.done():
            self._asking.cancel()
            await asyncio.wait([self._asking])
