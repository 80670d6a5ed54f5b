"""What the server does when it is itself at fault: it says so, and goes on."""

from __future__ import annotations

import traceback

from mock_server.http import Refused


class Crashes:
    """Tells each kind of crash once, on stderr; a kind is a type and the line it came from."""

    def __init__(self) -> None:
        self._told: set[tuple[str, str, int | None]] = set()

    def refusal(self, crash: Exception) -> Refused:
        """Return what the client is told."""
        last = traceback.extract_tb(crash.__traceback__)[-1]
        kind = (type(crash).__name__, last.filename, last.lineno)
        if kind not in self._told:
            self._told.add(kind)
            traceback.print_exception(crash)
        return Refused(500, f"The mock server failed ({kind[0]}); its own output says where.")
