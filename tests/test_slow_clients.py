"""Clients that are slow, or wait themselves: they keep nobody else, and are not waited for long."""

from __future__ import annotations

import asyncio
import sys
from urllib.parse import urlsplit

import pytest

from mock_server.app import Listen, running
from mock_server.background import background
from mock_server.reference import Reference
from tests.raw import BASE, GIVEN, PHOTO, POST, multipart, request, send, status


def reference() -> Reference:
    return Reference(requests=5, jurisdictions=("springfield.example",))


def test_slow_clients_do_not_keep_others_waiting() -> None:
    async def together(url: str) -> bytes:
        half = f"GET {BASE}/services.xml HTTP/1.1\r\nHost".encode()
        parts = urlsplit(url)
        slow = [await asyncio.open_connection(parts.hostname, parts.port) for _ in range(50)]
        for _, writer in slow:
            writer.write(half)
        served = await send(url, request(f"{BASE}/services.xml"))
        for _, writer in slow:
            writer.close()
        return served

    with background(reference()) as url:
        assert status(asyncio.run(together(url))) == 200


@pytest.mark.parametrize(
    ("half", "said"),
    [
        (request(POST, "POST", b"description=whole")[:-5], b"HTTP/1.1 408"),
        (multipart(PHOTO)[:-5], b"HTTP/1.1 408"),
        (request(POST)[:-5], b""),
        (b"", b""),
    ],
    ids=["body", "photo", "head", "nothing"],
)
def test_who_sends_no_more_is_not_waited_for_for_ever(half: bytes, said: bytes) -> None:
    async def wait() -> bytes:
        async with running(reference(), Listen(patience=0.2)) as url:
            return await send(url, half)

    assert asyncio.run(wait())[:12] == said


def test_who_waits_to_be_told_to_go_on_is_told() -> None:
    async def wait() -> bytes:
        async with running(reference()) as url:
            parts = urlsplit(url)
            reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
            body = f"{GIVEN}&lat=42.1&long=-72.6".encode()
            head, _, _ = request(POST, "POST", body, more="Expect: 100-continue\r\n").partition(
                b"\r\n\r\n"
            )
            writer.write(head + b"\r\n\r\n")
            told = await reader.readuntil(b"\r\n\r\n")
            assert told == b"HTTP/1.1 100 Continue\r\n\r\n"
            writer.write(body)
            answer = await reader.read()
            writer.close()
            return answer

    assert status(asyncio.run(wait())) == 200


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system's own patience counts")
def test_who_takes_nothing_of_what_was_asked_for_is_let_go() -> None:
    asked = (
        f"GET {BASE}/requests.xml?jurisdiction_id=springfield.example HTTP/1.1\r\nHost: x\r\n\r\n"
    )

    async def ask_on(writer: asyncio.StreamWriter) -> None:
        async with asyncio.timeout(30):
            while True:
                writer.write(asked.encode() * 100)
                await asyncio.sleep(0.1)
                await writer.drain()

    async def wait() -> None:
        async with running(Reference(requests=500), Listen(patience=0.5)) as url:
            parts = urlsplit(url)
            # Of so little, reading stops at once.
            _, writer = await asyncio.open_connection(parts.hostname, parts.port, limit=1)
            with pytest.raises(ConnectionError):
                await ask_on(writer)

    asyncio.run(wait())
