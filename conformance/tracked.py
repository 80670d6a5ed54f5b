"""What became of what the run created, as checks read it."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.answers import POST, Answers
from conformance.documents import Document, Record
from conformance.exchange import Exchange, Unmet
from conformance.harvest import ID, text
from conformance.posted import accepted_anywhere, not_several
from conformance.poster import told


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of looking for one service request that the run created.

    Attributes:
        id: Its service_request_id.
        post: The POST that created it.
        looks: Every GET requests/<id> in one format, in order.
    """

    id: str
    post: Exchange
    looks: tuple[Exchange, ...]

    @property
    def seconds(self) -> float:
        """How long after the POST it was looked for last."""
        first, last = self.post.started, self.looks[-1].started
        return (last - first).total_seconds() if first and last else 0.0

    def found(self, answers: Answers) -> tuple[Exchange, Record] | None:
        """Return the first answer that shows it, and the record; None when none does.

        Raises:
            Unmet: An answer can't be read; `blocked_by` names the requirement that says so.
        """
        for exchange in self.looks:
            if exchange.status == 200:
                document = answers.read(exchange)
                records = document.records if document.value else []
                record = next((r for r in records if text(r, ID) == self.id), None)
                if record is not None:
                    return exchange, record
        return None

    def elsewhere(self, answers: Answers) -> bool:
        """Whether it can be read by its id in the other format."""
        for format in set(answers.target.formats) - {answers.format}:
            other = answers.other(format)
            try:
                if any(one.id == self.id and one.found(other) for one in looked(other)):
                    return True
            except Unmet:
                continue
        return False

    def hidden(self, blocked_by: str = "") -> Unmet:
        """Say that it was not to be seen as long as it was looked for."""
        status = self.looks[-1].status
        return Unmet(
            f"The new service request {self.id} could not be read by its id within"
            f" {self.seconds:.3g} s (status {status}). Where it is moderated first, or slow to show"
            " up, wait longer with --wait SECONDS, or use a test endpoint that shows what is"
            " posted.",
            blocked_by,
        )


def looked(answers: Answers, question: str = POST) -> list[Looked]:
    """Return what came of looking, in this format, for each service request of some POSTs.

    `question` is how the names of their questions begin.

    Raises:
        Unmet: Nothing was looked for.
    """
    exchanges = answers.collection.exchanges
    posts = {e.id: e for e in exchanges if e.question.startswith(question)}
    looks: dict[tuple[str, str], list[Exchange]] = {}
    for exchange in answers.of("created-request"):
        about = exchange.asked.get("post", ""), exchange.asked.get(ID, "")
        if about[0] in posts:
            looks.setdefault(about, []).append(exchange)
    return [Looked(id, posts[post], tuple(found)) for (post, id), found in looks.items()]


def answered(answers: Answers, question: str) -> tuple[Document, dict[str, str]]:
    """Return the answer to an accepted POST and what it tells; nothing for an empty list.

    Raises:
        Unmet: It was not accepted, or can't be read; `blocked_by` names who says so.
    """
    post = accepted_anywhere(answers, question)
    document = answers.other(post.format).read(post)
    problem = document.shape_problem()
    if problem:
        raise Unmet(f"The answer has the wrong shape: {problem}.", blocked_by=document.owner)
    not_several(document)
    return document, told(post)
