"""One HTTP request and its response, as they went over the wire. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.message import Message
from functools import lru_cache
from types import MappingProxyType
from urllib.parse import parse_qsl

NOTHING: Mapping[str, str] = MappingProxyType({})


class Unmet(Exception):  # noqa: N818  (a condition of the evidence, not an error)
    """A requirement could not be observed.

    Attributes:
        reason: What is missing and how to supply it, one or two sentences.
        blocked_by: Id of the requirement whose breach is in the way; empty for none.
    """

    def __init__(self, reason: str, blocked_by: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.blocked_by = blocked_by


class NotApplicable(Exception):  # noqa: N818  (a condition of the evidence, not an error)
    """A requirement says nothing about what was seen; the message says why."""


@dataclass(frozen=True, slots=True, eq=False)
class Exchange:
    """The evidence that checks read; each equals itself alone.

    Attributes:
        id: "0001", in the order of asking.
        question: Name of the probe that asked.
        format: "xml" or "json": what the probe asked for.
        url: The URL asked, without the api_key; empty for a saved body of unknown origin.
        status: HTTP status of the response; None when there is no complete response, or when
            a saved body came without it.
        headers: Response headers as received, names in lower case; empty when unknown.
        body: Response body, its Content-Encoding undone; bytes, not decoded.
        method: HTTP method.
        request_headers: Headers sent, but for those that every request carries.
        sent: Form body of a POST as sent (application/x-www-form-urlencoded), the api_key left out;
            empty for other requests.
        asked: What the probe was about: "service_code", "service_request_id", "token",
            "jurisdiction_id", "argument" and the like, each with the value asked for;
            "provokes" names the error that a request provokes on purpose ("unknown": a resource
            that does not exist, "bad": an argument that can't be right, "maybe": one that
            may be refused or match nothing, "key": no api_key or a wrong one, "format": an unknown
            suffix, "method": a method that is not offered, "drawn": whatever a drawn request came
            to, "strange": the same where a gateway may have spoken, "saved": an error body judged
            offline); "marker" is the word that a POST's description is found by, "key" says where
            the user's api_key went in it ("body", "url" or "nowhere"), "api_key" which wrong one
            went instead; "smallest" names the requirement that it is the smallest request to break,
            "unlisted" the ids given by the user that no list held.
        problem: Why there is no complete response; empty when there is one.
        encoding_problem: Why the body could not be decoded as its Content-Encoding says.
        timed_out: The time limit passed before the response was complete.
        repeats_key: The user's api_key went along and stands in the body; noticed where the key is
            known, since no stored file holds it.
        started: When it was sent; aware, UTC. The checks' only clock.
        seconds: From sending to the last byte.
        file: Where a saved body was read from; empty for a live answer.
    """

    id: str
    question: str
    format: str
    url: str
    status: int | None
    headers: tuple[tuple[str, str], ...]
    body: bytes
    method: str = "GET"
    request_headers: tuple[tuple[str, str], ...] = ()
    sent: str = ""
    asked: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    problem: str = ""
    encoding_problem: str = ""
    timed_out: bool = False
    repeats_key: bool = False
    started: datetime | None = None
    seconds: float = 0.0
    file: str = ""

    @property
    def saved(self) -> bool:
        """Whether this is a saved body whose headers may be unknown."""
        return bool(self.file) and not self.headers

    @property
    def provokes(self) -> str:
        """Which error this request provokes on purpose; empty for an ordinary request."""
        return self.asked.get("provokes", "")

    @property
    def busy(self) -> bool:
        """Whether it asks to come back later (RFC 6585 §4, RFC 9110 §15.6.4), and shows nothing."""
        told = self.header("retry-after") is not None
        return self.status == 429 or (self.status == 503 and told)

    def form(self) -> list[tuple[str, str]]:
        """Return the pairs of the form that was sent, in order, decoded."""
        return list(_pairs(self.sent))

    def header(self, name: str) -> str | None:
        """Return the first header of that name (lower case), or None."""
        return next((value for key, value in self.headers if key == name), None)

    def media_type(self) -> str:
        """Return the media type of Content-Type in lower case; empty when there is none."""
        return (self.header("content-type") or "").partition(";")[0].strip().lower()

    def charset(self) -> str:
        """Return the charset parameter of Content-Type in lower case; empty for none."""
        message = Message()
        message["content-type"] = self.header("content-type") or ""
        charset = message.get_param("charset", "")
        return charset.strip().lower() if isinstance(charset, str) else ""

    def complete(self) -> Exchange:
        """Return itself when a whole response came, and not one that asks to come back later.

        Raises:
            Unmet: It did not.
        """
        if self.problem:
            raise Unmet(f"{self.url} gave no complete answer: {self.problem}.")
        if self.busy:
            raise self.later()
        return self

    def later(self) -> Unmet:
        """Say that it is busy."""
        return Unmet(f"{self.url} asked to come back later. Try again with a lower --rate.")


@lru_cache(maxsize=256)  # what was posted is looked at by each check of a POST
def _pairs(sent: str) -> tuple[tuple[str, str], ...]:
    return tuple(parse_qsl(sent, keep_blank_values=True))
