"""`open311 check`: judge a live endpoint."""

from __future__ import annotations

import asyncio
import os
import random
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.cli import options as o
from conformance.cli.app import AsJson, Only, Quiet, Skip, Strict, app

if TYPE_CHECKING:
    from conformance.cli.output import Voice
    from conformance.client import Limits
    from conformance.run import Order


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
    max_requests: o.MaxRequests = 400,
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
    from conformance import choose
    from conformance.ask import Options
    from conformance.cli import output, planned
    from conformance.client import Limits
    from conformance.results import Target
    from conformance.run import Order
    from conformance.writes import Writes
    from specs.catalogue import load

    voice = output.Voice(quiet=quiet, json=json)
    limits = Limits(timeout=timeout, rate=rate, max_requests=max_requests)
    formats = ("xml", "json") if format is o.Format.BOTH else (format.value,)
    try:
        if resume:
            run_check(planned.resumed(resume, _key(api_key_env)), resume, voice)
        chosen = choose.choose(load(), only or (), skip or (), writing=allow_writes)
        writes = Writes(
            allowed=allow_writes,
            production_too=production_too,
            budget=write_budget,
            refusals=refusal_budget,
            location=choose.location(location),
            address=address,
            address_id=address_id,
            wait=wait,
        )
        if plan:
            planned.show(chosen, formats, len(jurisdiction or ()), writes, examples)
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
                examples=examples,
                service_codes=tuple(service_code or ()),
                request_ids=tuple(request_id or ()),
                discovery=discovery,
                writes=writes,
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
    if done.created:
        voice.say(f"For the operator: {(out / output.MESSAGE).resolve()}")
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


def _from_discovery(discovery: str, limits: Limits) -> str:
    from conformance import choose

    if not discovery:
        raise choose.Usage(
            "Give the endpoint's URL, as in: open311 check https://api.city.gov/open311/v2\n"
            "To see a check at work, without an endpoint: open311 demo"
        )
    found = asyncio.run(choose.offered(discovery, limits))
    if len(found) == 1:
        return choose.endpoint(found[0][0])
    offers = "\n".join(
        f"  open311 check {url} --discovery {discovery}   ({kind})" for url, kind in found
    )
    raise choose.Usage(f"The discovery document lists {len(found)} v2 endpoints. Choose:\n{offers}")
