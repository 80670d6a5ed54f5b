"""POSTs of several parts at once: which of them is at fault, where they are refused together.

What is refused creates nothing. So one part after the other is left out until the rest is accepted:
that creates one service request, as many as if nothing had been refused. Then the part that was
left out is posted alone, which shows the smallest POST that is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from conformance import posted, refusals
from conformance.ask import Ask
from conformance.client import FORM
from conformance.exchange import Exchange
from conformance.forms import Pairs
from conformance.parts import named

UTF8_FORM = f"{FORM}; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Body:
    """What one POST says, and how.

    Attributes:
        form: What it says.
        escaped: The brackets of attribute[CODE] are escaped.
        charset: Its Content-Type names a charset.
    """

    form: Pairs
    escaped: bool = False
    charset: bool = False


# Returns the body of a POST that has some parts; of one that has none, the plain one.
Making = Callable[[Sequence[str]], Body]


async def together(ask: Ask, names: Sequence[str], making: Making) -> None:
    """POST several parts at once; where that is refused, find which of them is.

    A part that makes no difference is left out.
    """
    parts = [name for name in names if making(_without(names, name)) != making(names)]
    answer = await post(ask, making(parts), parts)
    if failed(answer) and not posted.is_duplicate(ask.answers, answer):
        await _Search(ask, making, [(making(()), False), (making(parts), True)]).apart(parts)


@dataclass(frozen=True, slots=True)
class _Search:
    """A search for what is at fault.

    Attributes:
        ask: The question.
        making: Makes bodies.
        known: Which bodies were refused; the plain one was not. None is posted a second time.
    """

    ask: Ask
    making: Making
    known: list[tuple[Body, bool]]

    async def apart(self, parts: Sequence[str]) -> None:
        """Leave out one part after the other; where that is in vain, several are at fault."""
        for part in parts:
            if not await self._refused(_without(parts, part)):
                await self._refused([part])
                return
        await self._halve(parts)

    async def _halve(self, parts: Sequence[str]) -> None:
        """Halve what is refused until each part is alone, or with others that are accepted."""
        middle = (len(parts) + 1) // 2
        for half in (parts[:middle], parts[middle:]) if len(parts) > 1 else ():
            if await self._refused(half):
                await self._halve(half)

    async def _refused(self, parts: Sequence[str]) -> bool:
        body = self.making(parts)
        for other, refused in self.known:
            if other == body:
                return refused
        self.ask.asker.poster.budget.refusable()
        answer = await post(self.ask, body, parts)
        self.known.append((body, failed(answer)))
        return failed(answer)


def _without(parts: Sequence[str], part: str) -> list[str]:
    return [other for other in parts if other != part]


async def post(ask: Ask, body: Body, parts: Sequence[str]) -> Exchange:
    """POST what has some parts; raises Unmet and Stop like Ask.post."""
    marker = ask.marker()
    return await ask.post(
        body.form,
        escape_brackets=body.escaped,
        content_type=UTF8_FORM if body.charset else FORM,
        marker=marker if marker in dict(body.form).get("description", "") else "",
        part=named(parts),
    )


def failed(answer: Exchange) -> bool:
    """Whether a POST was answered and not accepted: then its parts are worth a try."""
    return answer.status is not None and not answer.busy and not refusals.took(answer)
