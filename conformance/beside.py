"""What is known of a saved body besides itself: the .meta.json beside it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from conformance.bundle import META
from conformance.endpoints import is_url
from conformance.exchange import Exchange

Meta = dict[str, object]
Pairs = tuple[tuple[str, str], ...]


def read(path: Path) -> Meta:
    """Return what stands beside a body; empty when nothing does.

    Raises:
        ValueError: It can't be read; the message says what to do.
    """
    file = path.with_name(path.name + META)
    if not file.exists():
        return {}
    try:
        meta = json.loads(file.read_text("utf-8"))
    except (ValueError, RecursionError) as problem:
        raise _unusable(path, f"is not JSON ({problem})") from problem
    if not isinstance(meta, dict):
        raise _unusable(path, 'is not an object such as {"status": 200, "headers": {}}')
    return meta


def url(meta: Meta) -> str:
    """Return the URL in what a .meta.json says, which may hold a remark as well."""
    said = meta.get("url")
    first = said.split()[0] if isinstance(said, str) and said.strip() else ""
    return first if first.startswith("/") or is_url(first) else ""


def pairs(path: Path, meta: Meta, name: str) -> Pairs:
    """Return headers, written as an object or as pairs, their names in lower case.

    Raises:
        ValueError: They are neither; the message says what to do.
    """
    told = meta.get(name) or ()
    listed = told.items() if isinstance(told, dict) else told
    try:
        return tuple((str(key).lower(), str(value)) for key, value in listed)  # type: ignore[attr-defined]
    except (TypeError, ValueError) as problem:
        raise _unusable(path, f"has {name} that are neither an object nor pairs") from problem


def of_a_run(path: Path, exchange: Exchange, meta: Meta) -> Exchange:
    """Restore an exchange that a run stored.

    Raises:
        ValueError: Something in it is not what a run writes; the message says what to do.
    """
    asked = meta.get("asked")
    if not isinstance(asked, dict):
        raise _unusable(path, "has a question, as a run writes it, but not what was asked")
    format = meta.get("format") or exchange.format
    if format not in ("xml", "json"):
        raise _unusable(path, f'has format "{format}", which is neither xml nor json')
    return replace(
        exchange,
        id=str(meta.get("id") or exchange.id),
        question=str(meta["question"]),
        format=str(format),
        method=str(meta.get("method") or "GET"),
        request_headers=pairs(path, meta, "request_headers"),
        sent=str(meta.get("sent") or ""),
        asked={str(k): str(v) for k, v in asked.items()},
        problem=str(meta.get("problem") or ""),
        encoding_problem=str(meta.get("encoding_problem") or ""),
        timed_out=bool(meta.get("timed_out")),
        repeats_key=bool(meta.get("repeats_key")),
        started=_started(path, meta),
    )


def _started(path: Path, meta: Meta) -> datetime | None:
    said = meta.get("started")
    if not said:
        return None
    try:
        return datetime.fromisoformat(str(said)).astimezone(UTC)
    except (ValueError, OverflowError) as problem:
        raise _unusable(path, f'has started "{said}", which is no instant') from problem


def _unusable(path: Path, why: str) -> ValueError:
    return ValueError(
        f"{path}{META} {why}. Mend it, or delete it: then {path.name} is judged without what needs"
        " its status and headers."
    )
