"""What goes to the terminal: progress on stderr, results on stdout."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import typer

from conformance import stored
from conformance.cli.app import WRONG_USAGE
from conformance.results import EXIT_STATUS, Run, outcome

WRITTEN = {"report.html": "html", "junit.xml": "junit"}
MESSAGE = "message-to-operator.txt"


@dataclass(frozen=True, slots=True)
class Voice:
    """How much is said, and in which form.

    Attributes:
        quiet: The one sentence only.
        json: The run as JSON instead of a report to read.
    """

    quiet: bool = False
    json: bool = False

    def progress(self, what: str) -> None:
        """Show what is being asked, on a terminal only, each over the last."""
        if sys.stderr.isatty() and not self.quiet:
            sys.stderr.write(f"\r\x1b[K{what[:78]}")
            sys.stderr.flush()

    def end_progress(self) -> None:
        """Clear the line of progress."""
        if sys.stderr.isatty() and not self.quiet:
            sys.stderr.write("\r\x1b[K")

    def say(self, text: str) -> None:
        """Tell something besides the result, on stderr."""
        if not self.quiet:
            sys.stderr.write(text + "\n")

    def show(self, run: Run) -> None:
        """Print a run."""
        from specs.catalogue import load

        if self.json:
            sys.stdout.write(stored.dump(run))
        elif self.quiet:
            from reports import summary

            sys.stdout.write(summary.line(run) + "\n")
        else:
            from reports import text

            sys.stdout.write(text.render(run, load(), colour=colours()))


def colours() -> bool:
    """Whether stdout is a terminal that shows colours (NO_COLOR turns them off)."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def write_reports(run: Run, folder: Path, key: str = "") -> None:
    """Write the HTML report and the JUnit file beside run.json."""
    from conformance.bundle import Bundle
    from reports import RENDERERS
    from specs.catalogue import load

    bundle = Bundle(folder, key)
    for name, kind in WRITTEN.items():
        bundle.write(name, RENDERERS[kind](run, load()))
    if run.created:
        bundle.write(MESSAGE, RENDERERS["message"](run, load()))


def finish(run: Run) -> NoReturn:
    """End the command with the run's exit status."""
    raise typer.Exit(EXIT_STATUS[outcome(run)])


def wrong(message: str, status: int = WRONG_USAGE) -> NoReturn:
    """End the command before its run: what was typed can't be meant, or nothing came of it."""
    sys.stderr.write(message + "\n")
    raise typer.Exit(status)
