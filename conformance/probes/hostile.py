"""Posts what could spoil a list, last of all, and reads the lists again."""

from __future__ import annotations

from conformance import forms, templates
from conformance.apart import failed
from conformance.ask import Ask
from conformance.exchange import Unmet
from conformance.parts import named
from conformance.probes.create import accepted
from conformance.probes.readback import any_shown, until_listed, until_read
from conformance.registry import Stage, probe
from conformance.results import Created

POST = "post-hostile"
PARTS = ("control", "markup")


@probe(POST, after=("post-plain",), formats="once", cost=3, stage=Stage.SPOIL, creates=1)
async def hostile(ask: Ask) -> None:
    """POST markup and control characters in a description; if that fails, one without the other."""
    await accepted(ask)
    template = await templates.main(ask)
    parts = {named(PARTS): f"{forms.MARKUP} {forms.CONTROL}"}
    parts |= dict(zip(PARTS, (forms.CONTROL, forms.MARKUP), strict=True))
    for part, words in parts.items():
        marker = ask.marker(part)
        form = template.plain(forms.described(marker, words))
        if not failed(await ask.post(form, marker=marker, part=part)):
            break  # what failed before did so for what is left out now
    if any_shown(ask):
        ask.asker.poster.wait_afresh()


@probe("hostile-request", after=(POST,), cost=8, stage=Stage.SPOIL)
async def hostile_request(ask: Ask) -> None:
    """GET requests/<id> of what could spoil a list."""
    for created in _created(ask):
        if created.service_request_id:
            await until_read(ask, created.service_request_id, created.exchange)


@probe("hostile-list", after=("hostile-request",), cost=4, stage=Stage.SPOIL)
async def hostile_list(ask: Ask) -> None:
    """GET requests, and those of the last hour, after what could spoil the list was posted."""
    await until_listed(ask, {c.service_request_id for c in _created(ask)} - {""})


def _created(ask: Ask) -> list[Created]:
    """Return what was created of it; raises Unmet for nothing."""
    found = [c for c in ask.asker.poster.created if c.write.startswith(POST)]
    if not found:
        raise Unmet("No POST of markup or control characters was accepted.")
    return found
