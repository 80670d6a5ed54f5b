"""Run the kit's fuzzing against a server in this process, and watch what reaches it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from conformance.ask import Options
from conformance.bundle import JOURNAL, Bundle
from conformance.choose import choose
from conformance.client import Limits
from conformance.fuzzing.run import fuzz
from conformance.results import Run, Target
from conformance.run import Order, Progress
from conformance.writes import Writes
from mock_server.app import running
from mock_server.http import Request, Response
from mock_server.records import Record
from mock_server.reference import Reference
from specs.catalogue import load
from tests.test_writes import ToThisMachine

WRITES = Writes(allowed=True, wait=0.0, location=("42.1015", "-72.5898"), address="12 Main St")


@dataclass
class Seen:
    """What reached a server.

    Attributes:
        requests: Method, path, query and form of each request but the key, in order.
        posts: How many of them were POSTs.
        journalled: How many POSTs the journal named when each POST came.
        keyed: How many POSTs brought the right key in their form.
    """

    requests: list[tuple[str, str, str, str]] = field(default_factory=list)
    posts: int = 0
    journalled: list[int] = field(default_factory=list)
    keyed: int = 0


def watched(kind: type[Reference], endpoint: str, journal: Path | None) -> tuple[Reference, Seen]:
    """Return a server of one city that remembers what reaches it; discovery calls it that type."""
    server, seen = kind(requests=60, jurisdictions=("springfield.example",)), Seen()
    respond, listed = server.respond, server.endpoint

    def watch(request: Request) -> Response:
        if request.method == "POST":
            seen.posts += 1
            seen.keyed += dict(request.form).get("api_key") == server.key
            if journal:
                seen.journalled.append(journal.read_text("utf-8").count('"sending"'))
        form = urlencode([pair for pair in request.form if pair[0] != "api_key"])
        seen.requests.append((request.method, request.path, urlencode(request.query), form))
        return respond(request)

    def call(request: Request) -> Record:
        return listed(request) | {"type": endpoint}

    server.respond = watch  # type: ignore[method-assign]
    server.endpoint = call  # type: ignore[method-assign]
    return server, seen


def silent(_: str) -> None:
    """Show no progress."""


def fuzzed(
    kind: type[Reference] = Reference,
    writes: Writes = WRITES,
    *,
    seed: int = 7,
    most: int = 400,
    folder: Path | None = None,
    host: str = "127.0.0.1",
    endpoint: str = "test",
    formats: tuple[str, ...] = ("xml", "json"),
    progress: Progress = silent,
) -> tuple[Run, Seen]:
    """Start a server, fuzz it, judge it; return what came out and what reached the server."""
    server, seen = watched(kind, endpoint, folder / JOURNAL if folder else None)

    async def run() -> Run:
        async with running(server) as url:
            order = Order(
                Target(endpoint=url.replace("127.0.0.1", host), formats=formats),
                choose(load(), (), (), writing=writes.allowed),
                Options(seed=seed, fuzzes=True, writes=writes),
                Limits(timeout=10, rate=0, max_requests=most),
                api_key=server.key,
                resolver=ToThisMachine(),
            )
            return await fuzz(order, Bundle(folder, server.key) if folder else None, progress)

    return asyncio.run(run()), seen
