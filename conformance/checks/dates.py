"""Check that dates select service requests, on which the other checks of dates rest."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from conformance import harvest, selections
from conformance.answers import Answers
from conformance.checks.filters import PLAIN, WINDOW
from conformance.checks.records import GRACE, asked_at
from conformance.dates import instant
from conformance.exchange import Exchange, Unmet
from conformance.harvest import DAY
from conformance.refusals import Reaction, reaction
from conformance.registry import Violations, check
from conformance.results import Violation
from conformance.selections import ById

EDGE = timedelta(minutes=1)  # nearer than that to an end, a record may be in or out
DATED = ("filter-dates", "empty-list")
EVIDENCE = (*DATED, *WINDOW, *PLAIN)
ENDS = ("start_date", "end_date")
Moments = dict[str, datetime]


@check("requests.filter-dates", *EVIDENCE)
def filter_dates(answers: Answers) -> Violations:
    known = _known(answers)
    asked = [*answers.of("window"), *_asked(answers, *DATED)]
    yield from selections.judged(asked, partial(_between, answers, known))


@check("requests.start-included", *EVIDENCE)
def start_included(answers: Answers) -> Violations:
    known = _known(answers)
    asked = [e for e in answers.of("filter-dates") if "start_date" in e.asked]
    dates_work(answers)
    yield from selections.judged(asked, partial(_first, answers, known))


def _first(answers: Answers, known: Moments, answer: Exchange) -> Violations:
    """Yield a violation when a list lacks what was requested at its very start."""
    start, _ = ends(answer)
    due = [id for id, moment in known.items() if moment == start]
    came = selections.came(answers, answer)
    if not due or harvest.looks_cut(len(came)):
        raise Unmet("No service request that was requested at the very start_date is known.")
    yield from selections.left_out(due, came, f"start_date={answer.asked['start_date']}", answer)


def _asked(answers: Answers, *questions: str) -> list[Exchange]:
    return [e for e in answers.everything() if e.question in questions]


def _known(answers: Answers) -> Moments:
    """Return when the records that two reads agree on were requested."""
    found: ById = {}
    problem: Unmet | None = None
    for read in (selections.plain, selections.steady):
        try:
            found.update(read(answers))
        except Unmet as unmet:
            problem = problem or unmet
    moments = moments_of(found)
    if not moments:
        raise problem or Unmet("No service request with a valid date is known.")
    return moments


def moments_of(records: ById) -> Moments:
    """Return when each record was requested, without those whose date can't be read."""
    pairs = ((id, instant(record.get("requested_datetime"))) for id, record in records.items())
    return {id: moment for id, moment in pairs if moment}


def _between(answers: Answers, known: Moments, answer: Exchange) -> Violations:
    """Compare what a range of dates brought with when its records were requested."""
    start, end = ends(answer)
    asked = " and ".join(f"{n}={answer.asked[n]}" for n in ENDS if n in answer.asked)
    due = [id for id, moment in known.items() if inside(moment, start, end, asked_at(answer))]
    if answer.complete().status != 200:
        _tolerated(answer)
        yield from selections.refused(answer, due, asked)
        return
    came = selections.came(answers, answer)
    whole = (start and end) or not harvest.looks_cut(len(came))
    if not whole or len(came) >= selections.most(answers):
        due = []
    stray = [*_strays(moments_of(came), start, end, asked, answer)]
    if not stray and not due and not any(outside(m, start, end) for m in known.values()):
        raise Unmet("No service request is known that the dates should keep in or out.")
    yield from stray
    yield from selections.left_out(due, came, asked, answer)


def ends(answer: Exchange) -> tuple[datetime | None, datetime | None]:
    """Return the start_date and end_date that were asked for."""
    start, end = (instant(answer.asked.get(name)) for name in ENDS)
    return start, end


def _tolerated(answer: Exchange) -> None:
    """Raise Unmet for a refusal that a server may give."""
    if answer.asked.get("part") == "fraction" and reaction(answer) is Reaction.REFUSED:
        raise Unmet("Fractions of a second are refused, which a server may do.")
    if answer.question == "empty-list":
        raise Unmet("No empty list came.", blocked_by="requests.empty-list")


def _strays(
    moments: Moments, start: datetime | None, end: datetime | None, asked: str, answer: Exchange
) -> Violations:
    now = asked_at(answer)
    stray = [
        (id, moment)
        for id, moment in moments.items()
        if outside(moment, start, end) and not (now and moment > now + GRACE)
    ]
    if stray:
        id, moment = stray[0]
        actual = f"{id} of {moment:%Y-%m-%dT%H:%M:%SZ}, {len(stray)} of {len(moments)} outside"
        yield Violation("list", f"only requests with {asked}", actual, answer.id)


def inside(
    moment: datetime, start: datetime | None, end: datetime | None, now: datetime | None
) -> bool:
    """Whether a moment lies in a range and not at its edges.

    A range without a start begins 90 days before its end, or before now: the later is sure.
    """
    if not start and now and moment < now - 89 * DAY:
        return False
    first = start or (end and end - 89 * DAY)
    return bool((not first or moment > first + EDGE) and (not end or moment < end - EDGE))


def outside(moment: datetime, start: datetime | None, end: datetime | None) -> bool:
    """Whether a moment lies outside a range and not at its edges."""
    return bool((start and moment < start - EDGE) or (end and moment > end + EDGE))


def dates_work(answers: Answers) -> None:
    """Return when ranges of dates select what they should.

    Raises:
        Unmet: They don't, or it could not be told.
    """
    if any(filter_dates(answers)):
        reason = "Asking by dates does not work in simpler cases."
        raise Unmet(reason, blocked_by="requests.filter-dates")


def go_by_request(answers: Answers) -> None:
    """Return unless ranges of dates are known not to go by requested_datetime.

    Raises:
        Unmet: They don't, so that the default range can't either.
    """
    try:
        dates_work(answers)
    except Unmet as unmet:
        if unmet.blocked_by == "requests.filter-dates":
            raise


def start_ignored(answers: Answers) -> bool:
    """Whether a start_date, alone or with an end_date, keeps nothing out."""
    try:
        known = _known(answers)
    except Unmet:
        return False
    asked = _asked(answers, "filter-dates")
    return any(_keeps_nothing_out(answers, known, e) for e in asked if "start_date" in e.asked)


def _keeps_nothing_out(answers: Answers, known: Moments, answer: Exchange) -> bool:
    start, _ = ends(answer)
    before = [id for id, moment in known.items() if outside(moment, start, None)]
    try:
        return bool(before) and selections.came(answers, answer).keys() >= set(before)
    except Unmet:
        return False
