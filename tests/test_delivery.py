"""What a fault does to an answer on its way: late, in drops, cut off, or a connection reset."""

from __future__ import annotations

import asyncio
import socket
from datetime import UTC, datetime
from random import Random
from urllib.parse import urlsplit

import aiohttp
import pytest

from mock_server.app import running
from mock_server.faults import delay, parse
from mock_server.handle import serving
from mock_server.reference import Reference

NOW = datetime(2026, 7, 1, tzinfo=UTC)


@pytest.mark.parametrize("fault", ["reset", "truncate:0.5"])
def test_a_connection_ends_before_the_answer_does(fault: str) -> None:
    with pytest.raises(aiohttp.ClientError):
        asyncio.run(_over_http(fault))


def test_reset_resets_the_connection_and_truncate_ends_it() -> None:
    with serving() as server:
        with pytest.raises(ConnectionResetError):
            received(server.url, "reset")
        assert received(server.url, "truncate:0.5").startswith(b"HTTP/1.1 200")


def received(url: str, fault: str) -> bytes:
    """Return all that comes from a socket before its connection ends."""
    where = urlsplit(url)
    asked = f"GET {where.path}/services.json HTTP/1.1\r\nHost: x\r\nPrefer: fault={fault}"
    with socket.create_connection((where.hostname, where.port)) as taken:
        taken.sendall(f"{asked}\r\n\r\n".encode())
        return b"".join(iter(lambda: taken.recv(65536), b""))


def test_latency_is_fixed_or_drawn() -> None:
    random = Random(1)  # noqa: S311
    assert delay(parse("latency:250"), random) == 0.25
    drawn = [delay(parse("latency:200..800"), random) for _ in range(20)]
    assert len(set(drawn)) > 10
    assert all(0.2 <= seconds <= 0.8 for seconds in drawn)
    assert delay(parse("reset"), random) == 0


def test_latency_and_dribble_lose_nothing() -> None:
    whole = asyncio.run(_over_http(""))
    assert asyncio.run(_over_http("latency:10")) == whole
    assert asyncio.run(_over_http(f"dribble:{len(whole) * 4}")) == whole


async def _over_http(fault: str) -> bytes:
    headers = {"Prefer": f"fault={fault}"} if fault else {}
    async with (
        running(
            Reference(requests=5, jurisdictions=("springfield.example",), now=lambda: NOW)
        ) as url,
        aiohttp.ClientSession() as session,
        session.get(f"{url}/requests.json", headers=headers) as response,
    ):
        return await response.read()
