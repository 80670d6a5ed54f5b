"""The run folder: run.json, and each exchange as it came, redacted, in files beside it.

Bodies are written the moment they come, so that a run that is killed leaves what it had. A folder
written here can be judged again with `open311 validate`: the .meta.json beside each body says
which question it answers.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from conformance.exchange import Exchange
from conformance.redact import redact, redact_body, redact_headers, without_key
from conformance.results import Evidence, Result, Run
from conformance.stored import RUN_FILE, dump

EVIDENCE = "evidence"
META = ".meta.json"
PART = ".part"  # what was being written when the run was killed
SENT = ".sent"
JOURNAL = "writes.jsonl"


class Bundle:
    """Writes one run's folder.

    Attributes:
        folder: Where it is.
        files: Body file of each exchange, relative to the folder, by exchange id.
    """

    def __init__(self, folder: Path, key: str = "") -> None:
        self.folder = folder
        self.files: dict[str, str] = {}
        self._key = key

    def start(self, *, resume: bool = False) -> None:
        """Make the folder and clear what an earlier run left in it; to resume it keeps the journal.

        Raises:
            FileExistsError: The folder holds something else; nothing of it is touched.
            OSError: It can't be made or written to.
        """
        if self.folder.exists() and any(self.folder.iterdir()):
            if not (self.folder / RUN_FILE).exists():
                raise FileExistsError(
                    f"{self.folder} is not empty and not an earlier report. Choose another folder"
                    " with --out DIR."
                )
            for old in (self.folder / EVIDENCE).glob("*"):
                old.unlink()
            if not resume:
                (self.folder / JOURNAL).unlink(missing_ok=True)
        (self.folder / EVIDENCE).mkdir(parents=True, exist_ok=True)

    def keep(self, exchange: Exchange) -> None:
        """Store one exchange: its body, and what else is known of it beside."""
        name = f"{EVIDENCE}/{exchange.id}-{exchange.question}.{exchange.format}"
        previous = self.files.get(exchange.id)
        if previous and previous != name:
            for old in (previous, previous + META, previous + SENT):
                (self.folder / old).unlink(missing_ok=True)
        self.files[exchange.id] = name
        # The body last: whoever finds one finds what it answers beside it.
        if exchange.sent:
            _put(self.folder / (name + SENT), redact(exchange.sent, self._key).encode())
        meta = json.dumps(meta_of(exchange, self._key), indent=1, ensure_ascii=False)
        _put(self.folder / (name + META), f"{meta}\n".encode("utf-8", "replace"))
        _put(self.folder / name, redact_body(exchange.body, self._key))

    def write(self, name: str, text: str) -> Path:
        """Write a file of the folder; return its path."""
        path = self.folder / name
        _put(path, redact(text, self._key).encode("utf-8", "replace"))
        return path

    def save(self, run: Run) -> None:
        """Write run.json."""
        self.write(RUN_FILE, dump(run))


def _put(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, whatever becomes of this process."""
    part = path.with_name(path.name + PART)
    part.write_bytes(content)
    os.replace(part, path)  # noqa: PTH105  (atomic)


def listed(exchange: Exchange, file: str, key: str = "") -> Evidence:
    """Return an exchange as a run lists it, redacted; `file` is where its body stands."""
    return Evidence(
        id=exchange.id,
        question=exchange.question,
        format=exchange.format,
        method=exchange.method,
        url=redact(exchange.url, key),
        request_headers=exchange.request_headers,
        status=exchange.status,
        problem=redact(exchange.problem, key),
        started=timestamp(exchange.started) if exchange.started else "",
        seconds=round(exchange.seconds, 4),
        size=len(exchange.body),
        file=file,
        sent=redact(exchange.sent, key),
        key=exchange.asked.get("key", ""),
    )


def clean(result: Result, key: str = "") -> Result:
    """Return a result whose texts are redacted."""
    return replace(
        result,
        reason=redact(result.reason, key),
        violations=tuple(
            replace(
                violation,
                where=redact(violation.where, key),
                expected=redact(violation.expected, key),
                actual=redact(violation.actual, key),
            )
            for violation in result.violations
        ),
    )


def meta_of(exchange: Exchange, key: str = "") -> dict[str, object]:
    """Return what is known of an exchange besides its body, redacted."""
    return {
        "id": exchange.id,
        "question": exchange.question,
        "format": exchange.format,
        "asked": {name: without_key(value, key) for name, value in exchange.asked.items()},
        "method": exchange.method,
        "url": redact(exchange.url, key),
        "request_headers": exchange.request_headers,
        "sent": redact(exchange.sent, key),
        "status": exchange.status,
        "headers": redact_headers(exchange.headers, key),
        "problem": redact(exchange.problem, key),
        "encoding_problem": exchange.encoding_problem,
        "timed_out": exchange.timed_out,
        "repeats_key": exchange.repeats_key,
        "started": timestamp(exchange.started) if exchange.started else None,
        "seconds": round(exchange.seconds, 4),
    }


def timestamp(moment: datetime) -> str:
    """Write an instant as ISO 8601 in UTC, milliseconds, ending in Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
