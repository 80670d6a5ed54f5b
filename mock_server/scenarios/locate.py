"""In which line of a TOML document a value stands, which tomllib doesn't tell."""

from __future__ import annotations

import re
import tomllib

Path = tuple[str | int, ...]

_KEY = r"""(?:[A-Za-z0-9_-]+|"(?:\\.|[^"\\])*"|'[^']*')"""
_KEYS = rf"({_KEY}(?:[ \t]*\.[ \t]*{_KEY})*)"
_HEADER = re.compile(rf"(\[\[?)[ \t]*{_KEYS}[ \t]*\]+")
_PAIR = re.compile(rf"{_KEYS}[ \t]*=[ \t]*")
_BETWEEN = re.compile(r"(?:[\s,]|#[^\n]*)*")
_SCALAR = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\])*"|\'[^\']*\'|[^,\]}\n#]+', re.DOTALL
)


def line(text: str, path: Path) -> int:
    """Return the line, from 1, of what a path leads to, or of the nearest part that is there.

    `text` is TOML that tomllib reads.
    """
    found = _Scanner(text).found
    while path not in found:
        path = path[:-1]
    return text.count("\n", 0, found[path]) + 1


class _Scanner:
    """Reads a document once.

    Attributes:
        found: Where the key of a value, the item of an array, or a table's header begins.
    """

    def __init__(self, text: str) -> None:
        self.found: dict[Path, int] = {(): 0}
        self._text = text
        self._at = 0
        self._last: dict[Path, int] = {}  # index of the last table in an array of tables
        table: Path = ()
        while self._more():
            if text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)

    def _more(self) -> bool:
        self._take(_BETWEEN)
        return self._at < len(self._text)

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str]:
        match = pattern.match(self._text, self._at)
        if match is None:
            raise AssertionError("tomllib reads what the scanner doesn't")
        self._at = match.end()
        return match

    def _header(self) -> Path:
        start = self._at
        match = self._take(_HEADER)
        table: Path = ()
        keys = _split(match[2])
        for number, key in enumerate(keys, 1):
            table += (key,)
            self.found.setdefault(table, start)
            if number == len(keys) and match[1] == "[[":
                self._last[table] = self._last.get(table, -1) + 1
            if table in self._last:
                table += (self._last[table],)
            self.found.setdefault(table, start)
        return table

    def _pair(self, table: Path) -> None:
        start = self._at
        for key in _split(self._take(_PAIR)[1]):
            table += (key,)
            self.found.setdefault(table, start)
        self._value(table)

    def _value(self, path: Path) -> None:
        opening = self._text[self._at]
        if opening not in "[{":
            self._take(_SCALAR)
            return
        self._at += 1
        number = 0
        while self._more() and self._text[self._at] not in "]}":
            if opening == "{":
                self._pair(path)
            else:
                self.found[(*path, number)] = self._at
                self._value((*path, number))
                number += 1
        self._at += 1


def _split(keys: str) -> list[str]:
    """Return the parts of a dotted key."""
    found: list[str] = []
    inner: object = tomllib.loads(f"{keys} = 0")
    while isinstance(inner, dict):
        ((key, inner),) = inner.items()
        found.append(key)
    return found
