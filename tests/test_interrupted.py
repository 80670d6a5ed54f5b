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

from conformance.results import State, Verdict
from conformance.saved import bodies, read
from conformance.stored import load
from conformance.validate import validate
from mock_server.background import background
from mock_server.http import Request, Response
from mock_server.reference import Reference
from specs import catalogue

MAIN = "from conformance.cli import main; main()"
ENOUGH = 8  # stored answers before the run is stopped


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


def python(code: str, *arguments: str, stdout: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    root = str(Path(__file__).parent.parent)
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, "PYTHONPATH": root},
        stdout=stdout,
        stderr=subprocess.DEVNULL,
    )


def stopped(url: str, folder: Path, how: signal.Signals, answers: int = ENOUGH) -> int:
    """Start a check, stop it after so many answers, return its exit status."""
    # A shell lets what it starts in the background ignore SIGINT, and these tests with it.
    heeded = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    code = f"{heeded}; {MAIN}"
    run = python(code, "check", url, "--out", str(folder))
    while run.poll() is None and len(list(folder.glob("evidence/*.xml"))) < answers:
        time.sleep(0.01)
    run.send_signal(how)
    return run.wait(timeout=30)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_what_was_answered_is_judged(slow: str, tmp_path: Path, how: signal.Signals) -> None:
    assert stopped(slow, tmp_path / "report", how) == 3
    run = load(tmp_path / "report")
    assert run.state is State.INTERRUPTED
    assert run.stopped
    assert Verdict.PASS in {result.verdict for result in run.results}
    assert (tmp_path / "report" / "report.html").exists()


@pytest.mark.parametrize("answers", [1, 4, 9])
def test_a_killed_run_can_be_judged_afterwards(slow: str, tmp_path: Path, answers: int) -> None:
    assert stopped(slow, tmp_path / "report", signal.SIGKILL, answers) == -signal.SIGKILL
    assert load(tmp_path / "report").state is State.RUNNING
    told = python(MAIN, "report", str(tmp_path / "report"), stdout=subprocess.PIPE).communicate()[0]
    assert f"{len(list(bodies([tmp_path])))} answers lie in".encode() in told
    run = validate([tmp_path / "report"], list(catalogue.load().values()))
    assert Verdict.PASS in {result.verdict for result in run.results}


@pytest.mark.parametrize("redirected", ["", "2>&-", ">&-", ">&- 2>&-"])
@pytest.mark.parametrize("lost", ["stdout", "stderr"])
def test_a_run_whose_output_nobody_reads_ends_as_any(
    lost: str, redirected: str, tmp_path: Path
) -> None:
    (tmp_path / "services.xml").write_text("<services/>")
    reading, writing = os.pipe()
    os.close(reading)
    command = ["/bin/sh", "-c", f'exec "$0" "$@" {redirected}', sys.executable, "-c", MAIN]
    done = subprocess.run(  # noqa: S603
        [*command, "validate", "services.xml", "--out", "report"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
        stdout=writing if lost == "stdout" else subprocess.PIPE,
        stderr=writing if lost == "stderr" else subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert done.returncode == 3
    assert b"Traceback" not in (done.stdout or b"") + (done.stderr or b"")
    assert (tmp_path / "report" / "report.html").exists()


WRITES_WITHOUT_END = """
import sys
from itertools import count
from pathlib import Path
from conformance.bundle import Bundle
from conformance.exchange import Exchange

bundle = Bundle(Path(sys.argv[1]))
bundle.start()
for number in count(1):
    url = "http://127.0.0.1/v2/services.xml"
    bundle.keep(Exchange(f"{number % 9:04}", "services", "xml", url, 200, (), b"<services/>"))
"""


@pytest.mark.parametrize("milliseconds", range(0, 20, 2))
def test_a_kill_leaves_no_half_written_answer(tmp_path: Path, milliseconds: int) -> None:
    run = python(WRITES_WITHOUT_END, str(tmp_path))
    while run.poll() is None and not list(tmp_path.glob("evidence/*.xml")):
        time.sleep(0.001)
    time.sleep(milliseconds / 1000)
    run.kill()
    assert run.wait(timeout=30) == -signal.SIGKILL
    for number, path in enumerate(bodies([tmp_path]), 1):
        answer = read(path, number).exchange
        assert (answer.question, answer.status, answer.body) == ("services", 200, b"<services/>")
