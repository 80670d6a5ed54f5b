"""Read date-times as GeoReport v2 wants them: the W3C note (NOTE-datetime) with a zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import lru_cache

_W3C = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(?:(Z)|([+-])(\d{2}):(\d{2}))",
    re.ASCII,
)


def utc_now() -> datetime:
    """Return the present instant."""
    return datetime.now(UTC)


def parse(text: object) -> datetime | None:
    """Return the instant (aware, its own offset), or None when it is not W3C-DTF with a zone."""
    found = _W3C.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, zulu, sign, off_hour, off_min = found.groups()
    try:
        if zulu:
            zone: timezone = UTC
        else:
            offset = timedelta(hours=int(off_hour), minutes=int(off_min))
            zone = timezone(-offset if sign == "-" else offset)
            if int(off_min) > 59:
                return None
        return datetime(
            int(year),
            int(month),
            int(day),
            int(hour),
            int(minute),
            int(second or 0),
            int((fraction or "0")[:6].ljust(6, "0")),
            zone,
        )
    except ValueError:
        return None


def instant(text: object) -> datetime | None:
    """Return the instant in UTC, or None; for comparing."""
    return _instant(text) if isinstance(text, str) else None


@lru_cache(maxsize=8192)
def _instant(text: str) -> datetime | None:
    found = parse(text)
    try:
        return found.astimezone(UTC) if found else None
    except OverflowError:
        return None


def http_date(text: str | None) -> datetime | None:
    """Return the instant (UTC) that a Date header tells (RFC 9110), or None."""
    try:
        return parsedate_to_datetime(text or "").astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def newer(one: object, other: object) -> bool | None:
    """Whether one changeset is newer than another; None when it can't be told.

    Any date-time of ISO 8601 will do, with a blank for the T too, or whole numbers. Without a zone
    only those can be told apart from one with a zone that differ by more than a day.
    """
    if not isinstance(one, str) or not isinstance(other, str):
        return None
    if one.isdecimal() and other.isdecimal() and len(one) == len(other):
        return one > other
    try:
        first, second = datetime.fromisoformat(one), datetime.fromisoformat(other)
    except ValueError:
        return None
    alike = (first.tzinfo is None) == (second.tzinfo is None)
    first, second = (m if m.tzinfo else m.replace(tzinfo=UTC) for m in (first, second))
    if not alike and abs(first - second) <= timedelta(days=1):
        return None
    return first > second


def query(moment: datetime) -> str:
    """Write an instant as the argument of a query: UTC, whole seconds, Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
