"""Stored service requests as a list: read as records one by one, or joined as they were written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, overload

from mock_server.records import Record

if TYPE_CHECKING:
    from mock_server.store import Store

JOINT = {"xml": "", "json": ", "}


class Rows(Sequence[Record]):
    """Some service requests as they are published, in order.

    Attributes:
        listed: Their numbers in the store as SQLite lists them in one value: "[3,2]".
    """

    def __init__(self, store: Store, listed: str) -> None:
        self.listed = listed
        self._store = store

    @cached_property
    def seqs(self) -> list[int]:
        """Their numbers in the store."""
        found: list[int] = json.loads(self.listed)
        return found

    def joined(self, format: str, before: str, after: str) -> str:
        """Return what was written of them in a format ("xml" or "json"), between two texts."""
        parts = self._store.column(format, self.listed) or [""]
        parts[0] = before + parts[0]
        parts[-1] += after  # a long page is copied once
        return JOINT[format].join(parts)

    def __len__(self) -> int:
        return len(self.seqs)

    def __bool__(self) -> bool:
        return self.listed != "[]"

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> Rows: ...
    def __getitem__(self, index: int | slice) -> Record | Rows:
        if isinstance(index, slice):
            return Rows(self._store, json.dumps(self.seqs[index]))
        record: Record = json.loads(self._store.column("json", f"[{self.seqs[index]}]")[0])
        return record
