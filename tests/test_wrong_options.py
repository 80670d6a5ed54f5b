"""What the user left out or mistyped is told to the user, and not held against the endpoint."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from conformance.ask import Options
from conformance.excuses import excuse
from conformance.results import Outcome, Result, Run, Target, Verdict, outcome
from conformance.run import Order, check
from conformance.writes import Writes
from mock_server.app import running
from mock_server.reference import Reference
from specs.catalogue import load
from tests.evidence import ENDPOINT, exchange
from tests.selftest import LIMITS, WRITES, errors, failed

ERROR = "<errors><error><code>400</code><description>{}</description></error></errors>"


def run_with(
    server: type[Reference] = Reference,
    writes: Writes | None = None,
    **chosen: Any,  # noqa: ANN401  (fields of Target and Options)
) -> Run:
    """Check a server; the options of the target and of the asking may be given."""
    of_target = {k: chosen.pop(k) for k in ("jurisdictions", "single_jurisdiction") if k in chosen}

    async def run() -> Run:
        behaviour = server(requests=120)
        options = Options(seed=7, examples=0, writes=writes or Writes(), **chosen)
        async with running(behaviour) as url:
            target = Target(url, **of_target)
            order = Order(target, list(load().values()), options, LIMITS, behaviour.key)
            return await check(order)

    return asyncio.run(run())


class One(Reference):
    """A server of one city."""

    serves = ("springfield.example",)


def verdicts(run: Run, requirement: str) -> list[Result]:
    return [r for r in run.results if r.requirement == requirement]


def test_a_jurisdiction_that_was_not_named_is_asked_for() -> None:
    run = run_with()
    assert failed(run.results) == set()
    assert errors(run.results) == []
    assert outcome(run) is Outcome.INCOMPLETE
    for id in ("services.list-served", "requests.list-served", "formats.json-valid"):
        for result in verdicts(run, id):
            assert result.verdict is Verdict.NOT_TESTED
            assert "name one with --jurisdiction" in result.reason


def test_who_serves_one_may_not_ask_for_it() -> None:
    broken = failed(run_with(single_jurisdiction=True).results)
    assert broken == {"services.list-served", "requests.list-served"}


def test_a_jurisdiction_that_is_not_known_is_told() -> None:
    run = run_with(jurisdictions=("nowhere.example",))
    assert failed(run.results) == set()
    assert outcome(run) is Outcome.INCOMPLETE
    reason = verdicts(run, "services.list-served")[0].reason
    assert "is nowhere.example one that it serves?" in reason


def test_an_id_that_no_list_holds_is_told() -> None:
    run = run_with(One, request_ids=("NOSUCH",))
    assert failed(run.results) == set()
    assert outcome(run) is Outcome.INCOMPLETE
    reason = next(r.reason for r in verdicts(run, "request.list-of-one") if r.format == "json")
    assert "No list held NOSUCH, which --request-id gives" in reason
    select = verdicts(run, "requests.select-by-id")
    assert [r.verdict for r in select] == [Verdict.PASS]  # the ids beside it came


def test_a_code_that_no_service_has_is_told_and_nothing_is_posted_elsewhere() -> None:
    run = run_with(One, WRITES, service_codes=("NOSUCH",))
    assert failed(run.results) == set()
    assert "No service has the code NOSUCH, which --service-code gives." in run.notes
    assert [c for c in run.created if c.write.startswith("post-plain")] == []
    assert "NOSUCH" in verdicts(run, "create.accepted")[0].reason


@pytest.mark.parametrize(
    ("target", "status", "more"),
    [
        ({}, 200, {}),
        ({}, 401, {}),
        ({}, 500, {}),
        ({}, 400, {"asked": {"provokes": "bad"}}),
        ({"single_jurisdiction": True}, 400, {}),
        ({"jurisdictions": ("a.gov",)}, 400, {}),
        ({"jurisdictions": ("a.gov",)}, 400, {"asked": {"jurisdiction_id": "a.gov"}}),
        (
            {"jurisdictions": ("a.gov",)},
            404,
            {"asked": {"jurisdiction_id": "a.gov"}, "question": "definitions"},
        ),
    ],
)
def test_what_is_no_excuse(target: dict[str, Any], status: int, more: dict[str, Any]) -> None:
    answer = exchange(ERROR.format("jurisdiction_id"), status=status, **more)
    assert excuse(Target(ENDPOINT, **target), answer) is None


def test_another_error_is_no_excuse() -> None:
    assert excuse(Target(ENDPOINT), exchange(ERROR.format("no such page"), status=404)) is None
