"""A run that is stopped leaves what it has so far, readable."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.results import State, Verdict, load
from conformance.validate import validate
from mock_server.background import background
from mock_server.http import Request, Response
from mock_server.reference import Reference
from specs import catalogue

ENOUGH = 8  # stored answers, each with its .meta.json, before the run is stopped


class Slow(Reference):
    """A server that takes its time."""

    serves = ("springfield.example",)

    def respond(self, request: Request) -> Response:
        time.sleep(0.05)
        return super().respond(request)


@pytest.fixture
def slow() -> Iterator[str]:
    with background(Slow(requests=30)) as url:
        yield url


def stopped(url: str, folder: Path, how: signal.Signals) -> int:
    """Start a check, stop it in the middle, return its exit status."""
    code = "from conformance.cli import main; main()"
    root = str(Path(__file__).parent.parent)
    run = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", code, "check", url, "--out", str(folder)],
        env={**os.environ, "PYTHONPATH": root},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while run.poll() is None and len(list(folder.glob("evidence/*"))) < 2 * ENOUGH:
        time.sleep(0.02)
    run.send_signal(how)
    return run.wait(timeout=30)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_what_was_answered_is_judged(slow: str, tmp_path: Path, how: signal.Signals) -> None:
    assert stopped(slow, tmp_path / "report", how) == 3
    run = load(tmp_path / "report")
    assert run.state is State.INTERRUPTED
    assert run.stopped
    assert Verdict.PASS in {result.verdict for result in run.results}
    assert (tmp_path / "report" / "report.html").exists()


def test_a_killed_run_can_be_judged_afterwards(slow: str, tmp_path: Path) -> None:
    assert stopped(slow, tmp_path / "report", signal.SIGKILL) == -signal.SIGKILL
    assert load(tmp_path / "report").state is State.RUNNING
    run = validate([tmp_path / "report"], list(catalogue.load().values()))
    assert Verdict.PASS in {result.verdict for result in run.results}
