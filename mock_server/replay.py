"""Recorded answers, served again byte for byte, with their headers where those are known.

A folder of a run of the kit, or any folder of bodies with a .meta.json beside each
({"url": ..., "status": ..., "headers": ...}). What was not recorded is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from mock_server.http import Refused, Request, Response
from mock_server.reference import ENDPOINT, Reference
from mock_server.scenarios.model import Jurisdiction

META = ".meta.json"
MEDIA = {"xml": "text/xml", "json": "application/json"}
METHODS = ("services", "requests", "tokens")
# How the names of bodies begin that say what they are, with what they are asked for by.
NAMES = {
    "services": "services",
    "service_definition-": "services/{}",
    "requests": "requests",
    "request-": "requests/{}",
    "discovery": "discovery",
}
# Of these the mock server sends its own.
HOP = {"connection", "content-length", "content-encoding", "transfer-encoding", "date", "server"}
Query = tuple[tuple[str, str], ...]
_POST = re.compile(r"\(POST\b")  # a remark behind the URL, where no "method" is told
_SAFE = re.compile(r"[\w.-]+")


@dataclass(frozen=True, slots=True)
class Recorded:
    """One recorded answer.

    Attributes:
        method: HTTP method that it answered.
        path: Below the endpoint, such as "services.xml"; "discovery.xml" for discovery.
        query: Arguments, without jurisdiction_id and api_key, in order of name.
        jurisdiction: The jurisdiction_id that was named; empty for none.
        source: The folder that it lies in, below the one that is served; empty for none.
        response: The answer.
    """

    method: str
    path: str
    query: Query
    jurisdiction: str
    source: str
    response: Response

    @property
    def asked(self) -> str:
        """What it is asked for by, below the endpoint: path and arguments."""
        place = [("jurisdiction_id", self.jurisdiction)] if self.jurisdiction else []
        arguments = urlencode([*place, *self.query])
        return quote(self.path) + (f"?{arguments}" if arguments else "")


class Replay(Reference):
    """Recorded answers."""

    recorded: tuple[Recorded, ...] = ()

    @classmethod
    def has_own_data(cls) -> bool:
        """Whether its data are others from the start: nothing but."""
        return True

    def places(self) -> list[str]:
        """Return no jurisdiction: what was recorded is not in the store."""
        return []

    def settle(self, where: Jurisdiction, seed: int, requests: int) -> None:
        """Make nothing up: the store stays empty."""

    def respond(self, request: Request) -> Response:
        """Answer as was answered to the same question, or to the same path at least.

        A jurisdiction never gets what was recorded of another; without any, the first is given.
        """
        if request.method == "OPTIONS":
            return super().respond(request)
        steps, suffix = request.steps()
        below = steps[len(ENDPOINT) :] if steps[: len(ENDPOINT)] == ENDPOINT else steps[1:]
        path = "/".join(below) + f".{suffix}"
        method = "GET" if request.method == "HEAD" else request.method
        asked = [r for r in self.recorded if (r.method, r.path) == (method, path)]
        place = request.given().get("jurisdiction_id", "")
        its = [r for r in asked if not place or r.jurisdiction in (place, "")]
        query = arguments(request.query.items())
        nearest = [r for r in its if r.query == query] or [r for r in its if not r.query]
        found = sorted(nearest, key=lambda recorded: recorded.jurisdiction != place)
        if not found:
            places = [] if its else [r.jurisdiction for r in asked]
            unknown = self._unknown(method, request.path, place, places)
            return self.refusal(request, suffix, unknown)
        return found[0].response

    def _unknown(self, method: str, path: str, place: str, places: list[str]) -> Refused:
        """Return what is said of a question that was not recorded, or of other `places` only."""
        said = f"{method} {path[:200]} was not recorded"
        if places:
            said += f" of the jurisdiction {place[:60]}, but of: "
            return Refused(404, f"{said}{_listed(places)}.")
        known = [recorded.path for recorded in self.recorded if recorded.method == method]
        below = "/".join(ENDPOINT)
        return Refused(404, f"{said}. Recorded are, below /{below}: {_listed(known)}.")


def replay(folder: Path) -> type[Replay]:
    """Return a behaviour that serves what a folder holds.

    Raises:
        LookupError: The folder holds no recorded answer; the message says what one looks like.
    """
    found = tuple(_recorded(folder))
    if not found:
        raise LookupError(
            f"{folder} holds no recorded answers: bodies such as services.xml, or with a"
            ' .meta.json beside each that tells its "url". open311 record URL DIR makes some.'
        )
    return type("Replayed", (Replay,), {"recorded": found, "__doc__": _told(found, folder)})


def arguments(pairs: Iterable[tuple[str, str]]) -> Query:
    """Return the arguments that tell two questions apart, in order of name."""
    left_out = ("jurisdiction_id", "api_key")
    return tuple(sorted((name, value) for name, value in pairs if name not in left_out))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))[:500] or "none"


def _told(found: tuple[Recorded, ...], folder: Path) -> str:
    """Return what is said at the start: whose answers these are, if they are of several."""
    first: dict[tuple[str, str, Query, str], Recorded] = {}
    for recorded in found:
        key = (recorded.method, recorded.path, recorded.query, recorded.jurisdiction)
        before = first.setdefault(key, recorded)
        if before.source != recorded.source:
            return (
                f"Recorded answers of several endpoints: {before.path} is that of {before.source},"
                f" {recorded.source} has another. To serve one of them alone, name its folder:"
                f" open311 mock --replay {folder / before.source}"
            )
    return "Recorded answers."


def _recorded(folder: Path) -> Iterator[Recorded]:
    for body in sorted(folder.rglob("*")):
        if not body.is_file() or body.suffix not in (".xml", ".json") or _is_beside(body):
            continue
        meta = _meta(body)
        url, _, remark = str(meta.get("url") or "").partition(" ")
        parts = urlsplit(url)
        path = _below(parts.path) or _named(body)
        if path:
            query, status = parse_qsl(parts.query, keep_blank_values=True), meta.get("status")
            headers = _headers(meta.get("headers"), body.suffix[1:])
            yield Recorded(
                method=str(meta.get("method") or ("POST" if _POST.match(remark) else "GET")),
                path=path,
                query=arguments(query),
                jurisdiction=dict(query).get("jurisdiction_id", ""),
                source="".join(body.relative_to(folder).parts[:-1][:1]),
                response=Response(
                    status if isinstance(status, int) else 200, headers, body.read_bytes()
                ),
            )


def _is_beside(path: Path) -> bool:
    return path.name.endswith(META) or path.name == "run.json"


def _meta(body: Path) -> dict[str, object]:
    try:
        meta = json.loads(body.with_name(body.name + META).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return meta if isinstance(meta, dict) else {}


def _below(path: str) -> str:
    """Return what of a URL's path stands below the endpoint; empty when it is none of ours."""
    steps = [step for step in path.split("/") if step]
    for index, step in enumerate(steps):
        if step.partition(".")[0] in (*METHODS, "discovery") and "." in steps[-1]:
            return "/".join(unquote(step) for step in steps[index:])
    return ""


def _named(body: Path) -> str:
    """Return what a body's name says it answered; empty when it says nothing."""
    for start, path in NAMES.items():
        rest = body.stem.removeprefix(start)
        exact = "{}" not in path and not rest
        if body.stem.startswith(start) and (exact or ("{}" in path and _SAFE.fullmatch(rest))):
            return path.format(rest) + body.suffix
    return ""


def _headers(told: object, format: str) -> dict[str, str]:
    pairs = told.items() if isinstance(told, dict) else told
    known = {str(name): str(value) for name, value in pairs or ()}  # type: ignore[attr-defined]
    kept = {name: value for name, value in known.items() if name.lower() not in HOP}
    if not any(name.lower() == "content-type" for name in kept):
        kept["Content-Type"] = f"{MEDIA[format]}; charset=utf-8"
    if not known:  # then nobody knows that browsers were kept out
        kept["Access-Control-Allow-Origin"] = "*"
    return kept
