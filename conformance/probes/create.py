"""POSTs that are meant to be accepted, in the order in which they are sent."""

from __future__ import annotations

from collections.abc import Sequence

from conformance import canary, forms, posted, refusals, templates, writes
from conformance.apart import Body, failed, post, together
from conformance.ask import Ask
from conformance.client import KeyIn
from conformance.exchange import Exchange, Unmet
from conformance.forms import Pairs, Template, without
from conformance.registry import Stage, probe

BEFORE = ("services", "requests", "definitions", "discovery")
# What people write, and what careless software takes for something else.
PUNCTUATION = """Bread & butter, 1+1, 50%, it's "%41" on A\\B."""


@probe("post-plain", after=BEFORE, cost=3, stage=Stage.CREATE, creates=1)
async def plain(ask: Ask) -> None:
    """POST what has to be there, and a description; if that is refused, a reporter as well."""
    template = await templates.main(ask)
    marker = ask.marker()
    form = template.plain(forms.described(marker, PUNCTUATION))
    answer = await ask.post(form, marker=marker)
    poster = ask.asker.poster
    if _refuses_key(answer) and poster.key_in is KeyIn.BODY and ask.asker.client.has_key:
        answer = await ask.post(form, key=KeyIn.URL, marker=marker)
        if refusals.took(answer):
            poster.key_in = KeyIn.URL
    if failed(answer) and not template.more and answer.status not in posted.KEY_WANTED:
        await ask.post([*form, *_reporter(ask, template)], marker=marker, part="more")


def _refuses_key(answer: Exchange) -> bool:
    """Whether a POST was refused for its api_key: 401, 403, or a 400 that speaks of it."""
    return answer.status in posted.KEY_WANTED or (
        answer.status == 400 and b"key" in answer.body.lower()
    )


def _reporter(ask: Ask, template: Template) -> Pairs:
    """Return what some endpoints demand and none should: a reporter, and an address as well."""
    told = canary.reporter(ask.options.seed, ask.marker())
    known = {**told, "address_string": template.address if template.lat else ""}
    return [(name, known[name]) for name in templates.MORE if known[name]]


async def accepted(ask: Ask) -> Exchange:
    """Return the plain POST that was accepted, in the first format that has one.

    Raises:
        Unmet: None was, so that nothing else is worth posting.
    """
    for format in ask.target.formats:
        try:
            answers = ask.answers.other(format).of("post-plain")
        except Unmet:
            continue
        for answer in answers:
            if refusals.took(answer):
                return answer
    missing = ask.answers.collection.missing.get(("post-plain", ask.answers.format))
    raise missing or Unmet(
        "The endpoint refused a plain POST, so nothing else was posted.",
        blocked_by="create.accepted",
    )


@probe("post-minimal", after=("post-plain",), formats="once", cost=7, stage=Stage.CREATE, creates=1)
async def minimal(ask: Ask) -> None:
    """POST service_code, lat and long and required attributes alone; charset=utf-8 said."""
    await accepted(ask)
    template = await templates.main(ask)
    plain = template.plain(forms.described(ask.marker()))
    optional = {*templates.MORE, "description"}
    if not writes.is_safe(ask.answers):  # a crew must be able to read what it is
        optional -= {"description"}
    address = {"address_string"}

    def body(parts: Sequence[str]) -> Body:
        left_out = optional - address if "minimal" in parts else set()
        if "lat-long" in parts and template.lat:
            left_out |= address
        return Body(without(plain, *left_out), charset="charset" in parts)

    await together(ask, ("charset", "minimal", "lat-long"), body)


@probe("post-twin", after=("post-plain",), formats="once", stage=Stage.CREATE, creates=1)
async def twin(ask: Ask) -> None:
    """POST once more exactly what was accepted before."""
    await accepted(ask)
    first = posted.accepted(ask.answers, posted.PLAIN)
    form = [pair for pair in first.form() if pair[0] != "jurisdiction_id"]
    await ask.post(form, marker=first.asked["marker"])


@probe("post-address", after=("post-plain",), formats="once", cost=4, stage=Stage.CREATE, creates=1)
async def address(ask: Ask) -> None:
    """POST with an address_string as the only location, and lists that are not marked by []."""
    await accepted(ask)
    template = await templates.main(ask)
    if not template.address:
        raise Unmet("No address to post is known. Give one with --address TEXT.")
    form = _elsewhere(ask, template, ("address_string", template.address))
    lists = [a for a in template.attributes if a.several and len(a.keys) > 1]
    bare = [(f"attribute[{a.code}]", key) for a in lists for key in a.keys[:2]]
    marked = [name for name, _ in forms.filled(lists)]
    answers = []
    if bare:
        whole = Body([*without(form, *marked), *bare])
        answers.append(await post(ask, whole, ("lists", "address")))
    addresses = [template.address, *templates.other_addresses(ask)]
    for other in addresses:
        if answers and not failed(answers[-1]):
            break
        another = Body(_elsewhere(ask, template, ("address_string", other)))
        answers.append(await post(ask, another, ("address",)))
    if bare and refusals.took(answers[-1]) and not refusals.took(answers[0]):
        ask.answers.collection.note(
            "A list that repeats attribute[CODE] without [] is not taken"
            f" ({answers[0].status}); FixMyStreet sends lists so, the specification does not."
        )


@probe("post-address-id", after=("post-plain",), formats="once", stage=Stage.CREATE, creates=1)
async def address_id(ask: Ask) -> None:
    """POST with an address_id as the only location: the user's, or a listed one."""
    await accepted(ask)
    template = await templates.main(ask)
    if not template.address_id:
        raise Unmet(
            "Which address_id the endpoint knows is not told. Give one with --address-id ID."
        )
    form = _elsewhere(ask, template, ("address_id", template.address_id))
    await post(ask, Body(form), ("address_id",))


def _elsewhere(ask: Ask, template: Template, location: tuple[str, str]) -> Pairs:
    """Return a plain form with another location."""
    form = template.plain(forms.described(ask.marker()))
    return [*without(form, "lat", "long", "address_string"), location]


@probe("post-set", after=("post-plain",), formats="once", stage=Stage.CREATE, creates=1)
async def set_by_reporter(ask: Ask) -> None:
    """POST with a status, an id and a date, which a reporter can't set."""
    await accepted(ask)
    marker = ask.marker()
    form = (await templates.main(ask)).plain(forms.described(marker))
    await ask.post([*form, *forms.IMPOSSIBLE.items()], marker=marker)


@probe("post-batch", after=("post-plain",), formats="once", cost=2, stage=Stage.CREATE, creates=1)
async def batch(ask: Ask) -> None:
    """POST to a service of the type batch."""
    await _to(ask, "batch")


@probe(
    "post-blackbox", after=("post-plain",), formats="once", cost=2, stage=Stage.CREATE, creates=1
)
async def blackbox(ask: Ask) -> None:
    """POST to a service of the type blackbox."""
    await _to(ask, "blackbox")


async def _to(ask: Ask, kind: str) -> None:
    await accepted(ask)
    marker = ask.marker()
    template = await templates.of_kind(ask, kind)
    await ask.post(template.plain(forms.described(marker)), marker=marker, type=kind)
