"""The journal of POSTs: each stands on the disk before it is sent, and its answer after.

A run that is killed leaves it. What it names is never sent a second time: a run that is resumed
takes the answer from here, or says that the answer was lost.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from conformance import beside
from conformance.bundle import meta_of, timestamp
from conformance.exchange import Exchange
from conformance.redact import redact_body

LOST = "the run was cut off before its answer came; whether it created anything is not known"


class Journal:
    """What a run posts, a JSON object a line: {"write", "sending"} and {"write", "answer"}.

    Attributes:
        path: The file; None keeps nothing.
        posted: The answer to each POST of the run that is resumed, by the POST's name.
    """

    def __init__(self, path: Path | None = None, key: str = "", *, resume: bool = False) -> None:
        self.path = path
        self.posted = read(path) if path and resume else {}
        self._key = key
        if path and resume and not path.read_bytes().endswith(b"\n"):
            self._write("\n")  # ends what was being written when the run was killed

    def sending(self, write: str, ask: Exchange) -> None:
        """Put on the disk that a POST is about to be sent.

        Raises:
            OSError: It can't be written; the POST must not be sent.
        """
        self._append({"write": write, "at": _now(), "sending": meta_of(ask, self._key)})

    def answered(self, write: str, answer: Exchange) -> None:
        """Put the answer on the disk, redacted; raises OSError."""
        body = redact_body(answer.body, self._key).decode("utf-8", "surrogateescape")
        meta = meta_of(answer, self._key)
        self._append({"write": write, "at": _now(), "answer": {**meta, "body": body}})

    def _append(self, entry: dict[str, object]) -> None:
        self._write(json.dumps(entry) + "\n")

    def _write(self, text: str) -> None:
        if self.path is None:
            return
        with self.path.open("a", encoding="utf-8", errors="surrogateescape") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())


def read(path: Path) -> dict[str, Exchange]:
    """Return every POST of a journal with its answer, by name; one without is told as lost.

    Raises:
        FileNotFoundError: There is no journal.
    """
    found: dict[str, Exchange] = {}
    for line in path.read_text("utf-8").splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue  # the line that was being written when the run was killed: it was not sent
        meta: dict[str, Any] = entry.get("answer") or entry["sending"]
        body = str(meta.get("body", "")).encode("utf-8", "surrogateescape")
        headers = beside.pairs(path, meta, "headers")
        empty = Exchange("", "", "xml", str(meta.get("url")), meta.get("status"), headers, body)
        exchange = beside.of_a_run(path, empty, meta)
        found[entry["write"]] = exchange if "answer" in entry else replace(exchange, problem=LOST)
    return found


def _now() -> str:
    return timestamp(datetime.now(UTC))
