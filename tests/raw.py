"""Requests as bytes, for what no HTTP client would send."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

BASE = "/open311/v2"
POST = f"{BASE}/requests.json"
FORM = b"application/x-www-form-urlencoded"
GIVEN = "api_key=demo-key&service_code=006&description=Look"
PHOTO = (
    b'Content-Disposition: form-data; name="media"; filename="a.jpg"\r\nContent-Type: image/jpeg'
)


async def send(url: str, raw: bytes) -> bytes:
    """Send bytes as they are; return what comes until the connection ends."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(raw)
    try:
        async with asyncio.timeout(10):
            return await reader.read()
    finally:
        writer.close()


def request(
    path: str, method: str = "GET", body: bytes = b"", media: bytes = FORM, more: str = ""
) -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{more}".encode()
    if body:
        head += b"Content-Type: " + media + b"\r\nContent-Length: %d\r\n" % len(body)
    return head + b"\r\n" + body


def status(answer: bytes) -> int:
    assert answer.startswith(b"HTTP/1."), answer[:60]
    return int(answer[9:12])


def multipart(head: bytes, value: bytes = b"x") -> bytes:
    """Return a POST of what is needed, and one part more."""
    needed = {b"api_key": b"demo-key", b"service_code": b"006", b"lat": b"42.1", b"long": b"-72.6"}
    parts = [(b'Content-Disposition: form-data; name="%s"' % name, needed[name]) for name in needed]
    body = b"".join(b"--x\r\n%s\r\n\r\n%s\r\n" % part for part in [(head, value), *parts])
    return request(POST, "POST", body + b"--x--\r\n", b"multipart/form-data; boundary=x")
