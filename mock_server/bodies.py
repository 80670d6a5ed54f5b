"""Read what comes after a request's head, within bounds of size and time.

Apps that add a photo post multipart/form-data: its texts count, its files are let go as they come.
"""

from __future__ import annotations

import asyncio
import zlib
from urllib.parse import parse_qsl, urlencode

from aiohttp import BodyPartReader, web
from aiohttp.http import HttpProcessingError

from mock_server.http import Refused

LARGEST_BODY = 2**20  # of a web.BaseRequest
LARGEST_UPLOAD = 20 * 2**20
MOST_FIELDS = 1000
CHUNK = 2**16
PACKED = ("gzip", "x-gzip", "deflate")
# What is raised of bodies that are too large, too slow, not what they say, or cut off.
BROKEN = (
    web.HTTPRequestEntityTooLarge,
    TimeoutError,
    ValueError,
    LookupError,
    RuntimeError,
    ConnectionError,
    HttpProcessingError,
    web.RequestPayloadError,
    zlib.error,
)


async def body(http: web.BaseRequest, patience: float) -> bytes:
    """Return a body; raises Refused for one that is too large, too slow or broken."""
    if "Expect" in http.headers:
        await _go_on(http)
    try:
        # What has come with the head is not waited for.
        async with asyncio.timeout(None if http.content.is_eof() else patience):
            return _unpacked(await http.read(), http.headers.get("Content-Encoding", ""))
    except BROKEN as problem:
        raise _refused(problem, "it is not what its headers say", patience) from None


async def _go_on(http: web.BaseRequest) -> None:
    """Tell a client that waits for it to send its body (RFC 9110, 10.1.1)."""
    if http.headers["Expect"].lower() == "100-continue" and not http.content.is_eof():
        await http.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")


def _unpacked(body: bytes, encoding: str) -> bytes:
    """Return a body as it was before it was packed; no more than may come is unpacked."""
    if encoding.lower() in ("", "identity"):
        return body
    if encoding.lower() not in PACKED:
        raise Refused(415, f"The body is packed as {encoding[:40]}; send it as it is, or as gzip.")
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 32)  # gzip or zlib, as its head says
    whole = unpacking.decompress(body, LARGEST_BODY + 1)
    if len(whole) > LARGEST_BODY:
        raise Refused(413, f"The body has more than {LARGEST_BODY} bytes once it is unpacked.")
    if not unpacking.eof:
        raise ValueError("It is cut off.")
    return whole


async def form(http: web.BaseRequest, patience: float) -> str:
    """Return the form that was posted, URL-encoded; raises Refused for what can't be one."""
    if http.content_type != "multipart/form-data":
        try:
            return (await body(http, patience)).decode("utf-8")
        except UnicodeDecodeError:
            raise Refused(400, "The body is not UTF-8.") from None
    if "Expect" in http.headers:
        await _go_on(http)
    try:
        async with asyncio.timeout(patience):
            return urlencode(await _texts(http))
    except BROKEN as problem:
        raise _refused(problem, "it is no multipart/form-data", patience) from None


def pairs(sent: str) -> tuple[tuple[str, str], ...]:
    """Return the pairs of a posted form; raises Refused when there are too many."""
    try:
        return tuple(parse_qsl(sent, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise Refused(400, f"The body has more than {MOST_FIELDS} fields.") from None


def _refused(problem: Exception, broken: str, patience: float) -> Refused:
    """Return what the sender of a body that can't be read is told."""
    if isinstance(problem, web.HTTPRequestEntityTooLarge):
        return Refused(413, f"The body has more than {LARGEST_BODY} bytes.")
    if isinstance(problem, TimeoutError):
        return Refused(408, f"The body did not come within {patience:g} seconds.")
    return Refused(400, f"The body can't be read; {broken}.")


async def _texts(http: web.BaseRequest) -> list[tuple[str, str]]:
    """Return the texts of a multipart body."""
    found: list[tuple[str, str]] = []
    kept = 0
    parts = await http.multipart()
    while (part := await parts.next()) is not None and len(found) <= MOST_FIELDS:
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise ValueError("A part is no field.")
        text = not part.filename and part.headers.get("Content-Type", "text/").startswith("text/")
        content = bytearray()
        while chunk := await part.read_chunk(CHUNK):
            kept += len(chunk) if text else 0
            if http.content.total_bytes > LARGEST_UPLOAD or kept > LARGEST_BODY:
                raise _too_large(kept)
            if text:
                content += chunk
        if text:
            value = bytes(part.decode(content)).decode(part.get_charset("utf-8"))
            found.append((part.name, value))
    return found


def _too_large(kept: int) -> Refused:
    if kept > LARGEST_BODY:
        return Refused(413, f"The texts of the body have more than {LARGEST_BODY} bytes.")
    return Refused(413, f"The body has more than {LARGEST_UPLOAD} bytes, files included.")
