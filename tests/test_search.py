"""A search finds faults that no fixed question meets, within its budget, the same for each seed."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from conformance.ask import EXAMPLES
from conformance.bundle import Bundle
from conformance.generate.clocks import changes
from conformance.generate.hunt import hunt, pick
from conformance.questions import plan
from conformance.results import State
from conformance.validate import validate
from mock_server.http import Request, Response
from mock_server.jurisdictions import City
from mock_server.mutants import RARE
from mock_server.mutants.base import Mutant, breaks
from mock_server.mutants.rare import SevenIds
from mock_server.records import Record
from mock_server.reference import Reference
from specs.catalogue import load
from tests.searching import GENEROUS, LIFE, drawn, search
from tests.selftest import LIMITS, SEARCHING, failed


@pytest.mark.parametrize("name", RARE)
def test_the_fixed_questions_do_not_meet_a_rare_fault(name: str) -> None:
    options = replace(GENEROUS, examples=0)
    assert failed(search(RARE[name], options=options).results) == set()


@pytest.mark.parametrize("seed", [1, 2, 7])
@pytest.mark.parametrize("name", RARE)
def test_a_search_finds_a_rare_fault(name: str, seed: int) -> None:
    options = LIFE if name == "request.remembered-filter" else GENEROUS
    run = search(RARE[name], options=replace(options, seed=seed))
    assert failed(run.results) == RARE[name].breaks
    sys.stdout.write(f"{name}, seed {seed}: {drawn(run)} requests drawn\n")


def test_what_is_found_is_told_with_its_seed_and_request() -> None:
    run = search(SevenIds)
    (result,) = [r for r in run.results if r.requirement == "requests.select-by-id"]
    (violation,) = result.violations
    (shown,) = [e for e in run.evidence if e.id == violation.exchange]
    assert "seed 7" in violation.actual
    assert shown.url.count("%2C") == 6


class OneIdMissing(Mutant, abstract=True):
    """One service request can't be asked for by its id with others."""

    breaks = breaks("requests.select-by-id")
    lost = "A1-00032"

    def by_ids(self, place: City, given: dict[str, str]) -> Sequence[Record]:
        found = super().by_ids(place, given)
        return [r for r in found if len(found) == 1 or r["service_request_id"] != self.lost]


def test_what_is_at_fault_among_several_is_singled_out() -> None:
    run = search(OneIdMissing)
    (violation,) = [v for r in run.results for v in r.violations]
    (shown,) = [e for e in run.evidence if e.id == violation.exchange]
    assert OneIdMissing.lost in shown.url
    assert shown.url.count("%2C") == 1


def test_a_stored_search_is_judged_again_with_the_same_verdicts(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    live = search(SevenIds, bundle=Bundle(folder))
    again = validate([folder], list(load().values()))
    assert failed(again.results) == failed(live.results) == SevenIds.breaks


@pytest.mark.parametrize("kind", [Reference, SevenIds], ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("most", [60, 100, 110])
def test_the_budget_is_never_passed(kind: type[Reference], most: int) -> None:
    run = search(kind, limits=replace(LIMITS, max_requests=most))
    assert run.requests <= most


def test_a_search_leaves_what_the_fixed_questions_need() -> None:
    tight = search(SevenIds, limits=replace(LIMITS, max_requests=140))
    asked = {one.question for one in tight.evidence}
    assert tight.state is State.COMPLETE
    assert {"drawn-lists", "window-again", "requests-twice"} <= asked


@pytest.mark.parametrize("examples", [1, EXAMPLES, 60])
def test_no_search_costs_more_than_the_plan_says(examples: int) -> None:
    options = replace(SEARCHING, examples=examples)
    told = {row.probe.name: row.cost.requests for row in plan(load().values(), ("xml",), examples)}
    assert drawn(search(SevenIds, options=options)) <= told["drawn-lists"]
    assert examples <= drawn(search(Reference, options=options)) <= examples + 2


class Watched(Reference):
    """A server that writes down what it is asked."""

    def __init__(self, **more: object) -> None:
        super().__init__(**more)  # type: ignore[arg-type]
        self.asked: list[tuple[object, ...]] = []
        WATCHED.append(self.asked)

    def respond(self, request: Request) -> Response:
        form = tuple(pair for pair in request.form)
        self.asked.append((request.method, request.path, tuple(request.query.items()), form))
        return super().respond(request)


WATCHED: list[list[tuple[object, ...]]] = []


def test_equal_seeds_send_equal_requests() -> None:
    """Two fresh servers at one frozen instant are asked the same, byte for byte, writes too."""
    runs = [search(Watched, writes=True, options=GENEROUS) for _ in range(2)]
    first, second = WATCHED[-2:]
    assert first == second
    assert len(first) > 200
    sent = [[(e.method, e.url.partition("/v2")[2], e.sent) for e in run.evidence] for run in runs]
    assert sent[0] == sent[1]
    other = search(Watched, writes=True, options=replace(GENEROUS, seed=8))
    assert failed(other.results) == set()
    assert WATCHED[-1] != first


def test_every_option_is_drawn_once_before_one_is_drawn_twice() -> None:
    seen: list[int] = []

    async def fails(case: int) -> bool:
        seen.append(case)
        return False

    asyncio.run(hunt(pick(range(9)), fails, seed="1", examples=9))
    assert sorted(seen) == list(range(9))


def test_what_is_drawn_does_not_hang_on_what_else_is_loaded(tmp_path: Path) -> None:
    """Hypothesis tries numbers that it finds in loaded modules; pick keeps out of their way."""
    code = (
        "import asyncio, sys\n"
        "{}\n"
        "from conformance.generate.hunt import hunt, pick\n"
        "seen = []\n"
        "async def fails(case):\n"
        "    seen.append(case)\n"
        "    return False\n"
        "asyncio.run(hunt(pick(range(1000)), fails, seed='1', examples=200))\n"
        "print(seen)\n"
    )
    module = tmp_path / "somebodys.py"
    module.write_text(f"NUMBERS = {list(range(5, 990))}\n")
    root = Path(__file__).parent.parent
    shown = [
        subprocess.run(  # noqa: S603
            [sys.executable, "-c", code.format(line)],
            env={"PYTHONPATH": f"{root}:{tmp_path}"},
            cwd=tmp_path,
            capture_output=True,
            check=True,
        ).stdout
        for line in ("", "import somebodys")
    ]
    assert shown[0] == shown[1]
    left = {path.name for path in tmp_path.iterdir()}
    assert left <= {module.name, "__pycache__"}


def test_a_search_that_is_stopped_ends() -> None:
    asked: list[int] = []

    async def stopped() -> None:
        third = asyncio.Event()

        async def fails(case: int) -> bool:
            asked.append(case)
            if len(asked) == 3:
                third.set()
                await asyncio.sleep(3600)
            return False

        task = asyncio.create_task(hunt(pick(range(99)), fails, seed="1", examples=99))
        await third.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(stopped())
    assert len(asked) == 3


def test_what_goes_wrong_in_asking_ends_the_search_and_is_told() -> None:
    asked = Counter[str]()

    async def fails(case: int) -> bool:
        asked["times"] += 1
        raise OSError("the journal can't be written")

    with pytest.raises(OSError, match="journal"):
        asyncio.run(hunt(pick(range(99)), fails, seed="1", examples=99))
    assert asked["times"] == 1


def test_the_clocks_are_changed_when_they_are() -> None:
    year = changes(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    assert [f"{first:%m-%d %H:%M}" for first, _ in reversed(year)] == [
        "03-08 07:00",  # 2:00 in New York, still winter time
        "03-29 01:00",  # in all of Europe
        "04-04 16:00",  # 3:00 of the 5th in Sydney, still summer time
        "10-03 16:00",
        "10-25 01:00",
        "11-01 06:00",
    ]
    assert all(first <= last <= first + timedelta(hours=3) for first, last in year)


def test_hypothesis_is_loaded_when_a_search_begins_and_not_before() -> None:
    code = "import sys, conformance.cli, conformance.run; print('hypothesis' in sys.modules)"
    root = str(Path(__file__).parent.parent)
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], env={"PYTHONPATH": root}, capture_output=True, check=True
    )
    assert done.stdout == b"False\n"
