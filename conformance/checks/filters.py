"""Checks of the filters of GET requests: by id, by status and by service_code.

Every filter is judged within one closed window of dates, by what the window holds without it.
"""

from __future__ import annotations

from functools import partial

from conformance import selections
from conformance.answers import Answers
from conformance.exchange import Exchange, Unmet
from conformance.harvest import ID, looks_cut, text
from conformance.refusals import Reaction, reaction, unmet
from conformance.registry import Violations, check
from conformance.results import Violation
from conformance.selections import ById

STATUSES = ("open", "closed")
WINDOW = ("window", "window-again")
PLAIN = ("requests", "requests-twice")


@check("requests.filter-status", "filter-status", *WINDOW)
def filter_status(answers: Answers) -> Violations:
    steady = selections.steady(answers)
    known = {id: text(record, "status").casefold() for id, record in steady.items()}
    known = {id: status for id, status in known.items() if status in STATUSES}
    if not known:
        raise Unmet("No status is open or closed.", blocked_by="requests.status-value")
    yield from selections.judged(
        answers.of("filter-status"), partial(_by_field, answers, known, "status")
    )


@check("requests.filter-service-code", "filter-service-code", *WINDOW)
def filter_service_code(answers: Answers) -> Violations:
    steady = selections.steady(answers)
    known = {id: code for id, r in steady.items() if (code := text(r, "service_code"))}
    if not known:
        raise Unmet("No service_code is known.", blocked_by="requests.service-code-present")
    yield from selections.judged(
        answers.of("filter-service-code"), partial(_by_field, answers, known, "service_code")
    )


def _by_field(answers: Answers, known: dict[str, str], name: str, answer: Exchange) -> Violations:
    """Compare what a filter brought with the values that its records have."""
    wanted = set(answer.asked[name].split(","))
    asked = f"{name}={answer.asked[name]}"
    due = [id for id, value in known.items() if value in wanted]
    if answer.provokes and _met(answer) is Reaction.REFUSED:
        return
    if answer.complete().status != 200:
        yield from selections.refused(answer, due, asked)
        return
    document = selections.document(answers, answer)
    records = selections.listed(answers, answer)
    values = [(i, text(r, name)) for i, r in enumerate(records) if text(r, ID) in known]
    if name == "status":
        values = [(i, value.casefold()) for i, value in values]
    odd = [(i, value) for i, value in values if value not in wanted]
    if odd:
        index, value = odd[0]
        actual = f"{value}; {len(odd)} of {len(records)} are not what was asked for"
        yield Violation(document.where(index, name), f"only {asked}", actual, answer.id)
    yield from selections.left_out(due, selections.by_id(records), asked, answer)


def _met(answer: Exchange) -> Reaction:
    """Return how a value that matches nothing was met; raises Unmet for another fault."""
    came = reaction(answer)
    if came not in (Reaction.REFUSED, Reaction.ACCEPTED):
        raise unmet(answer, came)
    return came


@check("requests.status-unknown", "unknown-status", "filter-status", *WINDOW)
def status_unknown(answers: Answers) -> Violations:
    answer = answers.one("unknown-status")
    selections.window(answers)
    if any(filter_status(answers)):
        reason = "The filter by status does not work with the statuses that there are."
        raise Unmet(reason, blocked_by="requests.filter-status")
    yield from not_everything(answers, answer, f"status={answer.asked['status']}")


def not_everything(answers: Answers, answer: Exchange, asked: str) -> Violations:
    """Yield a violation when a question that matches nothing brings service requests.

    Raises:
        Unmet: What came belongs to another requirement.
    """
    if _met(answer) is Reaction.REFUSED:
        return
    if answer.status != 200:
        yield Violation("status", "400, or 200 and an empty list", f"{answer.status}", answer.id)
        return
    number = len(selections.listed(answers, answer))
    if number:
        expected = f"400 or an empty list for {asked}"
        yield Violation("list", expected, f"{number} service requests", answer.id)


@check(
    "requests.filters-narrow", "combined-filters", "filter-status", "filter-service-code", *WINDOW
)
def filters_narrow(answers: Answers) -> Violations:
    steady = selections.steady(answers)
    everything = {
        *selections.came(answers, selections.window(answers)),
        *selections.came(answers, answers.one("window-again")),
    }
    single = [*answers.of("filter-status"), *answers.of("filter-service-code")]
    yield from selections.judged(
        [e for e in single if not e.provokes], partial(_subset, answers, everything)
    )
    together = partial(_intersection, answers, steady)
    found = list(selections.judged(answers.of("combined-filters"), together))
    if found:
        _work_alone(answers)
    yield from found


def _work_alone(answers: Answers) -> None:
    """Return when each filter works by itself; raises Unmet when one does not."""
    for name, alone in (("status", filter_status), ("service-code", filter_service_code)):
        if any(alone(answers)):
            reason = "One of the filters does not work even alone."
            raise Unmet(reason, blocked_by=f"requests.filter-{name}")


def _subset(answers: Answers, everything: set[str], answer: Exchange) -> Violations:
    """A filter brings nothing that the same dates alone don't bring."""
    _served(answer)
    more = [id for id in selections.came(answers, answer) if id not in everything]
    if more:
        expected = "nothing that the same dates without the filter leave out"
        yield Violation("list", expected, selections.some(more), answer.id)


def _served(answer: Exchange) -> None:
    if answer.complete().status != 200:
        name = "status" if "status" in answer.asked else "service-code"
        reason = f"{answer.url} answered {answer.status}."
        raise Unmet(reason, blocked_by=f"requests.filter-{name}")


def _intersection(answers: Answers, steady: ById, answer: Exchange) -> Violations:
    """Two filters together leave what each of them leaves."""
    parts = (
        answers.one("filter-status", status=answer.asked["status"]),
        answers.one("filter-service-code", service_code=answer.asked["service_code"]),
    )
    for part in parts:
        _served(part)
    first, second = (selections.came(answers, part) for part in parts)
    due = [id for id in steady if id in first and id in second]
    asked = f"status={answer.asked['status']} with service_code={answer.asked['service_code']}"
    if answer.complete().status != 200:
        yield from selections.refused(answer, due, asked)
        return
    together = selections.came(answers, answer)
    yield from selections.left_out(due, together, asked, answer)
    more = [id for id in together if id in steady and id not in due]
    if more:
        expected = f"for {asked} only what both filters leave when asked alone"
        yield Violation("list", expected, selections.some(more), answer.id)


@check("requests.empty-argument-is-none", "empty-arguments", *PLAIN, *WINDOW)
def empty_argument_is_none(answers: Answers) -> Violations:
    yield from selections.judged(answers.of("empty-arguments"), partial(_as_without, answers))


def _as_without(answers: Answers, answer: Exchange) -> Violations:
    """Compare with the same question without the empty argument."""
    name = answer.asked["empty"]
    windowed = name not in ("start_date", "end_date")
    steady = selections.steady(answers) if windowed else selections.plain(answers)
    if not steady:
        raise Unmet("The list without arguments is empty.")
    asked = f"an empty {name}"
    if answer.complete().status != 200:
        yield from selections.refused(answer, steady, asked)
        return
    came = selections.came(answers, answer)
    yield from selections.left_out(steady, came, asked, answer)
    first, last = (
        answers.of(q)[-1 if q == "window" else 0] for q in (WINDOW if windowed else PLAIN)
    )
    either = {**selections.came(answers, first), **selections.came(answers, last)}
    more = [id for id in came if id not in either]
    if more and not looks_cut(len(came)):
        expected = f"for {asked} what comes without it"
        yield Violation("list", expected, f"{selections.some(more)} as well", answer.id)
