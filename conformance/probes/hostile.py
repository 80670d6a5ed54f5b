"""Posts what could spoil a list, last of all, and reads the lists again."""

from __future__ import annotations

from conformance import forms, templates
from conformance.ask import Ask, segment
from conformance.probes.create import Part, accepted, either
from conformance.registry import Stage, probe


@probe("post-hostile", after=("post-plain",), formats="once", cost=3, stage=Stage.SPOIL, creates=1)
async def hostile(ask: Ask) -> None:
    """POST markup and control characters in a description."""
    await accepted(ask)
    template = await templates.main(ask)
    marker = ask.marker()

    def saying(text: str) -> Part:
        return Part(template.plain(forms.described(marker, text)))

    parts = {"markup": saying(forms.MARKUP), "control": saying(forms.CONTROL)}
    await either(ask, marker, saying(f"{forms.MARKUP} {forms.CONTROL}"), parts)


@probe("hostile-request", after=("post-hostile",), cost=2, stage=Stage.SPOIL)
async def hostile_request(ask: Ask) -> None:
    """GET requests/<id> of what could spoil a list."""
    for created in ask.asker.poster.created:
        if created.write.startswith("post-hostile") and created.service_request_id:
            path = f"requests/{segment(created.service_request_id)}"
            await ask.get(path, service_request_id=created.service_request_id)


@probe("hostile-list", after=("post-hostile",), stage=Stage.SPOIL)
async def hostile_list(ask: Ask) -> None:
    """GET requests after what could spoil the list was posted."""
    await ask.get("requests")
