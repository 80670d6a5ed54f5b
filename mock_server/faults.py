"""Faults on purpose, written the same way wherever they are asked for: kind, or kind:argument.

latency:500  latency:200..800     answers after so many milliseconds, or a drawn number
status:503  status:503:html       answers with a status and an errors document (or html, empty)
busy:30                           429 with Retry-After: 30
malformed                         XML or JSON that no parser takes
content-type:text/html            another Content-Type
charset:latin-1                   bytes in another charset than the header says
truncate:0.5                      only this part of the body, then the connection ends
dribble:100                       the body at so many bytes a second
reset                             the connection is reset, without an answer
same-answer                       a POST is answered with what the POST before got, in its format
no-token                          a token never leads to an id
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from mock_server.http import Request, Response

MAGIC_CODE = "fault-"  # service_code=fault-status:503
# description=... [fault status:503] ...
_MAGIC_WORDS = re.compile(r"\[fault(?:\s+|\s*:\s*)([\w:./+-]+)\s*\]", re.I)
_PREFER = re.compile(r"(?:^|[,;\s])fault\s*=\s*\"?([\w:./+-]*)", re.I)  # Prefer: fault=status:503
_TOKEN = re.compile(rb'(?:"token": "|<token>)([^"<]+)')


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault.

    Attributes:
        kind: As in the table of this module.
        argument: What follows the colon; empty for none.
    """

    kind: str
    argument: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.argument}" if self.argument else self.kind


def parse(text: str) -> Fault:
    """Read a fault.

    Raises:
        ValueError: There is no such kind, or its argument can't be meant.
    """
    kind, _, argument = text.strip().partition(":")
    argument = argument or DEFAULTS.get(kind, "")
    if kind not in ARGUMENTS:
        raise ValueError(f"There is no fault {kind!r}. There are: {', '.join(ARGUMENTS)}.")
    if not re.fullmatch(ARGUMENTS[kind], argument, re.ASCII):
        raise ValueError(f"The fault {text!r} can't be meant; write it as in {EXAMPLES[kind]}.")
    if kind == "charset":
        try:
            "\N{LATIN SMALL LETTER E WITH ACUTE}".encode(argument, "replace")
        except (LookupError, ValueError):  # none, or none that any text can be written in
            raise ValueError(f"No charset {argument!r} is known.") from None
    return Fault(kind, argument)


ARGUMENTS = {
    "latency": r"\d{1,6}(\.\.\d{1,6})?",
    "status": r"[2-5]\d\d(:(html|empty))?",
    "busy": r"\d{1,4}",
    "malformed": "",
    "content-type": r"[\w.+-]+/[\w.+-]+",
    "charset": r"[\w-]+",
    "truncate": r"0?\.\d+|0",
    "dribble": r"[1-9]\d{0,6}",
    "reset": "",
    "same-answer": "",
    "no-token": "",
}
EXAMPLES = {
    "latency": "latency:500 or latency:200..800 (milliseconds)",
    "status": "status:503, status:503:html or status:503:empty",
    "busy": "busy:30 (seconds)",
    "malformed": "malformed",
    "content-type": "content-type:text/html",
    "charset": "charset:latin-1",
    "truncate": "truncate:0.5 (the part that is sent)",
    "dribble": "dribble:100 (bytes a second)",
    "reset": "reset",
    "same-answer": "same-answer",
    "no-token": "no-token",
}
DEFAULTS = {
    "latency": "1000",
    "status": "500",
    "busy": "30",
    "content-type": "text/html",
    "charset": "latin-1",
    "truncate": "0.5",
    "dribble": "100",
}


def asked_for(request: Request) -> Fault | None:
    """Return the fault that a request itself asks for: in a header, a code or a description.

    Raises:
        ValueError: It asks for one that there is not.
    """
    if request.method == "OPTIONS":  # the browser's own question, before the app's
        return None
    if "prefer" in request.headers:
        lines = (line for name, line in request.headers.items() if name.lower() == "prefer")
        if found := _PREFER.search(", ".join(lines)):
            return parse(found.group(1))
    given = request.given()
    if not given:
        return None
    if is_magic(given):
        return parse(given["service_code"].removeprefix(MAGIC_CODE))
    words = _MAGIC_WORDS.search(given.get("description", ""))
    return parse(words.group(1)) if words else None


def is_magic(given: Mapping[str, str]) -> bool:
    """Whether the service_code among arguments is a magic one."""
    return given.get("service_code", "").startswith(MAGIC_CODE)


def without_magic(request: Request, service_code: str) -> Request:
    """Return a request without its magic code: an ordinary service in its place."""
    form = tuple((name, _ordinary(name, value, service_code)) for name, value in request.form)
    query = {name: _ordinary(name, value, "") for name, value in request.query.items()}
    return request._replace(form=form, query=query)


def _ordinary(name: str, value: str, instead: str) -> str:
    return instead if name == "service_code" and value.startswith(MAGIC_CODE) else value


def instead_of(fault: Fault) -> str:
    """Return the type that the service has to have that a magic code stands for; empty for any."""
    return "batch" if fault.kind == "no-token" else ""


def hopeless_token(fault: Fault, request: Request, response: Response) -> str:
    """Return the token that a POST was given and that never leads to an id; empty for none."""
    if fault.kind != "no-token" or request.method != "POST":
        return ""
    found = _TOKEN.search(response.body)
    return found.group(1).decode() if found else ""


def answers_itself(fault: Fault) -> bool:
    """Whether a fault answers in the server's place: then nothing is done or created."""
    return fault.kind in ("status", "busy")


def changed(
    fault: Fault,
    request: Request,
    response: Response,
    *,
    before: Response | None,
    refuse: Callable[[int, str], Response],
) -> Response:
    """Return the answer as a fault makes it; what happens on the way is the delivery's.

    Attributes:
        before: What the POST before this one was answered in the same format; None for none.
        refuse: Makes the server's own errors document of a status and a description.
    """
    match fault.kind:
        case "status":
            return _status(fault.argument, refuse)
        case "busy":
            busy = refuse(429, "Too many requests; come back later.")
            return busy._replace(headers={**busy.headers, "Retry-After": fault.argument})
        case "malformed":
            return response._replace(body=_malformed(response.body))
        case "content-type":
            return _labelled(response, fault.argument)
        case "charset":
            text = response.body.decode("utf-8", "replace")
            return response._replace(body=text.encode(fault.argument, "replace"))
        case "same-answer" if request.method == "POST" and before is not None:
            return before
        case "no-token" if "/tokens/" in request.path:
            return response._replace(body=_without_id(response.body))
    return response


def delay(fault: Fault, random: Random) -> float:
    """Return how many seconds an answer is held back."""
    if fault.kind != "latency":
        return 0.0
    least, _, most = fault.argument.partition("..")
    return random.uniform(int(least), int(most or least)) / 1000


def _status(argument: str, refuse: Callable[[int, str], Response]) -> Response:
    number, _, body = argument.partition(":")
    response = refuse(int(number), f"The mock server was asked for a {number}.")
    if body == "html":
        page = f"<!doctype html><title>{number}</title><p>Something went wrong."
        return _labelled(response._replace(body=page.encode()), "text/html")
    return response._replace(body=b"") if body == "empty" else response


def _labelled(response: Response, media: str) -> Response:
    return response._replace(headers={**response.headers, "Content-Type": media})


def _malformed(body: bytes) -> bytes:
    """Return a body that no parser takes: without the end of its last bracket or element."""
    return body.rstrip()[: -1 if body.lstrip()[:1] in b"[{" else -3] + b"&"


def _without_id(body: bytes) -> bytes:
    xml = re.sub(rb"<service_request_id>[^<]*</service_request_id>", b"", body)
    if xml != body or not body.lstrip().startswith(b"["):
        return xml
    told = [{k: v for k, v in r.items() if k != "service_request_id"} for r in json.loads(body)]
    return json.dumps(told).encode()
