"""From what was typed to an order: at once as far as nothing has to be asked, then the rest."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Sequence
from dataclasses import replace

from conformance import choose
from conformance.ask import Options
from conformance.cli.options import Format
from conformance.client import Limits
from conformance.results import Target
from conformance.run import Order
from conformance.writes import Writes
from specs.catalogue import load


def ordered(
    *,
    url: str,
    jurisdiction: Sequence[str] | None,
    single_jurisdiction: bool,
    format: Format,
    discovery: str,
    only: Sequence[str] | None,
    skip: Sequence[str] | None,
    strict: bool,
    timeout: float,
    rate: float,
    max_requests: int,
    definitions: int,
    examples: int,
    service_code: Sequence[str] | None,
    request_id: Sequence[str] | None,
    seed: int,
    allow_writes: bool,
    production_too: bool,
    write_budget: int,
    refusal_budget: int,
    location: str,
    address: str,
    address_id: str,
    wait: float,
) -> Order:
    """Return the order that the options of `open311 check` make; `ready` completes it.

    Raises:
        Usage: What was typed can't be meant.
    """
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
    if choose.is_discovery(url) and not discovery:
        url, discovery = "", url
    discovery = str(choose.typed(discovery)) if discovery else ""
    return Order(
        target=Target(
            endpoint=choose.endpoint(url) if url else "",
            discovery=discovery,
            jurisdictions=choose.jurisdictions(jurisdiction or (), single=single_jurisdiction),
            single_jurisdiction=single_jurisdiction,
            formats=("xml", "json") if format is Format.BOTH else (format.value,),
        ),
        requirements=choose.choose(load(), only or (), skip or (), writing=allow_writes),
        options=Options(
            seed=seed or random.randrange(1, 10**6),  # noqa: S311  (draws, no secrets)
            definitions=definitions,
            examples=examples,
            service_codes=tuple(service_code or ()),
            request_ids=tuple(request_id or ()),
            discovery=discovery,
            writes=writes,
        ),
        limits=Limits(timeout=timeout, rate=rate, max_requests=max_requests),
        strict=strict,
    )


def ready(order: Order, api_key_env: str, command: str = "check") -> Order:
    """Return an order with its api_key, and with its endpoint, which discovery may have to tell.

    `command` is the one of `open311` that was typed.

    Raises:
        Usage: There is no key, or not one endpoint.
    """
    order = replace(order, api_key=key(api_key_env))
    if order.target.endpoint:
        return order
    endpoint = _from_discovery(order.target.discovery, order.limits, command)
    return replace(order, target=replace(order.target, endpoint=endpoint))


def key(variable: str) -> str:
    """Return the api_key that an environment variable holds; raises Usage when it does not."""
    if not variable:
        return ""
    found = os.environ.get(variable, "")
    if not found:
        raise choose.Usage(
            f"The environment variable {variable} is not set. Set it to the api_key, and give its"
            " name (not the key) to --api-key-env."
        )
    return found


def _from_discovery(discovery: str, limits: Limits, command: str) -> str:
    if not discovery:
        raise choose.Usage(
            f"Give the endpoint's URL, as in: open311 {command} https://api.city.gov/open311/v2\n"
            "To see a check at work, without an endpoint: open311 demo"
        )
    found = asyncio.run(choose.offered(discovery, limits))
    if len(found) == 1:
        return choose.endpoint(found[0][0])
    offers = "\n".join(
        f"  open311 {command} {url} --discovery {discovery}   ({kind})" for url, kind in found
    )
    raise choose.Usage(f"The discovery document lists {len(found)} v2 endpoints. Choose:\n{offers}")
