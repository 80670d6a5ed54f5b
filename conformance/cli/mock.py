"""`open311 mock` and `open311 demo`: run the reference server, or a faulty one."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

from conformance.cli.app import app

DEMO_JURISDICTIONS = ("springfield.example", "parks.example")


@app.command()
def demo(
    out: Annotated[Path, typer.Option(help="Folder for the report.")] = Path("open311-report"),
) -> None:
    """Start the mock server on a free port, check it, and show the report."""
    from conformance.ask import Options
    from conformance.cli.check import run_check
    from conformance.cli.output import Voice
    from conformance.results import Target
    from conformance.run import Order
    from mock_server.background import background
    from mock_server.reference import Reference
    from specs.catalogue import load

    with background(Reference(jurisdictions=DEMO_JURISDICTIONS)) as url:
        target = Target(endpoint=url, jurisdictions=DEMO_JURISDICTIONS)
        run_check(Order(target, list(load().values()), Options(seed=1)), out, Voice())


@app.command()
def mock(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8311,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    jurisdictions: Annotated[
        str,
        typer.Option(help="jurisdiction_ids to serve, with commas."),
    ] = "springfield.example",
    seed: Annotated[int, typer.Option(help="The same seed makes the same city.")] = 1,
    services: Annotated[int, typer.Option(min=1, help="Services in each city.")] = 25,
    requests: Annotated[int, typer.Option(min=0, help="Service requests in each city.")] = 500,
    api_key: Annotated[str, typer.Option(help="The key that a POST needs.")] = "demo-key",
    mutant: Annotated[
        list[str] | None,
        typer.Option(help="Break one thing; --mutant list shows them. Repeatable."),
    ] = None,
    replay: Annotated[
        Path | None,
        typer.Option(help="Serve the recorded answers of this folder instead.", metavar="DIR"),
    ] = None,
    admin_token: Annotated[
        str,
        typer.Option(
            envvar="OPEN311_ADMIN_TOKEN",
            help="What the admin API asks for; beyond loopback one is made up.",
        ),
    ] = "",
    db: Annotated[
        Path | None, typer.Option(help="Keep the data in this file; without it, in memory.")
    ] = None,
) -> None:
    """Run a GeoReport v2 server that breaks nothing, or exactly what it is told to break.

    Examples:

    open311 mock

    open311 mock --port 0 --jurisdictions city.gov,parks.gov --seed 7

    open311 mock --mutant services.code-unique
    """
    from conformance.cli import output
    from mock_server import app as server
    from mock_server.find import listing
    from mock_server.guard import Guard
    from mock_server.settings import Settings
    from mock_server.store import MEMORY
    from mock_server.tenants import Tenants

    if mutant == ["list"]:
        sys.stdout.write(listing())
        return
    names = tuple(name.strip() for name in jurisdictions.split(",") if name.strip())
    settings = Settings(
        seed=seed,
        services=services,
        requests=requests,
        jurisdictions=names,
        api_key=api_key,
        db=str(db) if db else MEMORY,
        mutants=tuple(mutant or ()),
        replay=str(replay) if replay else "",
    )
    try:
        sys.stderr.write(f"{(settings.kind.__doc__ or '').strip().splitlines()[0]}\n")
    except LookupError as problem:
        output.wrong(str(problem.args[0]))
    guard = Guard(host, admin_token)

    def announce(url: str) -> None:
        _announce(url, guard.token if not admin_token else "")

    try:
        asyncio.run(server.serve(Tenants(settings), host, port, guard, announce))
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
    except OSError as problem:
        output.wrong(
            f"Can't listen on {host}:{port} ({problem.strerror}). Choose another with --port, or"
            " --port 0 for a free one."
        )


def _announce(url: str, token: str) -> None:
    sys.stdout.write(f"{url}\n")
    sys.stdout.flush()
    if token:
        sys.stderr.write(
            "It can be reached from other machines. Its admin API needs the header\n"
            f"Authorization: Bearer {token}\n"
        )
    sys.stderr.write(
        f"Try: curl '{url}/services.xml'\nCheck it: open311 check {url}\nStop with Ctrl-C.\n"
    )
