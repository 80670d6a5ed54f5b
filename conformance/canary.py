"""Words that only this kit says: to find a POST again, and whatever it told of a reporter.

They follow from the run's seed and the POST's name, so that equal seeds send equal requests. They
look like personal data and are nobody's, so they are not taken out of stored evidence: 555 is not
an area code, and example.org belongs to nobody (RFC 2606).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

NOTE = "Conformance test of the Open311 interface; needs no action."
_LETTERS = "abcdefghijklmnop"
CANARY = re.compile(
    r"[Cc]anary[a-p]{8}(?:(?:@|%40|\\u0040|&#64;)example\.org)?|(?:\+|%2B)1555010\d{4}"
)
PHONE = re.compile(r"1?\W{0,3}555\W{0,3}010\W?(\d{4})")


def marker(seed: int, write: str) -> str:
    """Return the word that a POST's description is found by, "o311" and 10 letters."""
    return "o311" + _letters(f"{seed}:{write}", 10)


def reporter(seed: int, write: str) -> dict[str, str]:
    """Return the personal fields of a POST, each with a value that nothing else has."""
    words = {name: _letters(f"{seed}:{write}:{name}", 8) for name in FIELDS}
    number = int(hashlib.sha256(f"{seed}:{write}:phone".encode()).hexdigest(), 16) % 10_000
    return {
        "email": f"canary{words['email']}@example.org",
        "phone": f"+1555010{number:04}",
        **{name: f"Canary{words[name]}" for name in FIELDS if name != "email"},
    }


FIELDS = ("email", "first_name", "last_name", "device_id", "account_id")


def wrong_key(seed: int) -> str:
    """Return an api_key that nobody has; like other canaries it is kept in stored evidence."""
    return f"canary{_letters(f'{seed}:api_key', 8)}"


def found(told: Mapping[str, str], text: str) -> list[str]:
    """Return the names of the personal fields whose values stand in a text, however written."""
    lower = text.casefold()
    names = [n for n, v in told.items() if n != "phone" and v.partition("@")[0].casefold() in lower]
    digits = told.get("phone", "")[-4:]
    if digits and any(match.group(1) == digits for match in PHONE.finditer(text)):
        names.append("phone")
    return names


def _letters(text: str, length: int) -> str:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return "".join(_LETTERS[int(digit, 16)] for digit in digest[:length])
