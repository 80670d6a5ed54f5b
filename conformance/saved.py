"""Read saved answers: bodies, with what is known of them in a .meta.json beside each.

A body may be preceded by its status line and headers, as `curl -i` prints them, and may be packed.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree

from conformance import beside, xml_body
from conformance.answers import RESOURCE_OF
from conformance.bundle import EVIDENCE, META, PART, SENT
from conformance.client import MAX_BODY
from conformance.exchange import Exchange, Unmet
from conformance.looks import looks_like
from conformance.transfer import TooLarge, decode

BODY_ENDINGS = {".xml", ".json", ".txt", ".http", ".body"}
NOT_BODIES = {"run.json"}
QUESTION_OF = {resource: question for question, resource in reversed(RESOURCE_OF.items())}
RESOURCES = (*QUESTION_OF, "errors")
_HEAD = re.compile(rb"HTTP/[\d.]+ (\d{3})[^\r\n]*\r?\n((?:[^\r\n]+\r?\n)*)(?:\r?\n|\Z)")

_PATHS = {
    r"/discovery\.\w+$": "discovery",
    r"/services\.\w+$": "services",
    r"/services/[^/]+\.\w+$": "service-definition",
    r"/requests\.\w+$": "requests",
    r"/requests/[^/]+\.\w+$": "request",
    r"/tokens/[^/]+\.\w+$": "token-response",
}
_NAMES = {
    "discovery": "discovery",
    "service_definition": "service-definition",
    "service-definition": "service-definition",
    "definition": "service-definition",
    "services": "services",
    "requests": "requests",
    "request": "request",
    "post": "post-response",
    "token": "token-response",
    "error": "errors",
}
_ROOTS = {
    "services": "services",
    "service_definition": "service-definition",
    "service_requests": "requests",
    "discovery": "discovery",
    "errors": "errors",
    "error": "errors",
}


@dataclass(frozen=True, slots=True)
class Saved:
    """One saved answer.

    Attributes:
        exchange: The answer as evidence.
        folder: Where it stood: answers of one folder are taken to be one endpoint's.
    """

    exchange: Exchange
    folder: Path


def bodies(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the body files among files and folders (walked), in order of name.

    A folder that can't be walked is yielded itself: whoever reads it is told why.

    Raises:
        FileNotFoundError: A path does not exist.
    """
    for path in paths:
        if path.is_dir():
            yield from filter(_is_body_or_closed, [path, *sorted(path.rglob("*"))])
        elif path.exists():
            yield path
        else:
            raise FileNotFoundError(f"{path} does not exist.")


def read(path: Path, number: int, resource: str = "") -> Saved:
    """Read one body with its .meta.json; `resource` overrides what it is recognised as.

    Raises:
        Unmet: What it is can't be recognised.
        ValueError: The .meta.json makes no sense; the message says what to do.
        OSError: One of them can't be read.
    """
    body = path.read_bytes()
    meta = beside.read(path)
    status, headers = meta.get("status"), beside.pairs(path, meta, "headers")
    head = b""
    while found := _HEAD.match(body):  # several where redirects were followed
        status, head, body = int(found[1]), found[2], body[found.end() :]
    headers = headers or _pairs(head)
    if "question" not in meta:
        body = _unpacked(path, body, headers)
    exchange = Exchange(
        id=f"{number:04}",
        question="",
        format=_format(path, body, headers),
        url=beside.url(meta),
        status=status if isinstance(status, int) else None,
        headers=headers,
        body=body,
        file=str(path),
    )
    if "question" in meta and not resource:
        return Saved(beside.of_a_run(path, exchange, meta), path.parent)
    kind = resource or recognise(path, exchange)
    if kind == "errors":
        asked = {"provokes": "saved"}
        return Saved(replace(exchange, question="errors", asked=asked), path.parent)
    asked = {"stem": path.name.partition(".")[0]}
    return Saved(replace(exchange, question=QUESTION_OF[kind], asked=asked), path.parent)


def recognise(path: Path, exchange: Exchange) -> str:
    """Tell which resource a body is, from its content, its URL and its name.

    Raises:
        Unmet: Nothing tells.
    """
    named = _by_name(path.name) or _by_url(exchange.url)
    content = _by_content(exchange)
    if content == "requests" and named in ("request", "post-response", "token-response"):
        return named
    kind = content or named
    if not kind:
        raise Unmet(
            f"{path} is not recognised as an answer of GeoReport v2. Say what it is with --as"
            f" ({', '.join(RESOURCES)})."
        )
    return kind


def _is_body_or_closed(path: Path) -> bool:
    if os.path.isdir(path):  # noqa: PTH112  (below a closed folder pathlib raises)
        return not os.access(path, os.R_OK | os.X_OK)
    if path.name.endswith((META, PART, SENT)) or path.name in NOT_BODIES:
        return False
    named = path.suffix in BODY_ENDINGS or path.parent.name == EVIDENCE
    return named and os.path.isfile(path)  # noqa: PTH113


def _pairs(head: bytes) -> beside.Pairs:
    lines = (line.partition(":") for line in head.decode("latin-1").splitlines())
    return tuple((name.strip().lower(), value.strip()) for name, _, value in lines)


def _unpacked(path: Path, body: bytes, headers: beside.Pairs) -> bytes:
    """Undo a Content-Encoding, unless what saved the body has (curl --compressed); raises Unmet."""
    try:
        return decode(Exchange("", "", "", "", None, headers, body), MAX_BODY).body
    except TooLarge:
        raise Unmet(f"{path} is larger than {MAX_BODY // 2**20} MB when it is unpacked.") from None


def _format(path: Path, body: bytes, headers: tuple[tuple[str, str], ...]) -> str:
    if path.suffix in (".xml", ".json"):
        return path.suffix[1:]
    probe = Exchange("", "", "", "", None, headers, body)
    return "xml" if looks_like(probe) in ("xml", "html") else "json"


def _by_url(url: str) -> str:
    path = urlsplit(url).path.lower()
    return next((kind for pattern, kind in _PATHS.items() if re.search(pattern, path)), "")


def _by_name(name: str) -> str:
    lower = name.lower()
    return next((kind for start, kind in _NAMES.items() if lower.startswith(start)), "")


def _by_content(exchange: Exchange) -> str:
    try:
        if exchange.format == "xml":
            return _ROOTS.get(xml_body.local_name(xml_body.parse(exchange.body)), "")
        return _json_kind(json.loads(exchange.body))
    except (etree.XMLSyntaxError, ValueError, RecursionError):
        return ""


def _json_kind(value: object) -> str:
    if isinstance(value, dict):
        return _object_kind(value)
    first = value[0] if isinstance(value, list) and value else None
    names = set(first) if isinstance(first, dict) else set()
    if "description" in names and names <= {"code", "description"}:
        return "errors"
    telling = {
        "requests": {"status", "requested_datetime"},
        "services": {"service_name", "metadata", "type", "group"},
        "post-response": {"service_request_id", "token"},
    }
    kind = next((kind for kind, fields in telling.items() if names & fields), "")
    return "token-response" if {"token", "service_request_id"} <= names and kind[0] == "p" else kind


def _object_kind(value: dict[str, object]) -> str:
    if len(value) == 1 and next(iter(value)) in _ROOTS:
        return _ROOTS[next(iter(value))]
    if "endpoints" in value:
        return "discovery"
    return "service-definition" if {"service_code", "attributes"} <= value.keys() else ""
