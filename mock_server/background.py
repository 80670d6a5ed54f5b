"""A server in a thread of this process, for as long as a context lasts."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import Iterator

from mock_server.app import running
from mock_server.reference import Reference


@contextlib.contextmanager
def background(behaviour: Reference) -> Iterator[str]:
    """Serve on a free port of this machine; gives the endpoint's URL."""
    loop = asyncio.new_event_loop()
    started: queue.Queue[str] = queue.Queue()
    stop = asyncio.Event()

    async def serve() -> None:
        async with running(behaviour) as url:
            started.put(url)
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    try:
        yield started.get(timeout=10)
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(timeout=10)
        loop.close()
