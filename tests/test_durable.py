"""What the mock server acknowledged is there after it was killed: every id once, the file sound."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import aiohttp
import pytest

ROOT = Path(__file__).parent.parent
ROUNDS = 20
CLIENTS = 6
ENOUGH = 40  # acknowledged in a round before the server is killed
FORM = {"api_key": "demo-key", "service_code": "006", "lat": "42.1", "long": "-72.6"}


def start(file: Path) -> tuple[subprocess.Popen[str], str]:
    """Start the server over a file; return the process and its endpoint."""
    code = "from conformance.cli import main; main()"
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", code, "mock", "--json", "--port", "0", "--db", str(file)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "OPEN311_MOCK_REQUESTS": "5"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    return process, json.loads(process.stdout.readline())["url"]


async def load(url: str, process: subprocess.Popen[str]) -> list[str]:
    """Post from several clients until enough is acknowledged; kill the server meanwhile."""
    acknowledged: list[str] = []

    async def client(session: aiohttp.ClientSession) -> None:
        with contextlib.suppress(aiohttp.ClientError, OSError):
            while process.poll() is None:
                async with session.post(f"{url}/requests.json", data=FORM) as answer:
                    acknowledged.append((await answer.json())[0]["service_request_id"])
                if len(acknowledged) == ENOUGH:
                    process.send_signal(signal.SIGKILL)

    async with aiohttp.ClientSession() as session, asyncio.timeout(60):
        await asyncio.gather(*(client(session) for _ in range(CLIENTS)))
    return acknowledged


@pytest.mark.timeout(300)
def test_every_acknowledged_request_survives_a_kill(tmp_path: Path) -> None:
    file = tmp_path / "city.sqlite"
    acknowledged: list[str] = []
    for _ in range(ROUNDS):
        process, url = start(file)
        acknowledged += asyncio.run(load(url, process))
        process.communicate(timeout=20)
        with contextlib.closing(sqlite3.connect(file)) as store:
            stored = [id for (id,) in store.execute("SELECT id FROM request")]
            assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert set(acknowledged) <= set(stored)
        assert len(set(stored)) == len(stored)
    assert len(acknowledged) >= ROUNDS * ENOUGH
    assert len(set(acknowledged)) == len(acknowledged)
