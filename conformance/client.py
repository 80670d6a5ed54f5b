"""Ask a server over HTTP: the only code of the kit that does network I/O.

The endpoint is not trusted: bodies are cut at a size, answers at a time, redirects at a number and
at the endpoint's own host. It is somebody's live system too: requests keep a distance in time,
Retry-After is obeyed, and a server that stops answering, or asks for a long pause, is left alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self
from urllib.parse import urlencode

import aiohttp
from yarl import URL

from conformance.dates import utc_now
from conformance.exchange import Exchange
from conformance.patience import Patience, Stop
from conformance.redact import spellings
from conformance.transfer import TooLarge, askable, decode, in_words, is_loopback, retry_after

VERSION = "0.1.0"
AGENT = f"open311-conformance/{VERSION} (checks Open311 GeoReport v2; see README)"
MAX_BODY = 20 * 2**20
MAX_RECEIVED = 200 * 2**20
MAX_REDIRECTS = 5
READING = ("GET", "HEAD")
SHORT = 8  # letters; a shorter api_key may stand in a body by chance
FORM = "application/x-www-form-urlencoded"


class KeyIn(StrEnum):
    """Where the user's api_key goes in a request."""

    NOWHERE = "nowhere"
    URL = "url"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Limits:
    """How the kit treats an endpoint.

    Attributes:
        timeout: Seconds until a response has to be complete.
        rate: Requests a second to a host that is not loopback; 0 for no limit.
        max_requests: HTTP requests in the whole run, redirects and repeats included.
        max_body: Bytes of a body, decoded, before it is cut off.
        max_received: Bytes of all bodies of the run together, before the asking ends.
    """

    timeout: float = 30.0
    rate: float = 2.0
    max_requests: int = 500
    max_body: int = MAX_BODY
    max_received: int = MAX_RECEIVED


class Client:
    """Sends one request at a time and keeps count.

    Attributes:
        sent: HTTP requests sent so far.
        patience: Waits for the endpoint.
    """

    def __init__(
        self,
        limits: Limits,
        *,
        api_key: str = "",
        resolver: aiohttp.abc.AbstractResolver | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.limits = limits
        self.sent = 0
        self._received = 0
        self.patience = Patience(limits.rate)
        self._api_key = api_key
        self._resolver = resolver
        self._clock = clock

    @property
    def has_key(self) -> bool:
        """Whether the user gave an api_key."""
        return bool(self._api_key)

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(resolver=self._resolver),
            timeout=aiohttp.ClientTimeout(total=self.limits.timeout),
            headers={"User-Agent": AGENT},
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def send(self, ask: Exchange, *, key: KeyIn = KeyIn.NOWHERE) -> Exchange:
        """Send the request that an empty exchange describes; return it with the response.

        A server that asks for a pause (429, or 503 with Retry-After) gets it, twice at most. What
        may change something (any method but GET and HEAD) is sent once: never again after a
        pause, nor to where a redirect leads.

        Raises:
            Stop: The limit of requests is reached, or the endpoint does not answer any more, or
                asks for a longer pause than is waited for.
        """
        try:
            url = askable(ask.url)
        except ValueError as problem:
            return replace(ask, problem=str(problem))
        reads = ask.method in READING
        for _ in range(2 if reads else 1):
            answer = await (self._follow if reads else self._once)(ask, url, key)
            wait = retry_after(answer)
            if wait is None:
                break
            await self.patience.wait(wait, answer)
        return self.patience.counted(answer)

    async def _follow(self, ask: Exchange, url: URL, key: KeyIn) -> Exchange:
        first = url
        for _ in range(MAX_REDIRECTS + 1):
            home = url.origin() == first.origin()
            answer = await self._once(ask, url, key if home else KeyIn.NOWHERE)
            location = answer.header("location")
            if answer.problem or location is None or answer.status not in (301, 302, 303, 307, 308):
                return answer
            try:
                url = askable(location, url)
            except ValueError:
                return answer
            if url.host != first.host:
                return answer
        return replace(answer, status=None, problem=f"more than {MAX_REDIRECTS} redirects")

    async def _once(self, ask: Exchange, url: URL, key: KeyIn) -> Exchange:
        self.within_limit()
        if self.limits.rate > 0 and not is_loopback(url.host):
            await self.patience.distance()
        self.sent += 1
        if key is KeyIn.URL and self._api_key:
            url = url.update_query(api_key=self._api_key)
        started, clock = self._clock(), time.monotonic()
        headers = {"Accept-Encoding": "identity", **dict(ask.request_headers)}
        answer = ask
        try:
            async with self._session.request(
                ask.method, url, headers=headers, data=self._form(ask, key), allow_redirects=False
            ) as response:
                answer = replace(
                    ask,
                    status=response.status,
                    headers=tuple((k.lower(), v) for k, v in response.headers.items()),
                )
                body = await self._body(response)
                answer = decode(replace(answer, body=body), self.limits.max_body)
                self._received += len(answer.body)
        except TooLarge:
            limit = f"{self.limits.max_body // 2**20} MB"
            answer = replace(answer, status=None, problem=f"the body is larger than {limit}")
        except TimeoutError:
            said = f"not complete within {self.limits.timeout:g} s"
            answer = replace(answer, status=None, problem=said, timed_out=True)
        except (aiohttp.ClientError, OSError, ValueError) as problem:
            answer = replace(answer, status=None, problem=in_words(problem))
        repeats = key is not KeyIn.NOWHERE and self._repeats_key(answer.body)
        seconds = time.monotonic() - clock
        return replace(answer, started=started, seconds=seconds, repeats_key=repeats)

    def _repeats_key(self, body: bytes) -> bool:
        if len(self._api_key) < SHORT:
            return False
        return any(secret.encode() in body for secret in spellings(self._api_key))

    def _form(self, ask: Exchange, key: KeyIn) -> bytes | None:
        secret = (
            urlencode({"api_key": self._api_key}) if key is KeyIn.BODY and self._api_key else ""
        )
        return "&".join(part for part in (secret, ask.sent) if part).encode() or None

    def within_limit(self) -> None:
        """Return when one more request may be sent; raises Stop when not."""
        if self._received > self.limits.max_received:
            raise Stop(
                f"The answers together are larger than {self.limits.max_received // 2**20} MB. Find"
                " out why they are so large, or check a part of it with --only PART."
            )
        if self.sent >= self.limits.max_requests:
            raise Stop(
                f"The limit of {self.limits.max_requests} requests was reached; raise it with"
                " --max-requests."
            )

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        parts: list[bytes] = []
        size = 0
        async for part in response.content.iter_any():
            size += len(part)
            if size > self.limits.max_body:
                raise TooLarge
            parts.append(part)
        return b"".join(parts)
