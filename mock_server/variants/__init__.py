"""Servers that are unusual and right: no check may complain about them."""

from __future__ import annotations

from mock_server.variants import creating, filters, reading, refusing, tracking
from mock_server.variants.base import VARIANTS, Variant

__all__ = ["VARIANTS", "Variant", "creating", "filters", "reading", "refusing", "tracking"]
