"""HTTP around a behaviour: carries requests to it and its responses back, knows no rules."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from urllib.parse import parse_qsl

from aiohttp import web

from mock_server.delivery import deliver
from mock_server.http import Refused, Request
from mock_server.reference import Reference
from mock_server.tenants import Tenants

LARGEST_BODY = 2**20
MOST_FIELDS = 1000


def create_app(tenants: Tenants) -> web.Application:
    """Return an aiohttp application that answers as the tenants do."""

    async def handle(http: web.Request) -> web.StreamResponse:
        asked = Request(
            method=http.method,
            path=http.rel_url.raw_path,
            query=dict(http.rel_url.query),
            headers={name.lower(): value for name, value in http.headers.items()},
            origin=f"{http.scheme}://{http.host}",
        )
        try:
            asked = replace(asked, form=await _form(http))
            tenant, asked = tenants.route(asked)
        except Refused as refused:
            tenant, fault = tenants.root, None
            response = tenant.behaviour.refusal(asked, asked.steps()[1], refused)
        else:
            response, fault = tenant.respond(asked)
            await tenant.behaviour.store.durable()
        return await deliver(http, response, fault, tenant.rules.random)

    app = web.Application(client_max_size=LARGEST_BODY)
    app.router.add_route("*", "/{path:.*}", handle)
    return app


async def _form(http: web.Request) -> tuple[tuple[str, str], ...]:
    """Return the pairs of a posted form; raises Refused for a body that can't be one."""
    if http.method != "POST":
        return ()
    try:
        text = (await http.read()).decode("utf-8")
        return tuple(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except web.HTTPRequestEntityTooLarge:
        raise Refused(413, f"The body has more than {LARGEST_BODY} bytes.") from None
    except UnicodeDecodeError:
        raise Refused(400, "The body is not UTF-8.") from None
    except ValueError:
        raise Refused(400, f"The body has more than {MOST_FIELDS} fields.") from None


@contextlib.asynccontextmanager
async def running(
    behaviour: Reference | Tenants, host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[str]:
    """Serve one behaviour, or many tenants, while the context lasts; gives the endpoint's URL."""
    tenants = behaviour if isinstance(behaviour, Tenants) else Tenants(lambda _: behaviour)
    runner = web.AppRunner(create_app(tenants), access_log=None, shutdown_timeout=1)
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
    behaviour: Reference | Tenants, host: str, port: int, announce: Callable[[str], None]
) -> None:
    """Serve until the process is told to end; `announce` gets the endpoint's URL."""
    stop = asyncio.Event()
    with contextlib.suppress(NotImplementedError):
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with running(behaviour, host, port) as url:
        announce(url)
        await stop.wait()
