"""Run the kit against a server in this process whose faults are known."""

from __future__ import annotations

import asyncio

from conformance.ask import Options
from conformance.client import Limits
from conformance.results import Result, Run, Target, Verdict
from conformance.run import Order, check
from mock_server.app import running
from mock_server.reference import Reference
from specs.catalogue import load

JUDGED = (Verdict.PASS, Verdict.FAIL, Verdict.ERROR)


def run_against(server: type[Reference], formats: tuple[str, ...] = ("xml", "json")) -> Run:
    """Start a server, ask it everything, judge it."""

    async def run() -> Run:
        behaviour = server(requests=120)
        async with running(behaviour) as url:
            target = Target(
                endpoint=url, jurisdictions=tuple(behaviour.store.cities), formats=formats
            )
            chosen = list(load().values())
            return await check(Order(target, chosen, Options(seed=7), Limits(timeout=10)))

    return asyncio.run(run())


def failed(results: tuple[Result, ...]) -> set[str]:
    """Return the ids of the requirements that were found broken."""
    return {r.requirement for r in results if r.verdict is Verdict.FAIL}


def errors(results: tuple[Result, ...]) -> list[str]:
    """Return what went wrong in the kit itself."""
    return [f"{r.requirement}: {r.reason}" for r in results if r.verdict is Verdict.ERROR]


def unjudged(results: tuple[Result, ...]) -> dict[str, set[str]]:
    """Return each requirement without any verdict, with what it was blocked by."""
    judged = {r.requirement for r in results if r.verdict in JUDGED}
    found: dict[str, set[str]] = {}
    for r in results:
        if r.requirement not in judged:
            found.setdefault(r.requirement, set()).add(r.blocked_by)
    return found
