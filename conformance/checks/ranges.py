"""Checks of ranges of dates: reversed, too long, malformed, adjacent."""

from __future__ import annotations

from conformance import conditions, refusals, selections
from conformance.answers import Answers
from conformance.checks.dates import (
    EVIDENCE,
    dates_work,
    ends,
    inside,
    moments_of,
    start_ignored,
)
from conformance.checks.filters import not_everything
from conformance.exchange import Unmet
from conformance.harvest import DAY
from conformance.refusals import Reaction, reaction
from conformance.registry import Violations, check
from conformance.results import Violation
from conformance.selections import ById


@check("requests.reversed-range", "reversed-range", *EVIDENCE)
def reversed_range(answers: Answers) -> Violations:
    answer = answers.one("reversed-range")
    dates_work(answers)
    yield from not_everything(answers, answer, "a start_date after the end_date")


@check("requests.span-90-days", "long-span", "old-requests", *EVIDENCE)
def span_90_days(answers: Answers) -> Violations:
    answer = answers.one("long-span")
    answers.serves("requests")
    came = reaction(answer)
    if came is Reaction.REFUSED:
        return
    if came is not Reaction.ACCEPTED:
        raise refusals.unmet(answer, came)
    moments = sorted(moments_of(selections.came(answers, answer)).values())
    if moments and moments[-1] - moments[0] > 91 * DAY:
        not_ignored(answers)
        days = (moments[-1] - moments[0]).days
        actual = f"{len(moments)} requests of {days} days, from {moments[0]:%Y-%m-%d} on"
        yield Violation("list", "400, or no more than 90 days at once", actual, answer.id)
    elif len(moments) >= selections.most(answers):
        raise Unmet(
            f"The list ends after {len(moments)} service requests, which hides how far a long"
            " range reaches."
        )
    elif not selections.came(answers, answers.one("old-requests")):
        raise Unmet(
            "The endpoint has no service requests older than 90 days, so a long range shows no more"
            " than a short one. Try again when there are some."
        )


def not_ignored(answers: Answers) -> None:
    """Return unless dates are ignored, whatever they say; raises Unmet."""
    if start_ignored(answers):
        reason = "A start_date is ignored, whatever it says."
        raise Unmet(reason, blocked_by="requests.filter-dates")


@check("requests.date-malformed-refused", "malformed-dates", *EVIDENCE)
def date_malformed_refused(answers: Answers) -> Violations:
    asked = answers.of("malformed-dates")
    not_ignored(answers.other(conditions.main_format(answers.collection)))
    yield from refusals.accepted(answers, asked, "a refusal (400) of a date that can't be")


@check("requests.date-ranges-nest", "adjacent-ranges", *EVIDENCE)
def date_ranges_nest(answers: Answers) -> Violations:
    dates_work(answers)
    steady = selections.steady(answers)
    window = selections.window(answers)
    wider = {
        *selections.came(answers, window),
        *selections.came(answers, answers.one("window-again")),
    }
    moments = moments_of(steady)
    together: ById = {}
    ranges = answers.of("adjacent-ranges")
    for answer in ranges:
        start, end = ends(answer)
        asked = f"{answer.asked['start_date']} to {answer.asked['end_date']}"
        due = [id for id, moment in moments.items() if inside(moment, start, end, None)]
        yield from selections.refused(answer, due, asked)
        found = selections.came(answers, answer)
        together.update(found)
        more = [id for id in found if id not in wider]
        if more:
            expected = f"from {asked} nothing that a wider range leaves out"
            yield Violation("list", expected, selections.some(more), answer.id)
    missing = [id for id in steady if id not in together]
    if missing:
        expected = f"in {len(ranges)} adjacent ranges what the whole range holds"
        actual = f"{selections.some(missing)} in none of them"
        yield Violation("list", expected, actual, window.id)
