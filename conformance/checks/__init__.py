"""Every check, one module per part of the specification."""

from conformance.checks import (
    dates,
    definitions,
    discovery,
    errors,
    filters,
    formats,
    headers,
    ids,
    jurisdiction,
    records,
    request,
    requests,
    services,
    tokens,
    transport,
    words,
)

__all__ = [
    "dates",
    "definitions",
    "discovery",
    "errors",
    "filters",
    "formats",
    "headers",
    "ids",
    "jurisdiction",
    "records",
    "request",
    "requests",
    "services",
    "tokens",
    "transport",
    "words",
]
