"""Questions that are drawn with the seed; Hypothesis is only loaded when they are asked."""

from __future__ import annotations

from conformance.ask import Ask
from conformance.registry import PROBES, Cost, Stage, probe

RANGES = 2  # reads of dates around a change of the clocks
SMALLER = 24  # requests for making what failed smaller, and for reading again what it lies in
LIVES = 5  # service requests that a life cycle creates
POSTS = 4  # one POST to be accepted is drawn for every so many examples
REFUSALS = 2  # and one to be refused
READS = 3  # requests that a POST takes: itself, and reading it in each format
FEWER = 8  # POSTs for making a form smaller that failed
FEWEST = 2  # and one that was accepted: each time it creates something


@probe(
    "drawn-lists",
    after=("window", "select-by-id", "combined-filters", "old-requests"),
    formats="once",
    cost=RANGES + SMALLER,
    stage=Stage.DRAW,
    draws=Cost(requests=1),
)
async def drawn_lists(ask: Ask) -> None:
    """GET requests by drawn filters, ids and dates; what shows a breach is made smaller."""
    from conformance.generate import lists

    await lists.search(ask, RANGES, SMALLER)


@probe(
    "post-drawn",
    after=("post-plain", "created-list"),
    formats="once",
    cost=READS * FEWER,
    stage=Stage.VARY,
    draws=Cost(requests=READS, creates=1),
    every=POSTS,
)
async def post_drawn(ask: Ask) -> None:
    """POST drawn forms: values of every number, all kinds of letters; and read them back."""
    from conformance.generate import posts

    await posts.search(ask, PROBES[ask.question].examples(ask.options.examples), FEWER, READS)


@probe(
    "refuse-drawn",
    after=("post-plain", "post-drawn"),
    formats="once",
    cost=FEWEST,
    stage=Stage.VARY,
    refusals=FEWEST,
    draws=Cost(requests=1, refusals=1),
    every=REFUSALS,
)
async def refuse_drawn(ask: Ask) -> None:
    """POST drawn forms with one thing wrong."""
    from conformance.generate import refused

    await refused.search(ask, PROBES[ask.question].examples(ask.options.examples), FEWEST)


@probe(
    "post-life",
    after=("post-plain", "created-list"),
    formats="once",
    cost=0,
    stage=Stage.VARY,
    creates=LIVES,
    draws=Cost(requests=1),
)
async def post_life(ask: Ask) -> None:
    """POST, look up, read, list and filter in drawn order: a life cycle against its model."""
    from conformance.generate import life

    examples = PROBES[ask.question].examples(ask.options.examples)
    await life.search(ask, examples, LIVES)
