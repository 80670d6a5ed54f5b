"""`open311 record`: keep what a live endpoint answers, to be served again."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from conformance.cli import options as o
from conformance.cli.app import INCOMPLETE, Quiet, app

if TYPE_CHECKING:
    from conformance.results import Evidence, Run

# What the questions of a walk are asked for: lists, definitions, single ones, discovery.
WALK = (
    "discovery.xml-served",
    "discovery.json-served",
    "services.list-served",
    "definitions.served-when-metadata",
    "requests.list-served",
    "request.list-of-one",
    "request.unknown-refused",
)
OK = 200


@app.command()
def record(
    url: Annotated[str, typer.Argument(help="The endpoint's URL, up to and with /v2.")],
    folder: Annotated[Path, typer.Argument(help="Folder for what it answers.", metavar="DIR")],
    jurisdiction: o.Jurisdiction = None,
    timeout: o.Timeout = 30.0,
    rate: o.Rate = 2.0,
    max_requests: o.MaxRequests = 100,
    definitions: o.Definitions = 20,
    seed: o.Seed = 1,
    quiet: Quiet = False,
) -> None:
    """Record a read-only walk of a live endpoint, redacted, to be served again.

    Asks for discovery, services, service definitions, service requests and single ones, in XML and
    JSON, a few requests a second, and creates nothing. Of several jurisdictions the first is walked
    whole, of the others the lists; record each in a folder of its own to have all of it.

    Examples:

    open311 record https://api.city.gov/open311/v2 recorded/ --jurisdiction city.gov

    open311 mock --replay recorded/
    """
    from conformance import choose
    from conformance.ask import Options
    from conformance.bundle import Bundle
    from conformance.cli import output
    from conformance.client import Limits
    from conformance.results import Target
    from conformance.run import Order
    from conformance.run import check as run
    from specs.catalogue import load

    voice = output.Voice(quiet=quiet)
    try:
        endpoint, named = choose.endpoint(url), choose.jurisdictions(jurisdiction or ())
    except choose.Usage as usage:
        output.wrong(str(usage))
    order = Order(
        target=Target(endpoint=endpoint, jurisdictions=named),
        requirements=[load()[id] for id in WALK],
        options=Options(seed=seed, definitions=definitions),
        limits=Limits(timeout=timeout, rate=rate, max_requests=max_requests),
    )
    voice.say(f"Recording {endpoint} ...")
    try:
        done = asyncio.run(run(order, Bundle(folder), voice.progress))
    except FileExistsError as problem:
        output.wrong(str(problem))
    except OSError as problem:
        output.wrong(f"{folder} can't be written to: {problem.strerror}.")
    finally:
        voice.end_progress()
    answered = sum(evidence.status is not None for evidence in done.evidence)
    if not answered:
        said = done.stopped or "It gave no complete answer."
        output.wrong(f"Nothing was recorded. {said}", INCOMPLETE)
    if said := _unlisted(done, folder):
        output.wrong(said, INCOMPLETE)
    typer.echo(f"{answered} answers are in {folder}. Serve them: open311 mock --replay {folder}")


def _unlisted(run: Run, folder: Path) -> str:
    """Say that no list of services came, why, and what to do; empty when one did."""
    lists = [evidence for evidence in run.evidence if evidence.question == "services"]
    if any(evidence.status == OK for evidence in lists):
        return ""
    why = [*(_refusal(folder, evidence) for evidence in lists[:1]), run.stopped]
    return (
        f"No list of services came. {' '.join(filter(None, why))}\n"
        "If it serves several jurisdictions, name one of its own with --jurisdiction. What it"
        f" answered is in {folder} all the same."
    )


def _refusal(folder: Path, evidence: Evidence) -> str:
    """Return how a list was refused, in the endpoint's own words where they can be read."""
    from conformance import saved
    from conformance.documents import parse
    from conformance.exchange import Unmet

    if evidence.status is None:
        return f"{evidence.url}: {evidence.problem}."
    try:
        errors = parse(saved.read(folder / evidence.file, 1).exchange, "errors").records
        words = " ".join(str(error["description"]) for error in errors).split()
    except (Unmet, KeyError):
        words = []
    said = "".join(filter(str.isprintable, " ".join(words)))[:300]
    return f"{evidence.url} answered {evidence.status}{said and f': {said}'}"
