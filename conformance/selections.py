"""Lists of service requests as what a question selected, compared in a city that lives.

A filter is judged by the records that two reads agree on, one before it and one after.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable

from conformance.answers import Answers
from conformance.documents import Document, Record
from conformance.exchange import Exchange, Unmet
from conformance.harvest import ID, MOST, PAGES, nameless, text
from conformance.registry import Violations
from conformance.results import Violation

ById = dict[str, Record]
STEADY = ("status", "service_code", "requested_datetime", "updated_datetime")
NAMED = 3


def document(answers: Answers, exchange: Exchange) -> Document:
    """Read an answer as a list of service requests, which may be empty.

    Raises:
        Unmet: It can't be read as one.
    """
    found = answers.read(exchange, "requests")
    problem = found.shape_problem()
    if problem:
        raise Unmet(f"The answer has the wrong shape: {problem}.", blocked_by=found.owner)
    return found


def listed(answers: Answers, exchange: Exchange) -> list[Record]:
    """Return the records of an answer, none for an empty list; raises Unmet like `document`."""
    found = document(answers, exchange)
    return found.records if found.value else []


def by_id(records: Iterable[Record], name: str = ID) -> ById:
    """Return records by their id, or another field, without those that have none or share one."""
    pairs = [(text(record, name), record) for record in records]
    often = Counter(id for id, _ in pairs)
    return {id: record for id, record in pairs if id and often[id] == 1}


def came(answers: Answers, exchange: Exchange) -> ById:
    """Return what an answer holds, by id; raises Unmet like `document`, and where none has one."""
    records = listed(answers, exchange)
    found = by_id(records)
    if records and not found:
        raise nameless()
    return found


def agreed(first: ById, last: ById) -> ById:
    """Return the records that are the same in both reads, as far as filters look at them."""
    return {
        id: record
        for id, record in first.items()
        if id in last and all(record.get(name) == last[id].get(name) for name in STEADY)
    }


def plain(answers: Answers) -> ById:
    """Return what GET requests held at the beginning and at the end of the run.

    Raises:
        Unmet: One of the two lists can't be read.
    """
    first, last = answers.one("requests"), answers.one("requests-twice")
    known = {text(record, ID) for record in own(answers)}
    found = agreed(came(answers, first), came(answers, last))
    return {id: record for id, record in found.items() if id in known}


def own(answers: Answers) -> list[Record]:
    """Return the first jurisdiction's records of GET requests that no other one lists.

    Which of the others may be asked for under which jurisdiction has its own requirement; where
    jurisdictions share all their records, they all count. An id alone tells nothing: each may
    number from 1.

    Raises:
        Unmet: The list can't be read.
    """
    reads = answers.of("requests")
    records = listed(answers, reads[0])
    elsewhere: set[tuple[str, str]] = set()
    for exchange in reads[1:]:
        try:
            elsewhere.update(map(_identity, listed(answers, exchange)))
        except Unmet:
            continue
    return [r for r in records if _identity(r) not in elsewhere] or records


def _identity(record: Record) -> tuple[str, str]:
    return text(record, ID), text(record, "requested_datetime")


def most(answers: Answers) -> int:
    """Return how many records a list of this endpoint probably holds at most."""
    try:
        count = len(listed(answers, answers.one("requests")))
    except Unmet:
        return MOST
    return count if count in PAGES else MOST


def window(answers: Answers) -> Exchange:
    """Return the answer for the closed window that filters are judged in, with records in it.

    Raises:
        Unmet: It can't be read, is empty, or so full that it may be cut off.
    """
    answer = answers.of("window")[-1].complete()
    if answer.status != 200 or not listed(answers, answer):
        if answer.asked.get("guessed"):
            raise Unmet(
                "The endpoint lists no service requests, neither by default nor for some months"
                " before. Try again when there are some, or against a test endpoint with data."
            )
        raise Unmet(
            f"{answer.url} did not bring the service requests of that time, so nothing can be"
            " compared with them.",
            blocked_by="requests.filter-dates",
        )
    count = len(listed(answers, answer))
    if count >= most(answers):
        raise Unmet(
            f"Even a short range of dates holds {count} service requests, where lists seem to"
            " end: what a filter should leave of them can't be told.",
        )
    return answer


def steady(answers: Answers) -> ById:
    """Return the records of the window that its two reads agree on.

    Raises:
        Unmet: One of them can't be read, or they agree on nothing.
    """
    first = window(answers)
    found = agreed(came(answers, first), came(answers, answers.one("window-again")))
    if not found:
        raise Unmet("No service request stayed the same while it was looked at. Try again.")
    return found


def judged(exchanges: Iterable[Exchange], judge: Callable[[Exchange], Violations]) -> Violations:
    """Yield what breaks in each answer; those that show nothing count when none shows anything.

    Raises:
        Unmet: No answer shows anything; the first one's reason.
    """
    observed = False
    problem: Unmet | None = None
    for exchange in exchanges:
        try:
            violations = list(judge(exchange))
        except Unmet as unmet:
            problem = problem or unmet
        else:
            observed = True
            yield from violations
    if problem and not observed:
        raise problem


def refused(exchange: Exchange, due: Collection[str], asked: str) -> Violations:
    """Yield a violation for a good question that was not answered with 200.

    Raises:
        Unmet: There is no complete answer, the endpoint is busy, or nothing was due.
    """
    status = exchange.complete().status
    if status != 200 and not due:
        raise Unmet(f"{exchange.url} answered {status}.", blocked_by="requests.empty-list")
    if status != 200:
        yield Violation("status", f"200 for {asked}", f"{status}", exchange.id)


def left_out(
    due: Iterable[str], records: Collection[str], asked: str, exchange: Exchange
) -> Violations:
    """Yield one violation for all records that should have come and did not."""
    missing = [id for id in due if id not in records]
    if missing:
        expected = f"every service request that {asked} asks for"
        yield Violation("list", expected, f"left out: {some(missing)}", exchange.id)


def some(texts: Collection[str]) -> str:
    """Name the first of some texts and say how many more there are."""
    named = ", ".join(list(texts)[:NAMED])
    return named if len(texts) <= NAMED else f"{named} and {len(texts) - NAMED} more"
