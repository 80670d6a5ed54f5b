"""Servers in a thread of this process."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Coroutine, Iterator
from types import TracebackType
from typing import Any, Self, TypeVar

from mock_server.app import running
from mock_server.reference import Reference
from mock_server.tenants import Tenants

T = TypeVar("T")
PATIENCE = 10.0  # seconds, for what takes milliseconds


class Thread:
    """An event loop in a thread of its own, for any number of servers, one after the other."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._loop.close()

    @contextlib.contextmanager
    def serve(self, behaviour: Reference | Tenants) -> Iterator[str]:
        """Serve on a free port of this machine; gives the endpoint's URL."""
        server = running(behaviour)
        url = self._run(server.__aenter__())
        try:
            yield url
        finally:
            self._run(server.__aexit__(None, None, None))

    def call(self, function: Callable[[], T]) -> T:
        """Call a function between two answers of the servers, and return what it returns."""

        async def there() -> T:
            return function()

        return self._run(there())

    def _run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(PATIENCE)


@contextlib.contextmanager
def background(behaviour: Reference | Tenants) -> Iterator[str]:
    """Serve on a free port while a context lasts; gives the endpoint's URL."""
    with Thread() as thread, thread.serve(behaviour) as url:
        yield url
