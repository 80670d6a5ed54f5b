"""A fuzz run: what is asked first, what is drawn, and what is made smaller."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from random import Random
from typing import Any

from conformance import questions, templates, writes
from conformance.answers import Answers
from conformance.ask import Ask
from conformance.asker import Asker
from conformance.exchange import Exchange, Unmet
from conformance.forms import encode
from conformance.fuzzing import document, engine, knowing
from conformance.fuzzing.document import Known, Schema
from conformance.fuzzing.drawing import ALLOWED, POSTED, Drawing
from conformance.fuzzing.drawn import Drawn
from conformance.fuzzing.left import Left
from conformance.fuzzing.line import Line
from conformance.fuzzing.observing import Said
from conformance.fuzzing.smaller import Smaller, breaches
from conformance.judge import judge
from conformance.patience import Stop
from conformance.probes.create import accepted
from specs.catalogue import Requirement

FIRST = ("services", "requests", "discovery")
EXAMPLES = 12  # drawn at random for an operation, after those that follow from the document
SHARE = 5  # one request, or POST, in so many is kept for making smaller what shows a breach
QUESTIONS = {
    "/services": "fuzz-services",
    "/services/{service_code}": "fuzz-definition",
    "/tokens/{token}": "fuzz-token",
    "/requests": "fuzz-requests",
    "/requests/{service_request_id}": "fuzz-request",
}
Progress = Callable[[str], None]
Asks = Callable[[Drawn], Coroutine[Any, Any, Exchange]]


class Fuzz:
    """One fuzz run; called with an asker, it asks.

    Attributes:
        said: What Schemathesis has against the answers.
    """

    def __init__(self) -> None:
        self.said: list[Said] = []
        self._unposted = ""

    async def __call__(
        self, asker: Asker, requirements: Sequence[Requirement], progress: Progress
    ) -> str:
        """Fuzz an endpoint; return why it ended early, empty when it did not."""
        self._asker, self._progress = asker, progress
        self._drawing, self._left = Drawing(asker), Left(asker)
        try:
            known = await self._prepare()
            form = await self._form(known)
            kept = self._left.requests // SHARE
            posts = min(self._left.posts, self._left.requests // 2) if form else 0
            await self._read(known, self._left.requests - kept - posts)
            if form:
                await self._post(known, form, self._left.requests - kept)
            await self._smaller(requirements)
        except Stop as stop:
            return str(stop)
        finally:
            self._tell_of_lost()
        return self._unposted

    async def _prepare(self) -> Known:
        """Ask what has to be known first; raises Stop when the endpoint is not to be fuzzed."""
        await questions.ask_some(self._asker, FIRST, self._progress)
        known = knowing.known(self._asker.collection)
        knowing.allow(self._answers(known.formats[0]), self._asker.options.writes)
        await questions.ask_some(self._asker, ("definitions",), self._progress)
        self._drawing.codes = known.codes
        return known

    async def _form(self, known: Known) -> Schema | None:
        """Return the form of POSTs; None when nothing is to be posted, or can be."""
        if not self._asker.options.writes.allowed:
            return None
        await questions.ask_some(self._asker, ("post-plain",), self._progress)
        answers = self._answers(known.formats[0])
        random = Random(self._asker.options.seed)  # noqa: S311  (draws, no secrets)
        ask = Ask(POSTED, answers, self._asker.options, random, self._asker)
        try:
            await accepted(ask)
            template = await templates.main(ask)
        except Unmet as unmet:
            self._unposted = f"Nothing was drawn to be posted. {unmet.reason}"
            return None
        self._drawing.template = template
        self._drawing.anywhere = writes.is_safe(answers)
        return document.whole_form(known, template)

    async def _read(self, known: Known, budget: int) -> None:
        """Draw GETs, so many at the most; what an operation leaves over goes to the next."""
        found = document.reading(known)
        if budget < len(found):
            most = self._asker.client.limits.max_requests
            raise Stop(f"Of {most} requests too few are left to draw any; raise --max-requests.")
        for number, (path, schema) in enumerate(found.items()):
            stem, _, format = path.rpartition(".")

            async def get(
                drawn: Drawn, question: str = QUESTIONS[stem], to: str = format
            ) -> Exchange:
                url = self._asker.collection.target.endpoint + drawn.path
                return await self._drawing.get(question, to, url, _allowed(drawn))

            most = budget // (len(found) - number)
            budget -= await self._draw(path, schema, get, "all", most)

    async def _post(self, known: Known, form: Schema, budget: int) -> None:
        """Draw POSTs: those with one thing wrong first, then those that the document allows."""
        template = self._drawing.template
        assert template is not None  # noqa: S101  (the form was made of it)
        refusals = min(self._left.refusals - self._left.refusals // SHARE, budget)
        wrong = document.posting(known, document.core_form(form, template))
        for number, (path, schema) in enumerate(wrong.items()):
            most = refusals if number else refusals * 2 // 3
            refusals -= await self._draw(path, schema, self._posted(path), "negative", most)
        right = document.posting(known, form)
        for number, (path, schema) in enumerate(right.items()):
            most = min(self._left.creations // (len(right) - number), self._left.requests)
            await self._draw(path, schema, self._posted(path), "positive", most)
        for path in right:  # what was posted may have spoilt the list
            await self._drawing.get(
                "fuzz-requests", path.rpartition(".")[2], self._list(path), "yes"
            )

    def _list(self, path: str) -> str:
        """Return the URL of a plain list of service requests."""
        target = self._asker.collection.target
        named = [("jurisdiction_id", name) for name in target.jurisdictions[:1]]
        return f"{target.endpoint}{path}" + (f"?{encode(named)}" if named else "")

    def _posted(self, path: str) -> Asks:
        format = path.rpartition(".")[2]

        async def post(drawn: Drawn) -> Exchange:
            if self._left.creations <= 0:
                raise Unmet("What is left is for making smaller what shows a breach.")
            return await self._drawing.post(format, drawn.pairs(), _allowed(drawn))

        return post

    async def _draw(self, path: str, schema: Schema, ask: Asks, mode: str, most: int) -> int:
        """Have Schemathesis draw for one operation; return how many requests it sent."""
        line = Line(ask, most, lambda: self._progress(f"{path} ({self._asker.client.sent})"))
        before = self._asker.client.sent
        seed = self._asker.options.seed
        try:
            drew = await asyncio.to_thread(
                engine.run, schema, line.send, seed=seed, mode=mode, examples=EXAMPLES
            )
        finally:
            await line.hang_up()
        self.said += [Said(one, line.exchanges[one.number]) for one in drew.complaints]
        for problem in drew.problems:
            self._asker.collection.note(f"Not everything was drawn for {path}: {problem}")
        if line.problem and not isinstance(line.problem, Unmet):
            raise line.problem
        return self._asker.client.sent - before

    async def _smaller(self, requirements: Sequence[Requirement]) -> None:
        """Make smaller what shows a breach, each with its share of the requests that are left."""
        collection = self._asker.collection
        found = list(breaches(judge(collection, requirements), requirements, self.drawn))
        for number, breach in enumerate(found):
            self._progress(f"making smaller what breaks {breach[0].id}")
            share = self._left.requests // (len(found) - number)
            await Smaller(self._drawing, breach, share).find()

    @property
    def drawn(self) -> list[Exchange]:
        """The exchanges that were drawn."""
        return [e for e in self._asker.collection.exchanges if ALLOWED in e.asked]

    def _tell_of_lost(self) -> None:
        lost = len(self._drawing.lost)
        if lost:
            self._asker.collection.note(
                f"{lost} requests had no answer, which came when the same was asked again."
            )

    def _answers(self, format: str) -> Answers:
        return Answers(self._asker.collection, format)


def _allowed(drawn: Drawn) -> str:
    return "yes" if drawn.allowed else "no"
