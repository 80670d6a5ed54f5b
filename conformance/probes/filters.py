"""Questions that filter the list of service requests, all within one closed window of dates."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

from conformance import conditions, harvest, selections
from conformance.ask import Ask
from conformance.dates import query
from conformance.documents import Record
from conformance.exchange import Unmet
from conformance.harvest import DAY, Window, text
from conformance.registry import Stage, probe

UNKNOWN_CODE = "no-such-service"
UNKNOWN_STATUS = "no-such-status"
OPTIONAL = ("start_date", "end_date", "status", "service_code", "service_request_id")
MALFORMED = ("yesterday", "2024-13-01T00:00:00Z", "2024-02-30T00:00:00Z", "2024-01-01T25:00:00Z")
NEAR = timedelta(minutes=5)  # so near that an offset misread by half an hour shows
FEW = 30
MANY = 200


@probe("window", after=("requests",), formats="once", cost=2)
async def window(ask: Ask) -> None:
    """GET requests of a short time in the past, which every filter is then tried on."""
    listed = selections.own(ask.answers)
    now = ask.answers.one("requests").started or datetime.now(UTC)
    try:
        answer = await ask.get("requests", harvest.window(listed, now).arguments())
    except Unmet as unmet:
        if unmet.blocked_by:
            raise
        older = Window(now - 180 * DAY, now - 95 * DAY)
        answer = await ask.get("requests", older.arguments(), guessed="yes")
    found = selections.listed(ask.answers, answer)
    if len(found) >= min(MANY, selections.most(ask.answers)):
        closer = harvest.window(found, now)
        await ask.get("requests", closer.arguments())


@probe("window-again", after=("window",), formats="once", stage=Stage.AGAIN)
async def window_again(ask: Ask) -> None:
    """GET requests of the same time again at the end: what changed meanwhile is not judged."""
    await ask.get("requests", _arguments(ask))


def _arguments(ask: Ask) -> dict[str, str]:
    """Return the arguments that ask for the window."""
    asked = selections.window(ask.answers).asked
    return {name: asked[name] for name in ("start_date", "end_date")}


def _records(ask: Ask) -> list[Record]:
    """Return the records of the window."""
    return selections.listed(ask.answers, selections.window(ask.answers))


@probe("filter-status", after=("window",), formats="once", cost=3)
async def filter_status(ask: Ask) -> None:
    """GET requests by status: open, closed, and both."""
    for status in ("open", "closed", "open,closed"):
        await ask.get("requests", {**_arguments(ask), "status": status})


@probe("filter-service-code", after=("window",), formats="once", cost=4)
async def filter_service_code(ask: Ask) -> None:
    """GET requests by service_code: one, two, three, and one that does not exist."""
    codes = _codes(ask)
    for number in (1, 2, 3):
        if len(codes) >= number:
            chosen = ",".join(codes[: number - 1] + codes[-1:])
            await ask.get("requests", {**_arguments(ask), "service_code": chosen})
    unknown = {**_arguments(ask), "service_code": UNKNOWN_CODE}
    await ask.get("requests", unknown, provokes="maybe", argument="service_code")


def _codes(ask: Ask) -> list[str]:
    """Choose up to three service_codes of the window, the rarest last."""
    counts = Counter(text(record, "service_code") for record in _records(ask))
    known = [code for code, _ in counts.most_common() if code and "," not in code]
    given = [code for code in ask.options.service_codes if code in known]
    if not known:
        raise Unmet("No service_code is known.", blocked_by="requests.service-code-present")
    return given or [known[i] for i in sorted({0, len(known) // 2, len(known) - 1})]


@probe("combined-filters", after=("filter-status", "filter-service-code"), formats="once", cost=3)
async def combined_filters(ask: Ask) -> None:
    """GET requests by a status and one service_code or several at once, in drawn combinations."""
    codes = [e.asked["service_code"] for e in ask.answers.of("filter-service-code")]
    known = [code for code in codes if code != UNKNOWN_CODE]
    few, many = min(known, key=_number), max(known, key=_number)  # what is between is drawn
    pairs = [(s, c) for s in ("open", "closed") for c in dict.fromkeys((few, many))]
    ask.random.shuffle(pairs)
    records = _records(ask)
    pairs.sort(key=lambda pair: _telling(records, *pair), reverse=True)
    for status, code in pairs[:3]:
        both = {"status": status, "service_code": code}
        await ask.get("requests", {**_arguments(ask), **both})


def _number(codes: str) -> int:
    return codes.count(",")


def _telling(records: list[Record], status: str, codes: str) -> bool:
    """Whether a combination leaves something and less than either of its filters does."""
    by_status = [text(record, "status") == status for record in records]
    by_code = [text(record, "service_code") in codes.split(",") for record in records]
    both = sum(a and b for a, b in zip(by_status, by_code, strict=True))
    return 0 < both < min(sum(by_status), sum(by_code))


@probe("filter-dates", after=("window",), formats="once", cost=5)
async def filter_dates(ask: Ask) -> None:
    """GET requests by start_date, by end_date and by both, with Z, an offset and a fraction."""
    known = harvest.dated(_records(ask))
    if len(known) < 2:
        raise Unmet("Fewer than two service requests with valid dates are known.")
    start, end = known[len(known) // 4][0], known[len(known) - 1 - len(known) // 4][0]
    await _between(ask, query(start), query(end), "both")
    await _between(ask, _with_offset(start - NEAR), _with_offset(end + NEAR), "offset")
    await _between(ask, _with_fraction(start), _with_fraction(end), "fraction")
    now = ask.answers.one("requests").started or datetime.now(UTC)
    if end > now - 85 * DAY:
        await ask.get("requests", {"end_date": query(end)}, part="end")
    recent = [pair for pair in harvest.dated(selections.own(ask.answers)) if pair[0] < now]
    if len(recent) > 1 and recent[-1][0] > now - 85 * DAY:
        newest = recent[max(-FEW, -len(recent) // 2)][0]
        await ask.get("requests", {"start_date": query(newest)}, part="start")


async def _between(ask: Ask, start: str, end: str, part: str) -> None:
    await ask.get("requests", {"start_date": start, "end_date": end}, part=part)


def _with_offset(moment: datetime) -> str:
    zone = timezone(timedelta(hours=5, minutes=30))
    return moment.astimezone(zone).isoformat(timespec="seconds")


def _with_fraction(moment: datetime) -> str:
    return query(moment).replace("Z", ".250Z")


@probe("adjacent-ranges", after=("window",), formats="once", cost=3)
async def adjacent_ranges(ask: Ask) -> None:
    """GET requests of three drawn ranges of dates that together are the window."""
    arguments = _arguments(ask)
    known = [moment for moment, _ in harvest.dated(_records(ask))]
    first = ask.random.randrange(len(known)) if known else 0
    short = known[first : first + 3]
    if not short:
        raise Unmet("No service request with a valid date is known.")
    start = query(short[0] - timedelta(seconds=1))
    end = query(short[-1] + timedelta(seconds=2))
    seams = [arguments["start_date"], start, end, arguments["end_date"]]
    for early, late in pairwise(seams):
        await _between(ask, early, late, "range")


@probe("reversed-range", after=("window",), formats="once")
async def reversed_range(ask: Ask) -> None:
    """GET requests with a start_date after the end_date."""
    given = _arguments(ask)
    turned = {"start_date": given["end_date"], "end_date": given["start_date"]}
    await ask.get("requests", turned, provokes="bad")


@probe("long-span", after=("requests",), formats="once")
async def long_span(ask: Ask) -> None:
    """GET requests of the last 200 days, more than a range may span."""
    now = ask.answers.document("requests").exchange.started or datetime.now(UTC)
    await ask.get("requests", Window(now - 200 * DAY, now).arguments(), provokes="bad")


@probe("empty-arguments", after=("requests", "window"), formats="once", cost=len(OPTIONAL))
async def empty_arguments(ask: Ask) -> None:
    """GET requests with each optional argument empty."""
    for name in OPTIONAL:
        dates = {} if name in ("start_date", "end_date") else _arguments(ask)
        await ask.get("requests", {**dates, name: ""}, empty=name)


@probe("malformed-dates", after=("requests",), cost=len(MALFORMED))
async def malformed_dates(ask: Ask) -> None:
    """GET requests with dates that can't be: words, month 13, 30 February, hour 25."""
    ask.answers.document("requests")
    main = conditions.main_format(ask.answers.collection) == ask.answers.format
    for date in MALFORMED if main else MALFORMED[:1]:
        await ask.get("requests", {"start_date": date}, provokes="bad", argument="start_date")


@probe("unknown-status", after=("window",), formats="once")
async def unknown_status(ask: Ask) -> None:
    """GET requests by a status that does not exist."""
    arguments = {**_arguments(ask), "status": UNKNOWN_STATUS}
    await ask.get("requests", arguments, provokes="bad", argument="status")
