"""What the mock server is measured against: the same bytes from bare aiohttp, and from Prism."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

PRISM_PORT = 9111
BARE = """
import asyncio, json, sys
from aiohttp import web
import uvloop
pages = {path: (media, open(file, "rb").read()) for path, media, file in json.loads(sys.argv[2])}
async def handle(request):
    media, body = pages[request.path]
    return web.Response(body=body, headers={"Content-Type": media})
async def main():
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(sys.argv[1])).start()
    print("ready", flush=True)
    await asyncio.Event().wait()
uvloop.run(main())
"""


@contextlib.contextmanager
def bare(pages: list[tuple[str, str, str]], port: int = 9106) -> Iterator[str]:
    """Run a server that sends the same bytes and does nothing else."""
    command = [sys.executable, "-c", BARE, str(port), json.dumps(pages)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603
    assert process.stdout is not None
    process.stdout.readline()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.communicate(timeout=10)


@contextlib.contextmanager
def prism(bodies: Mapping[str, list[object]]) -> Iterator[dict[str, str]]:
    """Run Prism on an OpenAPI document whose examples are these bodies; gives a URL for each."""
    paths = {name: f"/{number}.json" for number, name in enumerate(bodies)}
    schema = {"type": "array", "items": {"type": "object"}}
    document = {
        "openapi": "3.0.3",
        "info": {"title": "", "version": "1"},
        "paths": {path: _answered(schema, bodies[name]) for name, path in paths.items()},
    }
    origin = f"http://127.0.0.1:{PRISM_PORT}"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "oas.json"
        file.write_text(json.dumps(document))
        command = ["prism", "mock", "-p", f"{PRISM_PORT}", "-m", "false", "-v", "error", str(file)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603
        try:
            _awaited(f"{origin}/0.json")
            yield {name: origin + path for name, path in paths.items()}
        finally:
            process.terminate()
            process.wait(10)


def _answered(schema: object, body: list[object]) -> object:
    content = {"application/json": {"schema": schema, "example": body}}
    return {"get": {"responses": {"200": {"description": "", "content": content}}}}


def _awaited(url: str) -> None:
    """Return when something answers there."""
    for _ in range(100):
        with contextlib.suppress(OSError):
            get(url)
            return
        time.sleep(0.2)


def get(url: str) -> bytes:
    """Return a body."""
    with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310
        body: bytes = answer.read()
        return body
