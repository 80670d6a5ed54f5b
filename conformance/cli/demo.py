"""`open311 demo`: the whole kit on itself, for a first look."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from conformance.cli.app import app

JURISDICTIONS = ("springfield.example", "parks.example")


@app.command()
def demo(
    out: Annotated[Path, typer.Option(help="Folder for the report.")] = Path("open311-report"),
) -> None:
    """Start the mock server on a free port, check it, and show the report."""
    from conformance.ask import Options
    from conformance.choose import choose
    from conformance.cli.check import run_check
    from conformance.cli.output import Voice
    from conformance.results import Target
    from conformance.run import Order
    from mock_server.background import background
    from mock_server.reference import Reference
    from specs.catalogue import load

    with background(Reference(jurisdictions=JURISDICTIONS)) as url:
        target = Target(endpoint=url, jurisdictions=JURISDICTIONS)
        read = choose(load(), (), (), writing=False)
        run_check(Order(target, read, Options(seed=1)), out, Voice())
