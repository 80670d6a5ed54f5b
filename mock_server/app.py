"""HTTP around a behaviour: carries requests to it and its responses back, knows no rules."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import signal
import socket
import sqlite3
import ssl
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from aiohttp import web
from aiohttp.http import HttpProcessingError
from aiohttp.web_protocol import RequestHandler

from mock_server import admin, bodies, console
from mock_server.crashes import Crashes
from mock_server.delivery import deliver, whole
from mock_server.faults import Fault
from mock_server.guard import Guard
from mock_server.http import Refused, Request, Response
from mock_server.reference import Reference
from mock_server.settings import Settings
from mock_server.tenants import PREFIX, Tenant, Tenants

LONGEST_URL = 2**16  # bytes; one beyond is never read, and aiohttp itself refuses it in plain text
PARTS = (admin, console)  # beside GeoReport
_OF_TENANT = re.compile(rf"^/{PREFIX}/[^/]*(?=/)")


class Server:
    """Answers what comes over HTTP: the admin API's calls, and everything else as the tenants do.

    Attributes:
        tenants: Who answers.
        guard: Who may use the admin API.
        patience: Seconds that a body may take to come.
    """

    def __init__(self, tenants: Tenants, guard: Guard, patience: float) -> None:
        self.tenants = tenants
        self.guard = guard
        self.patience = patience
        self._crashes = Crashes()

    async def handle(self, http: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        asked = Request(
            method=http.method,
            path=http.rel_url.raw_path,
            query=dict(http.rel_url.query.items()),
            headers=http.headers,
            origin=f"{http.scheme}://{http.host}",
        )
        tenant, fault, response = self.tenants.root, None, None
        try:
            if not asked.origin.isascii():
                raise Refused(400, "The Host header names no host; it has to be ASCII.")
            tenant, asked = self.tenants.route(asked)
            response, fault = await self._answer(http, tenant, asked)
            if tenant.behaviour.store.uncommitted:
                await tenant.behaviour.store.durable()
        except Exception as problem:  # whatever it is, the client gets an answer
            response = self._refuse(tenant, asked, problem, response)
        if fault is None:
            return whole(response)
        return await deliver(http, response, fault, tenant.rules.random)

    def _refuse(
        self, tenant: Tenant, asked: Request, problem: Exception, unsent: Response | None
    ) -> Response:
        """Answer what can't be had in the manner of whoever was asked."""
        refused = problem if isinstance(problem, Refused) else self._failed(tenant, problem)
        path = _OF_TENANT.sub("", asked.path)  # it is still there when the tenant can't be had
        for part in PARTS:
            if path.startswith(part.PREFIX):
                refusal: Response = part.refusal(refused)
                return refusal
        if refused is problem:
            return tenant.behaviour.refusal(asked, asked.steps()[1], refused)
        return tenant.refuse(asked, refused, unsent)

    def _failed(self, tenant: Tenant, problem: Exception) -> Refused:
        """Return what a client is told when a tenant could not answer."""
        if isinstance(problem, sqlite3.OperationalError):  # the disk is full, most likely
            tenant.behaviour.store.give_up()
            return Refused(507, f"Nothing could be stored: {problem}.")
        return self._crashes.refusal(problem)

    async def _answer(
        self, http: web.BaseRequest, tenant: Tenant, asked: Request
    ) -> tuple[Response, Fault | None]:
        """Let the admin API, the console (which raise Refused) or the tenant itself answer."""
        for part in PARTS:
            if asked.path.startswith(part.PREFIX):
                self.guard.admit(asked)
                body = await bodies.body(http, self.patience)
                return part.answer(self.tenants, tenant, asked, body), None
        try:
            if asked.method == "POST":
                sent = await bodies.form(http, self.patience)
                asked = asked._replace(sent=sent, form=bodies.pairs(sent))
            return tenant.respond(asked)
        except Refused as refused:
            return tenant.refuse(asked, refused), None
        except Exception as problem:  # with what was posted, so that the journal has it
            return tenant.refuse(asked, self._failed(tenant, problem)), None


@dataclass(frozen=True, slots=True)
class Listen:
    """Where a server listens.

    Attributes:
        host: Address.
        port: 0 takes a free one.
        tls: Certificate and key; None for plain HTTP.
        patience: Seconds that a client may take for a head, for a body, for its next request, or
            to take any of what it was sent.
    """

    host: str = "127.0.0.1"
    port: int = 0
    tls: ssl.SSLContext | None = None
    patience: float = 30.0


HERE = Listen()


class _Connections(web.Server):
    """aiohttp's server; whoever does not take what is sent for so long is not waited for."""

    patience: float

    def connection_made(self, handler: RequestHandler, transport: asyncio.Transport) -> None:
        super().connection_made(handler, transport)
        if sys.platform == "linux":  # elsewhere the system's own patience counts
            wait = int(1000 * self.patience)
            taken = transport.get_extra_info("socket")
            taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, wait)


_log = logging.getLogger(__name__)


def _is_ours(record: logging.LogRecord) -> bool:
    """Whether the server is at fault: what a client got wrong, the client is told."""
    theirs = (HttpProcessingError, web.RequestPayloadError)
    return not (record.exc_info and isinstance(record.exc_info[1], theirs))


_log.addFilter(_is_ours)


@contextlib.asynccontextmanager
async def running(
    behaviour: Reference | Tenants, listen: Listen = HERE, guard: Guard | None = None
) -> AsyncIterator[str]:
    """Serve one behaviour, or many tenants, while the context lasts; gives the endpoint's URL."""
    one = None if isinstance(behaviour, Tenants) else behaviour
    tenants = behaviour if isinstance(behaviour, Tenants) else Tenants(Settings(), behaviour=one)
    server = Server(tenants, guard or Guard(listen.host), listen.patience)
    # Without aiohttp's router: every path leads here. A head is waited for as the next request is.
    http = _Connections(
        server.handle,
        access_log=None,
        logger=_log,
        max_line_size=LONGEST_URL,
        keepalive_timeout=listen.patience,
        auto_decompress=False,  # a small body may unpack to a large one: only what is read is
        lingering_time=listen.patience / 3,
    )
    http.patience = listen.patience
    runner = web.ServerRunner(http, shutdown_timeout=1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, listen.host, listen.port, ssl_context=listen.tls)
        await site.start()
        taken = runner.addresses[0][1]
        shown = f"[{listen.host}]" if ":" in listen.host else listen.host
        yield f"http{'s' if listen.tls else ''}://{shown}:{taken}/open311/v2"
    finally:
        await runner.cleanup()
        if one is None:
            tenants.close()


async def serve(
    tenants: Tenants, listen: Listen, guard: Guard, announce: Callable[[str], None]
) -> None:
    """Serve until the process is told to end; `announce` gets the endpoint's URL."""
    stop = asyncio.Event()
    with contextlib.suppress(NotImplementedError):
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with running(tenants, listen, guard) as url:
        announce(url)
        await stop.wait()
