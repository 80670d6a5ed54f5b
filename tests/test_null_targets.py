"""Servers that answer nothing of use: every run ends, passes no must about answers, says why."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from conformance.ask import Options
from conformance.client import Limits
from conformance.results import EXIT_STATUS, Run, Target, Verdict, outcome
from conformance.run import Order, check
from mock_server.app import running
from mock_server.profiles import PROFILES
from reports import summary
from specs.catalogue import Level, load
from tests.selftest import misnamed

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
    response = web.StreamResponse(headers={"Content-Length": str(100 * 2**20)})
    await response.prepare(request)
    for _ in range(100):
        await response.write(b" " * 2**20)
    return response


async def moved(request: web.Request) -> web.StreamResponse:
    return web.Response(status=301, headers={"Location": "https://new.example/v2/services.xml"})


# Each with words of the sentence that tells the user what to do.
TARGETS: dict[str, tuple[Handler | None, str]] = {
    "closed port": (None, "is the server up?"),
    "404 for all": (fixed(404, "text/plain", b"Not found"), "stands before /services.xml"),
    "400 for all": (fixed(400, "text/plain", b"Bad"), "--jurisdiction"),
    "429 for all": (fixed(429, "text/plain", b"Slow down."), "--rate"),
    "404 about a jurisdiction for all": (
        fixed(404, "application/json", b'[{"code": 404, "description": "Which jurisdiction?"}]'),
        "--jurisdiction",
    ),
    "401 for all": (fixed(401, "text/html", b"<html><body>Log in</body></html>"), "--api-key-env"),
    "a login page": (fixed(200, "text/html", b"<!doctype html><html>Log in</html>"), "a web page"),
    "a page that wants more": (
        fixed(200, "text/html", b"<html>ERROR: Missing jurisdiction_id</html>"),
        "speaks of a jurisdiction: name one with --jurisdiction",
    ),
    "a page that is no XML": (fixed(200, "text/html", b"<html><br></html>"), "a web page"),
    "null for all": (fixed(200, "application/json", b"null"), "2 musts are broken"),
    "[] for all": (fixed(200, "application/json", b"[]"), "The lists are empty"),
    "<services/> for all": (fixed(200, "text/xml", b"<services/>"), "The lists are empty"),
    "nothing for all": (fixed(200, "text/xml", b""), "with nothing in it"),
    "500 for all": (fixed(500, "text/plain", b"oops"), "the server itself failed"),
    "another host": (moved, "https://new.example/v2/services.xml, another host"),
    "endless redirect": (redirect_for_ever, "curl -iL"),
    "truncated": (truncated, "the body ended before it was complete"),
    "endless": (endless, "the body is larger than 1 MB"),
    "slow loris": (loris, "--timeout"),
    "100 MB": (large, "the body is larger than 1 MB"),
    "billion laughs": (fixed(200, "text/xml; charset=utf-8", LAUGHS), "2 musts are broken"),
}


@asynccontextmanager
async def serving(handler: Handler | None) -> AsyncIterator[str]:
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
    yield f"http://127.0.0.1:{port}/v2"
    await runner.cleanup()


def run_against(
    handler: Handler | None, key: str = "", most: int = 2**25, scheme: str = "http"
) -> Run:
    async def run() -> Run:
        async with serving(handler) as served:
            url = served.replace("http", scheme, 1)
            limits = Limits(timeout=0.5, max_body=2**20, max_received=most)
            chosen = list(load().values())
            return await check(Order(Target(url), chosen, Options(seed=1), limits, api_key=key))

    return asyncio.run(run())


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_observed_is_not_passed(name: str) -> None:
    handler, told = TARGETS[name]
    run = run_against(handler)
    passed = {
        r.requirement for r in run.results if r.verdict is Verdict.PASS and r.level is Level.MUST
    }
    assert passed == set()
    assert not [r for r in run.results if r.verdict is Verdict.ERROR]
    assert misnamed(run.results) == set()
    assert EXIT_STATUS[outcome(run)] in (1, 3)
    assert told in " ".join([*run.notes, summary.conclusion(run)])


def test_https_of_a_server_that_speaks_no_tls() -> None:
    run = run_against(TARGETS["404 for all"][0], scheme="https")
    assert EXIT_STATUS[outcome(run)] == 3
    assert "no TLS with 127.0.0.1" in run.stopped
    assert "use http://" in run.stopped


def test_one_list_that_wants_a_jurisdiction_is_enough_to_be_told() -> None:
    async def run() -> Run:
        async with running(PROFILES["profile.fixmystreet"](requests=20)) as url:
            order = Order(Target(url), list(load().values()), Options(seed=1, examples=0))
            return await check(order)

    notes = asyncio.run(run()).notes
    assert any("/requests.xml speaks of a jurisdiction" in note for note in notes)


def test_answers_that_are_large_together_end_the_asking() -> None:
    page = b'<?xml version="1.0" encoding="utf-8"?><services>' + b" " * 2**19 + b"</services>"
    run = run_against(fixed(200, "text/xml", page), most=2**20)
    assert run.requests == 2
    assert "--only" in run.stopped


WITH_160_MB = """
import resource
resource.setrlimit(resource.RLIMIT_DATA, (160 * 2**20, 160 * 2**20))
from conformance.cli import main
main()
"""


@pytest.mark.parametrize("name", ["100 MB", "endless"])
def test_a_body_without_end_is_cut_by_the_command_itself(name: str, tmp_path: Path) -> None:
    async def run() -> tuple[int | None, str]:
        async with serving(TARGETS[name][0]) as url:
            command = [
                sys.executable,
                "-c",
                WITH_160_MB,
                "check",
                url,
                "--out",
                str(tmp_path / "report"),
            ]
            root = str(Path(__file__).parent.parent)
            process = await asyncio.create_subprocess_exec(
                *command, env={"PYTHONPATH": root}, stdout=PIPE, stderr=PIPE
            )
            told, _ = await process.communicate()
            return process.returncode, told.decode()

    status, told = asyncio.run(run())
    assert status == 3
    assert "the body is larger than 20 MB" in " ".join(told.split())


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
