"""What known software does that no fault or legal peculiarity of another sort is: for profiles."""

from mock_server.quirks import create, errors, filters, formats, requests, services
from mock_server.quirks.base import QUIRKS

__all__ = ["QUIRKS", "create", "errors", "filters", "formats", "requests", "services"]
