"""What is drawn about lists of service requests: arguments of GET requests, simplest first.

Nothing here knows a server: sizes, combinations and edges are gone through, whatever they show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from itertools import product
from random import Random

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from conformance.checks.filters import STATUSES
from conformance.dates import instant, query
from conformance.generate.clocks import changes
from conformance.generate.hunt import pick
from conformance.harvest import ID, dated, text
from conformance.known import Ends, Known

BOTH = ",".join(STATUSES)
MOST_IDS = 8
CODES = (0, 1, 2, 3, 30)  # how many are asked for at once; the last stands for all
NEAR = timedelta(minutes=2)  # beside a record: nearer, it might be in or out
# From a record on to the next, so that a range keeps it in or out, at either end.
SIDES = ((-NEAR, NEAR), (NEAR, NEAR), (-NEAR, -NEAR), (NEAR, -NEAR))
OFFSETS = tuple(timedelta(hours=hours) for hours in (-8, 1, 5.75, -3.5, 14, 0, -12, 12.75))
Arguments = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Query:
    """GET requests with some arguments.

    Attributes:
        arguments: What is asked for.
        ends: The range of dates that it was drawn from.
        relation: What it is compared with: "known" (that range), or the query before it as what
            is "adjacent" to it, the same in another "format" or the same asked "twice".
    """

    arguments: Arguments
    ends: Ends
    relation: str = "known"


Case = tuple[Query, ...]  # empty: nothing is asked
Cases = SearchStrategy[Case]


@dataclass(frozen=True, slots=True)
class Source:
    """What is drawn from.

    Attributes:
        known: The ranges of dates that were read, those with a change of the clocks first.
        listed: The ids that GET requests lists without dates.
        sizes: How many ids the questions that are always asked asked for at once.
        shapes: Which statuses they combined with how many service codes.
        two_formats: XML and JSON are both served.
        asked: What was drawn and asked before.
    """

    known: tuple[Known, ...]
    listed: frozenset[str]
    sizes: frozenset[int]
    shapes: frozenset[tuple[str, int]]
    two_formats: bool
    asked: tuple[Query, ...] = ()


def ids(source: Source, random: Random, turn: int) -> Cases | None:
    """Draw ids to ask for, in every number up to MOST_IDS."""
    known = random.choice(source.known)
    drawn = sorted(id for id in known.records if "," not in id and id in source.listed)
    random.shuffle(drawn)
    sizes = [n for n in range(1, min(MOST_IDS, len(drawn)) + 1) if turn or n not in source.sizes]
    return _one_of((Query(((ID, ",".join(drawn[:n])),), known.ends),) for n in sizes)


def filters(source: Source, random: Random, turn: int) -> Cases | None:
    """Draw a status with service codes, few, several or all; or one of them."""
    known = random.choice(source.known)
    found: list[Case] = []
    for number, status in (*product(CODES, ("", *STATUSES)), *product((0, 2), (BOTH,))):
        codes = _codes(known, status, random)[:number]
        asked = {"status": status, "service_code": ",".join(codes)}
        arguments = {name: value for name, value in asked.items() if value}
        if arguments and (turn or (status, len(codes)) not in source.shapes):
            found.append((_within(known, arguments),))
    return _one_of(dict.fromkeys(found))


def _codes(known: Known, status: str, random: Random) -> list[str]:
    """Return the service codes that a status leaves something of, shuffled."""
    records = [r for r in known.records.values() if not status or text(r, "status") in status]
    codes = sorted({code for r in records if (code := text(r, "service_code")) and "," not in code})
    random.shuffle(codes)
    return codes


def spans(source: Source, random: Random, turn: int) -> Cases | None:
    """Draw ranges of dates within a known one, from beside a record to beside another."""
    return _ranges(source, random, lambda known, start, end: (_between(known, start, end),))


def offsets(source: Source, random: Random, turn: int) -> Cases | None:
    """Draw such ranges, their instants told in another zone."""
    zone = timezone(random.choice(OFFSETS))
    return _ranges(source, random, lambda known, start, end: (_between(known, start, end, zone),))


def adjacent(source: Source, random: Random, turn: int) -> Cases | None:
    """Draw two ranges that meet at a record."""
    found: list[Case] = []
    for known in source.known:
        moments = _moments(known)
        for moment in random.sample(moments, min(3, len(moments))):
            seam, (start, end) = query(moment), known.ends
            early = Query((("start_date", start), ("end_date", seam)), known.ends)
            late = Query((("start_date", seam), ("end_date", end)), known.ends, "adjacent")
            found.append((early, late))
    return _one_of(found)


def formats(source: Source, random: Random, turn: int) -> Cases | None:
    """Draw what was asked before, to ask for it in the other format."""
    return _once_more(source, "format") if source.two_formats else None


def twice(source: Source, random: Random, turn: int) -> Cases | None:
    """Draw what was asked before, to ask for it again."""
    return _once_more(source, "twice")


def _once_more(source: Source, relation: str) -> Cases | None:
    return _one_of((one, replace(one, relation=relation)) for one in source.asked)


def parts(case: Case) -> Cases | None:
    """Draw what is left of a case when some of the ids or codes that it lists are left out."""
    listed = max((v for q in case for n, v in q.arguments if n in LISTED), key=len, default="")
    items = listed.split(",")
    if len(items) < 2:
        return None

    def kept(chosen: tuple[bool, ...]) -> Case:
        left = ",".join(item for item, keep in zip(items, chosen, strict=True) if keep)
        return tuple(_saying(q, listed, left) for q in case) if left else ()

    return st.tuples(*[st.booleans()] * len(items)).map(kept)


def length(case: Case) -> int:
    """Return how long a case's arguments are together."""
    return sum(len(value) for one in case for _, value in one.arguments)


LISTED = (ID, "service_code")


def _saying(one: Query, old: str, new: str) -> Query:
    return replace(one, arguments=tuple((n, new if v == old else v) for n, v in one.arguments))


def _one_of(cases: Iterable[Case]) -> Cases | None:
    """Return a strategy of cases, the simplest first; what comes before it asks nothing."""
    found = list(cases)
    return pick([(), *found]) if found else None


def _within(known: Known, arguments: dict[str, str]) -> Query:
    return Query((*known.arguments.items(), *arguments.items()), known.ends)


def _between(known: Known, start: datetime, end: datetime, zone: timezone | None = None) -> Query:
    told = [
        m.astimezone(zone).isoformat(timespec="seconds") if zone else query(m) for m in (start, end)
    ]
    return Query(tuple(zip(("start_date", "end_date"), told, strict=True)), known.ends)


def _moments(known: Known) -> list[datetime]:
    return [moment for moment, _ in dated(list(known.records.values()))]


def _ranges(
    source: Source, random: Random, make: Callable[[Known, datetime, datetime], Case]
) -> Cases | None:
    """Draw where a range begins and ends: the widest first, then beside a change of the clocks."""
    options = [s for known in source.known if (s := _range(known, random, make)) is not None]
    return st.one_of(*options) if options else None


def _range(
    known: Known, random: Random, make: Callable[[Known, datetime, datetime], Case]
) -> Cases | None:
    moments = _moments(known)
    if len(moments) < 2:
        return None
    first, last = (instant(end) or moments[0] for end in known.ends)
    shifts = changes(moments[0], moments[-1])
    before = [max(m for m in moments if m < change) for change, _ in shifts]
    beyond = [min(m for m in moments if m > change) for _, change in shifts]
    starts = dict.fromkeys([moments[0], *before, *random.sample(moments, 2)])
    stops = dict.fromkeys([moments[-1], *beyond, *random.sample(moments, 2)])

    def made(start: datetime, end: datetime, sides: tuple[timedelta, timedelta]) -> Case:
        start, end = max(start + sides[0], first), min(end + sides[1], last)
        return make(known, start, end) if start < end and (start, end) != (first, last) else ()

    return st.builds(made, pick(list(starts)), pick(list(stops)), pick(SIDES))
