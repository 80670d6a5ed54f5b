"""Questions about the list of service requests, asked without filters or by id."""

from __future__ import annotations

from conformance import harvest, selections
from conformance.ask import Ask
from conformance.dates import instant, query
from conformance.documents import Record
from conformance.exchange import Unmet
from conformance.harvest import DAY, ID, nameless, text
from conformance.probes.services import KEY_WANTED
from conformance.registry import Stage, probe

LONG_AGO = {"start_date": "2000-01-01T00:00:00Z", "end_date": "2000-01-31T00:00:00Z"}
ELEVEN = 11


@probe("requests", cost=2)
async def requests(ask: Ask) -> None:
    """GET requests, for every jurisdiction named."""
    for jurisdiction in ask.target.jurisdictions or (None,):
        answer = await ask.get("requests", jurisdiction=jurisdiction)
        if answer.status in KEY_WANTED and ask.asker.take_key():
            ask.asker.rename(answer, "requests-without-key")
            await ask.get("requests", jurisdiction=jurisdiction)


@probe("requests-twice", after=("requests",), formats="once", stage=Stage.AGAIN)
async def requests_twice(ask: Ask) -> None:
    """GET requests once more at the end, to see whether two reads agree."""
    await ask.get("requests")


@probe("empty-list", after=("requests",))
async def empty_list(ask: Ask) -> None:
    """GET requests of January 2000, when there were none."""
    await ask.get("requests", LONG_AGO)


@probe("one-filter", after=("requests",), formats="once", cost=2)
async def one_filter(ask: Ask) -> None:
    """GET requests by a status alone and by a service_code alone, without dates."""
    await ask.get("requests", {"status": "closed"})
    codes = [text(record, "service_code") for record in selections.own(ask.answers)]
    known = [code for code in codes if code and "," not in code]
    if known:  # what is rare goes furthest back in a list that is cut off
        wanted = min if harvest.looks_cut(len(codes)) else max
        code = wanted(sorted(set(known)), key=known.count)
        await ask.get("requests", {"service_code": code})


@probe("second-page", after=("requests", "window"), formats="once", cost=2)
async def second_page(ask: Ask) -> None:
    """GET what a list that looks cut off may lack, by date and as page=2."""
    listed = selections.by_id(ask.answers.records("requests"))
    lacking = selections.window(ask.answers)
    if len(listed) >= harvest.MOST:
        raise Unmet("The list holds 1,000 service requests, the most that it may.")
    if selections.came(ask.answers, lacking).keys() <= listed.keys():
        if not harvest.looks_cut(len(listed)):
            raise Unmet("The list does not look cut off.")
        await ask.get("requests", _rest(ask, list(listed.values())), part="older")
    await ask.get("requests", {"page": "2"}, part="page")


def _rest(ask: Ask, listed: list[Record]) -> dict[str, str]:
    """Return the dates of what the last 90 days hold beyond the oldest of a list."""
    started = ask.answers.one("requests").started
    dated = harvest.dated(listed)
    if started is None or not dated or dated[0][0] < started - 88 * DAY:
        raise Unmet("The list reaches back about 90 days, as far as it has to.")
    oldest = dated[0][0] - harvest.MARGIN
    return {"start_date": query(started - 89 * DAY), "end_date": query(oldest)}


@probe("select-by-id", after=("requests", "old-requests"), formats="once", cost=3)
async def select_by_id(ask: Ask) -> None:
    """GET requests by service_request_id: one, three (one of them old) and eleven."""
    known = [text(record, ID) for record in selections.own(ask.answers)]
    unique = sorted(id for id in selections.by_id(selections.own(ask.answers)) if "," not in id)
    given = [id for id in ask.options.request_ids if "," not in id]
    if not unique and not given:
        if known:
            raise nameless()
        raise Unmet("No service_request_id to ask for is known. Give some: --request-id ID.")
    drawn = given + ask.random.sample(unique, min(len(unique), ELEVEN))
    drawn = list(dict.fromkeys(drawn))
    old = _old(ask, set(known))
    groups = [drawn[:1]]
    if len(drawn) + len(old) > 1:
        groups.append([*drawn[: 3 - len(old)], *old])
    if len(drawn) >= ELEVEN:
        groups.append(drawn[:ELEVEN])
    for ids in groups:
        unlisted = ",".join(id for id in ids if id not in (*known, *old))
        aged = "".join(id for id in ids if id in old)
        await ask.get("requests", {ID: ",".join(ids)}, old=aged, unlisted=unlisted)


def _old(ask: Ask, listed: set[str]) -> list[str]:
    """Draw an id that is too old to be listed by default; none when none is known."""
    try:
        records = ask.answers.records("old-requests", "requests")
    except Unmet:
        return []
    ids = sorted(id for id in selections.by_id(records) if "," not in id and id not in listed)
    return ask.random.sample(ids, min(1, len(ids)))


@probe("id-overrides", after=("select-by-id", "services"), formats="once", cost=4)
async def id_overrides(ask: Ask) -> None:
    """GET requests by an id with a status, a service_code and dates that exclude it."""
    found = selections.listed(ask.answers, ask.answers.one("select-by-id"))
    if len(found) != 1:
        raise Unmet(
            "Asking for one service request by its id did not bring exactly that one.",
            blocked_by="requests.select-by-id",
        )
    excluding = _excluding(ask, found[0])
    id = text(found[0], ID)
    for arguments in [*excluding, {k: v for one in excluding for k, v in one.items()}]:
        await ask.get("requests", {ID: id, **arguments})


def _excluding(ask: Ask, record: Record) -> list[dict[str, str]]:
    """Return the filters that a service request does not pass."""
    status = "open" if text(record, "status").casefold() == "closed" else "closed"
    filters = [{"status": status}]
    codes = {text(r, "service_code") for r in (*_services(ask), *selections.own(ask.answers))}
    others = sorted(codes - {text(record, "service_code"), ""})
    if others:
        filters.append({"service_code": ask.random.choice(others)})
    moment = instant(record.get("requested_datetime"))
    if moment:
        start, end = query(moment - 30 * DAY), query(moment - 20 * DAY)
        filters.append({"start_date": start, "end_date": end})
    return filters


def _services(ask: Ask) -> list[Record]:
    try:
        return ask.answers.records("services")
    except Unmet:
        return []
