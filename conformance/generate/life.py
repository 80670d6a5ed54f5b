"""Search a life cycle: post, look up a token, read, list and filter, in drawn order."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypedDict

from hypothesis import strategies as st

from conformance import forms, templates
from conformance.ask import Ask, segment
from conformance.checks import drawn_life
from conformance.conditions import offers
from conformance.dates import query
from conformance.exchange import Exchange, NotApplicable, Unmet
from conformance.forms import Template
from conformance.generate.hunt import pick
from conformance.generate.search import Search
from conformance.harvest import ID
from conformance.poster import told
from conformance.probes.create import accepted

STATUSES = ("open", "open,closed", "closed")
LONGEST = 5  # steps between two lists
HOUR = timedelta(hours=1)
KINDS = ("code", "post", "status", "ids", "read", "token")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a life cycle.

    Attributes:
        kind: What is done.
        which: Of several service requests, services or tokens the latest (0), or one before.
        other: It is asked for in the other format.
    """

    kind: str
    which: int
    other: bool


LIST = Step("list", 0, other=False)
Case = tuple[Step, ...]


class About(TypedDict):
    """What Exchange.asked tells of a step."""

    step: str
    seed: str


async def search(ask: Ask, examples: int, posts: int) -> None:
    """Draw life cycles of so many steps in all.

    Args:
        ask: The question.
        examples: How many requests are drawn.
        posts: How many of them may create a service request.

    Raises:
        Unmet: No plain POST was accepted.
        Stop: Nothing more is to be asked.
    """
    first = await accepted(ask)
    if first.started is None:
        raise Unmet("When the plain POST was sent is not known.")
    offered = [await templates.main(ask)]
    with contextlib.suppress(NotApplicable):
        offered.append(await templates.of_kind(ask, "batch"))
    hour = {"start_date": query(first.started - HOUR), "end_date": query(first.started + HOUR)}
    life = Life(ask, offered, hour, posts)
    life.left = examples
    step = st.builds(Step, pick(KINDS), pick(range(3)), pick([False, True]))
    cases = st.lists(step, min_size=3, max_size=LONGEST, unique_by=lambda one: one.kind).map(tuple)
    await life.through(lambda turn: cases, f"{ask.options.seed}:{ask.question}", each=2)


class Life(Search[Case]):
    """A search of life cycles, each of which goes on where the last one ended.

    Attributes:
        offered: What is posted to.
        hour: The dates within which all of it is made.
        ids: What was created, oldest first.
        tokens: What was answered instead of an id, oldest first.
        posts: How many more may be created.
    """

    def __init__(self, ask: Ask, offered: list[Template], hour: dict[str, str], posts: int) -> None:
        super().__init__(ask, smaller=0)  # the city goes on: nothing can be tried once more
        self.offered = offered
        self.hour = hour
        self.ids: list[str] = []
        self.tokens: list[str] = []
        self.posts = posts

    def price(self, case: Case) -> int:
        return len(case) + 1 if case else 0

    def spare(self) -> int:
        return self.ask.asker.spare.requests

    async def looks_wrong(self, case: Case) -> bool:
        """Take the steps and list what there is then; the lists before and after judge them."""
        for step in (*case, LIST) if case else ():
            await self._take(step)
        return any(drawn_life.broken(self.ask.answers))

    async def _take(self, step: Step) -> None:
        """Take one step; one for which nothing was created yet asks nothing."""
        formats = [f for f in self.ask.target.formats if offers(self.ask.answers.other(f))]
        view = self.ask.answers.other(formats[step.other % len(formats)])
        ask = replace(self.ask, question=drawn_life.QUESTION, answers=view)
        about = About(step=step.kind, seed=str(ask.options.seed))
        match step.kind:
            case "post":
                await self._post(self.offered[step.which % len(self.offered)], about)
            case "token" if self.tokens:
                token = self.tokens[-1 - step.which % len(self.tokens)]
                self._learn(await ask.get(f"tokens/{segment(token)}", token=token, **about))
            case "read" if self.ids:
                id = self.ids[-1 - step.which % len(self.ids)]
                await ask.get(f"requests/{segment(id)}", service_request_id=id, **about)
            case "list" | "code" | "status":
                await ask.get("requests", {**self.hour, **self._filter(step)}, **about)
            case "ids" if self.ids:
                await ask.get("requests", {ID: ",".join(self.ids[-1 - step.which :])}, **about)

    def _filter(self, step: Step) -> dict[str, str]:
        if step.kind == "code":
            return {"service_code": self.offered[step.which % len(self.offered)].service_code}
        return {"status": STATUSES[step.which]} if step.kind == "status" else {}

    async def _post(self, template: Template, about: About) -> None:
        if min(self.posts, self.ask.asker.spare.creates) < 1:
            return
        marker = self.ask.marker(str(self.posts))
        self.posts -= 1
        form = template.plain(forms.described(marker))
        answer = await self.ask.post(form, marker=marker, **about)
        self._learn(answer)
        token = told(answer).get("token")
        if token:
            self.tokens.append(token)

    def _learn(self, answer: Exchange) -> None:
        id = told(answer).get(ID)
        if id and id not in self.ids:
            self.ids.append(id)
