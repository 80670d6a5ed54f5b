"""What HTTP does to an answer on its way: codings, pauses, hosts, failures. No I/O."""

from __future__ import annotations

import os
import ssl
import zlib
from dataclasses import replace
from ipaddress import ip_address

import aiohttp
from yarl import URL

from conformance.dates import http_date
from conformance.exchange import Exchange

PAUSE = 1.0  # seconds, where a busy endpoint does not say how many


class TooLarge(Exception):  # noqa: N818  (an end, not an error)
    """A body is larger than the limit."""


def askable(text: str, base: URL | None = None) -> URL:
    """Return a URL that can be asked, relative to another where one is given.

    Raises:
        ValueError: It is none.
    """
    url = URL(text, encoded=True)
    url = base.join(url) if base else url
    if url.scheme not in ("http", "https") or not url.host or url.port is None:
        raise ValueError(f"{text} is no http or https URL")
    return url


def same_origin(one: str, other: str) -> bool:
    """Whether two URLs are of the same scheme, host and port: a key of one may go to the other."""
    try:
        return askable(one).origin() == askable(other).origin()
    except ValueError:
        return False


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
    if not inflate.eof:
        said = f"Content-Encoding is {coding}, and the end of the body is missing."
        return replace(answer, encoding_problem=said)
    return replace(answer, body=body)


def retry_after(answer: Exchange) -> float | None:
    """Return the seconds of pause that a busy endpoint asks for; None when it is not busy.

    It names seconds, or a date, which is one by its own clock (RFC 9110 §10.2.3).
    """
    if not answer.busy:
        return None
    asked = (answer.header("retry-after") or "").strip()
    if asked.isdecimal():
        return float(asked)
    then, now = http_date(asked), http_date(answer.header("date")) or answer.started
    return max(0.0, (then - now).total_seconds()) if then and now else PAUSE


def is_loopback(host: str | None) -> bool:
    """Whether a host is this machine itself, by its name or address."""
    try:
        return host == "localhost" or ip_address((host or "").strip("[]")).is_loopback
    except ValueError:
        return False


def in_words(problem: Exception) -> str:
    """Say why no complete answer came."""
    match problem:
        case aiohttp.ClientConnectorCertificateError():
            return f"the certificate is not valid ({problem.certificate_error})"
        case aiohttp.ClientConnectorDNSError():
            return f"the host name {problem.host} is not known"
        case aiohttp.ClientConnectorSSLError(host=host, port=port, os_error=ssl.SSLError() as tls):
            said = (tls.reason or str(tls)).replace("_", " ").lower()
            return f"no TLS with {host}:{port} ({said}); if it speaks none, use http://"
        case aiohttp.ClientConnectorError():
            number = problem.os_error.errno
            why = os.strerror(number) if number else str(problem.os_error)
            return f"no connection to {problem.host}:{problem.port} ({why})"
        case aiohttp.ClientPayloadError():
            return "the body ended before it was complete"
        case aiohttp.ServerDisconnectedError():
            return "the server closed the connection without an answer"
    return f"{type(problem).__name__}: {problem}"
