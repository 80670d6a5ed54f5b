"""Write records as XML and JSON."""

from __future__ import annotations

import json
import re
from xml.sax.saxutils import escape

from mock_server.rows import Rows
from specs.vocabulary import CONTAINERS

_JSON = json.JSONEncoder(ensure_ascii=False).encode
_NOT_XML = "\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff"
_ILLEGAL = re.compile(f"[{_NOT_XML}]")
_MARKED = re.compile(f"[&<>{_NOT_XML}]")


def text(value: object) -> str:
    """Return a value as XML shows it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else _ILLEGAL.sub("", str(value))


def element(name: str, value: object) -> str:
    """Return a value as an element, lists and records as nested ones."""
    kind = type(value)
    if value is None:
        return f"<{name}></{name}>"
    if kind is float or (kind is str and not _MARKED.search(value)):  # type: ignore[call-overload]
        return f"<{name}>{value}</{name}>"
    if isinstance(value, (list, Rows)):
        inner = "".join(element(CONTAINERS.get(name, "item"), item) for item in value)
    elif isinstance(value, dict):
        inner = "".join([element(key, item) for key, item in value.items()])
    else:
        inner = escape(text(value))
    return f"<{name}>{inner}</{name}>"


def xml(root: str, value: object, declaration: str = "") -> str:
    """Return a document: its declaration and its root element."""
    if isinstance(value, Rows):
        return value.joined("xml", f"{declaration}<{root}>", f"</{root}>")
    return declaration + element(root, value)


def as_json(value: object) -> str:
    """Return a value as JSON."""
    if isinstance(value, Rows):
        return value.joined("json", "[", "]")
    return _JSON(value)
