"""`open311 fuzz`: draw requests for an endpoint from the OpenAPI document."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from conformance.cli import options as o
from conformance.cli.app import INCOMPLETE, AsJson, Only, Quiet, Skip, Strict, app


@app.command()
def fuzz(
    url: o.Url = "",
    jurisdiction: o.Jurisdiction = None,
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
    service_code: o.ServiceCode = None,
    seed: o.Seed = 0,
    allow_writes: o.AllowWrites = False,
    production_too: o.FuzzProductionToo = False,
    write_budget: o.WriteBudget = 12,
    refusal_budget: o.RefusalBudget = 60,
    location: o.Location = "",
    address: o.Address = "",
    quiet: Quiet = False,
    json: AsJson = False,
) -> None:
    """Ask a test endpoint hundreds of odd questions, and say what breaks.

    Schemathesis draws requests from the kit's OpenAPI document: what it allows, the edges of that,
    and what it does not allow. Answers are judged by the requirements, a request that shows a
    breach is made smaller, and the same seed draws the same requests. It only reads, unless
    --allow-writes. Without leave, only this machine itself and what discovery calls a test
    endpoint are fuzzed.

    Examples:

    open311 fuzz http://127.0.0.1:8311/open311/v2

    open311 fuzz https://test.city.gov/v2 --allow-writes --api-key-env CITY_KEY

    open311 fuzz https://test.city.gov/v2 --seed 7 --max-requests 200
    """
    from conformance.choose import Unreached, Usage
    from conformance.cli import output
    from conformance.cli.check import run_check
    from conformance.cli.ordered import ordered, ready

    try:
        order = ordered(
            url=url,
            jurisdiction=jurisdiction,
            single_jurisdiction=False,
            format=format,
            discovery=discovery,
            only=only,
            skip=skip,
            strict=strict,
            timeout=timeout,
            rate=rate,
            max_requests=max_requests,
            definitions=definitions,
            examples=0,
            service_code=service_code,
            request_id=None,
            seed=seed,
            allow_writes=allow_writes,
            production_too=production_too,
            write_budget=write_budget,
            refusal_budget=refusal_budget,
            location=location,
            address=address,
            address_id="",
            wait=0.0,
        )
        order = ready(order, api_key_env, "fuzz")
    except Unreached as problem:
        output.wrong(str(problem), INCOMPLETE)
    except Usage as usage:
        output.wrong(str(usage))
    order = replace(order, options=replace(order.options, fuzzes=True))
    run_check(order, out, output.Voice(quiet=quiet, json=json))
