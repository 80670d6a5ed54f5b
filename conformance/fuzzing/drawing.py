"""Send what was drawn, by the kit's own client, and file what came so that checks can judge it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace

from conformance import forms
from conformance.answers import Answers
from conformance.asker import Asker
from conformance.canary import marker
from conformance.client import FORM, KeyIn
from conformance.documents import is_errors, parse
from conformance.exchange import Exchange, Unmet
from conformance.forms import Pairs, Template
from conformance.fuzzing import faults
from conformance.refusals import Reaction, reaction
from conformance.writes import permit

ALLOWED = "allowed"  # what drawn requests say of themselves: whether the document allows them
PLACE = ("lat", "long", "address_string", "address_id")
POSTED = "post-fuzz"  # a POST with nothing wrong in it, by the rules of GeoReport v2
STRANGE = "strange"  # an error that a gateway may have told
SAME = "same"  # what an answer that came before says of itself: the first exchange with it
AGAIN = "fuzz-again"  # an answer that came before, byte for byte: it is judged once
REFUSE = "refuse-"  # how the names of questions begin that have to be refused
LOST = "fuzz-lost"  # no answer, which came when the same was asked again


@dataclass(slots=True)
class Drawing:
    """Sends drawn requests, in one run.

    Attributes:
        asker: Sends.
        template: What a POST is made of; None where nothing is posted.
        anywhere: A POST may be said to be anywhere on earth, since no crew can be sent out.
        codes: Codes of the endpoint's services.
        lost: Requests that had no answer at first.
        seen: The first exchange of each content, by its digest.
    """

    asker: Asker
    template: Template | None = None
    anywhere: bool = False
    codes: tuple[str, ...] = ()
    lost: list[Exchange] = field(default_factory=list)
    seen: dict[bytes, str] = field(default_factory=dict)

    async def get(self, question: str, format: str, url: str, allowed: str) -> Exchange:
        """Send a drawn GET, and file what came; raises Stop.

        A request without an answer is sent once more: what was lost on the way is no breach.
        """
        unsent = self._unsent(question, format, url, allowed)
        answer = await self.asker.send(unsent, self.filed)
        if answer.problem and not answer.timed_out:
            again = await self.asker.send(replace(unsent, id=self._next()), self.filed)
            if not again.problem:
                self.asker.rename(answer, LOST)
                self.lost.append(answer)
            return again
        return answer

    async def post(self, format: str, form: Pairs, allowed: str) -> Exchange:
        """Send a drawn POST, and file what came.

        Its description says what it is, and the key is added on the way.

        Raises:
            Unmet: Writing is not allowed here, or the budget is spent.
            Stop: Nothing more is to be asked.
            OSError: The journal can't be written; nothing was sent.
        """
        assert self.template is not None  # noqa: S101  (nothing is drawn without)
        fault = faults.in_form(form, self.template, self.codes)
        question, about = fault or (POSTED, {})
        if not fault and not self.anywhere:
            form = [*forms.without(form, *PLACE), *self.template.place()]
        url = f"{self.asker.collection.target.endpoint}/requests.{format}"
        unsent = self._unsent(question, format, url, allowed)
        permit(Answers(self.asker.collection, unsent.format), self.asker.options.writes)
        word = marker(self.asker.options.seed, f"fuzz:{unsent.id}")
        where = self.asker.poster.key_in if self.asker.client.has_key else KeyIn.NOWHERE
        code = dict(form).get("service_code", "")
        told = {"marker": word, "key": where.value, "service_code": code}
        unsent = replace(
            unsent,
            method="POST",
            request_headers=(("Content-Type", FORM),),
            sent=forms.encode(noted(form, word)),
            asked={**unsent.asked, **told, **about},
        )
        return await self.asker.post(unsent, creates=None, key=where, file=self.filed)

    def filed(self, answer: Exchange) -> Exchange:
        """Return an answer filed as what it turned out to be."""
        kind = provoked(answer)
        if kind:
            answer = replace(answer, asked={**answer.asked, "provokes": kind})
        content = f"{answer.question} {answer.format} {answer.status} {answer.media_type()} "
        digest = hashlib.sha256(content.encode() + answer.body).digest()
        first = self.seen.setdefault(digest, answer.id)
        if answer.method != "GET" or answer.status != 200 or first == answer.id:
            return answer
        return replace(answer, question=AGAIN, asked={**answer.asked, SAME: first})

    def _unsent(self, question: str, format: str, url: str, allowed: str) -> Exchange:
        asked = {ALLOWED: allowed}
        return Exchange(self._next(), question, format, url, None, (), b"", asked=asked)

    def _next(self) -> str:
        return f"{len(self.asker.collection.exchanges) + 1:04}"


def provoked(answer: Exchange) -> str:
    """Return what kind of error a drawn request provoked; empty for none.

    "drawn" for one whose body is judged, "strange" where a gateway may have spoken.
    """
    came = reaction(answer)
    if came is Reaction.DISGUISED:
        wrong = answer.question.startswith(REFUSE) or faults.in_query(answer.url)
        return "drawn" if wrong or _tells_errors(answer) else ""
    if came in (Reaction.REFUSED, Reaction.BROKE):
        return STRANGE if faults.is_strange(answer.url) else "drawn"
    return ""


def _tells_errors(answer: Exchange) -> bool:
    try:
        return is_errors(parse(answer, "errors"))
    except Unmet:
        return False


def noted(form: Pairs, word: str) -> Pairs:
    """Return a form whose description says that it is a test and can be found by a word."""
    told = [value for name, value in form if name == "description"]
    rest = forms.without(form, "description")
    return [*rest, ("description", forms.described(word, " ".join(told)))]
