"""POSTs that are meant to be refused, each with one thing wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict, Unpack

from conformance import forms, templates
from conformance.ask import Ask, segment
from conformance.canary import wrong_key
from conformance.client import KeyIn
from conformance.conditions import main_format
from conformance.dates import query
from conformance.exchange import NotApplicable, Unmet
from conformance.forms import Attribute, Pairs, Template, emptied, without
from conformance.harvest import ID, SETTLED
from conformance.poster import told
from conformance.probes.create import accepted
from conformance.probes.jurisdiction import UNKNOWN, several
from conformance.registry import Asks, Stage, probe

UNKNOWN_SERVICE = "no-such-service"
KEY = "api_key"
EMPTY = "empty"
LOCATION = ("lat", "long", "address_string")
MOST_MISSING = 3  # required attributes that are left out, one at a time
# What is no coordinate, by its argument: out of the range of WGS84, or no number.
OUT_OF_RANGE = (("lat", "95.5"), ("long", "-190.25"), ("lat", "north"), ("long", "west"))


def refusing(
    name: str, times: int = 1, *, formats: str = "once", stage: Stage = Stage.REFUSE
) -> Callable[[Asks], Asks]:
    """Register a probe that sends so many POSTs which are to be refused."""
    after = ("post-plain",)
    return probe(name, after=after, formats=formats, cost=times, stage=stage, refusals=times)


class About(TypedDict, total=False):
    """What is wrong in a POST, as Exchange.asked tells it, or Ask.post takes it."""

    key: KeyIn
    jurisdiction: str | None
    provokes: str
    part: str
    argument: str
    attribute: str
    datatype: str
    value: str


async def refuse(ask: Ask, form: Pairs, marker: str, **about: Unpack[About]) -> None:
    """POST what is to be refused."""
    about.setdefault("provokes", "bad")
    await ask.post(form, creates=False, marker=marker, **about)


async def form_of(ask: Ask, more: str = "") -> tuple[str, Pairs]:
    """Return a marker and the plain form that something is then made wrong in; raises Unmet."""
    template = await template_of(ask)
    marker = ask.marker(more)
    return marker, template.plain(forms.described(marker))


async def template_of(ask: Ask) -> Template:
    """Return what a plain POST is made of, where one was accepted; raises Unmet."""
    await accepted(ask)
    return await templates.main(ask)


async def lacking(ask: Ask, *names: str, **about: Unpack[About]) -> None:
    """POST without some arguments, and in the main format also with them empty."""
    marker, form = await form_of(ask)
    await refuse(ask, without(form, *names), marker, **about)
    if ask.answers.format == main_format(ask.answers.collection):
        marker, form = await form_of(ask, EMPTY)
        await refuse(ask, emptied(form, *names), marker, **about)


async def needing_coordinates(ask: Ask) -> None:
    """Return when coordinates to post are known; raises Unmet."""
    if not (await template_of(ask)).lat:
        raise Unmet("No coordinates to post are known. Give some with --location LAT,LONG.")


@refusing("refuse-no-location", 2, formats="each")
async def no_location(ask: Ask) -> None:
    """POST without a location."""
    await lacking(ask, *LOCATION)


@refusing("refuse-half-location", 2)
async def half_location(ask: Ask) -> None:
    """POST with lat alone, and with long alone."""
    await needing_coordinates(ask)
    for part, other in (("lat", "long"), ("long", "lat")):
        marker, form = await form_of(ask, part)
        await refuse(ask, without(form, other, "address_string"), marker, part=part)


@refusing("refuse-coordinates", len(OUT_OF_RANGE))
async def coordinates(ask: Ask) -> None:
    """POST with a lat or long that is out of range or no number."""
    await needing_coordinates(ask)
    for name, value in OUT_OF_RANGE:
        marker, form = await form_of(ask, value)
        wrong = [(n, value if n == name else v) for n, v in form]
        await refuse(ask, wrong, marker, part=f"{name}={value}")


@refusing("refuse-no-service", 2, formats="each")
async def no_service(ask: Ask) -> None:
    """POST without a service_code."""
    await lacking(ask, "service_code", argument="service_code")


@refusing("refuse-unknown-service", formats="each")
async def unknown_service(ask: Ask) -> None:
    """POST with a service_code that does not exist."""
    marker, form = await form_of(ask)
    unknown = [("service_code", UNKNOWN_SERVICE), *without(form, "service_code")]
    await refuse(ask, unknown, marker, provokes="unknown", argument="service_code")


@refusing("refuse-no-jurisdiction")
async def no_jurisdiction(ask: Ask) -> None:
    """POST without jurisdiction_id, where several are served."""
    await elsewhere(ask, jurisdiction=None, provokes="bad")


@refusing("refuse-unknown-jurisdiction")
async def unknown_jurisdiction(ask: Ask) -> None:
    """POST with a jurisdiction_id that does not exist, where several are served."""
    await elsewhere(ask, jurisdiction=UNKNOWN, provokes="unknown")


async def elsewhere(ask: Ask, jurisdiction: str | None, provokes: str) -> None:
    """POST to no jurisdiction of the endpoint."""
    if not several(ask):
        raise Unmet("Only an endpoint with several jurisdictions has to refuse this.")
    marker, form = await form_of(ask)
    about = About(jurisdiction=jurisdiction, provokes=provokes, argument="jurisdiction_id")
    await refuse(ask, form, marker, **about)


@refusing("refuse-no-key", 2, formats="each")
async def no_key(ask: Ask) -> None:
    """POST without the api_key."""
    await template_of(ask)
    if not ask.asker.client.has_key:
        raise Unmet("No api_key was given, so that the plain POST itself went without one.")
    await lacking(ask, KEY, key=KeyIn.NOWHERE, provokes="key", argument=KEY)


@refusing("refuse-wrong-key", formats="each")
async def other_key(ask: Ask) -> None:
    """POST with a wrong api_key, where the endpoint takes the right one."""
    marker, form = await form_of(ask)
    other = wrong_key(ask.options.seed)
    await ask.post(
        form, creates=False, other_key=other, provokes="key", argument=KEY, marker=marker
    )


@refusing("refuse-no-attribute", MOST_MISSING + 1)
async def no_attribute(ask: Ask) -> None:
    """POST without a required attribute, one at a time; the first one is also left empty."""
    required = [a for a in (await template_of(ask)).attributes if a.required and a.fillable]
    if not required:
        raise templates.lacking(
            ask.answers, "No service definition that was read has a required attribute."
        )
    for attribute in required[:MOST_MISSING]:
        marker, form = await form_of(ask, attribute.code)
        await refuse(ask, without(form, attribute.name), marker, attribute=attribute.code)
    marker, form = await form_of(ask, EMPTY)
    left = emptied(form, required[0].name)
    await refuse(ask, left, marker, attribute=required[0].code)


@refusing("refuse-attribute", len(forms.JUDGEABLE))
async def wrong_attribute(ask: Ask) -> None:
    """POST a value that an attribute's datatype does not allow, of one datatype at a time."""
    chosen = by_datatype((await template_of(ask)).attributes)
    if not chosen:
        raise templates.lacking(
            ask.answers,
            "No service definition that was read has an attribute that a value can be wrong for:"
            " a list, a number or a datetime.",
        )
    for datatype, attribute in chosen.items():
        marker, form = await form_of(ask, datatype)
        about = About(attribute=attribute.code, datatype=datatype, value=forms.wrong(attribute))
        bad = [*without(form, attribute.name), (attribute.name, about["value"])]
        await refuse(ask, bad, marker, **about)


@refusing("refuse-wrong-then-right")
async def wrong_then_right(ask: Ask) -> None:
    """POST a list of two values, the first a wrong key and the last a right one."""
    found = by_datatype((await template_of(ask)).attributes).get("multivaluelist")
    if found is None:
        raise NotApplicable("No service definition that was read has a multivaluelist.")
    marker, form = await form_of(ask)
    both = forms.pairs(found, [forms.wrong(found), found.keys[0]])
    await refuse(ask, [*without(form, found.name), *both], marker, attribute=found.code)


def by_datatype(attributes: tuple[Attribute, ...]) -> dict[str, Attribute]:
    """Return the first attribute of each datatype that a value can be wrong for."""
    judgeable = [a for a in attributes if a.datatype in forms.JUDGEABLE and forms.wrong(a)]
    return {a.datatype: a for a in reversed(judgeable)}


@refusing("refuse-long", stage=Stage.SPOIL)
async def long(ask: Ask) -> None:
    """POST a description of 4,100 characters, which may also be cut."""
    template, marker = await template_of(ask), ask.marker()
    await refuse(ask, template.plain(forms.over_long(marker)), marker)


@probe("long-request", after=("refuse-long",), formats="once", stage=Stage.SPOIL)
async def long_request(ask: Ask) -> None:
    """GET requests/<id> of what was made of too long a description."""
    id = told(ask.answers.one("refuse-long")).get(ID)
    if not id:
        raise Unmet("The POST of too long a description brought no id to read it back by.")
    await ask.get(f"requests/{segment(id)}", service_request_id=id)


@probe("refused-list", after=("post-plain",), formats="once", cost=2, stage=Stage.REFUSE)
async def refused_list(ask: Ask) -> None:
    """GET requests, and those of the last hour: nothing that was refused may be there."""
    first = await accepted(ask)
    await ask.get("requests")
    if first.started is not None:
        span = {"start_date": first.started - SETTLED, "end_date": first.started + SETTLED}
        await ask.get("requests", {name: query(moment) for name, moment in span.items()})
