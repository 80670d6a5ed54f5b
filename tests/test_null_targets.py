"""Servers that answer nothing of use: every run ends, passes no must about answers, says why."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import web

from conformance.ask import Options
from conformance.client import Limits
from conformance.results import EXIT_STATUS, Run, Target, Verdict, outcome
from conformance.run import Order, check
from reports import summary
from specs.catalogue import Level, load

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
LAUGHS = (
    b'<?xml version="1.0" encoding="utf-8"?><!DOCTYPE services [<!ENTITY a "lol">'
    + b"".join(
        b'<!ENTITY %c "&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;">' % (c + 1, *([c] * 10))
        for c in range(97, 107)
    )
    + b"]><services><service><service_code>&k;</service_code></service></services>"
)


def fixed(status: int, media: str, body: bytes) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, body=body, headers={"Content-Type": media})

    return handle


async def redirect_for_ever(request: web.Request) -> web.StreamResponse:
    return web.Response(status=302, headers={"Location": str(request.rel_url)})


async def truncated(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "9000"})
    await response.prepare(request)
    await response.write(b'<?xml version="1.0" encoding="utf-8"?><services>')
    assert request.transport is not None
    request.transport.close()
    return response


async def endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b"<service/>" * 10_000)


async def loris(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b" ")
        await asyncio.sleep(0.05)


async def large(request: web.Request) -> web.StreamResponse:
    return web.Response(body=b" " * 100 * 2**20)


TARGETS: dict[str, Handler] = {
    "404 for all": fixed(404, "text/plain", b"Not found"),
    "401 for all": fixed(401, "text/html", b"<html><body>Log in</body></html>"),
    "a login page": fixed(200, "text/html", b"<!doctype html><html><body>Log in</body></html>"),
    "[] for all": fixed(200, "application/json", b"[]"),
    "<services/> for all": fixed(200, "text/xml", b"<services/>"),
    "500 for all": fixed(500, "text/plain", b"oops"),
    "endless redirect": redirect_for_ever,
    "truncated": truncated,
    "endless": endless,
    "slow loris": loris,
    "100 MB": large,
    "billion laughs": fixed(200, "text/xml; charset=utf-8", LAUGHS),
}


def run_against(handler: Handler | None, key: str = "") -> Run:
    async def run() -> Run:
        app = web.Application()
        if handler:
            app.router.add_route("*", "/{path:.*}", handler)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        if handler is None:
            await site.stop()
        order = Order(
            Target(endpoint=f"http://127.0.0.1:{port}/v2"),
            list(load().values()),
            Options(seed=1),
            Limits(timeout=0.5, max_body=2**20),
            api_key=key,
        )
        done = await check(order)
        await runner.cleanup()
        return done

    return asyncio.run(run())


@pytest.mark.parametrize("name", [*TARGETS, "closed port"])
def test_nothing_observed_is_not_passed(name: str) -> None:
    run = run_against(TARGETS.get(name))
    passed = {
        r.requirement for r in run.results if r.verdict is Verdict.PASS and r.level is Level.MUST
    }
    assert passed == set()
    assert not [r for r in run.results if r.verdict is Verdict.ERROR]
    assert EXIT_STATUS[outcome(run)] in (1, 3)
    assert summary.conclusion(run)


def test_the_key_does_not_follow_a_redirect_to_another_host() -> None:
    seen: list[str] = []

    async def elsewhere(request: web.Request) -> web.StreamResponse:
        seen.append(str(request.url))
        if "api_key" in request.query:
            return web.Response(status=302, headers={"Location": f"http://localhost:{port}/there"})
        return web.Response(status=403)

    port = 9
    run = run_against(elsewhere, key="secret-key-1")
    assert any("secret-key-1" in url for url in seen)
    assert not any("there" in url for url in seen)
    assert not [r for r in run.results if r.verdict is Verdict.PASS and r.level is Level.MUST]
