"""What behaviour sees of HTTP: a request and a response, without a server around."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import unquote

NOTHING: Mapping[str, str] = MappingProxyType({})


class Request(NamedTuple):
    """One HTTP request.

    Attributes:
        method: Upper case.
        path: As sent, still percent-encoded.
        query: Arguments; the last of a repeated one.
        form: Pairs of the body, in order.
        sent: The body of a posted form as it came, not decoded.
        headers: Looked up by names in lower case.
        origin: Scheme, host and port, as the client wrote them.
    """

    method: str
    path: str
    query: Mapping[str, str] = NOTHING
    form: tuple[tuple[str, str], ...] = ()
    sent: str = ""
    headers: Mapping[str, str] = NOTHING
    origin: str = "http://localhost"

    def given(self) -> dict[str, str]:
        """Return the arguments of query and form together; the last of a repeated one."""
        return {**self.query, **dict(self.form)}

    def steps(self) -> tuple[list[str], str]:
        """Return the path's decoded segments below the root, and the suffix of the last."""
        path, dot, suffix = self.path.rpartition(".")
        if not dot or "/" in suffix:
            path, suffix = self.path, ""
        steps = [step for step in path.split("/") if step]
        return [unquote(step) for step in steps] if "%" in path else steps, suffix


class Response(NamedTuple):
    """One HTTP response."""

    status: int
    headers: dict[str, str]
    body: bytes


class Refused(Exception):  # noqa: N818  (an answer, not a failure)
    """A request is refused.

    Attributes:
        status: HTTP status.
        descriptions: What was wrong, for a person, a sentence each.
        headers: What the answer has besides its usual headers.
    """

    def __init__(
        self, status: int, *descriptions: str, headers: Mapping[str, str] = NOTHING
    ) -> None:
        super().__init__(*descriptions)
        self.status = status
        self.descriptions = descriptions
        self.headers = headers

    @property
    def description(self) -> str:
        """All that was wrong, in one text."""
        return " ".join(self.descriptions)
