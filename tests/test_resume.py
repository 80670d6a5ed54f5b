"""A run that is killed while it writes can be gone on with, and posts nothing twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from conformance.bundle import JOURNAL
from conformance.journal import LOST, read
from conformance.results import State, Verdict
from conformance.stored import load
from mock_server.background import background
from mock_server.http import Request, Response
from mock_server.reference import Reference

WHAT = (
    "--allow-writes",
    "--examples",
    "0",
    "--only",
    "create",
    "--only",
    "request",
    "--seed",
    "7",
    "--wait",
    "0.2",
)
REQUESTS = 20
WHERE = ("--location", "42.1015,-72.5898", "--address", "12 Main St", "--api-key-env", "KIT_KEY")


class Slow(Reference):
    """A server that takes its time over a POST, and remembers each."""

    serves = ("springfield.example",)

    def __init__(self) -> None:
        super().__init__(requests=REQUESTS)
        self.posted: list[str] = []

    def respond(self, request: Request) -> Response:
        if request.method != "POST":
            return super().respond(request)
        self.posted.append(repr(sorted(request.form)) + request.path)
        response = super().respond(request)
        time.sleep(0.1)
        return response


def open311(*arguments: str) -> subprocess.Popen[bytes]:
    root = str(Path(__file__).parent.parent)
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", "from conformance.cli import main; main()", *arguments],
        env={**os.environ, "PYTHONPATH": root, "KIT_KEY": "demo-key"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


@pytest.mark.parametrize("after", [1, 4, 6])
def test_nothing_is_posted_twice(tmp_path: Path, after: int) -> None:
    server, folder = Slow(), tmp_path / "report"
    with background(server) as url:
        first = open311("check", url, *WHAT, *WHERE, "--out", str(folder))
        while first.poll() is None and len(server.posted) < after:
            time.sleep(0.01)
        first.send_signal(signal.SIGKILL)
        first.communicate(timeout=10)
        before = list(server.posted)
        journal = read(folder / JOURNAL)
        assert len(journal) >= len(before)
        assert load(folder).state is State.RUNNING

        again = open311("check", "--resume", str(folder), "--api-key-env", "KIT_KEY")
        _, said = again.communicate(timeout=60)
        assert again.returncode in (0, 3), said.decode()

    alone = Slow()
    with background(alone) as url:
        open311("check", url, *WHAT, *WHERE, "--out", str(tmp_path / "alone")).communicate()
    assert Counter(server.posted) <= Counter(alone.posted)
    assert len(alone.posted) - len(server.posted) <= 1  # what was journalled and never sent
    run = load(folder)
    assert run.state is State.COMPLETE
    assert not [r for r in run.results if r.verdict in (Verdict.FAIL, Verdict.ERROR)]
    assert read(folder / JOURNAL).keys() >= journal.keys()
    (lost,) = [e.id for e in run.evidence if e.problem == LOST]
    told = (c.service_request_id for c in run.created if c.exchange != lost)
    made = next(filter(None, told))
    looked = [e.url for e in run.evidence if e.question == "created-request"]
    assert any(f"/requests/{made}." in url for url in looked)  # it is the run's own, though listed
    really = server.store.cities["springfield.example"].count - REQUESTS
    assert sum(c.certain for c in run.created) <= really <= len(run.created)
    assert sum(not c.certain for c in run.created) <= 1  # the lost one, unless a list shows it


def test_a_run_that_came_to_its_end_is_not_gone_on_with(tmp_path: Path) -> None:
    with background(Slow()) as url:
        only = ("--only", "services", "--out", str(tmp_path / "report"))
        first = open311("check", url, *only)
        first.communicate(timeout=30)
        assert first.returncode == 0
        again = open311("check", "--resume", str(tmp_path / "report"))
        _, said = again.communicate(timeout=30)
    assert again.returncode == 2
    assert b"came to its end" in said
