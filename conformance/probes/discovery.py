"""Questions about service discovery."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

from conformance import endpoints as listed
from conformance.ask import Ask
from conformance.documents import parse
from conformance.exchange import Exchange, Unmet
from conformance.registry import probe

SEARCH = "discovery-search"
SUFFIXES = ("xml", "json", "html", "htm")


@probe("discovery", after=("services",), formats="once", cost=4)
async def discovery(ask: Ask) -> None:
    """GET the discovery document as XML and JSON: as given, else beside or above the endpoint."""
    for place in places(ask):
        found = [
            await ask.fetch(in_format(place, format), format=format) for format in ("xml", "json")
        ]
        if ask.options.discovery or any(is_discovery(answer) for answer in found):
            return
        for answer in found:
            ask.asker.rename(answer, SEARCH)
    raise Unmet(
        "No discovery document was found beside the endpoint or above it. Give its address with"
        " --discovery URL, or leave this part out with --skip discovery."
    )


def places(ask: Ask) -> Iterator[str]:
    """Yield where a discovery document may be."""
    if ask.options.discovery:
        yield ask.options.discovery
        return
    endpoint = ask.target.endpoint
    yield f"{endpoint}/discovery"
    if urlsplit(endpoint).path.strip("/"):
        yield f"{endpoint.rpartition('/')[0]}/discovery"


def in_format(url: str, format: str) -> str:
    """Return the address of a document in a format ("xml", "json" or "html"), its query kept.

    One that ends in the name of a program, such as discovery.php, is left as it is.
    """
    parts = urlsplit(url)
    stem, dot, suffix = parts.path.rpartition(".")
    if dot and "/" not in suffix and suffix.lower() not in SUFFIXES:
        return url
    path = stem if dot and "/" not in suffix else parts.path.rstrip("/")
    return urlunsplit(parts._replace(path=f"{path}.{format}"))


def is_discovery(answer: Exchange) -> bool:
    """Whether an answer is recognisably a discovery document."""
    if answer.status != 200:
        return False
    try:
        document = parse(answer, "discovery")
    except Unmet:
        return False
    if document.root is not None:
        return not document.shape_problem()
    return isinstance(document.value, dict) and "endpoints" in document.value


@probe("declared", after=("discovery", "services"), formats="once", cost=6)
async def declared(ask: Ask) -> None:
    """GET services under each endpoint that discovery lists, in each format that it declares."""
    own = urlsplit(ask.target.endpoint).netloc
    for url, formats in listed.v2(ask.answers)[:3]:
        if (
            not listed.is_url(url)
            or urlsplit(url).netloc != own
            or url.rstrip("/") == ask.target.endpoint
        ):
            continue
        for format in formats:
            named = ask.target.jurisdictions
            query = f"?jurisdiction_id={named[0]}" if named else ""
            target = f"{url.rstrip('/')}/services.{format}{query}"
            await ask.fetch(target, format=format, endpoint=url)


@probe("discovery-page", after=("discovery",), formats="once")
async def discovery_page(ask: Ask) -> None:
    """GET discovery.html, the version for people."""
    answer = listed.document(ask.answers).exchange
    await ask.fetch(in_format(answer.url, "html"))
