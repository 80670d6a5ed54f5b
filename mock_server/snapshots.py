"""What a store held once, by name, in an SQLite database of its own: a file, or memory."""

from __future__ import annotations

import sqlite3
from pathlib import Path

BEGINNING = ""  # the name of what a store held first; no other can have it
PART = 2**28  # bytes; SQLite takes no value of more than a billion
SCHEMA = "CREATE TABLE IF NOT EXISTS snapshot (name TEXT NOT NULL, part BLOB NOT NULL)"


class Snapshots:
    """All snapshots of one store.

    Where they can't be written, any method that writes raises sqlite3.OperationalError.
    """

    def __init__(self, path: str | Path) -> None:
        try:
            self._connection = sqlite3.connect(path, check_same_thread=False)
            self._connection.execute(SCHEMA)
        except sqlite3.DatabaseError as problem:
            message = f"its snapshots are in {path}, which can't be used ({problem})"
            raise sqlite3.DatabaseError(message) from None

    def __contains__(self, name: str) -> bool:
        sql = "SELECT 1 FROM snapshot WHERE name = ? LIMIT 1"
        return self._connection.execute(sql, (name,)).fetchone() is not None

    def sizes(self) -> dict[str, int]:
        """Return the names, without the beginning, and how many bytes each has."""
        sql = (
            "SELECT name, sum(length(part)) FROM snapshot WHERE name != ? GROUP BY name"
            " ORDER BY min(rowid)"
        )
        return dict(self._connection.execute(sql, (BEGINNING,)).fetchall())

    def get(self, name: str) -> bytes:
        """Return what was kept under a name; empty for nothing."""
        sql = "SELECT part FROM snapshot WHERE name = ? ORDER BY rowid"
        return b"".join(part for (part,) in self._connection.execute(sql, (name,)))

    def keep(self, name: str, held: bytes) -> None:
        """Keep what a store holds under a name, instead of what was kept there."""
        parts = ((name, held[start : start + PART]) for start in range(0, len(held), PART))
        with self._connection:
            self._connection.execute("DELETE FROM snapshot WHERE name = ?", (name,))
            self._connection.executemany("INSERT INTO snapshot VALUES (?, ?)", parts)

    def forget(self, name: str) -> bool:
        """Forget what was kept under a name; False for nothing."""
        with self._connection:
            sql = "DELETE FROM snapshot WHERE name = ?"
            return self._connection.execute(sql, (name,)).rowcount > 0

    def clear(self) -> None:
        """Forget all, the beginning too."""
        with self._connection:
            self._connection.execute("DELETE FROM snapshot")

    def close(self) -> None:
        """Close the database."""
        self._connection.close()
