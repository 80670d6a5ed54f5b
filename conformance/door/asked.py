"""The one run behind a session's items: ordered by the options, made when the first needs it."""

from __future__ import annotations

import asyncio
import os
import re
import traceback
from collections.abc import Iterable
from dataclasses import dataclass, replace
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
import typer

from conformance.bundle import Bundle
from conformance.choose import Usage
from conformance.cli import app, output
from conformance.cli.options import Format
from conformance.cli.ordered import ordered, ready
from conformance.door.options import OPTIONS, PREFIX, URL, name
from conformance.redact import redact
from conformance.results import Result, Run, State
from conformance.run import Order, check
from conformance.suite import ONCE
from specs.catalogue import Requirement, load

WHERE = (
    f"Which endpoint? Add {name(URL.word)} URL, as in: pytest --pyargs conformance"
    f" {name(URL.word)} https://api.city.gov/open311/v2"
)
SHARED = (
    "Each worker of pytest-xdist would ask the endpoint. Add --dist loadgroup, so that one of them"
    " does it for all."
)
_OPTION = re.compile(rf"(?<![\w-])--(?={'|'.join(o.word for o in OPTIONS)}\b)")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the options of a session ask for.

    Attributes:
        order: What is to be judged; complete only once `ready`.
        api_key_env: Environment variable that holds the api_key; empty for none.
        out: Folder for the report, absolute.
    """

    order: Order
    api_key_env: str
    out: Path


def wish(config: pytest.Config) -> Wish:
    """Return what a session's options ask for; asks nothing.

    Raises:
        Usage: They can't be meant.
    """
    given = {option: config.getoption(name(option.word)) for option in OPTIONS}
    url = given.pop(URL)
    typed = [word for option, value in given.items() for word in option.typed(value)]
    if not url and not config.getoption(name("discovery")):
        raise Usage(WHERE)
    workers = getattr(config, "workerinput", {}).get("workercount", 1)  # of pytest-xdist
    if workers > 1 and not config.getoption("loadgroup", False):
        raise Usage(SHARED)
    try:
        chosen = _parsed([*typed, url] if url else typed)
        order = ordered(**{word: chosen[word] for word in signature(ordered).parameters})
    except (Usage, typer.BadParameter) as problem:
        said = problem if isinstance(problem, Usage) else problem.format_message()
        raise Usage(in_pytest(str(said))) from problem
    return Wish(order, chosen["api_key_env"], Path(chosen["out"]).resolve())


def _parsed(typed: list[str]) -> dict[str, Any]:
    """Read options as `open311 check` does: with its defaults and its limits."""
    command = typer.main.get_group(app).commands["check"]
    chosen: dict[str, Any] = command.make_context("check", typed).params
    return {**chosen, "format": Format(chosen["format"])}


def in_pytest(text: str) -> str:
    """Name the options of `open311 check` in a sentence as they are called here."""
    return _OPTION.sub(PREFIX, text)


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of the run.

    Attributes:
        run: The run; None where there was none.
        problem: Why it shows nothing, or not all; empty when it came to its end.
        out: The folder of its report.
    """

    run: Run | None
    problem: str
    out: Path

    def result(self, requirement: Requirement, label: str) -> Result | None:
        """Return the result of a requirement; None where there is none."""
        results = self.run.results if self.run else ()
        own = (r for r in results if r.requirement == requirement.id)
        return next((r for r in own if label in (r.format, ONCE)), None)


def ask(wished: Wish, requirements: Iterable[Requirement]) -> Asked:
    """Ask the endpoint what some requirements need, judge it, and write the report."""
    chosen, out = {requirement.id for requirement in requirements}, wished.out
    try:
        order = ready(wished.order, wished.api_key_env)
        order = replace(order, requirements=[r for r in load().values() if r.id in chosen])
        run = asyncio.run(check(order, Bundle(out, order.api_key)))
        output.write_reports(run, out, order.api_key)
    except (Usage, FileExistsError) as problem:
        return Asked(None, in_pytest(str(problem)), out)
    except OSError as problem:
        return Asked(None, f"The report can't be written to {out}: {problem.strerror}.", out)
    except Exception:
        trace = redact(traceback.format_exc(), os.environ.get(wished.api_key_env, ""))
        return Asked(None, f"The kit broke, please report it:\n{trace}", out)
    return Asked(run, in_pytest(unreached(run)), out)


def unreached(run: Run) -> str:
    """Say why a run could not show what is not tested; empty when it came to its end."""
    if run.state is not State.COMPLETE:
        return run.stopped
    if any(one.status is not None and 200 <= one.status < 300 for one in run.evidence):
        return ""
    first = next(iter(run.evidence), None)
    said = (first.problem or f"status {first.status}") if first else "nothing was asked"
    return f"The endpoint served nothing, so nothing could be observed: {said}."
