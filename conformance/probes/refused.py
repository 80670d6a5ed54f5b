"""POSTs that are meant to be refused, each with one thing wrong."""

from __future__ import annotations

from conformance import forms, templates
from conformance.ask import Ask
from conformance.forms import Pairs, without
from conformance.probes.create import accepted
from conformance.registry import Stage, probe

UNKNOWN_SERVICE = "no-such-service"


async def form_of(ask: Ask, more: str = "") -> tuple[str, Pairs]:
    """Return a marker and the plain form that something is then made wrong in; raises Unmet."""
    await accepted(ask)
    marker = ask.marker(more)
    return marker, (await templates.main(ask)).plain(forms.described(marker))


@probe("refuse-no-location", after=("post-plain",), stage=Stage.REFUSE, refusals=1)
async def no_location(ask: Ask) -> None:
    """POST without a location."""
    marker, form = await form_of(ask)
    bare = without(form, "lat", "long", "address_string")
    await ask.post(bare, creates=False, provokes="bad", marker=marker)


@probe("refuse-no-service", after=("post-plain",), stage=Stage.REFUSE, refusals=1)
async def no_service(ask: Ask) -> None:
    """POST without a service_code."""
    marker, form = await form_of(ask)
    bare = without(form, "service_code")
    await ask.post(bare, creates=False, provokes="bad", argument="service_code", marker=marker)
