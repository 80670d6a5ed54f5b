"""`open311 mock`: run the reference server, or a faulty one."""

from __future__ import annotations

import asyncio
import sqlite3
import ssl
import sys
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from conformance.cli.app import app

if TYPE_CHECKING:
    from mock_server.settings import Settings
    from mock_server.tenants import Tenants


# What of a city each option decides when it is made.
MAKES = {"seed": "seed", "requests": "requests", "services": "services", "scenario": "services"}
REPLAY_ALONE = (
    "--replay serves what was recorded, as it is: leave out --mutant, --profile, --scenario and"
    " --db."
)


@app.command(context_settings={"auto_envvar_prefix": "OPEN311_MOCK"})
def mock(
    context: typer.Context,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8311,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    jurisdictions: Annotated[
        str,
        typer.Option(
            help="jurisdiction_ids to serve, with commas; springfield.example in the scenario city,"
            " all that another scenario has."
        ),
    ] = "",
    scenario: Annotated[
        str,
        typer.Option(
            help="What is served: city, federal (one endpoint for agencies and three cities), or a"
            " TOML file of yours.",
            metavar="NAME|FILE",
        ),
    ] = "city",
    seed: Annotated[
        int, typer.Option(help="The same seed makes the same reports at the same instant.")
    ] = 1,
    services: Annotated[
        int | None,
        typer.Option(min=1, help="Services in each city of the scenario city; 25."),
    ] = None,
    requests: Annotated[
        int, typer.Option(min=0, help="Service requests in each jurisdiction.")
    ] = 500,
    api_key: Annotated[str, typer.Option(help="The key that a POST needs.")] = "demo-key",
    mutant: Annotated[
        list[str] | None,
        typer.Option(help="Break one thing; --mutant list shows them. Repeatable."),
    ] = None,
    profile: Annotated[
        str,
        typer.Option(help="Answer as known software does; --profile list shows which."),
    ] = "",
    replay: Annotated[
        Path | None,
        typer.Option(help="Serve the recorded answers of this folder alone.", metavar="DIR"),
    ] = None,
    admin_token: Annotated[
        str,
        typer.Option(help="What the admin API asks for; beyond loopback one is made up."),
    ] = "",
    db: Annotated[
        Path | None, typer.Option(help="Keep the data in this file; without it, in memory.")
    ] = None,
    tls_cert: Annotated[
        Path | None, typer.Option(help="Certificate (PEM), to serve https.", metavar="FILE")
    ] = None,
    tls_key: Annotated[
        Path | None, typer.Option(help="Its key (PEM), unless it is in the same file.")
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help="Print one line of JSON when it is ready.")
    ] = False,
) -> None:
    """Run a GeoReport v2 server that breaks nothing, or exactly what it is told to break.

    Examples:

    open311 mock

    open311 mock --port 0 --jurisdictions city.gov,parks.gov --seed 7

    open311 mock --scenario federal

    open311 mock --mutant services.code-twice

    open311 mock --profile fixmystreet

    OPEN311_MOCK_PORT=8000 open311 mock --db city.sqlite

    Each option can also be given as an environment variable, OPEN311_MOCK_ and its name.
    """
    from conformance.cli import output, started
    from mock_server import app as server
    from mock_server.find import listing, unheard
    from mock_server.guard import Guard
    from mock_server.scenarios.read import DEFAULT, BadScenarioError
    from mock_server.settings import SERVICES, Settings
    from mock_server.store import MEMORY

    profile = profile.removeprefix("profile.")  # what messages call it
    if "list" in (profile, *(mutant or ())):
        sys.stdout.write(listing("profile." if profile else ""))
        return
    names = tuple(dict.fromkeys(n.strip() for n in jurisdictions.split(",") if n.strip()))
    named = scenario != DEFAULT
    _together(
        (named and services, f"--services is for the scenario {DEFAULT}; another lists its own."),
        (replay and (mutant or profile or db or named), REPLAY_ALONE),
        (jurisdictions and not names, "--jurisdictions names none. Give one, or leave it out."),
        (tls_key and not tls_cert, "--tls-key is the key of a certificate: give --tls-cert too."),
        (not api_key, "--api-key is empty. Give the key that a POST has to send."),
        (not host, "--host is empty. Give an address of this machine, such as 127.0.0.1."),
    )
    settings = Settings(
        seed=seed,
        services=services or SERVICES,
        requests=requests,
        jurisdictions=names or (() if scenario != DEFAULT else ("springfield.example",)),
        scenario=scenario,
        api_key=api_key,
        db=str(db) if db else MEMORY,
        mutants=(*(mutant or ()), *([f"profile.{profile}"] if profile else [])),
        replay=str(replay) if replay else "",
    )
    try:
        _ = settings.told
        told = [(settings.kind.__doc__ or "").strip().splitlines()[0], *unheard(settings.kind)]
        sys.stderr.write("\n".join(told) + "\n")
    except (LookupError, BadScenarioError) as problem:
        output.wrong(str(problem.args[0]))
    guard = Guard(host, admin_token)
    token = guard.token if not admin_token else ""
    try:
        listen = server.Listen(host, port, _tls(tls_cert, tls_key))
        tenants = _tenants(settings, db, _given(context))
        if guard.token:
            started.say_who_may(token)
        ready = partial(started.ready, token=token)
        announce = partial(started.announce, tenant=tenants.root)
        _loop()(server.serve(tenants, listen, guard, ready if json else announce))
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
    except ssl.SSLError as problem:
        output.wrong(
            f"{tls_cert} can't be used as a certificate with its key: {problem}. The key has to be"
            " its own, without a pass phrase."
        )
    except OSError as problem:
        output.wrong(
            f"Can't listen on {host}:{port} ({problem.strerror}). Choose another with --port, or"
            " --port 0 for a free one; --host takes an address of this machine, such as 127.0.0.1."
        )


def _together(*wrong: tuple[object, str]) -> None:
    """End the command with the first sentence whose case it is."""
    from conformance.cli import output

    for case, sentence in wrong:
        if case:
            output.wrong(sentence)


def _given(context: typer.Context) -> list[str]:
    """Return the options that were given, here or in the environment."""
    sources = {name: context.get_parameter_source(name) for name in context.params}
    given = ("COMMANDLINE", "ENVIRONMENT")
    return [name for name, source in sources.items() if source and source.name in given]


def _tenants(settings: Settings, db: Path | None, given: Sequence[str]) -> Tenants:
    """Return who answers; end the command when a file from before can't be served as asked for."""
    from conformance.cli import output
    from mock_server.reference import OwnDataError
    from mock_server.tenants import Tenants

    try:
        tenants = Tenants(settings)
    except OwnDataError as problem:
        output.wrong(str(problem))
    except sqlite3.DatabaseError as problem:
        output.wrong(f"{db} can't be used as the store: {problem}. Name another file with --db.")
    behaviour = tenants.root.behaviour
    kept, wanted = (sorted(names) for names in (behaviour.store.cities, behaviour.places()))
    if kept != wanted:
        output.wrong(
            f"{db} holds {', '.join(kept)}, not {', '.join(wanted)}. Start with the --scenario and"
            " the --jurisdictions that it was made with, or name another file with --db."
        )
    if behaviour.took_over:
        sys.stderr.write(f"{db} was written by other mutants; what they changed in it stays.\n")
    unlike = settings.unlike(behaviour) if db else ()
    if ignored := [f"--{name}" for name in given if MAKES.get(name) in unlike]:
        sys.stderr.write(
            f"{db} keeps what it was made with; {' and '.join(ignored)} can't change that. To have"
            f" it otherwise, name another file with --db, or delete {db}.\n"
        )
    return tenants


def _loop() -> Callable[[Coroutine[Any, Any, None]], None]:
    """Return what runs the server: uvloop where there is one, else asyncio."""
    try:
        import uvloop
    except ImportError:
        return asyncio.run
    return uvloop.run


def _tls(certificate: Path | None, key: Path | None) -> ssl.SSLContext | None:
    from conformance.cli import output

    if certificate is None:
        return None
    for file in (certificate, key):
        if file is not None and not file.is_file():
            output.wrong(f"{file} does not exist.")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # Without a password, OpenSSL would ask for one at the terminal.
    context.load_cert_chain(certificate, key, password="")
    return context
