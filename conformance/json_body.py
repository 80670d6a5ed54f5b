"""Read a JSON body strictly (RFC 8259)."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from typing import NoReturn

BYTE_ORDER_MARK = "\ufeff"
MOST_DIGITS = 4000  # of a whole number: longer ones are slow to read, and Python refuses to
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")

Value = object


def parse(text: str) -> Value:
    """Return the value; texts are trimmed, their line ends LF, since neither is judged.

    Half a character (a lone surrogate) becomes U+FFFD: it is JSON, and nothing can be done with it.

    Raises:
        ValueError: It is not JSON; the message gives line and column where they are known.
    """
    value = _loaded(text, _record)
    return _mended(_trimmed(value)) if _SURROGATE.search(text) else _trimmed(value)


def repeated(text: str) -> str:
    """Return a name that stands twice in one object; empty for none. Raises ValueError as parse."""
    found: list[str] = []

    def count(pairs: list[tuple[str, Value]]) -> None:
        names = Counter(name for name, _ in pairs)
        found.extend(name for name, times in names.items() if times > 1)

    _loaded(text, count)
    return found[0] if found else ""


def _loaded(text: str, record: Callable[[list[tuple[str, Value]]], Value]) -> Value:
    try:
        return json.loads(
            text.removeprefix(BYTE_ORDER_MARK),
            object_pairs_hook=record,
            parse_constant=_refuse,
            parse_int=_whole,
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
    return {name: _trimmed(value) for name, value in pairs}


def _whole(digits: str) -> float:
    return int(digits) if len(digits) < MOST_DIGITS else float(digits)


def _mended(value: Value) -> Value:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_mended(item) for item in value]
    if isinstance(value, dict):
        return {_mended(name): _mended(item) for name, item in value.items()}
    return value


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
