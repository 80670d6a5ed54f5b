"""Compare records of two answers, field by field, as two readers of a living city would."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from conformance.documents import Record

AS_TEXT = frozenset(
    [
        "service_request_id",
        "service_code",
        "address_id",
        "zipcode",
        "token",
        "code",
        "key",
        "jurisdiction_id",
    ]
)


def differences(
    one: Record, other: Record, names: Iterable[str]
) -> Iterator[tuple[str, object, object]]:
    """Yield each field that differs, with both values."""
    for name in names:
        first, second = one.get(name), other.get(name)
        if first != second and not same(name, first, second):
            yield name, first, second


def same(name: str, one: object, other: object) -> bool:
    """Whether two values mean the same: empty, null and absent alike; numbers by value."""
    if isinstance(one, list) or isinstance(other, list):
        return _same_lists(one or [], other or [])
    if isinstance(one, dict) and isinstance(other, dict):
        return all(same(key, one.get(key), other.get(key)) for key in one.keys() | other.keys())
    first, second = plain(one), plain(other)
    if first == second:
        return True
    if name in AS_TEXT:
        return False
    try:
        return float(first) == float(second)
    except ValueError:
        return False


def plain(value: object) -> str:
    """Return a value as XML shows it, line ends as LF."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value).replace("\r\n", "\n").replace("\r", "\n").strip()


def unchanged(sent: str, came: object) -> bool:
    """Whether a text came back as it was sent; canonically equivalent letters are the same.

    A process may replace letters by those without changing a text (Unicode Standard, C7).
    """
    return canonical(sent) == canonical(came)


def differs_at(one: str, other: str) -> int:
    """Return the place of the first letter in which two texts differ."""
    common = zip(one, other, strict=False)
    different = (at for at, (a, b) in enumerate(common) if a != b)
    return next(different, min(len(one), len(other)))


def canonical(text: object) -> str:
    """Return a text trimmed, its line ends LF, its letters composed (Unicode NFC)."""
    return unicodedata.normalize("NFC", plain(text))


def _same_lists(one: object, other: object) -> bool:
    if not isinstance(one, list) or not isinstance(other, list) or len(one) != len(other):
        return False
    return all(same("", first, second) for first, second in zip(one, other, strict=True))
