"""The admin API: what a tester does to a server, over HTTP, under /_mock/."""

from __future__ import annotations

from mock_server.admin import faults, journal, metrics, state
from mock_server.admin.routes import PREFIX, ROUTES, answer, encoded, error, refusal

__all__ = [
    "PREFIX",
    "ROUTES",
    "answer",
    "encoded",
    "error",
    "faults",
    "journal",
    "metrics",
    "refusal",
    "state",
]
