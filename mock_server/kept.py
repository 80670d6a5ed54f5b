"""What was made once and is kept for the next time, bounded."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from typing import AnyStr, Generic

MOST_BYTES = 4 * 2**20  # a few of the longest lists, many short ones
OVERHEAD = 500  # bytes that an entry takes besides what was made and what it was made of, roughly


class Kept(Generic[AnyStr]):
    """Texts or bodies by what they were made of; those not asked for longest make room."""

    def __init__(self) -> None:
        self._made: OrderedDict[Hashable, tuple[AnyStr, int]] = OrderedDict()
        self._bytes = 0

    def get(self, key: Hashable, make: Callable[[], AnyStr]) -> AnyStr:
        """Return what was made before, or make it and keep it."""
        if key in self._made:
            self._made.move_to_end(key)
            return self._made[key][0]
        made = make()
        size = OVERHEAD + len(str(key)) + len(made)
        self._made[key] = made, size
        self._bytes += size
        while self._bytes > MOST_BYTES:
            self._bytes -= self._made.popitem(last=False)[1][1]
        return made

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self._made)

    def clear(self) -> None:
        """Forget all; what is asked for next is made anew."""
        self._made.clear()
        self._bytes = 0
