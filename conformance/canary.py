"""Words that only this kit says: to find a POST again, and whatever it told of a reporter.

They follow from the run's seed and the POST's name, so that equal seeds send equal requests. They
look like personal data and are nobody's, so they are not taken out of stored evidence: there is no
area code 555 and no exchange 013, and example.org belongs to nobody (RFC 2606).
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Mapping
from urllib.parse import unquote

NOTE = "Conformance test of the Open311 interface; needs no action."
_LETTERS = "abcdefghijklmnop"
_MARKER = re.compile(r"o311[a-p]{10}")
_WORD = re.compile(r"canary[a-p]{8}", re.I)
_PHONE = re.compile(r"555\W{0,3}013\W{0,3}(\d{4})(?!\d)")
_UNICODE = re.compile(r"\\u([0-9a-f]{4})", re.I)
_NESTED = 2  # an escape may be escaped once more


def marker(seed: int, write: str) -> str:
    """Return the word that a POST's description is found by, "o311" and 10 letters."""
    return "o311" + _letters(f"{seed}:{write}", 10)


def markers(text: str) -> set[str]:
    """Return the markers in a text, in whichever case it shows them."""
    return set(_MARKER.findall(text.casefold()))


def reporter(seed: int, write: str) -> dict[str, str]:
    """Return the personal fields of a POST, each with a value that nothing else has."""
    words = {name: _letters(f"{seed}:{write}:{name}", 8) for name in FIELDS}
    number = int(hashlib.sha256(f"{seed}:{write}:phone".encode()).hexdigest(), 16) % 10_000
    return {
        "email": f"canary{words['email']}@example.org",
        "phone": f"+1555013{number:04}",
        **{name: f"Canary{words[name]}" for name in FIELDS if name != "email"},
    }


FIELDS = ("email", "first_name", "last_name", "device_id", "account_id")


def wrong_key(seed: int) -> str:
    """Return an api_key that nobody has; like other canaries it is kept in stored evidence."""
    return f"canary{_letters(f'{seed}:api_key', 8)}"


def found(told: Mapping[str, str], text: str) -> list[str]:
    """Return the names of the personal fields whose values stand in a text, however written."""
    plain = unescaped(text)
    lower = plain.casefold()
    names = [n for n, v in told.items() if n != "phone" and v.partition("@")[0].casefold() in lower]
    digits = told.get("phone", "")[-4:]
    if digits and digits in _PHONE.findall(plain):
        names.append("phone")
    return names


def is_canary(text: str) -> bool:
    """Whether a text holds a value of this kit's own instead of a person's, however written."""
    plain = unescaped(text)
    return bool(_WORD.search(plain) or _PHONE.search(plain))


def unescaped(text: str) -> str:
    """Return a text without its percent escapes, character entities and \\u escapes."""
    for _ in range(_NESTED):
        text = unquote(text) if "%" in text else text
        text = html.unescape(text) if "&" in text else text
        text = _UNICODE.sub(lambda found: chr(int(found.group(1), 16)), text)
    return text


def _letters(text: str, length: int) -> str:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return "".join(_LETTERS[int(digit, 16)] for digit in digest[:length])
