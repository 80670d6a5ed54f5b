"""Figures for Prometheus (text format 0.0.4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from mock_server.admin.routes import Call, route
from mock_server.http import Response
from mock_server.tenants import Tenant

Sample = tuple[dict[str, str], int]
MEDIA = "text/plain; version=0.0.4; charset=utf-8"


@route("GET", "/metrics")
def metrics(call: Call) -> object:
    """Figures for Prometheus."""
    lines = [line for metric in _metrics(call.seen()) for line in _lines(*metric)]
    return Response(200, {"Content-Type": MEDIA}, ("\n".join(lines) + "\n").encode())


def _metrics(tenants: list[Tenant]) -> Iterable[tuple[str, str, str, list[Sample]]]:
    asked = [({"tenant": t.name}, t.journal.latest) for t in tenants]
    yield "requests_total", "counter", "Requests answered.", asked
    kept = [({"tenant": t.name}, t.journal.bytes) for t in tenants]
    yield "journal_bytes", "gauge", "Bytes that the journal holds, about.", kept
    stored = [
        ({"tenant": t.name, "jurisdiction": city.name}, city.count)
        for t in tenants
        for city in t.behaviour.store.cities.values()
    ]
    yield "service_requests", "gauge", "Service requests stored.", stored
    by_status = Counter(entry.response.status for t in tenants for entry in t.journal)
    counted = [({"status": str(status)}, count) for status, count in sorted(by_status.items())]
    yield "journal_exchanges", "gauge", "Exchanges in the journal.", counted


def _lines(name: str, kind: str, purpose: str, samples: list[Sample]) -> Iterable[str]:
    yield f"# HELP open311_mock_{name} {purpose}"
    yield f"# TYPE open311_mock_{name} {kind}"
    for labels, value in samples:
        told = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
        yield f"open311_mock_{name}{{{told}}} {value}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
