"""Take keys and personal data out of whatever is about to be written.

Works on the text of bodies, headers and findings without parsing them, since a broken body has to
be stored as well. What is taken out is replaced by REMOVED, so that a field still has a value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import escape
from urllib.parse import quote, quote_plus

from conformance.canary import is_canary
from specs.vocabulary import PERSONAL_FIELDS

REMOVED = "[removed]"
SECRET_HEADERS = {"authorization", "cookie", "set-cookie", "proxy-authorization", "x-api-key"}

_NAMES = "|".join(sorted((re.escape(name) for name in PERSONAL_FIELDS), key=len, reverse=True))
# No pattern may try the rest of a body again at each place: a body can be 20 MB of beginnings.
# Those that start with a set of characters, no cased letters in it, skip quickly to one of it.
_XML_TAG = re.compile(rf"<(/?)(?:\w++:)?+({_NAMES})(?:\s[^<>]*)?(?<!/)>", re.I)
_JSON_FIELD = re.compile(
    rf'("(?:{_NAMES})"\s*:\s*)("(?:[^"\\]|\\.)++(?:"|\\?\Z)|-?\d[\d.eE+-]*|\[[^\]{{]{{0,500}}\])',
    re.I,
)
# Where the value is empty, what comes next may be the end of a text in JSON.
_QUERY_FIELD = re.compile(rf"""([?&\s;](?i:{_NAMES}|api_key)=)(?!"[,\s}}\]])[^&\s#;]+""")
_AT_SIGNS = ("@", r"\u0040", "&#64;", "&#x40;", "%40")
_AT = f"(?:{'|'.join(map(re.escape, _AT_SIGNS))})"
_EMAIL = re.compile(rf"(?<![\w.+'-])[\w.+'-]++{_AT}[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    r"""[+(\d](?<![\w./-].)(?:
        (?<=\+)\d{1,3}[\s.-]?\(?\d{1,4}\)?(?:[\s.-]?\d{2,4}){2,4}  # +1 555 010 0199, +49 30 123456
      | (?<=\()\d{3}\)\s?\d{3}[\s.-]\d{4}                           # (555) 010-0199
      | (?:(?<=1)[\s.-]\d|(?<=\d))\d{2}[\s.-]\d{3}[\s.-]\d{4}       # 555-010-0199
      | (?<=[A-Za-z]\s\d)\d{9}                                       # call 5550100199
    )(?![\w/-])""",
    re.X | re.S,
)
# Before a number that is a part of an id, a token or a code, and nobody's.
_OF_AN_ID = re.compile(r"""(?:_id|token|code)(?:>|"\s*:\s*")[^"<]{0,60}\Z""")


def redact(text: str, key: str = "") -> str:
    """Return a text without the key, personal fields, e-mail addresses and phone numbers."""
    text = _without_xml_fields(without_key(text, key))
    text = _JSON_FIELD.sub(_without(rf'\g<1>"{REMOVED}"'), text)
    text = _QUERY_FIELD.sub(_without(rf"\g<1>{REMOVED}"), f"&{text}")[1:]
    if any(sign in text for sign in _AT_SIGNS):
        text = _EMAIL.sub(_without(REMOVED), text)
    return _PHONE.sub(_without_phone, text)


def _without_phone(found: re.Match[str]) -> str:
    before = found.string[max(0, found.start() - 80) : found.start()]
    return found.group() if _OF_AN_ID.search(before) or is_canary(found.group()) else REMOVED


def without_key(text: str, key: str) -> str:
    """Return a text without the key alone, where all else in it is the kit's own or an id."""
    for secret in spellings(key):
        text = text.replace(secret, REMOVED)
    return text


def spellings(key: str) -> list[str]:
    """Return how a key may be written in a text, the longest first."""
    html = {escape(key), escape(key, quote=False)}
    found = {key, quote(key), quote_plus(key), json.dumps(key)[1:-1], *html}
    found |= {text.replace("/", r"\/") for text in found}  # as PHP writes JSON
    return sorted(found - {""}, key=len, reverse=True)


def _without(instead: str) -> Callable[[re.Match[str]], str]:
    """Return what replaces a find: nothing of a canary, since a canary is nobody's."""
    return lambda found: found.group() if is_canary(found.group()) else found.expand(instead)


def _without_xml_fields(text: str) -> str:
    parts, done = [], 0
    for start, end in _xml_fields(text):
        value = text[start:end]
        if start >= done and value.strip() and not is_canary(value):
            parts += [text[done:start], REMOVED]
            done = end
    return "".join([*parts, text[done:]])


def _xml_fields(text: str) -> list[tuple[int, int]]:
    """Return where each personal field's content starts and ends, in order, the outer first.

    A field that is not closed, as in a body that was cut off, ends at the next tag.
    """
    found, opened = [], dict[str, int]()
    for tag in _XML_TAG.finditer(text):
        closing, name = tag.group(1), tag.group(2).lower()
        if name in opened:
            start = opened.pop(name)
            found.append((start, tag.start() if closing else _next_tag(text, start)))
        if not closing:
            opened[name] = tag.end()
    found += [(start, _next_tag(text, start)) for start in opened.values()]
    return sorted(found)


def _next_tag(text: str, start: int) -> int:
    end = text.find("<", start)
    return len(text) if end < 0 else end


def redact_body(body: bytes, key: str = "") -> bytes:
    """Return a body's bytes redacted; all other bytes stay as they came, UTF-8 or not."""
    text = body.decode("utf-8", "surrogateescape")
    return redact(text, key).encode("utf-8", "surrogateescape")


def redact_headers(
    headers: tuple[tuple[str, str], ...], key: str = ""
) -> tuple[tuple[str, str], ...]:
    """Return headers redacted; those that carry secrets lose their whole value."""
    return tuple(
        (name, REMOVED if name.lower() in SECRET_HEADERS else redact(value, key))
        for name, value in headers
    )
