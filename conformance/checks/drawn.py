"""Checks of the lists that a search drew: by what is known of the dates that they lie in.

Each list is compared with what its range of dates holds, as the questions that are always asked
are. Of all that show the same breach the smallest is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from conformance import known as ranges
from conformance import selections
from conformance.answers import Answers
from conformance.checks.dates import ends, inside, outside
from conformance.checks.filters import STATUSES
from conformance.checks.ids import exactly
from conformance.checks.twins import fields_differ
from conformance.dates import instant
from conformance.documents import Record
from conformance.exchange import Exchange, Unmet
from conformance.harvest import ID, text
from conformance.known import Known
from conformance.registry import CHECKS, Violations, check_drawn
from conformance.results import Violation

QUESTION = "drawn-lists"
FILTERS = ("status", "service_code")

# The requirement that a drawn list shows to be broken, by what sets it apart from its range.
OWNERS = {
    frozenset({"ids"}): "requests.select-by-id",
    frozenset({"status"}): "requests.filter-status",
    frozenset({"service_code"}): "requests.filter-service-code",
    frozenset({"dates"}): "requests.date-ranges-nest",
    frozenset({"dates", "offset"}): "requests.filter-dates",
}
# What has to work before a requirement can be found broken by what was drawn.
RESTS_ON = {
    "requests.filters-narrow": (
        "requests.filter-status",
        "requests.filter-service-code",
        "requests.filter-dates",
    ),
    "requests.date-ranges-nest": ("requests.filter-dates",),
}
OWNED = (*OWNERS.values(), "requests.filters-narrow", "requests.order-stable")


def apart(drawn: Exchange) -> frozenset[str]:
    """Return what sets a drawn list apart from the range that it was drawn from."""
    asked = drawn.asked
    found = {name for name in FILTERS if name in asked}
    if ID in asked:
        found.add("ids")
    elif (asked["start_date"], asked["end_date"]) != base(drawn):
        found.add("dates")
        if not asked["start_date"].endswith("Z"):
            found.add("offset")
    return frozenset(found | ({asked["relation"]} & {"format", "twice"}))


def base(drawn: Exchange) -> ranges.Ends:
    """Return the range that a list was drawn from."""
    start, _, end = drawn.asked["within"].partition("/")
    return start, end


def owner(drawn: Exchange) -> str:
    """Return the requirement that a drawn list breaks when something is wrong with it."""
    found = apart(drawn)
    if "format" in found:
        return "formats.xml-json-same"
    return (
        "requests.order-stable"
        if "twice" in found
        else OWNERS.get(found, "requests.filters-narrow")
    )


def complaints(answers: Answers, drawn: Exchange, known: Known) -> Violations:
    """Yield what is wrong with one drawn list, by what its range of dates holds.

    Raises:
        Unmet: It can't be told; `blocked_by` names the requirement that is in the way.
    """
    view = answers.other(drawn.format)
    if ID in drawn.asked:
        due = [id for id in drawn.asked[ID].split(",") if id in known.records]
        yield from exactly(view, drawn, due)
    else:
        yield from _selected(view, drawn, known)
    compare = PAIRS.get(drawn.asked["relation"])
    if compare and drawn.status == 200:
        first = next(e for e in answers.collection.exchanges if e.id == drawn.asked["beside"])
        yield from compare(answers, first, drawn, known)


def _selected(answers: Answers, drawn: Exchange, known: Known) -> Violations:
    """Compare what a filter or a narrower range brought with what the whole range holds."""
    wanted = {id: _wanted(drawn, known, record) for id, record in known.records.items()}
    due = [id for id, want in wanted.items() if want]
    asked = " and ".join(f"{n}={v}" for n, v in drawn.asked.items() if n in ASKED)
    if drawn.status != 200:
        yield from selections.refused(drawn, due, asked)
        return
    ids = [text(record, ID) for record in selections.listed(answers, drawn)]
    yield from selections.left_out(due, ids, asked, drawn)
    more = [id for id in dict.fromkeys(ids) if id not in known.seen or wanted.get(id) is False]
    if more:
        yield Violation("list", f"only what {asked} asks for", selections.some(more), drawn.id)


ASKED = (*FILTERS, "start_date", "end_date")


def _wanted(drawn: Exchange, known: Known, record: Record) -> bool | None:
    """Whether a record of a range is asked for; None where that can't be told."""
    verdicts = [_has(record, name, drawn.asked[name]) for name in FILTERS if name in drawn.asked]
    if (drawn.asked["start_date"], drawn.asked["end_date"]) != known.ends:
        verdicts.append(_within(record, drawn))
    if False in verdicts:
        return False
    return None if None in verdicts else True


def _has(record: Record, name: str, wanted: str) -> bool | None:
    value = text(record, name)
    if name == "status":
        value = value.casefold() if value.casefold() in STATUSES else ""
    return value in wanted.split(",") if value else None


def _within(record: Record, drawn: Exchange) -> bool | None:
    moment = instant(record.get("requested_datetime"))
    start, end = ends(drawn)
    if moment is None:
        return None
    if inside(moment, start, end, None):
        return True
    return False if outside(moment, start, end) else None


def _adjacent(answers: Answers, first: Exchange, second: Exchange, known: Known) -> Violations:
    """Two ranges that meet hold together what lies between their outer ends."""
    (start, _), (_, end) = ends(first), ends(second)
    moments = ((id, instant(r.get("requested_datetime"))) for id, r in known.records.items())
    due = [id for id, moment in moments if moment and inside(moment, start, end, None)]
    together = {**selections.came(answers, first), **selections.came(answers, second)}
    asked = f"two ranges that meet at {second.asked['start_date']}"
    yield from selections.left_out(due, together, asked, second)


def _in_both_formats(
    answers: Answers, first: Exchange, second: Exchange, known: Known
) -> Violations:
    pair = {e.format: answers.other(e.format).read(e, "requests") for e in (first, second)}
    if all(document.value for document in pair.values()):
        json, xml = (selections.by_id(pair[format].records) for format in ("json", "xml"))
        yield from fields_differ(pair["json"], json, xml, {})


def _same_order(answers: Answers, first: Exchange, second: Exchange, known: Known) -> Violations:
    lists = [selections.came(answers, e) for e in (first, second)]
    before, after = ([i for i in ids if all(i in other for other in lists)] for ids in lists)
    moved = next((i for i, (a, b) in enumerate(zip(before, after, strict=True)) if a != b), None)
    if moved is not None:
        actual = f"{after[moved]} where {before[moved]} was"
        yield Violation("list", "the same order when asked again", actual, second.id)


PAIRS: dict[str, Callable[[Answers, Exchange, Exchange, Known], Violations]] = {
    "adjacent": _adjacent,
    "format": _in_both_formats,
    "twice": _same_order,
}


def wrong(answers: Answers, drawn: Exchange, known: Known | None) -> list[Violation]:
    """Return what is wrong with one drawn list; nothing when that can't be told."""
    try:
        return list(complaints(answers, drawn, known)) if known else []
    except Unmet:
        return []


def size(drawn: Exchange) -> tuple[int, int, str]:
    """Return how large a request is, for choosing the smallest."""
    return len(apart(drawn)), len(drawn.url), drawn.id


def _drawn(requirement: str, answers: Answers) -> Violations:
    lists = [e for e in answers.collection.exchanges if e.question == QUESTION]
    mine = _failing(answers, [e for e in lists if owner(e) == requirement])
    if not mine:
        return
    less = {apart(drawn) for drawn, _ in _failing(answers, lists)}
    mine = [pair for pair in mine if not any(other < apart(pair[0]) for other in less)]
    if not mine:
        return
    for earlier in RESTS_ON.get(requirement, ()):
        if any(CHECKS[earlier].run(answers)):
            raise Unmet("It does not work in simpler cases.", blocked_by=earlier)
    drawn, violations = min(mine, key=lambda pair: size(pair[0]))
    told = f"(drawn with seed {drawn.asked['seed']}; the smallest of {len(mine)} such requests)"
    for violation in violations:
        yield replace(violation, actual=f"{violation.actual} {told}", exchange=drawn.id)


def _failing(answers: Answers, lists: Iterable[Exchange]) -> list[tuple[Exchange, list[Violation]]]:
    """Return what is wrong with those lists whose range, read again since, held the same."""
    known = {k.ends: k for k in ranges.everything(answers) if k.reads > 1}
    found = [(drawn, wrong(answers, drawn, known.get(base(drawn)))) for drawn in lists]
    return [(drawn, violations) for drawn, violations in found if violations]


for _requirement in (*OWNED, "formats.xml-json-same"):
    check_drawn(_requirement, QUESTION)(partial(_drawn, _requirement))
