"""Every question that the kit asks, one module per part of the specification."""

from conformance.probes import (
    create,
    definitions,
    discovery,
    drawn,
    errors,
    filters,
    formats,
    hostile,
    jurisdiction,
    readback,
    refused,
    request,
    requests,
    services,
    tokens,
    transport,
)

__all__ = [
    "create",
    "definitions",
    "discovery",
    "drawn",
    "errors",
    "filters",
    "formats",
    "hostile",
    "jurisdiction",
    "readback",
    "refused",
    "request",
    "requests",
    "services",
    "tokens",
    "transport",
]
