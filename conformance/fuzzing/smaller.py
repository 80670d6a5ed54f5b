"""Make a request that shows a breach smaller: take away what the breach does not need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import parse_qsl, unquote, urlsplit

from conformance.answers import Answers, Collection
from conformance.ask import segment
from conformance.canary import NOTE
from conformance.exchange import Exchange, Unmet
from conformance.forms import Pairs, encode
from conformance.fuzzing.drawing import ALLOWED, Drawing
from conformance.judge import excuses, judge_one
from conformance.results import Result, Verdict
from specs.catalogue import Requirement

Breach = tuple[Requirement, str, Exchange]
DESCRIPTION = "description"
ID = ""  # the name of what stands in the path
WITH_ID = ("fuzz-definition", "fuzz-request", "fuzz-token")


def breaches(
    results: Sequence[Result], requirements: Sequence[Requirement], drawn: Sequence[Exchange]
) -> Iterator[Breach]:
    """Yield the smallest drawn request that shows each breach, unless a plain one shows it too."""
    by_id = {requirement.id: requirement for requirement in requirements}
    known = {exchange.id: exchange for exchange in drawn}
    for result in results:
        shown = [violation.exchange for violation in result.violations]
        if result.verdict is Verdict.FAIL and all(id in known for id in shown):
            smallest = min((known[id] for id in shown), key=size)
            yield by_id[result.requirement], result.format, smallest


def size(exchange: Exchange) -> int:
    """Return how long a request is."""
    return len(exchange.url) + len(exchange.sent)


class Smaller:
    """Makes one request smaller.

    Attributes:
        drawing: Sends.
        breach: The requirement, the format of its result, and the request.
        left: How many requests may still be sent.
    """

    def __init__(self, drawing: Drawing, breach: Breach, left: int) -> None:
        self.drawing = drawing
        self.requirement, self.label, self.exchange = breach
        self.left = left
        collection = drawing.asker.collection
        self._others = [e for e in collection.exchanges if ALLOWED not in e.asked]

    async def find(self) -> Exchange:
        """Return the smallest request found that shows the breach; raises Stop.

        What is left when the requests are used up is the smallest so far.
        """
        try:
            await self._with_less()
            await self._with_shorter()
        except Unmet:
            pass  # the requests, or the POSTs that the user allowed, are used up
        known = self.drawing.asker.collection.exchanges
        asked = next(e.asked for e in known if e.id == self.exchange.id)  # it may show others too
        shows = f"{asked.get('smallest', '')} {self.requirement.id}".lstrip()
        smallest = replace(self.exchange, asked={**asked, "smallest": shows})
        self.drawing.asker.refile(self.exchange, smallest)
        return smallest

    async def _with_less(self) -> None:
        """Leave arguments out, one at a time, the last first."""
        for index in reversed(range(len(arguments(self.exchange)))):
            fewer = arguments(self.exchange)
            name, _ = fewer.pop(index)
            if name != ID:
                await self._try(fewer)

    async def _with_shorter(self) -> None:
        """Cut pieces out of values, half of one at first, then smaller ones."""
        for index in range(len(arguments(self.exchange))):
            size = len(arguments(self.exchange)[index][1]) // 2
            while size:
                if not await self._without_piece(index, size):
                    size //= 2

    async def _without_piece(self, index: int, size: int) -> bool:
        """Leave out the first piece of that size that the breach does not need."""
        name, value = arguments(self.exchange)[index]
        for start in range(0, len(value), size):
            shorter = arguments(self.exchange)
            shorter[index] = (name, value[:start] + value[start + size :])
            if shorter[index][1] and await self._try(shorter):
                return True
        return False

    async def _try(self, given: Pairs) -> bool:
        """Send other arguments, and take them when they show the breach as well; raises Unmet."""
        if self.left <= 0:
            raise Unmet("No request is left for making it smaller.")
        self.left -= 1
        answer = await self._send(given)
        if self._shows(answer):
            self.exchange = answer
            return True
        return False

    async def _send(self, given: Pairs) -> Exchange:
        afresh = replace(self.drawing, seen={})
        format, allowed = self.exchange.format, self.exchange.asked[ALLOWED]
        if self.exchange.method == "POST":
            return await afresh.post(format, given, allowed)
        url = with_arguments(self.exchange, given)
        return await afresh.get(self.exchange.question, format, url, allowed)

    def _shows(self, answer: Exchange) -> bool:
        known = self.drawing.asker.collection
        alone = Collection(known.target, [*self._others, answer], known.missing, known.documents)
        answers = Answers(alone, answer.format)
        result = judge_one(self.requirement, answers, self.label, excuses(alone))
        return any(violation.exchange == answer.id for violation in result.violations)


def arguments(exchange: Exchange) -> Pairs:
    """Return what a request is made of: an id in its path and its query, or its form."""
    if exchange.method == "POST":
        form = [(name, _without_note(name, value)) for name, value in exchange.form()]
        return [pair for pair in form if pair != (DESCRIPTION, "")]
    query = parse_qsl(urlsplit(exchange.url).query, keep_blank_values=True)
    return [(ID, _id(exchange)), *query] if exchange.question in WITH_ID else query


def with_arguments(exchange: Exchange, given: Pairs) -> str:
    """Return the URL of a GET with other arguments."""
    url = exchange.url.partition("?")[0]
    if exchange.question in WITH_ID:
        (_, id), *given = given
        url = f"{url.rpartition('/')[0]}/{segment(id)}.{exchange.format}"
    return f"{url}?{encode(given)}" if given else url


def _id(exchange: Exchange) -> str:
    last = urlsplit(exchange.url).path.rpartition("/")[2]
    return unquote(last.removesuffix(f".{exchange.format}"))


def _without_note(name: str, value: str) -> str:
    noted = name == DESCRIPTION and value.startswith(NOTE)
    return value.partition("]")[2].removeprefix(" ") if noted else value
