"""What a tenant was asked and what it answered: the latest exchanges, bounded."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from typing import NamedTuple

from mock_server.http import Request, Response

MOST = 2_000
MOST_BYTES = 8 * 2**20
OVERHEAD = 500  # bytes that an entry takes besides what it holds, roughly
TEXT = 50  # and a text, such as a name or a value, besides its characters


class Entry(NamedTuple):
    """One exchange.

    Attributes:
        number: From 1, in the order of asking.
        at: When it was asked, by the tenant's clock.
        request: What was asked.
        response: What was answered, before a fault changed it on the way.
        fault: The fault that changed the answer; empty for none.
    """

    number: int
    at: datetime
    request: Request
    response: Response
    fault: str = ""

    @property
    def size(self) -> int:
        """Bytes that it takes, about."""
        asked, told = self.request, self.response
        texts = [asked.path, asked.sent, *chain.from_iterable(asked.form)]
        for pairs in (asked.query, asked.headers, told.headers):
            texts += pairs
            texts += pairs.values()
        return OVERHEAD + len(texts) * TEXT + sum(map(len, texts)) + len(told.body)


class Journal:
    """The latest exchanges of a tenant.

    Attributes:
        latest: Number of the latest exchange, which is how many there were ever.
        bytes: What those that are kept take, about.
    """

    def __init__(self, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        self.latest = 0
        self.bytes = 0
        self._cleared = 0
        self._most = most
        self._most_bytes = most_bytes
        self._entries: deque[tuple[Entry, int]] = deque()

    @property
    def count(self) -> int:
        """How many there were since the last clearing, those that were dropped included."""
        return self.latest - self._cleared

    def add(self, at: datetime, request: Request, response: Response, fault: str = "") -> Entry:
        """Remember an exchange; the oldest are dropped beyond the bounds."""
        self.latest += 1
        entry = Entry(self.latest, at, request, response, fault)
        size = entry.size
        self._entries.append((entry, size))
        self.bytes += size
        while len(self._entries) > self._most or self.bytes > self._most_bytes:
            self.bytes -= self._entries.popleft()[1]
        return entry

    def amend(self, unsent: Response, response: Response) -> bool:
        """Remember another answer in the place of one that was not sent; False for none."""
        for place in range(len(self._entries) - 1, -1, -1):
            entry, size = self._entries[place]
            if entry.response is unsent:
                self._entries[place] = entry._replace(response=response), size
                return True
        return False

    def __iter__(self) -> Iterator[Entry]:
        return (entry for entry, _ in tuple(self._entries))

    def __len__(self) -> int:
        return len(self._entries)

    def clear(self) -> None:
        """Forget everything; numbers go on, since whoever follows asks for those after one."""
        self._entries.clear()
        self._cleared = self.latest
        self.bytes = 0
