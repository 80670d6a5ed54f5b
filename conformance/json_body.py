"""Read a JSON body strictly (RFC 8259)."""

from __future__ import annotations

import json
from typing import NoReturn

BYTE_ORDER_MARK = "\ufeff"

Value = object


def parse(text: str) -> Value:
    """Return the value; texts are trimmed, their line ends LF, since neither is judged.

    Raises:
        ValueError: It is not JSON; the message gives line and column where they are known.
    """
    try:
        return _trimmed(
            json.loads(
                text.removeprefix(BYTE_ORDER_MARK),
                object_pairs_hook=_record,
                parse_constant=_refuse,
            )
        )
    except json.JSONDecodeError as problem:
        raise ValueError(f"{problem.msg} at {_place(problem)}") from problem
    except RecursionError:
        raise ValueError("nested so deeply that no client can read it") from None


def pointer(path: tuple[str | int, ...]) -> str:
    """Return the JSON Pointer (RFC 6901) of a path; the whole document is "/"."""
    return "/" + "/".join(str(step).replace("~", "~0").replace("/", "~1") for step in path)


def _place(problem: json.JSONDecodeError) -> str:
    near = problem.doc[problem.pos : problem.pos + 20].splitlines()[:1] or [""]
    return f'line {problem.lineno}, column {problem.colno} (near "{near[0]}")'


def _record(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    record = {name: _trimmed(value) for name, value in pairs}
    if len(record) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f'the name "{twice}" stands twice in one object')
    return record


def _trimmed(value: Value) -> Value:
    if isinstance(value, str):
        return trimmed(value)
    if isinstance(value, list):
        return [trimmed(item) if isinstance(item, str) else item for item in value]
    return value


def trimmed(text: str) -> str:
    """Return a text without blanks around it, its line ends LF."""
    text = text.strip()
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON value")
