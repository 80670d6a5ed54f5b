"""The discovery document, as records and as a page for people."""

from __future__ import annotations

from html import escape

from mock_server.records import Record
from specs.vocabulary import SPECIFICATION

CHANGESET = "2026-01-01T00:00:00Z"
PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Open311 discovery</title>
<style>body {{ font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 50rem;
  padding: 0 1rem; color: #1a1a1a; background: #fff }} th, td {{ text-align: left;
  padding: .25rem 1rem .25rem 0; vertical-align: top; overflow-wrap: anywhere }}</style>
<main>
<h1>Open311 discovery</h1>
<p>{contact}</p>
<p>{key_service}</p>
<table>
<thead><tr><th scope="col">Endpoint</th><th scope="col">Type</th><th scope="col">Specification</th>
<th scope="col">Formats</th></tr></thead>
<tbody>{rows}</tbody>
</table>
<p>The same for programs: <a href="{base}/open311/discovery.xml">XML</a>,
<a href="{base}/open311/discovery.json">JSON</a>. The first lists:
<a href="{first}/services.xml">services</a>,
<a href="{first}/requests.xml">service requests</a>.</p>
</main>
</html>
"""


def document(endpoints: list[Record], contact: str, key_service: str) -> Record:
    """Return a discovery document."""
    return {
        "changeset": CHANGESET,
        "contact": contact,
        "key_service": key_service,
        "endpoints": endpoints,
    }


def endpoint(url: str, kind: str) -> Record:
    """Return an endpoint of a discovery document; `kind` is "test" or "production"."""
    return {
        "specification": SPECIFICATION,
        "url": url,
        "changeset": CHANGESET,
        "type": kind,
        "formats": ["text/xml", "application/json"],
    }


def page(document: Record) -> str:
    """Return a discovery document as HTML."""
    listed = document["endpoints"]
    endpoints = listed if isinstance(listed, list) else []
    first = str(endpoints[0]["url"]) if endpoints else ""
    return PAGE.format(
        contact=escape(str(document["contact"])),
        key_service=escape(str(document.get("key_service") or "")),
        rows="".join(_row(one) for one in endpoints),
        base=escape(first.removesuffix("/open311/v2")),
        first=escape(first),
    )


def _row(endpoint: Record) -> str:
    formats = endpoint["formats"]
    joined = ", ".join(formats) if isinstance(formats, list) else ""
    cells = (endpoint["url"], endpoint["type"], endpoint["specification"], joined)
    return "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in cells) + "</tr>"
