"""Which fault befalls which request: the rules that a tester sets, drawn with a seed."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPMethod
from random import Random

from mock_server.faults import Fault
from mock_server.http import Request

METHODS = [method.value for method in HTTPMethod]


@dataclass(slots=True)
class Rule:
    """One rule.

    Attributes:
        fault: What it does.
        method: HTTP method that it is about, in any letters; empty for any but OPTIONS, which no
            app asks itself.
        path: Regular expression that is found in the path; empty for any.
        arguments: Arguments of query or form, each with the value it has to have.
        times: How often it still does; None for ever.
        probability: How likely it does, from 0 to 1.
        seed: Of draws of its own; None for those of all rules.
        until: It ends then, by the tenant's clock; None for never.
        number: Its number, from 1.
        done: How often it did.
        random: Its own draws, if it has any.

    Raises:
        ValueError: There is no such method.
    """

    fault: Fault
    method: str = ""
    path: str = ""
    arguments: dict[str, str] = field(default_factory=dict)
    times: int | None = None
    probability: float = 1.0
    seed: int | None = None
    until: datetime | None = None
    number: int = 0
    done: int = 0
    random: Random | None = None

    def __post_init__(self) -> None:
        self.method = self.method.upper()
        if self.method and self.method not in METHODS:
            raise ValueError(
                f"There is no method {self.method!r}. There are: {', '.join(METHODS)}."
            )

    def is_about(self, request: Request) -> bool:
        """Whether a request is one that the rule is about."""
        if request.method != self.method and (self.method or request.method == "OPTIONS"):
            return False
        if self.path and not re.search(self.path, request.path):
            return False
        given = request.given()
        return all(given.get(name) == value for name, value in self.arguments.items())


class Rules:
    """A tenant's rules, the first that fits wins.

    Attributes:
        random: Draws of probability and latency; the same for the same seed.
    """

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed
        self.random = Random(seed)  # noqa: S311  (draws, no secrets)
        self._numbers = itertools.count(1)
        self._rules: list[Rule] = []

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules)

    def add(self, rule: Rule, now: datetime, seconds: float | None = None) -> Rule:
        """Add a rule, for so many seconds of the tenant's clock when they are given."""
        rule.number = next(self._numbers)
        if rule.seed is not None:
            rule.random = Random(rule.seed)  # noqa: S311  (draws, no secrets)
        if seconds is not None:
            rule.until = now + timedelta(seconds=seconds)
        self._rules.append(rule)
        return rule

    def remove(self, number: int) -> bool:
        """Take a rule away; False when there is none of that number."""
        kept = [rule for rule in self._rules if rule.number != number]
        found = len(kept) < len(self._rules)
        self._rules = kept
        return found

    def clear(self) -> None:
        """Take all rules away and begin the draws anew."""
        self._rules = []
        self.random = Random(self.seed)  # noqa: S311  (draws, no secrets)

    def pick(self, request: Request, now: datetime) -> Fault | None:
        """Return the fault that befalls a request, None for none."""
        if not self._rules:
            return None
        self._rules = [rule for rule in self._rules if rule.until is None or now < rule.until]
        for rule in self._rules:
            if rule.times is not None and rule.done >= rule.times:
                continue
            drawn = rule.random or self.random
            if rule.is_about(request) and drawn.random() < rule.probability:
                rule.done += 1
                return rule.fault
        return None
