"""Everything an endpoint answered in one run, as checks read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from conformance.documents import Document, Record, parse, read
from conformance.exchange import Exchange, Unmet
from conformance.excuses import excuse
from conformance.results import Target
from conformance.unasked import Missing

# Which resource a question's answers are; a question that is not named here asks for none.
RESOURCE_OF: dict[str, str] = {
    "discovery": "discovery",
    "services": "services",
    "definitions": "service-definition",
    "requests": "requests",
    "request": "request",
    "post-plain": "post-response",
    "token": "token-response",
    "created-request": "request",
    "created-list": "requests",
    "drawn-request": "request",
    "fuzz-services": "services",
    "fuzz-definition": "service-definition",
    "fuzz-requests": "requests",
    "fuzz-request": "request",
}
POST = "post-"  # how the names of questions begin that create a service request
# The POSTs whose answers are judged as such. The hostile one has requirements of its own.
POSTS = (
    "post-plain",
    "post-whole",
    "post-minimal",
    "post-twin",
    "post-address",
    "post-address-id",
    "post-long",
    "post-set",
    "post-batch",
    "post-blackbox",
)
# Answers that only a run that writes has; naming them asks for none.
WRITTEN = (*POSTS, "token", "created-request", "created-list")


def resource_of(question: str) -> str:
    """Return the resource that a question's answers are; empty for none."""
    return RESOURCE_OF.get(question, "post-response" if question.startswith(POST) else "")


@dataclass(slots=True)
class Collection:
    """What was asked and what was not, in both formats.

    Attributes:
        target: What is being judged.
        exchanges: In the order of asking.
        missing: Why a question was not asked, by question and format.
        documents: Bodies parsed so far, by exchange id and resource, or why they can't be.
        notes: What was sampled or left out, a sentence each.
    """

    target: Target
    exchanges: list[Exchange] = field(default_factory=list)
    missing: Missing = field(default_factory=dict)
    documents: dict[tuple[str, str], Document | Unmet] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def note(self, sentence: str) -> None:
        """Remember what the reader of the report should know, once."""
        if sentence not in self.notes:
            self.notes.append(sentence)

    def document(
        self,
        exchange: Exchange,
        resource: str,
        reader: Callable[[Exchange, str], Document],
    ) -> Document:
        """Read a body once and remember it, or why it can't be read."""
        key = (exchange.id, resource)
        if key not in self.documents:
            try:
                self.documents[key] = reader(exchange, resource)
            except Unmet as problem:
                self.documents[key] = problem
        known = self.documents[key]
        if isinstance(known, Unmet):
            raise known
        return known


@dataclass(frozen=True, slots=True)
class Answers:
    """One format's view of a collection: what a check gets.

    Attributes:
        collection: What was collected.
        format: "xml" or "json".
    """

    collection: Collection
    format: str

    @property
    def target(self) -> Target:
        """What is being judged."""
        return self.collection.target

    def other(self, format: str) -> Answers:
        """Return the same collection seen in another format."""
        return Answers(self.collection, format)

    def everything(self) -> Iterator[Exchange]:
        """Yield every exchange in this format."""
        return (e for e in self.collection.exchanges if e.format == self.format)

    def provoked(self, *kinds: str) -> list[Exchange]:
        """Return the exchanges that provoked an error on purpose, of those kinds or of any."""
        return [e for e in self.everything() if e.provokes and (not kinds or e.provokes in kinds)]

    def of(self, question: str, **asked: str) -> list[Exchange]:
        """Return the answers to a question, in the order of asking; `asked` narrows them.

        Raises:
            Unmet: It was not asked, or nothing was found to ask it with.
        """
        found = [
            e
            for e in self.collection.exchanges
            if e.question == question
            and e.format == self.format
            and all(e.asked.get(k) == v for k, v in asked.items())
        ]
        if found:
            return found
        missing = self.collection.missing
        others = (why for (name, _), why in missing.items() if name == question)  # asked once only
        raise missing.get((question, self.format)) or next(
            others, Unmet(not_asked(self.target, question))
        )

    def one(self, question: str, **asked: str) -> Exchange:
        """Return the first answer to a question; raises Unmet like `of`."""
        return self.of(question, **asked)[0]

    def read(self, exchange: Exchange, resource: str = "") -> Document:
        """Read an answer with status 200 (cached); the resource follows from its question.

        Raises:
            Unmet: It can't be read; `blocked_by` names the requirement that says so.
        """
        why = excuse(self.target, exchange)
        if why:
            raise why
        return self.collection.document(exchange, resource or resource_of(exchange.question), read)

    def error(self, exchange: Exchange) -> Document:
        """Read an answer as an errors document, whatever its status (cached); raises Unmet."""
        return self.collection.document(exchange, "errors", parse)

    def document(self, question: str, resource: str = "", **asked: str) -> Document:
        """Read the first answer to a question; raises Unmet like `one` and `read`."""
        return self.read(self.one(question, **asked), resource)

    def records(self, question: str, resource: str = "", **asked: str) -> list[Record]:
        """Return the records of the first answer to a question; raises Unmet, also when empty."""
        return self.document(question, resource, **asked).records

    def readable(self, exchanges: Iterable[Exchange], resource: str = "") -> list[Document]:
        """Return those that can be read; if none can, raise the first one's Unmet."""
        documents: list[Document] = []
        problem: Unmet | None = None
        for exchange in exchanges:
            try:
                documents.append(self.read(exchange, resource))
            except Unmet as unmet:
                problem = problem or unmet
        if problem and not documents:
            raise problem
        return documents

    def serves(self, *resources: str) -> None:
        """Return when one of the lists was served with records in it.

        A refusal shows something only on an endpoint that does not refuse everything.

        Raises:
            Unmet: Neither list could be read, or both are empty.
        """
        problem: Unmet | None = None
        for question in resources or ("services", "requests"):
            try:
                self.records(question)
            except Unmet as unmet:
                problem = problem or unmet
            else:
                return
        if problem:
            raise Unmet(
                "Whether it refuses what it should shows only on an endpoint that answers"
                f" something. {problem.reason}",
                blocked_by=problem.blocked_by,
            )


def not_asked(target: Target, question: str) -> str:
    """Say why there is no answer to a question that nobody explained."""
    if target.files:
        return "Saved bodies alone don't show this; it takes a live endpoint: open311 check URL."
    return f'The question "{question}" was not asked.'
