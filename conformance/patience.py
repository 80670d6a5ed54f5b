"""How patient the kit is: the distance of requests, the pauses that are asked for, the end."""

from __future__ import annotations

import asyncio
import time

from conformance.exchange import Exchange

VAIN = 3  # requests in vain, one after the other, before the endpoint is left alone
LONGEST_WAIT = 30.0  # seconds of Retry-After that are waited for


class Stop(Exception):  # noqa: N818  (an end, not an error)
    """Nothing more is to be asked; the message says why, in a sentence.

    Attributes:
        answer: The last exchange, still evidence; None when it is known already, or none was sent.
    """

    def __init__(self, why: str, answer: Exchange | None = None) -> None:
        super().__init__(why)
        self.answer = answer


class Patience:
    """Waits for one endpoint.

    Attributes:
        notes: What had to be waited for, a sentence each.
    """

    def __init__(self, rate: float) -> None:
        self.notes: list[str] = []
        self._rate = rate
        self._next = 0.0
        self._vain = 0

    async def distance(self) -> None:
        """Keep the distance in time to the request before."""
        now = time.monotonic()
        if now < self._next:
            await asyncio.sleep(self._next - now)
        self._next = max(now, self._next) + 1 / self._rate

    async def wait(self, seconds: float, answer: Exchange) -> None:
        """Give the endpoint the pause that an answer asks for; raises Stop when it is too long."""
        if seconds > LONGEST_WAIT:
            raise Stop(
                f"The endpoint asked to come back in {seconds:.0f} s, so nothing more was asked."
                " Run it again then, with a lower --rate.",
                answer,
            )
        note = f"The endpoint asked for a pause of {seconds:.0f} s, which it got."
        if note not in self.notes:
            self.notes.append(note)
        await asyncio.sleep(seconds)

    def counted(self, answer: Exchange) -> Exchange:
        """Return an answer; raises Stop when it is one too many in vain."""
        self._vain = self._vain + 1 if answer.problem or answer.busy else 0
        if self._vain >= VAIN:
            said = answer.problem or "it asked to come back later; try a lower --rate"
            raise Stop(
                f"The endpoint gave no complete answer {VAIN} times in a row ({said}), so nothing"
                " more was asked.",
                answer,
            )
        return answer
