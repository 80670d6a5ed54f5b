"""What a discovery document lists."""

from __future__ import annotations

from urllib.parse import urlsplit

from conformance.answers import Answers
from conformance.compare import plain
from conformance.documents import Document, Record
from conformance.exchange import Unmet
from specs.vocabulary import is_georeport_v2

FORMATS = {"text/xml": "xml", "application/xml": "xml", "application/json": "json"}


def document(answers: Answers) -> Document:
    """Return the discovery document in whichever format can be read; raises Unmet."""
    problem: Unmet | None = None
    for format in ("xml", "json"):
        try:
            found = answers.other(format).document("discovery")
            found.records  # noqa: B018
        except Unmet as unmet:
            problem = problem or unmet
        else:
            return found
    raise problem or Unmet("No discovery document was found.")


def endpoints(document: Document) -> list[tuple[int, Record]]:
    """Return the endpoint records with their positions."""
    found = document.records[0].get("endpoints")
    items = found if isinstance(found, list) else []
    return [(index, item) for index, item in enumerate(items) if isinstance(item, dict)]


def declares(endpoint: Record) -> list[str]:
    """Return the formats that an endpoint declares: "xml", "json"."""
    found = endpoint.get("formats")
    types = [plain(t).partition(";")[0].lower() for t in found] if isinstance(found, list) else []
    return list(dict.fromkeys(FORMATS[t] for t in types if t in FORMATS))


def is_url(text: str) -> bool:
    """Whether a text is an absolute URL that can be asked."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def v2(answers: Answers) -> list[tuple[str, list[str]]]:
    """Return the URL and declared formats of each v2 endpoint that has an absolute URL.

    Raises:
        Unmet: There is none; `blocked_by` names what is wrong with those that are listed.
    """
    found = [endpoint for _, endpoint in endpoints(document(answers))]
    if not found:
        raise Unmet("No endpoint is listed.", blocked_by="discovery.has-endpoint")
    found = [e for e in found if is_georeport_v2(plain(e.get("specification")))]
    if not found:
        raise Unmet("No v2 endpoint is listed.", blocked_by="discovery.specification-token")
    urls = [(plain(endpoint.get("url")), declares(endpoint)) for endpoint in found]
    absolute = [pair for pair in urls if pair[0].startswith(("http://", "https://"))]
    if not absolute:
        owner = "endpoint-url-absolute" if any(url for url, _ in urls) else "endpoint-fields"
        raise Unmet("No v2 endpoint has a whole address.", blocked_by=f"discovery.{owner}")
    return absolute
