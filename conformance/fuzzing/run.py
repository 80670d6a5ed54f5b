"""A fuzz run from the first question to the last verdict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from conformance.bundle import Bundle
from conformance.fuzzing.asking import Fuzz
from conformance.fuzzing.observing import observations
from conformance.redact import redact
from conformance.results import Result, Run, Verdict
from conformance.run import Order, Progress, check

SHOWN = (Verdict.PASS, Verdict.FAIL, Verdict.ERROR)


async def fuzz(order: Order, bundle: Bundle | None, progress: Progress) -> Run:
    """Draw requests for an endpoint and judge what came.

    The results are those that a drawn request had a part in: what they did not show is the matter
    of a check.
    """
    asking = Fuzz()
    done = await check(order, bundle, progress, asking)
    told = observations(asking.said, done.results)
    done = replace(
        done,
        results=tuple(shown(done.results, {exchange.id for exchange in asking.drawn})),
        observations=tuple(replace(one, what=redact(one.what, order.api_key)) for one in told),
    )
    if bundle:
        bundle.save(done)
    return done


def shown(results: Iterable[Result], drawn: set[str]) -> Iterable[Result]:
    """Yield the results that came to something and rest on a drawn request too."""
    return (r for r in results if r.verdict in SHOWN and drawn & {*r.evidence})
