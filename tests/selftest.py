"""Run the kit against a server in this process whose faults are known."""

from __future__ import annotations

import asyncio
import os
import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from conformance.ask import EXAMPLES, Options
from conformance.bundle import Bundle
from conformance.choose import choose
from conformance.client import Limits
from conformance.dates import utc_now
from conformance.results import Result, Run, Target, Verdict
from conformance.run import Order, check
from conformance.writes import Writes
from mock_server.app import running
from mock_server.reference import Reference
from mock_server.scenarios.model import Scenario
from specs.catalogue import load

# A place of its own: what is posted does not hang on what the lists show.
WRITES = Writes(
    allowed=True,
    wait=0.2,
    location=("42.1015", "-72.5898"),
    address="12 Main St",
    address_id="00012",
)
OPTIONS = Options(seed=7, examples=0, writes=WRITES)
SEARCHING = replace(OPTIONS, examples=EXAMPLES)
# The search says what fixed questions say too; a short one shows that it blames nobody else. It
# posts what those leave of the budget.
GLANCING = replace(OPTIONS, examples=6, writes=replace(WRITES, budget=20))
# What a city holds follows from the date, and so does what shows in it: what passes today has to
# pass tomorrow. OPEN311_TEST_DATE=2027-01-01T00:30Z tries another day.
DATE = datetime.fromisoformat(os.environ.get("OPEN311_TEST_DATE", "2026-11-25T12:00:00Z"))
FEW = 120  # service requests in a jurisdiction
LIMITS = Limits(timeout=10, max_requests=400)
HIDES: dict[str, list[str]] = tomllib.loads(
    (Path(__file__).parent / "hides.toml").read_text("utf-8")
)
JUDGED = (Verdict.PASS, Verdict.FAIL, Verdict.ERROR)


def _silent(_: str) -> None:
    """Show no progress."""


def from_date(date: datetime) -> Callable[[], datetime]:
    """Return a clock that begins at a date now."""
    begun = utc_now()
    return lambda: date + (utc_now() - begun)


def run_against(
    server: type[Reference],
    formats: tuple[str, ...] = ("xml", "json"),
    *,
    writes: bool = True,
    bundle: Bundle | None = None,
    progress: Callable[[str], None] = _silent,
    options: Options = OPTIONS,
    limits: Limits = LIMITS,
    now: Callable[[], datetime] | None = None,
    scenario: Scenario | None = None,
    requests: int = FEW,
) -> Run:
    """Start a server, ask it everything, judge it; at DATE unless the clock is another one."""
    now = now or from_date(DATE)

    async def run() -> Run:
        behaviour = server(requests=requests, now=now, scenario=scenario)
        async with running(behaviour) as url:
            served = tuple(behaviour.store.cities)
            target = Target(
                endpoint=url,
                jurisdictions=served,
                formats=formats,
                single_jurisdiction=len(served) == 1,
            )
            order = Order(
                target,
                choose(load(), (), (), writing=writes),
                options,
                limits,
                api_key=behaviour.key,
                clock=now,
            )
            return await check(order, bundle, progress)

    return asyncio.run(run())


def failed(results: tuple[Result, ...]) -> set[str]:
    """Return the ids of the requirements that were found broken."""
    return {r.requirement for r in results if r.verdict is Verdict.FAIL}


def errors(results: tuple[Result, ...]) -> list[str]:
    """Return what went wrong in the kit itself."""
    return [f"{r.requirement}: {r.reason}" for r in results if r.verdict is Verdict.ERROR]


def misnamed(results: tuple[Result, ...]) -> set[tuple[str, str]]:
    """Return each requirement that is said to be hidden by another one which was not broken."""
    broken = failed(results)
    return {
        (r.requirement, r.blocked_by)
        for r in results
        if r.blocked_by and r.blocked_by not in broken
    }


def unjudged(results: tuple[Result, ...]) -> dict[str, set[str]]:
    """Return each requirement without any verdict, with what it was blocked by."""
    judged = {r.requirement for r in results if r.verdict in JUDGED}
    found: dict[str, set[str]] = {}
    for r in results:
        if r.requirement not in judged:
            found.setdefault(r.requirement, set()).add(r.blocked_by)
    return found
