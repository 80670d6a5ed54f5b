"""Search POSTs that are to be refused: draw what is wrong, post it, and see it refused."""

from __future__ import annotations

from random import Random

from conformance import templates
from conformance.ask import Ask
from conformance.checks import drawn_posts, drawn_refusals
from conformance.forms import Template
from conformance.generate.search import Search
from conformance.generate.wrongs import Cases, Refusable, cases
from conformance.harvest import text
from conformance.probes.create import accepted
from conformance.refusals import took


async def search(ask: Ask, examples: int, smaller: int) -> None:
    """Draw POSTs to be refused, as far as the budget of the fixed questions leaves some.

    Args:
        ask: The question.
        examples: How many are drawn.
        smaller: How many more making what failed smaller may take.

    Raises:
        Unmet: No plain POST was accepted.
        Stop: Nothing more is to be asked.
    """
    await accepted(ask)
    template = await templates.main(ask)
    codes = frozenset(text(service, "service_code") for service in templates.services(ask))
    seed = f"{ask.options.seed}:{ask.question}"

    posts = [e for e in ask.answers.everything() if e.question == drawn_posts.POSTS and took(e)]
    bases = [
        (tuple(pair for pair in post.form() if pair[0] != "jurisdiction_id"), post.asked["marker"])
        for post in posts
    ]

    def drawing(turn: int) -> Cases:
        random = Random(f"{seed}:{turn}")  # noqa: S311  (draws, no secrets)
        return cases(template, codes, bases, random)

    refusals = Refusals(ask, template, smaller)
    refusals.left = examples
    await refusals.through(drawing, seed)


class Refusals(Search[Refusable | None]):
    """A search of POSTs that are to be refused."""

    def __init__(self, ask: Ask, template: Template, smaller: int) -> None:
        super().__init__(ask, smaller)
        self.template = template

    def price(self, case: Refusable | None) -> int:
        return 1 if case else 0

    def spare(self) -> int:
        spare = self.ask.asker.spare
        return min(spare.refusals, spare.requests)

    async def looks_wrong(self, case: Refusable | None) -> bool:
        if case is None:
            return False
        ask = self.ask
        marker = ask.marker(str(len(self.failed)))
        post = await ask.post(
            case.form(self.template, marker),
            creates=False,
            provokes="unknown" if "unknown" in case.wrong.breaks else "bad",
            marker=marker,
            part=case.wrong.name,
            argument=case.wrong.argument,
            breaks=case.wrong.breaks,
            seed=str(ask.options.seed),
        )
        return any(drawn_refusals.wrong(post))
