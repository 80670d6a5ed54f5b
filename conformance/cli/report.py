"""`open311 report`: show a run again, in another form."""

from __future__ import annotations

import sys
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from conformance.cli.app import app


class Show(StrEnum):
    """Forms of a report."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    JUNIT = "junit"


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(help="A report folder, or its run.json.")] = Path(
        "open311-report"
    ),
    format: Annotated[Show, typer.Option(help="Its form.")] = Show.TEXT,
) -> None:
    """Print the report of a run that was stored.

    Examples:

    open311 report

    open311 report open311-report --format markdown > report.md
    """
    from conformance import stored
    from conformance.cli import output
    from conformance.results import State
    from reports import RENDERERS
    from specs.catalogue import load

    try:
        run = stored.load(folder)
    except FileNotFoundError:
        output.wrong(f"{folder} holds no run. Make one with: open311 check URL")
    except ValueError as problem:
        output.wrong(str(problem))
    except OSError as problem:
        output.wrong(f"{folder} can't be read: {problem.strerror}.")
    if run.state is State.RUNNING:
        run = replace(run, stopped=_cut_off(folder))
    if format is Show.TEXT:
        output.Voice().show(run)
    else:
        sys.stdout.write(RENDERERS[format.value](run, load()))


def _cut_off(folder: Path) -> str:
    """Say what a run that did not come to its end left, and how to judge it."""
    from conformance import saved

    folder = folder if folder.is_dir() else folder.parent
    number = sum(1 for _ in saved.bodies([folder]))
    return (
        f"The run still goes on or was cut off. {number} answers lie in {folder}; judge them with:"
        f" open311 validate {folder}"
    )
