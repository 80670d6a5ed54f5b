"""Bodies that were joined once and are kept for the next time, bounded."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

MOST_BYTES = 8 * 2**20  # a few of the longest lists, many short ones


class Pages:
    """Bodies by what they answer; those that were not asked for longest make room."""

    def __init__(self) -> None:
        self._pages: OrderedDict[tuple[object, ...], bytes] = OrderedDict()
        self._bytes = 0

    def get(self, key: tuple[object, ...], make: Callable[[], bytes]) -> bytes:
        """Return a page as it was made before, or make it and keep it."""
        page = self._pages.get(key)
        if page is not None:
            self._pages.move_to_end(key)
            return page
        self._pages[key] = page = make()
        self._bytes += len(page)
        while self._bytes > MOST_BYTES:
            self._bytes -= len(self._pages.popitem(last=False)[1])
        return page

    def clear(self) -> None:
        """Forget all pages; the next read joins them anew."""
        self._pages.clear()
        self._bytes = 0
