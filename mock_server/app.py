"""HTTP around a behaviour: carries requests to it and its responses back, knows no rules."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Callable
from urllib.parse import parse_qsl

from aiohttp import web

from mock_server.http import Request
from mock_server.reference import Reference

LARGEST_BODY = 2**20


def create_app(behaviour: Reference) -> web.Application:
    """Return an aiohttp application that answers as the behaviour does."""

    async def handle(request: web.Request) -> web.StreamResponse:
        form: tuple[tuple[str, str], ...] = ()
        if request.method == "POST":
            text = (await request.read()).decode("utf-8", "replace")
            form = tuple(parse_qsl(text, keep_blank_values=True))
        response = behaviour.respond(
            Request(
                method=request.method,
                path=request.rel_url.raw_path,
                query=dict(request.rel_url.query),
                form=form,
                headers={name.lower(): value for name, value in request.headers.items()},
                origin=f"{request.scheme}://{request.host}",
            )
        )
        return web.Response(status=response.status, headers=response.headers, body=response.body)

    app = web.Application(client_max_size=LARGEST_BODY)
    app.router.add_route("*", "/{path:.*}", handle)
    return app


@contextlib.asynccontextmanager
async def running(
    behaviour: Reference, host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[str]:
    """Serve while the context lasts; gives the endpoint's URL."""
    runner = web.AppRunner(create_app(behaviour), access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        taken = runner.addresses[0][1]
        shown = f"[{host}]" if ":" in host else host
        yield f"http://{shown}:{taken}/open311/v2"
    finally:
        await runner.cleanup()


async def serve(
    behaviour: Reference, host: str, port: int, announce: Callable[[str], None]
) -> None:
    """Serve until the process is told to end; `announce` gets the endpoint's URL."""
    stop = asyncio.Event()
    with contextlib.suppress(NotImplementedError):
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with running(behaviour, host, port) as url:
        announce(url)
        await stop.wait()
