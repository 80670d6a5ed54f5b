"""POSTs that are meant to be accepted, in the order in which they are sent."""

from __future__ import annotations

from conformance import canary, forms, posted, refusals, templates, writes
from conformance.ask import Ask
from conformance.client import FORM, KeyIn
from conformance.exchange import Exchange, Unmet
from conformance.forms import Pairs, Template, without
from conformance.registry import Stage, probe

BEFORE = ("services", "requests", "definitions", "discovery")
MEDIA = "https://www.example.org/conformance-test.jpg"
IMPOSSIBLE = {
    "status": "closed",
    "requested_datetime": "2001-02-03T04:05:06Z",
    "service_request_id": "set-by-the-reporter",
}


@probe("post-plain", after=BEFORE, cost=2, stage=Stage.CREATE, creates=1)
async def plain(ask: Ask) -> None:
    """POST what has to be there, and a description."""
    template = await templates.main(ask)
    marker = ask.marker()
    form = template.plain(forms.described(marker))
    answer = await ask.post(form, marker=marker)
    poster = ask.asker.poster
    if _refuses_key(answer) and poster.key_in is KeyIn.BODY and ask.asker.client.has_key:
        again = await ask.post(form, key=KeyIn.URL, marker=marker)
        if refusals.took(again):
            poster.key_in = KeyIn.URL


def _refuses_key(answer: Exchange) -> bool:
    """Whether a POST was refused for its api_key: 401, 403, or a 400 that speaks of it."""
    return answer.status in posted.KEY_WANTED or (
        answer.status == 400 and b"key" in answer.body.lower()
    )


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


async def either(ask: Ask, marker: str, whole: Pairs, parts: dict[str, Pairs]) -> None:
    """POST everything at once; if that is refused, one part after the other.

    What is accepted together need not be told apart; what is refused is found by its part.
    """
    answer = await ask.post(whole, marker=marker, part="all")
    if refusals.reaction(answer) is refusals.Reaction.REFUSED:
        for name, form in parts.items():
            await ask.post(form, marker=marker, part=name)


@probe("post-whole", after=("post-plain",), formats="once", cost=3, stage=Stage.CREATE, creates=1)
async def whole(ask: Ask) -> None:
    """POST every argument and attribute, with a description of all the world's letters."""
    await accepted(ask)
    template = await templates.main(ask)
    marker = ask.marker()
    form = complete(template, marker, canary.reporter(ask.options.seed, marker))
    parts = {"without account_id": without(form, "account_id"), "plain": plainest(template, marker)}
    await either(ask, marker, form, parts)


def complete(template: Template, marker: str, reporter: dict[str, str]) -> Pairs:
    """Return a form with every argument that GeoReport v2 knows, and every attribute."""
    where = [("address_string", template.address)] if template.lat and template.address else []
    return [
        ("service_code", template.service_code),
        *template.place(),
        *where,
        *reporter.items(),
        ("description", forms.described(marker, forms.WORLD)),
        ("media_url", MEDIA),
        *forms.filled(template.attributes),
    ]


def plainest(template: Template, marker: str) -> Pairs:
    """Return a form with the letters of the world and nothing that need not be there."""
    return template.plain(forms.described(marker, forms.WORLD))


@probe("post-minimal", after=("post-plain",), formats="once", cost=2, stage=Stage.CREATE, creates=1)
async def minimal(ask: Ask) -> None:
    """POST service_code, lat and long and required attributes alone; charset=utf-8 said."""
    await accepted(ask)
    template = await templates.main(ask)
    if not template.lat:
        raise Unmet("No coordinates to post are known. Give some with --location LAT,LONG.")
    marker = ask.marker()
    form = template.plain(forms.described(marker))
    if writes.is_safe(ask.answers):  # elsewhere a crew must be able to read what it is
        form, marker = without(form, "description"), ""
    answer = await ask.post(
        form, content_type=f"{FORM}; charset=utf-8", part="charset", marker=marker
    )
    if refusals.reaction(answer) is refusals.Reaction.REFUSED:
        await ask.post(form, part="no charset", marker=marker)


@probe("post-twin", after=("post-plain",), formats="once", stage=Stage.CREATE, creates=1)
async def twin(ask: Ask) -> None:
    """POST once more exactly what was accepted before."""
    first = await accepted(ask)
    form = [pair for pair in first.form() if pair[0] != "jurisdiction_id"]
    await ask.post(form, marker=first.asked["marker"])


@probe("post-address", after=("post-plain",), formats="once", stage=Stage.CREATE, creates=1)
async def address(ask: Ask) -> None:
    """POST with an address_string as the only location."""
    await accepted(ask)
    template = await templates.main(ask)
    if not template.address:
        raise Unmet("No address to post is known. Give one with --address TEXT.")
    await _elsewhere(ask, template, ("address_string", template.address))


@probe("post-address-id", after=("post-plain",), formats="once", stage=Stage.CREATE, creates=1)
async def address_id(ask: Ask) -> None:
    """POST with an address_id as the only location, where the user gave one."""
    await accepted(ask)
    if not ask.options.writes.address_id:
        raise Unmet(
            "Which address_id the endpoint knows is not told. Give one with --address-id ID."
        )
    await _elsewhere(ask, await templates.main(ask), ("address_id", ask.options.writes.address_id))


async def _elsewhere(ask: Ask, template: Template, location: tuple[str, str]) -> None:
    marker = ask.marker()
    form = without(template.plain(forms.described(marker)), "lat", "long", "address_string")
    await ask.post([*form, location], marker=marker)


@probe("post-long", after=("post-plain",), formats="once", stage=Stage.CREATE, creates=1)
async def long(ask: Ask) -> None:
    """POST a description of 4,000 characters with line breaks."""
    await accepted(ask)
    marker = ask.marker()
    form = (await templates.main(ask)).plain(forms.long_description(marker))
    await ask.post(form, marker=marker)


@probe("post-loose", after=("post-plain",), formats="once", cost=4, stage=Stage.CREATE, creates=1)
async def loose(ask: Ask) -> None:
    """POST empty arguments, an unknown one, and a list of one value, its brackets not escaped."""
    await accepted(ask)
    template = await templates.main(ask)
    marker = ask.marker()
    form = template.plain(forms.described(marker))
    parts = {
        "empty": [*form, ("email", ""), ("media_url", "")],
        "unknown": [*form, ("conformance_test", "1")],
    }
    lists = [a for a in template.attributes if a.several and a.keys]
    single = [pair for a in lists for pair in forms.pairs(a, a.keys[:1])]
    if single:
        bare = without(form, *(name for name, _ in single))
        parts["single"] = [*bare, *single]
        form = bare
    extra = [("email", ""), ("media_url", ""), ("conformance_test", "1"), *single]
    await either(ask, marker, [*form, *extra], parts)


@probe("post-set", after=("post-plain",), formats="once", stage=Stage.CREATE, creates=1)
async def set_by_reporter(ask: Ask) -> None:
    """POST with a status, an id and a date, which a reporter can't set."""
    await accepted(ask)
    marker = ask.marker()
    form = (await templates.main(ask)).plain(forms.described(marker))
    await ask.post([*form, *IMPOSSIBLE.items()], marker=marker)


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
