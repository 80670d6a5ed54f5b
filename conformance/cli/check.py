"""`open311 check`: judge a live endpoint."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from conformance.cli.app import AsJson, Only, Quiet, Skip, Strict, app

if TYPE_CHECKING:
    from conformance.cli.output import Voice
    from conformance.run import Order


class Format(StrEnum):
    """Which answers to judge."""

    XML = "xml"
    JSON = "json"
    BOTH = "both"


@app.command()
def check(
    url: Annotated[str, typer.Argument(help="The endpoint's URL, up to and with /v2.")] = "",
    jurisdiction: Annotated[
        list[str] | None,
        typer.Option(help="jurisdiction_id to ask for; name each that the endpoint serves."),
    ] = None,
    single_jurisdiction: Annotated[
        bool,
        typer.Option("--single-jurisdiction", help="It serves one only: must work without."),
    ] = False,
    api_key_env: Annotated[
        str, typer.Option(help="Environment variable that holds the api_key.")
    ] = "",
    format: Annotated[Format, typer.Option(help="Which answers to judge.")] = Format.BOTH,
    discovery: Annotated[
        str, typer.Option(help="URL of the discovery document, if it stands elsewhere.")
    ] = "",
    only: Only = None,
    skip: Skip = None,
    out: Annotated[Path, typer.Option(help="Folder for the report.")] = Path("open311-report"),
    strict: Strict = False,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds for one answer.")] = 30.0,
    rate: Annotated[
        float, typer.Option(min=0, help="Requests a second; this machine itself has no limit.")
    ] = 2.0,
    max_requests: Annotated[int, typer.Option(min=1, help="Most requests in the run.")] = 250,
    definitions: Annotated[int, typer.Option(min=1, help="Service definitions to sample.")] = 5,
    service_code: Annotated[
        list[str] | None, typer.Option(help="Ask with this service_code. Repeatable.")
    ] = None,
    request_id: Annotated[
        list[str] | None, typer.Option(help="Ask with this service_request_id. Repeatable.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Decides what is drawn; 0 takes a new one.")] = 0,
    plan: Annotated[
        bool, typer.Option("--plan", help="Print what would be asked; ask nothing.")
    ] = False,
    quiet: Quiet = False,
    json: AsJson = False,
) -> None:
    """Check a live endpoint and say what to fix.

    Only reads: GET and a HEAD, nothing is created. Answers and verdicts go into a folder, with a
    report to open in a browser.

    Examples:

    open311 check https://api.city.gov/open311/v2 --jurisdiction city.gov

    open311 check https://311.gov/v2 --jurisdiction parks.gov --jurisdiction mail.gov

    open311 check --discovery https://city.gov/open311/discovery.xml

    open311 check https://api.city.gov/v2 --only services --only formats.xml-declaration

    open311 check https://api.city.gov/v2 --plan
    """
    from conformance import choose
    from conformance.ask import Options
    from conformance.cli import output
    from conformance.client import Limits
    from conformance.results import Target
    from conformance.run import Order
    from specs.catalogue import load

    voice = output.Voice(quiet=quiet, json=json)
    limits = Limits(timeout=timeout, rate=rate, max_requests=max_requests)
    formats = ("xml", "json") if format is Format.BOTH else (format.value,)
    try:
        chosen = choose.choose(load(), only or (), skip or ())
        if plan:
            _print_plan(chosen, formats, len(jurisdiction or ()))
            return
        if choose.is_discovery(url) and not discovery:
            url, discovery = "", url
        endpoint = choose.endpoint(url) if url else _from_discovery(discovery, limits)
        order = Order(
            target=Target(
                endpoint=endpoint,
                discovery=discovery,
                jurisdictions=tuple(dict.fromkeys(jurisdiction or ())),
                single_jurisdiction=single_jurisdiction,
                formats=formats,
            ),
            requirements=chosen,
            options=Options(
                seed=seed or random.randrange(1, 10**6),  # noqa: S311  (draws, no secrets)
                definitions=definitions,
                service_codes=tuple(service_code or ()),
                request_ids=tuple(request_id or ()),
                discovery=discovery,
            ),
            limits=limits,
            api_key=_key(api_key_env),
            strict=strict,
        )
        run_check(order, out, voice)
    except choose.Usage as usage:
        output.wrong(str(usage))


def run_check(order: Order, out: Path, voice: Voice) -> None:
    """Run a check, write its folder, print it, and end with its exit status."""
    from conformance.bundle import Bundle
    from conformance.cli import output
    from conformance.run import check as run

    voice.say(f"Checking {order.target.endpoint} (seed {order.options.seed}) ...")
    try:
        done = asyncio.run(run(order, Bundle(out, order.api_key), voice.progress))
    except FileExistsError as problem:
        output.wrong(str(problem))
    except OSError as problem:
        output.wrong(f"The report can't be written to {out}: {problem.strerror}.")
    finally:
        voice.end_progress()
    output.write_reports(done, out, order.api_key)
    voice.show(done)
    voice.say(f"\nReport: {(out / 'report.html').resolve()}")
    output.finish(done)


def _key(variable: str) -> str:
    from conformance.choose import Usage

    if not variable:
        return ""
    key = os.environ.get(variable, "")
    if not key:
        raise Usage(
            f"The environment variable {variable} is not set. Set it to the api_key, and give its"
            " name (not the key) to --api-key-env."
        )
    return key


def _from_discovery(discovery: str, limits: object) -> str:
    from conformance import choose
    from conformance.client import Limits

    if not discovery:
        raise choose.Usage(
            "Give the endpoint's URL, as in: open311 check https://api.city.gov/open311/v2\n"
            "To see a check at work, without an endpoint: open311 demo"
        )
    assert isinstance(limits, Limits)  # noqa: S101
    found = asyncio.run(choose.offered(discovery, limits))
    if len(found) == 1:
        return choose.endpoint(found[0][0])
    offers = "\n".join(
        f"  open311 check {url} --discovery {discovery}   ({kind})" for url, kind in found
    )
    raise choose.Usage(f"The discovery document lists {len(found)} v2 endpoints. Choose:\n{offers}")


def _print_plan(chosen: object, formats: tuple[str, ...], jurisdictions: int) -> None:
    from conformance.questions import plan

    rows = plan(chosen, formats)  # type: ignore[arg-type]
    for probe, cost in rows:
        sys.stdout.write(f"{cost:4}  {probe.name:24} {probe.purpose}\n")
    extra = f" Each further jurisdiction adds {2 * len(formats)}." if jurisdictions < 2 else ""
    total = sum(cost for _, cost in rows)
    sys.stdout.write(f"{total:4}  requests at the most; nothing was asked.{extra}\n")
