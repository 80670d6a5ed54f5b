"""`open311 fuzz` asks only where, as much and what it may; the seed decides which requests."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from conformance.choose import Usage
from conformance.cli.planned import resumed
from conformance.results import Outcome, State, outcome
from conformance.writes import Writes
from mock_server.http import Refused
from mock_server.mutants import MUTANTS
from mock_server.records import Record
from mock_server.reference import Reference
from tests.fuzzed import WRITES, fuzzed

READING = Writes()


def test_one_seed_draws_the_same_requests() -> None:
    first, second = (fuzzed(most=70, formats=("xml",))[1].requests for _ in range(2))
    assert first == second
    assert {"GET", "POST"} == {method for method, _, _, _ in first}


@pytest.mark.parametrize("most", [15, 23])
def test_the_limit_of_requests_is_never_passed(most: int) -> None:
    run, seen = fuzzed(MUTANTS["errors.unknown-breaks"], READING, most=most, formats=("xml",))
    assert run.requests == len(seen.requests) <= most


def test_too_few_requests_are_told() -> None:
    run, _ = fuzzed(writes=READING, most=10, formats=("xml",))
    assert "--max-requests" in run.stopped
    assert outcome(run) is Outcome.INCOMPLETE


def test_a_live_city_is_not_fuzzed() -> None:
    run, seen = fuzzed(endpoint="production", host="city.example")
    assert len(seen.requests) < 10
    assert seen.posts == 0
    assert "--production-too" in run.stopped
    assert "Fuzz a test endpoint" in run.stopped
    assert outcome(run) is Outcome.INCOMPLETE


def test_a_test_endpoint_is_fuzzed_by_gets_alone_unless_leave_is_given() -> None:
    run, seen = fuzzed(writes=READING, host="city.example", most=50, formats=("xml",))
    assert run.stopped == ""
    assert len(seen.requests) > 30
    assert {method for method, _, _, _ in seen.requests} == {"GET"}


def test_a_live_city_whose_operator_agrees_is_fuzzed_with_reports_from_one_place_only() -> None:
    leave = Writes(allowed=True, production_too=True, location=WRITES.location, wait=0.0)
    run, seen = fuzzed(
        writes=leave, host="city.example", endpoint="production", most=70, formats=("xml",)
    )
    assert len(run.created) > 1
    accepted = {created.marker for created in run.created}
    for _, _, _, form in seen.requests:
        sent = parse_qs(form)
        if any(marker in sent.get("description", [""])[0] for marker in accepted):
            assert (float(sent["lat"][0]), float(sent["long"][0])) == (42.1015, -72.5898)


class TakesNothing(Reference):
    """A server that takes no POST."""

    def create(self, *_: object) -> Record:
        raise Refused(503, "Out of order.")


def test_where_no_post_is_accepted_a_run_with_leave_to_write_is_incomplete_and_says_so() -> None:
    run, _ = fuzzed(TakesNothing, most=70, formats=("xml",))
    assert "Nothing was drawn to be posted" in run.stopped
    assert "plain POST" in run.stopped
    assert outcome(run) is Outcome.INCOMPLETE


def test_a_run_that_is_interrupted_judges_what_it_has() -> None:
    asked: list[str] = []

    def stop_soon(what: str) -> None:
        asked.append(what)
        if len(asked) == 40:
            next(task for task in asyncio.all_tasks() if "run" in str(task.get_coro())).cancel()

    run, _ = fuzzed(writes=READING, progress=stop_soon)
    assert run.state is State.INTERRUPTED
    assert run.results


def test_it_can_not_be_resumed_as_though_it_were_a_check(tmp_path: Path) -> None:
    fuzzed(writes=READING, most=9, folder=tmp_path / "report")
    with pytest.raises(Usage, match="open311 fuzz"):
        resumed(tmp_path / "report", "")
