"""The command `open311`: like conformance/door it knows everybody."""

from __future__ import annotations

import sys
import traceback

from conformance.cli.app import app
from conformance.cli.check import check
from conformance.cli.mock import demo, mock
from conformance.cli.record import record
from conformance.cli.report import report
from conformance.cli.requirements import requirements
from conformance.cli.snapshot import snapshot
from conformance.cli.validate import validate

__all__ = [
    "app",
    "check",
    "demo",
    "main",
    "mock",
    "record",
    "report",
    "requirements",
    "snapshot",
    "validate",
]

KIT_BROKE = 4


def main() -> None:
    """Run the command; whatever the kit did not foresee is told as its own fault."""
    try:
        app()
    except Exception:
        sys.stderr.write(
            "open311 itself broke; this says nothing about the endpoint. Please report it with"
            f" these lines:\n\n{traceback.format_exc()}"
        )
        sys.exit(KIT_BROKE)
