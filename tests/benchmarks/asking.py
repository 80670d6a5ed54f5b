"""What asking costs the kit, and how many requests a second it sustains beside Schemathesis.

    python -m tests.benchmarks.asking

The mock server runs in a process of its own. `check` and `fuzz` ask it and keep every answer, as
the commands do; Schemathesis alone asks the reading operations of the same OpenAPI document with
its own client, keeps nothing and judges by that document. Kit time is what is left of a run when
the waiting for answers is taken away: choosing, sending, keeping and judging. Each row is the
fastest of ROUNDS; the ratio is to Schemathesis alone, in the same run.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import schemathesis
from schemathesis import engine, hooks

from conformance.ask import Options
from conformance.bundle import Bundle
from conformance.choose import choose
from conformance.client import Limits
from conformance.fuzzing.run import fuzz
from conformance.generate.hunt import elsewhere
from conformance.results import Run, Target
from conformance.run import Order, Running, check
from specs.catalogue import load
from specs.openapi import document

ROUNDS = 3
SEED = 7
EXAMPLES = 12  # as many as a fuzz run draws at random for an operation
KIT = [sys.executable, "-c", "from conformance.cli import main; main()"]


class Row(NamedTuple):
    """What one way of asking took.

    Attributes:
        requests: HTTP requests sent.
        seconds: Wall time of the whole run.
        waiting: Seconds of it from sending a request to its last byte; None where nobody counts.
        busy: Seconds of this process's time.
    """

    requests: int
    seconds: float
    waiting: float | None
    busy: float

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


@contextlib.contextmanager
def mock() -> Iterator[str]:
    """Run the mock server while the context lasts; gives the endpoint's URL."""
    command = [*KIT, "mock", "--port", "0", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:  # noqa: S603
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline())["url"]
        finally:
            process.terminate()


def timed(work: Callable[[], tuple[int, float | None]]) -> Row:
    """Return the row of the fastest round of something that tells its requests and its waiting."""
    rows = []
    for _ in range(ROUNDS):
        wall, busy = time.monotonic(), time.process_time()
        requests, waiting = work()
        rows.append(Row(requests, time.monotonic() - wall, waiting, time.process_time() - busy))
    return max(rows, key=lambda row: row.rate)


def kit(run: Running, url: str) -> tuple[int, float | None]:
    """Ask with the kit, reading only."""
    with tempfile.TemporaryDirectory() as folder:
        order = Order(
            Target(endpoint=url),
            choose(load(), (), (), writing=False),
            Options(seed=SEED, fuzzes=run is fuzz),
            Limits(max_requests=400),
        )
        done: Run = asyncio.run(run(order, Bundle(Path(folder) / "report"), lambda _: None))
    return done.requests, sum(one.seconds for one in done.evidence)


def alone(url: str) -> tuple[int, float | None]:
    """Ask with Schemathesis alone: what it draws from our document, answers checked by it."""
    whole: dict[str, Any] = json.loads(json.dumps(document(url, url)))
    whole["paths"] = {
        path: {"get": item["get"]}
        for path, item in whole["paths"].items()
        if "get" in item and not path.startswith("/discovery")
    }
    config = schemathesis.Config.from_dict(
        {
            "seed": SEED,
            "base-url": url,
            "workers": 1,
            "continue-on-failure": True,
            "generation": {"max-examples": EXAMPLES, "database": "none", "no-shrink": True},
            "phases": {"stateful": {"enabled": False}, "coverage": {"unexpected-methods": []}},
            "cache": {"enabled": False},
        }
    )
    sent = 0

    def after_call(_: object, __: object, ___: object) -> None:
        nonlocal sent
        sent += 1

    schemathesis.hook(after_call)
    try:
        with elsewhere():
            schema = schemathesis.openapi.from_dict(whole, config=config)
            for _ in engine.from_schema(schema).execute():
                pass
    finally:
        hooks.unregister(after_call)
    assert sent, "Schemathesis sent nothing."
    return sent, None


def told(name: str, row: Row, beside: Row) -> str:
    """Return one row of the table."""
    kit_time = (
        "" if row.waiting is None else f"{1000 * (row.seconds - row.waiting) / row.requests:.2f}"
    )
    return (
        f"{name:20}{row.requests:9}{row.seconds:9.2f}{row.rate:12.1f}{row.rate / beside.rate:8.2f}"
        f"{kit_time:>18}{1000 * row.busy / row.requests:16.2f}"
    )


def main() -> None:
    """Measure and print everything."""
    write = sys.stdout.write
    with mock() as url:
        beside = timed(lambda: alone(url))
        rows = {
            "check": timed(lambda: kit(check, url)),
            "fuzz": timed(lambda: kit(fuzz, url)),
            "Schemathesis alone": beside,
        }
    write("                     requests  seconds  requests/s   ratio")
    write("  kit ms/exchange  CPU ms/request\n")
    for name, row in rows.items():
        write(told(name, row, beside) + "\n")


if __name__ == "__main__":
    main()
