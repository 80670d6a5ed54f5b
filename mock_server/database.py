"""An SQLite database whose writers share commits: what was acknowledged is on the disk."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path


class Database:
    """One database; used by one thread at a time.

    Where it can't be written, any method that writes raises sqlite3.OperationalError. What others
    had written and not committed may be lost with it, so that `durable` raises for them too.

    Attributes:
        connection: To SQLite.
    """

    def __init__(self, path: str | Path, *, lasts: bool) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._writing = False
        self._commit: asyncio.Task[None] | None = None
        self._lost = False
        if lasts:
            # What two servers count and keep apart, they would mix up in one file.
            self.connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            self.connection.execute("PRAGMA journal_mode = WAL")
            self.connection.execute("PRAGMA synchronous = FULL")

    @property
    def uncommitted(self) -> bool:
        """Whether something was written that is not on the disk yet."""
        return self._writing or self._commit is not None

    def begin(self) -> None:
        """Open a transaction before something is written."""
        if not self._writing:
            self.connection.execute("BEGIN IMMEDIATE")
            self._writing = True

    def commit(self) -> None:
        """Put on the disk what was written."""
        if self._writing:
            try:
                self.connection.execute("COMMIT")
            except sqlite3.OperationalError:
                self.give_up()
                raise
            self._writing = False

    async def durable(self) -> None:
        """Return when all that was written so far is on the disk.

        Whoever writes in the same turn of the event loop shares one commit.
        """
        if self._writing and self._commit is None:
            self._commit = asyncio.get_running_loop().create_task(self._commit_soon())
        if self._commit is not None:
            await asyncio.shield(self._commit)

    async def _commit_soon(self) -> None:
        await asyncio.sleep(0)
        self._commit = None
        if self._lost:
            self.give_up()
            raise sqlite3.OperationalError("another could not be written at the same time")
        self.commit()

    def give_up(self) -> None:
        """Forget what was written since the last commit."""
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")
        self._writing = False
        self._lost = self._commit is not None

    def close(self) -> None:
        """Put on the disk what was written, and close."""
        self.commit()
        self.connection.close()
