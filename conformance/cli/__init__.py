"""The command `open311`: like conformance/door it knows everybody."""

from __future__ import annotations

import sys
import traceback

from conformance.cli import streams
from conformance.cli.app import KIT_BROKE, WRONG_USAGE, app
from conformance.cli.check import check
from conformance.cli.demo import demo
from conformance.cli.fuzz import fuzz
from conformance.cli.mock import mock
from conformance.cli.record import record
from conformance.cli.report import report
from conformance.cli.requirements import requirements
from conformance.cli.snapshot import snapshot
from conformance.cli.validate import validate

__all__ = [
    "app",
    "check",
    "demo",
    "fuzz",
    "main",
    "mock",
    "record",
    "report",
    "requirements",
    "snapshot",
    "validate",
]


def main() -> None:
    """Run the command; whatever the kit did not foresee is told as its own fault."""
    streams.prepare()
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except Exception as problem:
        if isinstance(problem, OSError) and problem.errno in streams.FULL:
            sys.stderr.write(f"There is no room to write what came out ({problem.strerror}).\n")
            sys.exit(WRONG_USAGE)
        sys.stderr.write(
            "open311 itself broke; this says nothing about the endpoint. Please report it with"
            f" these lines:\n\n{traceback.format_exc()}"
        )
        sys.exit(KIT_BROKE)
