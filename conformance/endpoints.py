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
    """Return the URL and declared formats of each v2 endpoint that has an absolute URL."""
    return [
        (plain(endpoint.get("url")), declares(endpoint))
        for _, endpoint in endpoints(document(answers))
        if is_georeport_v2(plain(endpoint.get("specification")))
        and plain(endpoint.get("url")).startswith(("http://", "https://"))
    ]
