"""What known software does that no fault or legal peculiarity of another sort is: for profiles."""

from mock_server.quirks import reading, refusing, shapes, writing
from mock_server.quirks.base import QUIRKS

__all__ = ["QUIRKS", "reading", "refusing", "shapes", "writing"]
