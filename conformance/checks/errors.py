"""Checks of the errors that were provoked on purpose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from conformance import clauses
from conformance.answers import Answers
from conformance.clauses import shown
from conformance.compare import plain
from conformance.documents import Document, is_errors
from conformance.exchange import Exchange, NotApplicable, Unmet
from conformance.looks import looks_like
from conformance.refusals import FUZZED, PROVOKING, REFUSED, Reaction, reaction, unmet
from conformance.registry import Violations, check
from conformance.results import Violation

PROVOKED = (*PROVOKING, *REFUSED)
KINDS = ("unknown", "bad", "key", "drawn")  # what an errors document is owed to
ELSEWHERE = (413, 415)  # right for a body that is too large or of another type
ANYTHING = (
    *PROVOKED,
    *FUZZED,
    "errors",
    "unknown-suffix",
    "reversed-range",
    "long-span",
    "unknown-status",
)
# The arguments that the specification wants to be specified in an error.
SPECIFIED = ("jurisdiction_id", "service_code", "token", "api_key")
INTERNALS = re.compile(
    r"""Traceback\ \(most\ recent | \bat\ [\w.$<>]+\([\w.]+\.(?:java|kt|cs|scala):\d+\)
      | \b(?:Fatal\ error|Warning|Notice):\ .*?\ in\ /.*?\ on\ line\ \d+ | \bin\ /\S+\.php\b
      | File\ "[^"]+\.py" | \.rb:\d+:in\ [`'] | node_modules/ | System\.\w+Exception
      | \b(?:PG|ORA|SQLSTATE|Mysql2)[-:\[] ?\w+ | (?-i:\bSELECT\ .+?\ FROM\ \w+)
      | syntax\ error\ at\ or\ near
      | (?:/var/www|/home/\w+|/usr/(?:lib|share|local)|[A-Z]:\\(?:inetpub|Users|www))[\\/]\S*
      | Whitelabel\ Error\ Page | DEBUG\ =\ True""",
    re.X | re.I | re.S,
)


def refused(answers: Answers, *kinds: str) -> list[Exchange]:
    """Return the provoked answers that are refusals (4xx); raises Unmet when there is none."""
    provoked = answers.provoked(*kinds)
    if not any(e.provokes == "saved" for e in provoked):
        answers.serves()
    if not provoked:
        raise Unmet("No error was provoked in this format, or no saved body holds one.")
    found = [e for e in provoked if reaction(e) is Reaction.REFUSED or e.provokes == "saved"]
    if not found:
        came = reaction(provoked[0])
        if came is not Reaction.ACCEPTED:
            raise unmet(provoked[0], came)
        raise Unmet("Nothing that should be refused was refused, so there is no error to judge.")
    return found


def documents(answers: Answers, exchanges: Iterable[Exchange]) -> Iterator[Document]:
    """Yield the errors documents that can be read; raises Unmet when there is none."""
    problem: Unmet | None = None
    found = False
    for exchange in exchanges:
        try:
            if looks_like(exchange) != exchange.format:
                raise Unmet("The error has another format.", _other_format(exchange))
            document = answers.error(exchange)
            if not is_errors(document):
                raise Unmet("The error has another shape.", blocked_by=document.owner)
        except Unmet as unmet_:
            problem = problem or unmet_
        else:
            found = True
            yield document
    if problem and not found:
        raise problem


def _other_format(exchange: Exchange) -> str:
    if looks_like(exchange) == "empty":
        return f"errors.{exchange.format}-shape"
    return "errors.requested-format"


@check("errors.xml-shape", *PROVOKED, *FUZZED)
def xml_shape(answers: Answers) -> Violations:
    yield from _shape(answers, "errors.xml-shape")


@check("errors.json-shape", *PROVOKED, *FUZZED)
def json_shape(answers: Answers) -> Violations:
    yield from _shape(answers, "errors.json-shape")


def _shape(answers: Answers, requirement: str) -> Violations:
    problem: Unmet | None = None
    judged = False
    for exchange in refused(answers, *KINDS, "saved"):
        kind = looks_like(exchange)
        if kind == "empty":
            yield Violation("body", "an errors document", "an empty body", exchange.id)
        elif kind != exchange.format:
            problem = Unmet("The error has another format.", "errors.requested-format")
        else:
            try:
                document = answers.error(exchange)
                if document.root is not None and document.shape_problem():
                    expected, came = document.due, document.shape_problem()
                    yield Violation(document.where(), expected, came, exchange.id)
                else:
                    for violation in clauses.judge(document, requirement):
                        yield Violation(
                            violation.where, violation.expected, violation.actual, exchange.id
                        )
            except Unmet as unmet_:
                problem = unmet_
                continue
        judged = judged or kind in (exchange.format, "empty")
    if problem and not judged:
        raise problem


@check("errors.description-readable", *PROVOKED, *FUZZED)
def description_readable(answers: Answers) -> Violations:
    for document in documents(answers, refused(answers, *KINDS, "saved")):
        for violation in clauses.judge(document, "errors.description-readable"):
            own = document.exchange.id
            yield Violation(violation.where, violation.expected, violation.actual, own)


@check("errors.unknown-is-404", *PROVOKED)
def unknown_is_404(answers: Answers) -> Violations:
    yield from status(refused(answers, "unknown"), 404)


@check("errors.bad-input-is-400", *PROVOKED)
def bad_input_is_400(answers: Answers) -> Violations:
    judged = [e for e in refused(answers, "bad") if e.status not in ELSEWHERE]
    if not judged:
        raise Unmet("Bad input was refused only with 413 or 415.")
    yield from status(judged, 400)


def status(exchanges: list[Exchange], right: int) -> Violations:
    """Yield a violation for each answer with another status."""
    for exchange in exchanges:
        if exchange.status != right:
            yield Violation("status", f"{right}", f"{exchange.status}", exchange.id)


@check("errors.never-5xx", *PROVOKED, *FUZZED)
def never_5xx(answers: Answers) -> Violations:
    answers.serves()
    provoked = answers.provoked(*KINDS, "format", "strange")
    if not provoked:
        raise Unmet("No error was provoked in this format.")
    for exchange in provoked:
        if reaction(exchange) is Reaction.BROKE:
            actual = exchange.problem or f"{exchange.status}"
            yield Violation("status", "a 4xx, soon", actual, exchange.id)


@check("errors.never-success", *PROVOKED, *FUZZED)
def never_success(answers: Answers) -> Violations:
    answers.serves()
    provoked = answers.provoked(*KINDS)
    if not provoked:
        raise Unmet("No error was provoked in this format.")
    for exchange in provoked:
        if reaction(exchange) is Reaction.DISGUISED:
            body = {"html": "an HTML page", "empty": "an empty body"}.get(looks_like(exchange))
            actual = f"{exchange.status} with {body or 'an errors document'}"
            yield Violation("status", "a 4xx with an error", actual, exchange.id)


@check("errors.requested-format", *PROVOKED, *FUZZED)
def requested_format(answers: Answers) -> Violations:
    for exchange in refused(answers, *KINDS):
        kind = looks_like(exchange)
        if kind == "empty":
            continue
        media = exchange.media_type()
        labelled = exchange.saved or exchange.format in media
        if kind != exchange.format or not labelled:
            actual = f"{kind}, labelled {media or 'without a Content-Type'}"
            yield Violation("body", f"{exchange.format}, labelled so", actual, exchange.id)


@check("errors.code-matches-status", *PROVOKED, *FUZZED)
def code_matches_status(answers: Answers) -> Violations:
    for document in documents(answers, refused(answers, *KINDS, "saved")):
        status = document.exchange.status
        codes = [plain(record.get("code")) for record in document.records]
        if status is not None and str(status) not in codes:
            own = document.exchange.id
            yield Violation(document.where(0, "code"), f"{status}", ", ".join(codes), own)


@check("errors.description-names-argument", *PROVOKED, *FUZZED)
def description_names_argument(answers: Answers) -> Violations:
    seen = False
    for document in documents(answers, refused(answers, *KINDS)):
        argument = document.exchange.asked.get("argument", "")
        said = " ".join(plain(record.get("description")) for record in document.records)
        if argument in SPECIFIED:
            seen = True
            wanted = re.sub(r"[_\s-]+", "", argument).casefold()
            if wanted not in re.sub(r"[_\s-]+", "", said).casefold():
                own = document.exchange.id
                where = document.where(0, "description")
                yield Violation(where, f"a text that names {argument}", shown(said), own)
    if not seen:
        raise NotApplicable(f"No error was about one of {', '.join(SPECIFIED)}.")


@check("errors.no-internals-leaked", *ANYTHING)
def no_internals_leaked(answers: Answers) -> Violations:
    found = [e for e in answers.provoked() if e.status is None or e.status >= 400]
    if not found:
        raise Unmet("No error was provoked in this format, so none could leak anything.")
    for exchange in found:
        leak = INTERNALS.search(exchange.body.decode("utf-8", "replace"))
        if leak:
            yield Violation("body", "nothing of the inner workings", leak.group()[:60], exchange.id)
