"""What the user typed, turned into a target and a choice of requirements."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence

from yarl import URL

from conformance.client import Client, Limits
from conformance.documents import parse
from conformance.exchange import Exchange, Unmet
from conformance.questions import WRITE
from conformance.writes import NOT_ALLOWED
from specs.catalogue import Requirement
from specs.vocabulary import is_georeport_v2

METHODS = ("services", "requests", "tokens")


class Usage(Exception):  # noqa: N818  (what the user typed can't be meant)
    """What was typed can't be meant; the message says what to type instead."""


class Unreached(Usage):
    """What was typed may be meant, but nothing to go on with came from there."""


def endpoint(url: str) -> str:
    """Return an endpoint's URL without a slash at the end.

    Raises:
        Usage: It is not an http(s) URL, or not an endpoint's.
    """
    parts = typed(url)
    if parts.raw_query_string or parts.raw_fragment:
        raise Usage(
            f"{url} has a query or a fragment. Give the endpoint's URL alone; jurisdictions go"
            " into --jurisdiction, a key into --api-key-env."
        )
    path, root = parts.raw_path.rstrip("/"), f"{parts.scheme}://{parts.raw_authority}"
    last = path.rpartition("/")[2].partition(".")[0]
    if last in METHODS:
        raise Usage(
            f"{url} is one of the endpoint's methods. Give the endpoint itself:"
            f" {root}{path.rpartition('/')[0]}"
        )
    return f"{root}{path}"


def typed(url: str) -> URL:
    """Return an http(s) URL as it can be asked, its host in ASCII.

    Raises:
        Usage: It is none, or holds a password.
    """
    text = url.strip()
    if "://" not in text and not text.startswith("/"):
        raise Usage(f"{url} has no scheme. Did you mean https://{text} ?")
    try:
        parts = URL(text)
        host = parts.host or ""
    except ValueError as problem:
        raise Usage(f"{url} is not a URL: {problem}.") from problem
    if parts.scheme not in ("http", "https") or not re.fullmatch(r"[^\s\x00-\x1f]+", host):
        raise Usage(f"{url} is not an http or https URL.")
    if parts.user or parts.password:
        raise Usage("Take the user name and password out of the URL: they would be in the report.")
    return parts


def is_discovery(url: str) -> bool:
    """Whether a URL is a discovery document's rather than an endpoint's."""
    path = url.partition("?")[0].partition("#")[0]
    return path.endswith(("/discovery.xml", "/discovery.json"))


def choose(
    catalogue: Mapping[str, Requirement],
    only: Sequence[str],
    skip: Sequence[str],
    *,
    writing: bool = True,
) -> list[Requirement]:
    """Return the requirements that a user wants judged: ids or whole parts.

    Those that take a POST are left out unless `writing`.

    Raises:
        Usage: A name is neither, or nothing is left.
    """
    parts = {requirement.part for requirement in catalogue.values()}
    for name in (*only, *skip):
        if name not in catalogue and name not in parts:
            near = difflib.get_close_matches(name, [*catalogue, *parts], 3, 0.5)
            hint = f" Did you mean {', '.join(near)}?" if near else ""
            raise Usage(
                f"{name} is neither a requirement nor a part.{hint}"
                " All of them: open311 requirements"
            )
    named = [
        requirement
        for requirement in catalogue.values()
        if (not only or {requirement.id, requirement.part} & set(only))
        and not {requirement.id, requirement.part} & set(skip)
    ]
    chosen = [one for one in named if writing or WRITE not in one.needs]
    if named and not chosen and only:
        raise Usage(f"Nothing of {', '.join(only)} shows by reading alone. {NOT_ALLOWED}")
    untested = next((r for r in chosen if r.id in only and r.not_tested), None)
    if untested:
        raise Usage(f"{untested.id} can't be judged yet: {untested.not_tested}")
    if not any(not requirement.not_tested for requirement in chosen):
        raise Usage("Nothing is left to judge after --only and --skip.")
    return chosen


def jurisdictions(named: Sequence[str], *, single: bool = False) -> tuple[str, ...]:
    """Return each jurisdiction_id once; `single` says that the endpoint serves one only.

    Raises:
        Usage: One has no name, or several are named of an endpoint that serves one.
    """
    found = tuple(dict.fromkeys(name.strip() for name in named))
    if "" in found:
        raise Usage("--jurisdiction is empty. Give a jurisdiction_id, or leave the option out.")
    if single and len(found) > 1:
        raise Usage(
            f"--single-jurisdiction says that it serves one, and {len(found)} are named:"
            f" {', '.join(found)}. Leave out the one or the others."
        )
    return found


def location(text: str) -> tuple[str, ...]:
    """Return latitude and longitude as they were typed, "LAT,LONG"; none for an empty text.

    Raises:
        Usage: They are not decimal degrees (WGS84) in range.
    """
    if not text:
        return ()
    lat, _, long = (part.strip() for part in text.partition(","))
    try:
        inside = abs(float(lat)) <= 90 and abs(float(long)) <= 180
    except ValueError:
        inside = False
    if not inside:
        raise Usage(
            f"--location {text} is not LAT,LONG in decimal degrees, as in"
            " --location 42.1015,-72.5898"
        )
    return lat, long


async def offered(url: str, limits: Limits) -> list[tuple[str, str]]:
    """Return the URL and type of each v2 endpoint that a discovery document lists.

    Raises:
        Unreached: It can't be read, or lists none.
    """
    document = typed(url)
    format = "json" if document.path.endswith(".json") else "xml"
    async with Client(limits) as client:
        answer = await client.send(
            Exchange("0001", "discovery", format, str(document), None, (), b"")
        )
    try:
        if answer.complete().status != 200:
            raise Unmet(f"it answered {answer.status}.")
        value = parse(answer, "discovery").value
    except Unmet as unmet:
        raise Unreached(
            f"The discovery document at {url} can't be read: {unmet.reason} Is the address right,"
            " and is the server up? Or give the endpoint's own URL instead."
        ) from unmet
    value = value.get("discovery", value) if isinstance(value, dict) else {}
    listed = value.get("endpoints") if isinstance(value, dict) else None
    found = [
        (str(entry.get("url") or ""), str(entry.get("type") or ""))
        for entry in (listed if isinstance(listed, list) else [])
        if isinstance(entry, dict) and is_georeport_v2(str(entry.get("specification") or ""))
    ]
    if not found:
        raise Unreached(
            f"The discovery document at {url} lists no GeoReport v2 endpoint. Give the endpoint's"
            " own URL instead."
        )
    return found
