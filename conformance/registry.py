"""Tie a check to the requirement it judges, and a probe to the question it asks.

A check is a pure generator of violations. It comes in three kinds, by what it is given:

    @check_document(id, questions...)   each answer to these questions, read into records
    @check_exchange(id, questions...)   each answer to these questions: status, headers, bytes
    @check(id, questions...)            all answers in one format, to compare them

Beside it a requirement may have a @check_drawn(id, questions...) of what a search drew: it only
finds breaches, since no requirement is passed by what happened to be drawn.

`questions` are what has to be asked before the check can be made. A probe is an async function
that asks one question, possibly with several requests; its docstring is its line in the plan.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Any

from conformance.answers import Answers
from conformance.documents import Document
from conformance.exchange import Exchange
from conformance.results import Violation
from specs.catalogue import Formats

if TYPE_CHECKING:
    from conformance.ask import Ask

Violations = Iterator[Violation]


class Given(StrEnum):
    """What a check function gets."""

    ANSWERS = "answers"
    EXCHANGE = "exchange"
    DOCUMENT = "document"


class Stage(IntEnum):
    """When a question is asked; those that write in the order of registration."""

    READ = 0
    DRAW = 1  # reads what is drawn
    AGAIN = 2  # reads once more what was read before
    CREATE = 3  # POSTs that are meant to be accepted
    TRACK = 4  # reads what was created
    REFUSE = 5  # POSTs that are meant to be refused: what comes of them spoils nothing read before
    VARY = 6  # POSTs what is drawn
    SPOIL = 7  # POSTs what could spoil a list, and reads it


@dataclass(frozen=True, slots=True)
class Check:
    """Which requirement a function judges, what it is given and which questions it rests on."""

    requirement: str
    questions: tuple[str, ...]
    given: Given
    run: Callable[[Any], Violations]


@dataclass(frozen=True, slots=True)
class Cost:
    """The most that questions cost.

    Attributes:
        requests: HTTP requests.
        creates: How many of those create a service request.
        refusals: How many of those are POSTs to be refused.
    """

    requests: int = 0
    creates: int = 0
    refusals: int = 0

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            self.requests + other.requests,
            self.creates + other.creates,
            self.refusals + other.refusals,
        )

    def __sub__(self, other: Cost) -> Cost:
        return self + other * -1

    def __mul__(self, times: int) -> Cost:
        return Cost(self.requests * times, self.creates * times, self.refusals * times)


@dataclass(frozen=True, slots=True)
class Probe:
    """One question to the endpoint.

    Attributes:
        name: The question's name.
        run: Asks it, in one format.
        after: Questions whose answers it needs.
        formats: Asked in each format, in one of them, or once in the endpoint's main format.
        cost: The most requests it makes in one format.
        stage: When it is asked.
        creates: How many service requests it creates in one format, if nothing right is refused.
        refusals: How many POSTs that should be refused it sends at the most in one format.
        draws: What one drawn example costs more; None where nothing is drawn.
        every: It draws one example for every so many that the user orders.
    """

    name: str
    run: Callable[[Ask], Coroutine[Any, Any, None]]
    after: tuple[str, ...]
    formats: Formats
    cost: int
    stage: Stage = Stage.READ
    creates: int = 0
    refusals: int = 0
    draws: Cost | None = None
    every: int = 1

    def examples(self, ordered: int) -> int:
        """Return how many examples it draws when the user orders so many."""
        return -(-ordered // self.every) if self.draws else 0

    def most(self, ordered: int) -> Cost:
        """Return the most that it costs in one format when the user orders so many examples."""
        cost = Cost(self.cost, self.creates, self.refusals)
        return cost + (self.draws or Cost()) * self.examples(ordered)

    @property
    def purpose(self) -> str:
        """The line that the plan shows."""
        return (self.run.__doc__ or "").strip().splitlines()[0]


Asks = Callable[["Ask"], Coroutine[Any, Any, None]]

CHECKS: dict[str, Check] = {}
DRAWN: dict[str, Check] = {}
PROBES: dict[str, Probe] = {}

_Run = Callable[[Any], Violations]


def _check(given: Given, requirement: str, questions: tuple[str, ...]) -> Callable[[_Run], _Run]:
    def register(function: _Run) -> _Run:
        if requirement in CHECKS:
            raise ValueError(f"{requirement} has two checks")
        CHECKS[requirement] = Check(requirement, questions, given, function)
        return function

    return register


def check(requirement: str, *questions: str) -> Callable[[_Run], Callable[[Answers], Violations]]:
    """Register a check that compares answers; raises ValueError for a second one."""
    return _check(Given.ANSWERS, requirement, questions)


def check_exchange(
    requirement: str, *questions: str
) -> Callable[[_Run], Callable[[Exchange], Violations]]:
    """Register a check of each answer to some questions; raises ValueError for a second one."""
    return _check(Given.EXCHANGE, requirement, questions)


def check_document(
    requirement: str, *questions: str
) -> Callable[[_Run], Callable[[Document], Violations]]:
    """Register a check of each readable answer; raises ValueError for a second one."""
    return _check(Given.DOCUMENT, requirement, questions)


def check_drawn(
    requirement: str, *questions: str
) -> Callable[[_Run], Callable[[Answers], Violations]]:
    """Register a check of what was drawn; raises ValueError for a second one."""

    def register(function: _Run) -> _Run:
        if requirement in DRAWN:
            raise ValueError(f"{requirement} has two checks of what was drawn")
        DRAWN[requirement] = Check(requirement, questions, Given.ANSWERS, function)
        return function

    return register


def probe(
    name: str,
    *,
    after: tuple[str, ...] = (),
    formats: str = "each",
    cost: int = 1,
    stage: Stage = Stage.READ,
    creates: int = 0,
    refusals: int = 0,
    draws: Cost | None = None,
    every: int = 1,
) -> Callable[[Asks], Asks]:
    """Register a probe; raises ValueError when the name is taken."""

    def register(function: Asks) -> Asks:
        if name in PROBES:
            raise ValueError(f"two probes ask {name}")
        asked = Formats(formats)
        PROBES[name] = Probe(
            name, function, after, asked, cost, stage, creates, refusals, draws, every
        )
        return function

    return register
