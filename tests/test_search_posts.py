"""A search posts drawn forms, finds what is wrong with one in many, and keeps to its budgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise, product
from pathlib import Path
from random import Random
from typing import Any

import pytest

from conformance.bundle import Bundle
from conformance.generate import letters
from conformance.questions import plan
from conformance.results import Evidence, Run, State, Verdict
from conformance.validate import validate
from mock_server.create import Form
from mock_server.jurisdictions import City
from mock_server.mutants.base import Mutant, breaks
from mock_server.mutants.rare import MarkBeyondBmp, RememberedFilter, ThreeValues
from mock_server.records import Record
from mock_server.reference import Reference
from mock_server.variants.creating import PlatesLookedAt
from specs.catalogue import load
from tests.searching import GENEROUS, LIFE, search
from tests.selftest import WRITES, failed, unjudged
from tests.test_selftest import ALWAYS


def shown(run: Run) -> Evidence:
    """Return the exchange that shows the one violation of a run."""
    (id,) = {v.exchange for r in run.results for v in r.violations}
    (found,) = [one for one in run.evidence if one.id == id]
    return found


def test_a_list_that_is_refused_is_told_with_no_more_than_its_values() -> None:
    sent = shown(search(ThreeValues)).sent
    assert sent.count("attribute[WHERE][]=") == 3
    assert "attribute[MORE]" not in sent
    assert "%F0" not in sent  # none of the letters beyond the BMP


def test_a_text_that_is_altered_is_told_with_no_more_than_its_letters() -> None:
    run = search(MarkBeyondBmp)
    (result,) = {r.requirement for r in run.results if r.verdict is Verdict.FAIL}
    assert result == "create.utf8-round-trip"
    assert len(shown(run).sent) < 400


class AnyKeyAmongOthers(Mutant, abstract=True):
    """Of several keys only the first is looked at."""

    breaks = breaks("create.attribute-value-refused")

    def check_attribute(self, attribute: dict[str, Any], values: list[str]) -> None:
        super().check_attribute(attribute, values[:1])


def test_a_wrong_key_behind_right_ones_is_found() -> None:
    run = search(AnyKeyAmongOthers, options=replace(GENEROUS, examples=60))
    assert failed(run.results) == AnyKeyAmongOthers.breaks
    assert "attribute[WHERE][]" in shown(run).sent


class CodePrefix(Mutant, abstract=True):
    """A service_code that begins with a right one is taken."""

    breaks = breaks("create.service-code-unknown-refused")

    def create(self, city: City, form: Form, key: str, now: datetime) -> Record:
        known = {str(service["service_code"]) for service in city.services}
        cut = tuple((n, v[:3] if n == "service_code" and v[:3] in known else v) for n, v in form)
        return super().create(city, cut, key, now)


def test_a_service_code_that_is_nearly_right_is_found() -> None:
    run = search(CodePrefix, options=replace(GENEROUS, examples=100))
    assert failed(run.results) == CodePrefix.breaks


def test_a_server_that_looks_at_free_values_is_left_alone() -> None:
    run = search(PlatesLookedAt, writes=True, options=replace(GENEROUS, examples=60))
    assert failed(run.results) == set()


@pytest.mark.parametrize("budget", [6, 12, 20])
@pytest.mark.parametrize("refusals", [0, 25])
def test_no_budget_of_writing_is_passed(budget: int, refusals: int) -> None:
    writes = replace(WRITES, budget=budget, refusals=refusals)
    run = search(Reference, writes=True, options=replace(GENEROUS, examples=60, writes=writes))
    assert len(run.created) <= budget
    written = [e for e in run.evidence if e.method != "GET"]
    assert sum(e.question.startswith("refuse-") for e in written) <= refusals
    assert failed(run.results) == set()


def test_a_search_leaves_what_the_fixed_posts_need() -> None:
    writes = replace(WRITES, budget=14)
    run = search(Reference, writes=True, options=replace(GENEROUS, writes=writes))
    assert run.state is State.COMPLETE
    assert set(unjudged(run.results)) == ALWAYS
    assert "post-drawn" in {one.question for one in run.evidence}


ASKS = {
    "post-drawn": {"post-drawn", "drawn-request"},
    "refuse-drawn": {"refuse-drawn"},
    "post-life": {"post-life", "drawn-life"},
}


@pytest.mark.parametrize(
    "kind", [Reference, ThreeValues, MarkBeyondBmp, AnyKeyAmongOthers, RememberedFilter]
)
def test_no_search_costs_more_than_the_plan_says(kind: type[Reference]) -> None:
    run = search(kind, writes=True, options=LIFE)
    costs = {r.probe.name: r.cost for r in plan(load().values(), ("xml", "json"), LIFE.examples)}
    for name, questions in ASKS.items():
        sent = [one for one in run.evidence if one.question in questions]
        posts = sum(one.method == "POST" for one in sent)
        assert 0 < len(sent) <= costs[name].requests
        assert name != "refuse-drawn" or posts <= costs[name].refusals
        assert kind is not Reference or name == "refuse-drawn" or posts <= costs[name].creates


def test_what_was_drawn_is_judged_again_with_the_same_verdicts(tmp_path: Path) -> None:
    for number, kind in enumerate((ThreeValues, MarkBeyondBmp)):
        folder = tmp_path / str(number)
        live = search(kind, bundle=Bundle(folder))
        again = validate([folder], list(load().values()))
        assert failed(again.results) == failed(live.results) == kind.breaks


class TokenForgets(Mutant, abstract=True):
    """A token gives no id any more once its service request was read."""

    breaks = breaks("tokens.resolves")

    def __init__(self, **more: Any) -> None:  # noqa: ANN401
        super().__init__(**more)
        self.read: set[str] = set()

    def one(self, place: City, id: str) -> Sequence[Record]:
        self.read.add(id)
        return super().one(place, id)

    def token(self, place: City, token: str) -> list[Record]:
        if place.id_of(token) in self.read:
            return [{"service_request_id": None, "token": token}]
        return super().token(place, token)


def test_a_token_that_is_forgotten_is_found() -> None:
    run = search(TokenForgets, options=replace(LIFE, examples=100))
    assert failed(run.results) == TokenForgets.breaks


def test_every_two_kinds_of_letters_stand_beside_each_other() -> None:
    for seed in range(5):
        text = letters.chain(Random(seed))  # noqa: S311  (a draw)
        beside = {one + other for one, other in pairwise(text)}
        wanted = {a + b for a, b in product(letters.LETTERS, repeat=2) if letters.may_meet(a, b)}
        assert beside == wanted
        assert len(text) < 1000


def test_letters_are_cut_out_with_what_they_belong_to() -> None:
    assert letters.around("ab\u0301\u0323c", 2) == "b\u0301\u0323"
    assert letters.around("ab", 0) == "ab"
    assert letters.around("a\U0001d4b3\u0301b", 2) == "\U0001d4b3\u0301b"


def test_the_life_cycle_is_told_by_the_request_that_shows_it() -> None:
    found = shown(search(RememberedFilter, options=LIFE))
    assert "service_code=" in found.url
    assert found.method == "GET"
