"""`open311 validate`: judge saved answers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from conformance.cli.app import AsJson, Only, Quiet, Skip, Strict, app


@app.command()
def validate(
    files: Annotated[list[Path], typer.Argument(help="Saved bodies, or folders of them.")],
    resource: Annotated[
        str, typer.Option("--as", help="What the bodies are, when it is not recognised.")
    ] = "",
    only: Only = None,
    skip: Skip = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for a report; without it none is written.")
    ] = None,
    strict: Strict = False,
    quiet: Quiet = False,
    json: AsJson = False,
) -> None:
    """Judge saved answers by the same checks, without any network.

    What a body is follows from its content, its name and its URL: services, service-definition,
    requests, request, post-response, token-response, errors, discovery. Status and headers are
    taken from <body>.meta.json beside it ({"url": …, "status": 200, "headers": {…}}), or from the
    top of the file, as `curl -i` prints them; without them they are not judged.

    A folder that `open311 check` wrote is judged again as a whole, with the same verdicts.

    Examples:

    open311 validate services.xml

    open311 validate recorded/ --only formats

    open311 validate answer.json --as requests

    open311 validate open311-report/
    """
    from conformance import choose
    from conformance.cli import output
    from conformance.saved import RESOURCES
    from conformance.validate import validate as judge_saved
    from specs.catalogue import load

    if resource and resource not in RESOURCES:
        output.wrong(f"--as {resource} is not known; it is one of {', '.join(RESOURCES)}.")
    try:
        chosen = choose.choose(load(), only or (), skip or ())
        run = judge_saved(files, chosen, resource=resource, strict=strict)
    except choose.Usage as usage:
        output.wrong(str(usage))
    except (FileNotFoundError, ValueError) as problem:
        output.wrong(str(problem))
    except OSError as problem:
        output.wrong(f"{problem.filename} can't be read: {problem.strerror}.")
    voice = output.Voice(quiet=quiet, json=json)
    if out:
        _write(run, out)
        voice.say(f"Report: {(out / 'report.html').resolve()}")
    voice.show(run)
    output.finish(run)


def _write(run: object, out: Path) -> None:
    from conformance.bundle import Bundle
    from conformance.cli import output
    from conformance.results import Run

    assert isinstance(run, Run)  # noqa: S101
    try:
        bundle = Bundle(out)
        bundle.start()
        bundle.save(run)
    except OSError as problem:
        output.wrong(f"The report can't be written to {out}: {problem.strerror or problem}")
    output.write_reports(run, out)
