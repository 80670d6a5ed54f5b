"""Stored service requests as a list: read as records one by one, or joined as they were written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

from mock_server.records import Record

if TYPE_CHECKING:
    from mock_server.store import Store

JOINT = {"xml": "", "json": ", "}


class Rows(Sequence[Record]):
    """Some service requests as they are published, in order.

    Attributes:
        seqs: Their numbers in the store.
    """

    def __init__(self, store: Store, seqs: tuple[int, ...]) -> None:
        self.seqs = seqs
        self._store = store

    def joined(self, format: str, before: str, after: str) -> str:
        """Return what was written of them in a format ("xml" or "json"), between two texts."""
        parts = self._store.column(format, self.seqs) or [""]
        parts[0] = before + parts[0]
        parts[-1] += after  # a long page is copied once
        return JOINT[format].join(parts)

    def __len__(self) -> int:
        return len(self.seqs)

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> Rows: ...
    def __getitem__(self, index: int | slice) -> Record | Rows:
        if isinstance(index, slice):
            return Rows(self._store, self.seqs[index])
        record: Record = json.loads(self._store.column("json", (self.seqs[index],))[0])
        return record
