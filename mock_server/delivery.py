"""Send an answer over HTTP, whole or as a fault has it: late, in drops, cut off, or not at all."""

from __future__ import annotations

import asyncio
import socket
import struct
from random import Random

from aiohttp import web

from mock_server.faults import Fault, delay
from mock_server.http import Response

TICK = 0.05  # seconds between two drops
AT_ONCE = struct.pack("ii", 1, 0)  # closed without a goodbye: the client's side is reset


def whole(response: Response) -> web.Response:
    """Return what aiohttp is to send of an answer that nothing befalls."""
    return web.Response(status=response.status, headers=response.headers, body=response.body)


async def deliver(
    http: web.BaseRequest, response: Response, fault: Fault, random: Random
) -> web.StreamResponse:
    """Return what aiohttp is to send, or send it here."""
    await asyncio.sleep(delay(fault, random))
    if fault.kind == "reset":
        return _reset(http)
    if fault.kind not in ("truncate", "dribble") or http.method == "HEAD":
        return whole(response)
    stream = web.StreamResponse(status=response.status, headers=response.headers)
    stream.content_length = len(response.body)
    await stream.prepare(http)
    if fault.kind == "truncate":
        await stream.write(response.body[: int(len(response.body) * float(fault.argument))])
        return _end(http)
    size = max(1, int(int(fault.argument) * TICK))
    for start in range(0, len(response.body), size):
        await stream.write(response.body[start : start + size])
        await asyncio.sleep(TICK)
    await stream.write_eof()
    return stream


def _reset(http: web.BaseRequest) -> web.StreamResponse:
    """Reset the connection."""
    if http.transport is not None:
        taken = http.transport.get_extra_info("socket")
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
    return _end(http)


def _end(http: web.BaseRequest) -> web.StreamResponse:
    """End the connection at once: what was not sent by now never comes."""
    if http.transport is not None:
        http.transport.abort()
    return web.Response()
