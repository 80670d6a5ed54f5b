"""Checks of the attributes that a POST gives: are they read, all of them?"""

from __future__ import annotations

from collections.abc import Iterator

from conformance import posted
from conformance.answers import Answers
from conformance.checks.refused import keeps_last_only
from conformance.clauses import shown
from conformance.compare import plain
from conformance.dates import instant
from conformance.documents import Record
from conformance.exchange import Exchange, NotApplicable, Unmet
from conformance.forms import TEXT
from conformance.harvest import text
from conformance.parts import taken
from conformance.registry import Violations, check
from conformance.results import Violation
from conformance.templates import lacking

ATTRIBUTE = "attribute["
ESCAPED = "a 2xx, since attribute%5BCODE%5D means the same as attribute[CODE]"
SEVERAL = "a 2xx, since attribute%5BCODE%5D%5B%5D, repeated, gives a list"
ONCE = "a 2xx, since attribute[CODE][] may give one value as well as several"


@check(
    "create.attribute-encodings",
    "post-whole",
    "post-long",
    "created-request",
    "refuse-attribute",
    "refuse-wrong-then-right",
)
def attribute_encodings(answers: Answers) -> Violations:
    whole = posted.sent(answers, "post-whole")[0]
    if not _attributes(whole):
        raise lacking(answers, "The service that was posted to asks for no attributes.")
    lists = [*taken(answers, "post-whole", "lists", SEVERAL)]
    yield from lists
    yield from taken(answers, "post-whole", "escaped", ESCAPED)
    yield from taken(answers, "post-long", "list of one", ONCE)
    yield from altered(answers)
    yield from keeps_last_only(answers)
    if not lists:
        _values(answers)


def _values(answers: Answers) -> None:
    """Return when text, numbers and dates are taken.

    Raises:
        Unmet: They are refused, so that the endpoint wants other values than the kit's.
    """
    refused = list(taken(answers, "post-whole", "values", "a 2xx"))
    if refused:
        raise Unmet(
            "Values that the service definition allows were refused"
            f" ({refused[0].actual}). Name a service whose attributes take any value of their"
            " datatype: --service-code CODE."
        )


def altered(answers: Answers) -> Violations:
    """Yield the attributes that an endpoint shows of a new service request, with another value."""
    for format in answers.target.formats:
        view = answers.other(format)
        try:
            read = list(posted.read_back(view, "post-whole"))
        except (Unmet, NotApplicable):
            continue
        for post, exchange, record in read:
            sent = _attributes(post)
            for code, came in _shown(record):
                due = sent.get(code, [])
                if due and came and not same(due, came):
                    where = view.read(exchange).where(0, "attributes")
                    expected = f"{code} is {shown(', '.join(due))}, as posted"
                    yield Violation(where, expected, shown(", ".join(came)), exchange.id)


def _attributes(post: Exchange) -> dict[str, list[str]]:
    """Return the values that a POST gave, by the attribute's code."""
    found: dict[str, list[str]] = {}
    for name, value in post.form():
        if name.startswith(ATTRIBUTE):
            found.setdefault(name.removeprefix(ATTRIBUTE).partition("]")[0], []).append(value)
    return found


def _shown(record: Record) -> Iterator[tuple[str, list[str]]]:
    """Yield the attributes of a service request by code; no shape is specified, two are in use."""
    listed = record.get("attributes")
    items = list(listed.items()) if isinstance(listed, dict) else []
    for entry in listed if isinstance(listed, list) else []:
        if isinstance(entry, dict):
            items.append((text(entry, "code"), entry.get("values", entry.get("value"))))
    for code, value in items:
        values = value if isinstance(value, list) else [value]
        yield str(code), [plain(one) for one in values if plain(one)]


def same(sent: list[str], came: list[str]) -> bool:
    """Whether what is shown is what was sent; a list may be joined, and show names for keys."""
    if len(sent) > 1:
        kept = [key for key in sent if any(key in value for value in came)]
        return len(kept) in (0, len(sent))
    one, other = sent[0], came[0]
    if instant(one):
        return not instant(other) or instant(one) == instant(other)
    try:
        return float(one) == float(other)
    except ValueError:
        return one != TEXT or one == other
