"""Servers with one known fault each: what the kit is tested by, and what apps can rehearse."""

from __future__ import annotations

from mock_server.mutants import (
    answered,
    contents,
    create,
    definitions,
    discovery,
    errors,
    filters,
    formats,
    headers,
    jurisdiction,
    keys,
    post_errors,
    rare,
    readback,
    records,
    refused,
    requests,
    safety,
    services,
    transport,
)
from mock_server.mutants.base import MUTANTS, RARE, Mutant

__all__ = [
    "MUTANTS",
    "RARE",
    "Mutant",
    "answered",
    "contents",
    "create",
    "definitions",
    "discovery",
    "errors",
    "filters",
    "formats",
    "headers",
    "jurisdiction",
    "keys",
    "post_errors",
    "rare",
    "readback",
    "records",
    "refused",
    "requests",
    "safety",
    "services",
    "transport",
]
