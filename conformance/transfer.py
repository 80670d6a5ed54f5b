"""What HTTP does to an answer on its way: codings, pauses, hosts. No I/O."""

from __future__ import annotations

import zlib
from dataclasses import replace
from ipaddress import ip_address

from conformance.exchange import Exchange

LONGEST_WAIT = 30.0  # seconds of Retry-After that are waited for
BUSY = (429, 503)


class TooLarge(Exception):  # noqa: N818  (an end, not an error)
    """A body is larger than the limit."""


def decode(answer: Exchange, limit: int) -> Exchange:
    """Return an answer with its Content-Encoding undone; raises TooLarge beyond limit bytes."""
    coding = (answer.header("content-encoding") or "identity").strip().lower()
    if coding in ("identity", "") or not answer.body:
        return answer
    if coding not in ("gzip", "x-gzip", "deflate"):
        problem = f"Content-Encoding is {coding}, which was not asked for."
        return replace(answer, encoding_problem=problem)
    inflate = zlib.decompressobj(zlib.MAX_WBITS | 32)
    try:
        body = inflate.decompress(answer.body, limit)
    except zlib.error as problem:
        said = f"Content-Encoding is {coding}, but the body is not ({problem})."
        return replace(answer, encoding_problem=said)
    if inflate.unconsumed_tail:
        raise TooLarge
    return replace(answer, body=body)


def retry_after(answer: Exchange) -> float | None:
    """Return the seconds of pause that a busy endpoint asks for; None for no (bearable) pause."""
    if answer.status not in BUSY:
        return None
    try:
        wait = float(answer.header("retry-after") or "")
    except ValueError:
        return None
    return wait if 0 <= wait <= LONGEST_WAIT else None


def is_loopback(host: str | None) -> bool:
    """Whether a host is this machine itself, by its name or address."""
    try:
        return host == "localhost" or ip_address((host or "").strip("[]")).is_loopback
    except ValueError:
        return False
