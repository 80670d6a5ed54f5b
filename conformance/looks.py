"""Tell what a body is, whatever it was asked for as. No parsing: a broken body is told as well."""

from __future__ import annotations

import re

from conformance.exchange import Exchange

# The root element of a body in lower case, after what may stand before it.
_ROOT = re.compile(
    rb"(?:\s|<\?(?>.*?\?>)|<!--(?>.*?-->)|<!doctype[^>\[]*>)*+<([a-z_][\w.-]*)", re.S
)


def looks_like(exchange: Exchange) -> str:
    """Say what a body is, from its first character: "xml", "json", "html", "empty" or "text"."""
    start = exchange.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1000].lower()
    if not start:
        return "empty"
    root = _ROOT.match(start)
    if root and root.group(1) in (b"html", b"head", b"body"):
        return "html"
    if start.startswith(b"<!doctype html"):
        return "html"
    if start.startswith(b"<"):
        return "xml"
    return "json" if start[:1] in b'[{"' or start in (b"null", b"true", b"false") else "text"
