"""Search POSTs that are to be accepted: draw a form, post it, read it back, post a smaller one."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from conformance import templates
from conformance.answers import Answers
from conformance.ask import Ask, segment
from conformance.canary import marker
from conformance.checks import drawn_posts
from conformance.conditions import offers
from conformance.exchange import Exchange
from conformance.forms import Template, described
from conformance.generate.drafts import (
    Draft,
    Drafts,
    alone,
    drafts,
    form_of,
    of_one_attribute,
    parts,
    size,
)
from conformance.generate.search import Search
from conformance.harvest import ID
from conformance.poster import told
from conformance.probes.create import accepted
from conformance.refusals import took

START = len(described(marker(0, "")) + " ")  # where the drawn text begins in a description


async def search(ask: Ask, examples: int, smaller: int, reads: int) -> None:
    """Draw POSTs, as far as the budget of the fixed questions leaves some.

    Args:
        ask: The question.
        examples: How many are drawn.
        smaller: How many more making what failed smaller may take.
        reads: How many requests each takes: itself, and reading it back.

    Raises:
        Unmet: No plain POST was accepted.
        Stop: Nothing more is to be asked.
    """
    await accepted(ask)
    template = await templates.main(ask)
    posts = Posts(ask, template, smaller, reads)
    posts.left = examples
    seed = f"{ask.options.seed}:{ask.question}"

    def drawing(turn: int) -> Drafts:
        return drafts(template, Random(f"{seed}:{turn}"), turn)  # noqa: S311  (no secrets)

    await posts.through(drawing, seed, each=2)


class Posts(Search[Draft]):
    """A search of POSTs.

    Attributes:
        template: What they are made of.
        reads: How many requests each takes.
        posted: The answer to each.
    """

    shrinks = False  # each POST creates something: parts show sooner what is at fault
    stages = 3
    tries = 6

    def __init__(self, ask: Ask, template: Template, smaller: int, reads: int) -> None:
        super().__init__(ask, smaller)
        self.template = template
        self.reads = reads
        self.posted: dict[Draft, Exchange] = {}

    def price(self, case: Draft) -> int:
        return 1 if case.apart else 0

    def spare(self) -> int:
        spare = self.ask.asker.spare
        return min(spare.creates, spare.requests // self.reads)

    def parts(self, failed: list[Draft], stage: int) -> Drafts | None:
        least = min(failed, key=size)
        if stage < self.stages - 1:
            return (alone, of_one_attribute)[stage](least)
        return parts(least, self._altered_at(least))

    async def looks_wrong(self, case: Draft) -> bool:
        if not case.apart:
            return False  # the plain POST, which was accepted
        ask = self.ask
        word = ask.marker(str(len(self.posted)))
        post = self.posted[case] = await ask.post(
            form_of(self.template, case, word),
            escape_brackets=case.escaped,
            marker=word,
            apart=",".join(case.apart),
            seed=str(ask.options.seed),
        )
        id = told(post).get(ID)
        if took(post) and id and case.text:
            await self._read(post, id)
        return any(list(drawn_posts.wrong(view, post)) for view in self._views())

    async def _read(self, post: Exchange, id: str) -> None:
        """Read a new service request by its id in each format, when it can be read."""
        ask = replace(self.ask, question=drawn_posts.READS)
        for answers in self._views():
            view = replace(ask, answers=answers)
            await view.get(f"requests/{segment(id)}", service_request_id=id, post=post.id)

    def _views(self) -> list[Answers]:
        """Return the answers in each format that is served."""
        views = [self.ask.answers.other(format) for format in self.ask.target.formats]
        return [view for view in views if offers(view)]

    def _altered_at(self, draft: Draft) -> int | None:
        """Return which letter of a draft's text is the first that came back as another."""
        post = self.posted[draft]
        places = [at for view in self._views() for at in drawn_posts.altered_at(view, post)]
        return min((at - START for at in places if at >= START), default=None)
