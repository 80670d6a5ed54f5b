"""What a run would ask, and what a run that was cut off had been told to ask."""

from __future__ import annotations

import sys
from dataclasses import fields
from pathlib import Path

from conformance import journal, stored
from conformance.ask import Options
from conformance.bundle import JOURNAL
from conformance.choose import Usage
from conformance.client import KeyIn, Limits
from conformance.questions import Row, plan
from conformance.registry import Cost
from conformance.results import State
from conformance.run import Order
from conformance.writes import Writes
from specs.catalogue import load


def show(order: Order) -> None:
    """Print each question with the most requests that it costs; ask nothing."""
    formats, writes = order.target.formats, order.options.writes
    rows = plan(order.requirements, formats, order.options.examples)
    for probe, cost in rows:
        sys.stdout.write(f"{cost.requests:4}  {probe.name:24} {probe.purpose}\n")
    extra = (
        f" Each further jurisdiction adds {2 * len(formats)}."
        if len(order.target.jurisdictions) < 2
        else ""
    )
    total = sum((row.cost for row in rows), Cost())
    sys.stdout.write(f"{total.requests:4}  requests at the most; nothing was asked.{extra}\n")
    if writes.allowed:
        _show_writes(rows, total, writes)


def _show_writes(rows: list[Row], total: Cost, writes: Writes) -> None:
    sys.stdout.write(
        f"\nIt is meant to create at most {writes.budget} service requests (--write-budget); all"
        f" questions together take {total.creates}, or more where a POST is refused for several"
        f" things at once.\nIt would send at most {writes.refusals} POSTs to be refused"
        f" (--refusal-budget); all questions together take {total.refusals}, or more where one is"
        " refused that should not be, to find out for what.\n"
    )
    spent = 0
    for probe, cost in sorted(rows, key=lambda row: bool(row.probe.draws)):  # what is left is drawn
        spent += cost.creates
        if cost.creates and spent > writes.budget:
            sys.stdout.write(f"The budget may not reach {probe.name}: {probe.purpose}\n")


def resumed(folder: Path, api_key: str) -> Order:
    """Return the order of the run that a folder holds.

    Raises:
        Usage: There is none, it came to its end, or it posted with a key and there is none now.
    """
    try:
        run = stored.load(folder)
    except ValueError as problem:
        raise Usage(str(problem)) from problem
    except OSError as problem:
        raise Usage(
            f"{folder} holds no run to go on with ({problem.strerror}). Start one without --resume."
        ) from problem
    if run.state is State.COMPLETE:
        raise Usage(f"The run in {folder} came to its end; start a new one without --resume.")
    kept = dict(run.settings)
    if kept["fuzzes"]:
        raise Usage(f"The run in {folder} drew its requests; start a new one: open311 fuzz URL")
    posted = folder / JOURNAL
    if not api_key and posted.exists() and _took_key(posted):
        raise Usage(
            f"The run in {folder} posted with an api_key, and what is left to post needs it too:"
            " give the name of the environment variable that holds it to --api-key-env."
        )
    writes = dict(kept.pop("writes"))
    writes["location"] = tuple(writes["location"])
    limits = Limits(**{one.name: kept.pop(one.name) for one in fields(Limits) if one.name in kept})
    chosen = set(kept.pop("requirements"))
    for name in ("service_codes", "request_ids"):
        kept[name] = tuple(kept[name])
    return Order(
        target=run.target,
        requirements=[r for r in load().values() if r.id in chosen],
        options=Options(**kept, writes=Writes(**writes)),
        limits=limits,
        api_key=api_key,
        strict=run.strict,
        resume=posted.exists(),
    )


def _took_key(path: Path) -> bool:
    """Whether the user's api_key went along with a POST of a journal."""
    return any(e.asked.get("key") in (KeyIn.BODY, KeyIn.URL) for e in journal.read(path).values())
