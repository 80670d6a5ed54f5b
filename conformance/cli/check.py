"""`open311 check`: judge a live endpoint."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.cli import options as o
from conformance.cli.app import INCOMPLETE, AsJson, Only, Quiet, Skip, Strict, app

if TYPE_CHECKING:
    from conformance.cli.output import Voice
    from conformance.run import Order, Running


@app.command()
def check(
    url: o.Url = "",
    jurisdiction: o.Jurisdiction = None,
    single_jurisdiction: o.SingleJurisdiction = False,
    api_key_env: o.ApiKeyEnv = "",
    format: o.Formats = o.Format.BOTH,
    discovery: o.Discovery = "",
    only: Only = None,
    skip: Skip = None,
    out: o.Out = Path("open311-report"),
    strict: Strict = False,
    timeout: o.Timeout = 30.0,
    rate: o.Rate = 2.0,
    max_requests: o.MaxRequests = 500,
    definitions: o.Definitions = 5,
    examples: o.Examples = 24,
    service_code: o.ServiceCode = None,
    request_id: o.RequestId = None,
    seed: o.Seed = 0,
    allow_writes: o.AllowWrites = False,
    production_too: o.ProductionToo = False,
    write_budget: o.WriteBudget = 12,
    refusal_budget: o.RefusalBudget = 60,
    location: o.Location = "",
    address: o.Address = "",
    address_id: o.AddressId = "",
    wait: o.Wait = 60.0,
    resume: o.Resume = None,
    plan: o.Plan = False,
    quiet: Quiet = False,
    json: AsJson = False,
) -> None:
    """Check a live endpoint and say what to fix.

    Only reads, unless --allow-writes: GET and a HEAD, nothing is created. Answers and verdicts go
    into a folder, with a report to open in a browser.

    Examples:

    open311 check https://api.city.gov/open311/v2 --jurisdiction city.gov

    open311 check https://311.gov/v2 --jurisdiction parks.gov --jurisdiction mail.gov

    open311 check --discovery https://city.gov/open311/discovery.xml

    open311 check https://api.city.gov/v2 --only services --only formats.xml-declaration

    open311 check https://test.city.gov/v2 --allow-writes --api-key-env CITY_KEY

    open311 check https://api.city.gov/v2 --plan
    """
    from conformance.choose import Unreached, Usage
    from conformance.cli import output, planned
    from conformance.cli.ordered import key, ordered, ready

    voice = output.Voice(quiet=quiet, json=json)
    try:
        if resume:
            run_check(planned.resumed(resume, key(api_key_env)), resume, voice)
        order = ordered(
            url=url,
            jurisdiction=jurisdiction,
            single_jurisdiction=single_jurisdiction,
            format=format,
            discovery=discovery,
            only=only,
            skip=skip,
            strict=strict,
            timeout=timeout,
            rate=rate,
            max_requests=max_requests,
            definitions=definitions,
            examples=examples,
            service_code=service_code,
            request_id=request_id,
            seed=seed,
            allow_writes=allow_writes,
            production_too=production_too,
            write_budget=write_budget,
            refusal_budget=refusal_budget,
            location=location,
            address=address,
            address_id=address_id,
            wait=wait,
        )
        if plan:
            planned.show(order)
        else:
            run_check(ready(order, api_key_env), out, voice)
    except Unreached as problem:
        output.wrong(str(problem), INCOMPLETE)
    except Usage as usage:
        output.wrong(str(usage))


def run_check(order: Order, out: Path, voice: Voice) -> None:
    """Run a check or a fuzz run, write its folder, print it, and end with its exit status."""
    from conformance.bundle import Bundle
    from conformance.cli import output

    run, doing = _way(order)
    voice.say(f"{doing} {order.target.endpoint} (seed {order.options.seed}) ...")
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
    if done.created:
        voice.say(f"For the operator: {(out / output.MESSAGE).resolve()}")
    output.finish(done)


def _way(order: Order) -> tuple[Running, str]:
    """Return what runs an order, and the word for it."""
    if order.options.fuzzes:
        from conformance.fuzzing.run import fuzz

        return fuzz, "Fuzzing"
    from conformance.run import check as run

    return run, "Checking"
