"""What pytest loads where the kit is installed; it is installed beside the packages, not in one.

A project may have a package of its own called conformance: then this does nothing, so that the
project's tests come out as they would without the kit.
"""

from __future__ import annotations

import contextlib

with contextlib.suppress(ImportError):
    from conformance.door import (
        _open311_server,
        open311_server,
        pytest_addoption,
        pytest_collect_file,
        pytest_terminal_summary,
    )

__all__ = [
    "_open311_server",
    "open311_server",
    "pytest_addoption",
    "pytest_collect_file",
    "pytest_terminal_summary",
]
