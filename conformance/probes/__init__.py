"""Every question that the kit asks, one module per part of the specification."""

from conformance.probes import (
    definitions,
    discovery,
    errors,
    filters,
    formats,
    jurisdiction,
    request,
    requests,
    services,
    tokens,
    transport,
)

__all__ = [
    "definitions",
    "discovery",
    "errors",
    "filters",
    "formats",
    "jurisdiction",
    "request",
    "requests",
    "services",
    "tokens",
    "transport",
]
