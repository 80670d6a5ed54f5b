"""What goes to and fro between Schemathesis and those who send what it draws. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl


@dataclass(frozen=True, slots=True)
class Drawn:
    """A request that was drawn.

    Attributes:
        method: "GET" or "POST".
        path: Below the endpoint, escaped, with the query; it starts with a slash.
        form: Body of a POST as drawn, application/x-www-form-urlencoded; empty for a GET.
        allowed: The document allows it.
    """

    method: str
    path: str
    form: str
    allowed: bool

    def pairs(self) -> list[tuple[str, str]]:
        """Return the pairs of the form, decoded."""
        return parse_qsl(self.form, keep_blank_values=True)


@dataclass(frozen=True, slots=True)
class Came:
    """What came back.

    Attributes:
        status: HTTP status.
        headers: As received.
        body: Its Content-Encoding undone.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Complaint:
    """What Schemathesis has against an answer.

    Attributes:
        check: Name of its check.
        title: What it is about, in its words.
        number: The request's number in the order of sending, from 0.
        requirement: The requirement whose clause the answer does not meet; empty for none.
    """

    check: str
    title: str
    number: int
    requirement: str


@dataclass(frozen=True, slots=True)
class Drew:
    """What came of drawing.

    Attributes:
        complaints: In the order of what was sent.
        problems: Why something could not be drawn, a sentence each.
    """

    complaints: list[Complaint]
    problems: list[str]


class Enough(Exception):  # noqa: N818  (an end, not an error)
    """Nothing more is to be sent."""


# Sends one request, in a thread; gives None when no complete answer came. Raises Enough.
Send = Callable[[Drawn], Came | None]
