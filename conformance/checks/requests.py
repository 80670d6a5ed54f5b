"""Checks of GET requests asked without filters: what the list holds as a whole."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

from conformance import conditions, harvest, selections
from conformance.answers import Answers
from conformance.checks import dates, records
from conformance.dates import instant
from conformance.documents import Document, Record
from conformance.exchange import Exchange, NotApplicable, Unmet
from conformance.harvest import DAY
from conformance.looks import looks_like
from conformance.refusals import breach
from conformance.registry import Violations, check, check_document
from conformance.results import Violation

READS = ("requests", "requests-without-key")
NO_FILTER = {"jurisdiction_id", "api_key"}


@check("requests.list-served", "requests", "requests-without-key", "services")
def list_served(answers: Answers) -> Violations:
    reads = [e for e in answers.everything() if e.question in READS] or answers.of("requests")
    yield from selections.judged(reads, lambda answer: _served(answers, answer))


def _served(answers: Answers, answer: Exchange) -> Violations:
    if answer.complete().status not in (200, None):
        yield Violation("status", "200, without an api_key", f"{answer.status}", answer.id)
        return
    try:
        document = answers.read(answer, "requests")
    except Unmet as why:
        expected = "the list of service requests"
        yield from breach(why, "requests.list-served", expected, answer.id)
        return
    problem = document.shape_problem()
    if document.root is not None and problem:
        yield Violation(document.where(), document.due, problem, answer.id)
    elif document.value == []:
        answers.serves()
    else:
        document.records  # noqa: B018  (raises for another shape)


@check("requests.empty-list", "empty-list", "requests", "services")
def empty_list(answers: Answers) -> Violations:
    answers.serves("requests")
    answer = answers.one("empty-list").complete()
    expected = "200 and an empty list, since nothing matches"
    if answer.status != 200:
        yield Violation("status", expected, f"{answer.status}", answer.id)
        return
    if looks_like(answer) == "empty":
        yield Violation("body", expected, "an empty body", answer.id)
        return
    document = answers.read(answer, "requests")
    if document.value in (None, {}) and document.root is None:
        actual = "null" if document.value is None else "{}"
        yield Violation(document.where(), expected, actual, answer.id)
    elif selections.document(answers, answer).value:
        raise Unmet(
            "GET requests of January 2000 brought service requests.",
            blocked_by="requests.filter-dates",
        )


@check("requests.default-window", "requests", "one-filter", *dates.EVIDENCE)
def default_window(answers: Answers) -> Violations:
    lists = answers.of("requests")
    alone = [e for e in answers.everything() if e.question == "one-filter"]
    yield from selections.judged([*lists, *alone], lambda answer: _within(answers, answer))


def _within(answers: Answers, answer: Exchange) -> Violations:
    _without_arguments(answer, "status", "service_code")
    document = answers.read(answer, "requests")
    dated = [(records.moment(r, "requested_datetime"), i) for i, r in enumerate(document.records)]
    if not any(moment for moment, _ in dated):
        raise records.undated()
    now = records.asked_at(answer)
    if now is None:
        raise Unmet("When this list was asked for is not known; a Date header would tell.")
    old = [(moment, index) for moment, index in dated if moment and moment < now - 91 * DAY]
    if old and all(_updated_since(document.records[index], now) for _, index in old):
        dates.go_by_request(answers.other(conditions.main_format(answers.collection)))
    if old:
        moment, index = min(old)
        where = document.where(index, "requested_datetime")
        actual = f"{len(old)} of {len(dated)} are older, the oldest of {moment:%Y-%m-%d}"
        yield Violation(where, "nothing older than 90 days by default", actual, answer.id)


def _updated_since(record: Record, now: datetime) -> bool:
    updated = records.moment(record, "updated_datetime")
    return bool(updated and updated > now - 91 * DAY)


@check_document("requests.default-volume", "requests")
def default_volume(requests: Document) -> Violations:
    _without_arguments(requests.exchange)
    number = len(requests.records)
    if number > harvest.MOST:
        yield Violation("list", "at most 1,000 service requests", f"{number:,}")


def _without_arguments(answer: Exchange, *allowed: str) -> None:
    """Return when a list was asked for without filters.

    Raises:
        Unmet: It was asked for with some, or how a saved list was asked for is not known.
    """
    if answer.file and not urlsplit(answer.url).scheme:
        raise Unmet("How this saved list was asked for is not known; put its url into .meta.json.")
    names = {name for name, _ in parse_qsl(urlsplit(answer.url).query)}
    if names - NO_FILTER - set(allowed):
        raise Unmet("The list was asked for with arguments; it takes one asked for without.")


@check("requests.window-complete", "requests", "window", "second-page", "requests-twice")
def window_complete(answers: Answers) -> Violations:
    first, last = (answers.one(question) for question in ("requests", "requests-twice"))
    listed = len(answers.read(first, "requests").records)
    if listed >= harvest.MOST:
        raise NotApplicable("The list holds 1,000 service requests, the most that it may.")
    shown = {*selections.came(answers, first), *selections.came(answers, last)}
    pages = [e for e in answers.everything() if e.question == "second-page"]
    ranges = [e for e in pages if e.asked.get("part") == "older"]
    try:
        ranges.append(selections.window(answers))
    except Unmet:
        if harvest.looks_cut(listed):
            raise
    lacking = [id for e in ranges for id in _recent(answers, e) if id not in shown]
    if lacking and not any(_more(answers, e, shown) for e in pages if e.asked["part"] == "page"):
        expected = "all service requests of the last 90 days, at once or with page=2"
        actual = f"{listed} of them; asked by date, {selections.some(lacking)} came too"
        yield Violation("list", expected, actual, first.id)


def _recent(answers: Answers, answer: Exchange) -> list[str]:
    """Return the ids of what was requested well within the last 90 days."""
    now = records.asked_at(answer)
    came = selections.came(answers, answer) if answer.status == 200 else {}
    moments = ((id, instant(record.get("requested_datetime"))) for id, record in came.items())
    return [id for id, moment in moments if moment and now and moment > now - 89 * DAY]


def _more(answers: Answers, page: Exchange, shown: set[str]) -> bool:
    return page.status == 200 and not selections.came(answers, page).keys() <= shown


@check("requests.order-stable", "requests", "requests-twice")
def order_stable(answers: Answers) -> Violations:
    steady = selections.plain(answers)
    if len(steady) < 2:
        raise Unmet("Fewer than two service requests stayed the same between two reads.")
    again = answers.one("requests-twice")
    before, after = (
        [id for id in selections.came(answers, e) if id in steady]
        for e in (answers.one("requests"), again)
    )
    moved = next((i for i, (a, b) in enumerate(zip(before, after, strict=True)) if a != b), None)
    if moved is not None:
        actual = f"{after[moved]} where {before[moved]} was"
        yield Violation("list", "the same order when asked again", actual, again.id)
