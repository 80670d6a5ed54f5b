"""stdout and stderr as the command uses them: whatever becomes of them, a run comes to its end."""

from __future__ import annotations

import errno
import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

FULL = (errno.ENOSPC, errno.EDQUOT)
STDOUT = 1


class Losable(io.FileIO):
    """A stream whose reader may be gone, a pipe or a terminal that was closed.

    A disk that is full under stdout is told all the same, once: what stands there is to be kept.
    """

    _full = False

    def write(self, data: ReadableBuffer, /) -> int:
        """Write what can be written; what nobody can read is let go."""
        try:
            return super().write(data)
        except OSError as problem:
            if problem.errno in FULL and self.fileno() == STDOUT and not self._full:
                self._full = True
                raise
            return memoryview(data).nbytes


def prepare() -> None:
    """Let output hold any character: files are UTF-8, a terminal shows what it can't as \\u…."""
    sys.stdout, sys.stderr = _prepared(sys.stdout), _prepared(sys.stderr)


def _prepared(stream: TextIO | None) -> TextIO:
    if stream is None:  # closed before the start
        return Path(os.devnull).open("w", encoding="utf-8")
    if not isinstance(stream, io.TextIOWrapper):
        return stream
    stream.flush()
    return io.TextIOWrapper(
        io.BufferedWriter(Losable(stream.fileno(), "wb", closefd=False)),
        encoding=stream.encoding if stream.isatty() else "utf-8",
        errors="backslashreplace",
        # What PYTHONUNBUFFERED had written at once comes line by line.
        line_buffering=stream.line_buffering or stream.write_through,
    )
