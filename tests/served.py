"""One answer of each kind from a server in this process, and what its schema says of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from conformance.clauses import errors
from conformance.documents import Document, parse
from mock_server.http import Request, Response
from mock_server.records import Record
from mock_server.reference import Reference
from tests.evidence import exchange

EXAMPLES = Path(__file__).parent / "examples"
ENDPOINT = "/open311/v2"


def server(kind: type[Reference] = Reference) -> Reference:
    """Return a server of one small city, so that no jurisdiction_id is needed."""
    return kind(requests=60, jurisdictions=("springfield.example",))


def get(behaviour: Reference, path: str) -> Response:
    """Ask below the endpoint; the path starts with a slash."""
    return behaviour.respond(Request("GET", ENDPOINT + path))


def create(behaviour: Reference, format: str, service_code: str) -> Response:
    """Report something there."""
    form = {"api_key": behaviour.key, "service_code": service_code, "lat": "42.1", "long": "-72.6"}
    form["attribute[SIZE]"] = "01"
    path = f"{ENDPOINT}/requests.{format}"
    return behaviour.respond(Request("POST", path, form=tuple(form.items())))


def answers(behaviour: Reference, format: str) -> dict[str, Response]:
    """Return an answer for each resource, as far as the server gives one."""
    place = next(iter(behaviour.store.cities.values()))
    code = _first(place.services, "service_code", metadata=True)
    id = _first(place.all(), "service_request_id")
    batch = create(behaviour, "json", _first(place.services, "service_code", type="batch"))
    token = _token(batch.body)
    found = {
        "discovery": behaviour.respond(Request("GET", f"/open311/discovery.{format}")),
        "services": get(behaviour, f"/services.{format}"),
        "service-definition": get(behaviour, f"/services/{code}.{format}"),
        "requests": get(behaviour, f"/requests.{format}"),
        "request": get(behaviour, f"/requests/{id}.{format}"),
        "post-response": create(behaviour, format, code),
        "token-response": get(behaviour, f"/tokens/{token}.{format}"),
    }
    found = {resource: answer for resource, answer in found.items() if answer.status in (200, 201)}
    return found | {"errors": get(behaviour, f"/services/unknown.{format}")}


def _token(body: bytes) -> str:
    """Return the token that a POST was answered with; "unknown" where it brought none."""
    found = re.search(rb'"token": "([^"]+)"', body)
    return found.group(1).decode() if found else "unknown"


def _first(records: Sequence[Record], field: str, **wanted: object) -> str:
    return next((str(r[field]) for r in records if wanted.items() <= r.items()), "unknown")


def document(body: bytes, resource: str, format: str) -> Document:
    """Read a body."""
    return parse(exchange(body, resource, format), resource)


def complaints(document: Document) -> set[str]:
    """Return the ids of the requirements whose clauses a document breaks."""
    return {error.requirement for error in errors(document)}
