"""POSTs that are meant to be accepted: what they may hold, and has to come back whole."""

from __future__ import annotations

from dataclasses import replace

from conformance import canary, forms, posted, templates
from conformance.ask import Ask
from conformance.forms import Pairs, Template, filled, without
from conformance.probes.create import Part, accepted, either, failed, post_part
from conformance.registry import Stage, probe

MEDIA = "https://www.example.org/conformance-test.jpg"
OPTIONAL = ("email", "media_url")  # sent without a value


@probe("post-whole", after=("post-plain",), formats="once", cost=7, stage=Stage.CREATE, creates=1)
async def whole(ask: Ask) -> None:
    """POST every argument and attribute, with a description of all the world's letters."""
    await accepted(ask)
    template = await templates.main(ask)
    marker = ask.marker()
    description = forms.described(marker, forms.WORLD)
    about = [*canary.reporter(ask.options.seed, marker).items(), ("media_url", MEDIA)]
    everything = complete(template, description, about)
    known = Part(without(everything, "account_id"), escaped=True)
    whole = Part(everything, escaped=True)
    answers = await either(ask, marker, whole, {posted.ALMOST[ask.question]: known})
    if not failed(answers[-1]):
        return
    parts = parts_of(template, marker, about)
    came = {name: await post_part(ask, marker, name, part) for name, part in parts.items()}
    if "values" in came and failed(came["values"]):
        plain = replace(parts["values"], escaped=False)
        await post_part(ask, marker, "values as they are", plain)
    if failed(came["reporter"]):
        await ask.post(template.plain(description), marker=marker, part="letters")


def parts_of(template: Template, marker: str, about: Pairs) -> dict[str, Part]:
    """Return the parts of the complete form by what may be refused in it."""
    lists = [a for a in template.attributes if a.keys]
    others = [a for a in template.attributes if not a.keys]
    reporter = without(about, "account_id")
    form = template.plain(forms.described(marker, forms.WORLD))
    parts = {"reporter": Part([*without(form, *dict(reporter)), *reporter])}
    plain = forms.described(marker)
    if lists:
        parts["lists"] = Part(template.plain(plain, lists), escaped=True)
    if others:
        parts["values"] = Part(template.plain(plain, others), escaped=True)
    return parts


def complete(template: Template, description: str, about: Pairs) -> Pairs:
    """Return a form with every argument that GeoReport v2 knows, and every attribute."""
    where = [("address_string", template.address)] if template.lat and template.address else []
    return [
        ("service_code", template.service_code),
        *template.place(),
        *where,
        *about,
        ("description", description),
        *filled(template.attributes),
    ]


@probe("post-long", after=("post-plain",), formats="once", cost=5, stage=Stage.CREATE, creates=1)
async def long(ask: Ask) -> None:
    """POST 4,000 characters with line breaks, and what is to be ignored; a list of one value."""
    await accepted(ask)
    template = await templates.main(ask)
    marker = ask.marker()
    form = template.plain(forms.described(marker))
    empty = [(name, "") for name in OPTIONAL if name not in dict(template.more)]
    unknown = [("conformance_test", "1")]
    once = [
        p for a in template.attributes if a.several and a.keys for p in forms.pairs(a, a.keys[:1])
    ]
    bare = [name for name, _ in once]
    rest = [*without(template.plain(forms.long_description(marker)), *bare), *empty, *unknown]
    almost = {posted.ALMOST[ask.question]: Part(rest)} if once else {}
    answers = await either(ask, marker, Part([*rest, *once]), almost)
    if failed(answers[-1]):
        parts = {
            "long": Part(template.plain(forms.long_description(marker))),
            "empty": Part([*form, *empty]),
            "unknown": Part([*form, *unknown]),
        }
        if once:
            parts[posted.ONCE] = Part([*without(form, *bare), *once])
        for name, part in parts.items():
            await post_part(ask, marker, name, part)
