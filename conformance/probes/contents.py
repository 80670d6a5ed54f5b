"""POSTs that are meant to be accepted: what they may hold, and has to come back whole."""

from __future__ import annotations

from collections.abc import Sequence

from conformance import canary, forms, templates
from conformance.apart import Body, together
from conformance.ask import Ask
from conformance.forms import Pairs, Template, without
from conformance.probes.create import accepted
from conformance.registry import Stage, probe

MEDIA = "https://www.example.org/conformance-test.jpg"
OPTIONAL = ("email", "media_url")  # sent without a value
# What may be refused in the complete form, what is refused most often first.
WHOLE = ("account_id", "lists", "values", "escaped", "letters", "media", "reporter")
LONG = ("long", "empty", "unknown", "list of one")


@probe("post-whole", after=("post-plain",), formats="once", cost=20, stage=Stage.CREATE, creates=1)
async def whole(ask: Ask) -> None:
    """POST every argument and attribute, with a description of all the world's letters."""
    await accepted(ask)
    template = await templates.main(ask)
    marker = ask.marker()
    reporter = canary.reporter(ask.options.seed, marker)
    account = {"account_id": reporter.pop("account_id")}

    def body(parts: Sequence[str]) -> Body:
        words = forms.WORLD if "letters" in parts else ""
        wanted = [a for a in template.attributes if ("lists" if a.keys else "values") in parts]
        form = template.plain(forms.described(marker, words), wanted)
        told = (reporter if "reporter" in parts else {}) | (
            account if "account_id" in parts else {}
        )
        form = [*without(form, *told), *told.items()]
        if "media" in parts:
            form += [("media_url", MEDIA), *_second_place(template)]
        bracketed = any("[" in name for name, _ in form)
        return Body(form, escaped=bracketed and "escaped" in parts)

    await together(ask, WHOLE, body)


def _second_place(template: Template) -> Pairs:
    """Return an address beside the coordinates; nothing where one is not known, or there anyway."""
    lacking = template.lat and "address_string" not in dict(template.more)
    return [("address_string", template.address)] if lacking and template.address else []


@probe("post-long", after=("post-plain",), formats="once", cost=11, stage=Stage.CREATE, creates=1)
async def long(ask: Ask) -> None:
    """POST 4,000 characters with line breaks, and what is to be ignored; a list of one value."""
    await accepted(ask)
    template = await templates.main(ask)
    marker = ask.marker()
    lists = [a for a in template.attributes if a.several and a.keys]

    def body(parts: Sequence[str]) -> Body:
        text = forms.long_description(marker) if "long" in parts else forms.described(marker)
        form = template.plain(text)
        if "empty" in parts:
            form += [(name, "") for name in OPTIONAL if name not in dict(template.more)]
        if "unknown" in parts:
            form.append(("conformance_test", "1"))
        if "list of one" in parts:
            once = [pair for a in lists for pair in forms.pairs(a, a.keys[:1])]
            form = [*without(form, *dict(once)), *once]
        return Body(form)

    await together(ask, LONG, body)
