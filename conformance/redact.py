"""Take keys and personal data out of whatever is about to be written.

Works on the text of bodies, headers and findings without parsing them, since a broken body has to
be stored as well. What is taken out is replaced by REMOVED, so that a field still has a value.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote, quote_plus

from conformance.canary import CANARY
from specs.vocabulary import PERSONAL_FIELDS

REMOVED = "[removed]"
SECRET_HEADERS = {"authorization", "cookie", "set-cookie", "proxy-authorization", "x-api-key"}

_NAMES = "|".join(sorted((re.escape(name) for name in PERSONAL_FIELDS), key=len, reverse=True))
_XML_FIELD = re.compile(
    rf"(<(?:\w+:)?({_NAMES})(?:\s[^>]*)?>)(?!\s*</)(.*?)(</(?:\w+:)?\2\s*>)", re.S | re.I
)
_JSON_FIELD = re.compile(
    rf'("(?:{_NAMES})"\s*:\s*)("(?:[^"\\]|\\.)+"|-?\d[\d.eE+-]*|\[[^\]{{]*\])', re.I
)
_QUERY_FIELD = re.compile(rf"((?:^|[?&\s;])(?:{_NAMES}|api_key)=)[^&\s#;]+", re.I)
_AT = r"(?:@|\\u0040|&#64;|&#x40;|%40)"
_EMAIL = re.compile(rf"[\w.+'-]{{1,64}}{_AT}[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    r"""(?<![\w./-])(?:
        \+\d{1,3}[\s.-]?\(?\d{1,4}\)?(?:[\s.-]?\d{2,4}){2,4}   # +1 555 010 0199, +49 30 123456
      | \(\d{3}\)\s?\d{3}[\s.-]\d{4}                            # (555) 010-0199
      | (?:1[\s.-])?\d{3}[\s.-]\d{3}[\s.-]\d{4}            # 555-010-0199
      | (?<=[A-Za-z]\s)\d{10}                                   # call 5550100199
    )(?![\w/-])""",
    re.X,
)


def redact(text: str, key: str = "") -> str:
    """Return a text without the key, personal fields, e-mail addresses and phone numbers."""
    for secret in sorted({key, quote(key), quote_plus(key)} - {""}, key=len, reverse=True):
        text = text.replace(secret, REMOVED)
    text = _XML_FIELD.sub(_without(rf"\g<1>{REMOVED}\g<4>"), text)
    text = _JSON_FIELD.sub(_without(rf'\g<1>"{REMOVED}"'), text)
    text = _QUERY_FIELD.sub(_without(rf"\g<1>{REMOVED}"), text)
    return _PHONE.sub(_without(REMOVED), _EMAIL.sub(_without(REMOVED), text))


def _without(instead: str) -> Callable[[re.Match[str]], str]:
    """Return what replaces a find: nothing of a canary, since a canary is nobody's."""
    return lambda found: found.group() if CANARY.search(found.group()) else found.expand(instead)


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
