"""What a probe is given to ask with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from random import Random
from urllib.parse import quote, urlencode

from conformance.answers import Answers
from conformance.asker import Asker
from conformance.canary import marker
from conformance.client import FORM, KeyIn
from conformance.exchange import Exchange
from conformance.forms import Pairs, encode
from conformance.results import Target
from conformance.writes import Writes, permit

EXAMPLES = 24  # requests that a search draws unless the user says otherwise


@dataclass(frozen=True, slots=True)
class Options:
    """What the user chose about the asking.

    Attributes:
        seed: What the drawn ids, codes and dates follow from.
        definitions: How many service definitions are read.
        examples: How many requests each search draws; 0 for no search.
        service_codes: Codes to ask with instead of drawn ones.
        request_ids: Service request ids to ask with instead of drawn ones.
        discovery: URL of the discovery document; empty to look in the usual places.
        writes: What is allowed and wished about writing.
        fuzzes: Requests are drawn from the OpenAPI document; such a run can't be resumed.
    """

    seed: int = 0
    definitions: int = 5
    examples: int = EXAMPLES
    service_codes: tuple[str, ...] = ()
    request_ids: tuple[str, ...] = ()
    discovery: str = ""
    writes: Writes = field(default_factory=Writes)
    fuzzes: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """What a probe is given: one question, to be asked in one format.

    Attributes:
        question: Name of the probe.
        answers: What was answered before, in this format.
        options: What the user chose.
        random: Draws; the same for the same seed and question.
        asker: Sends.
    """

    question: str
    answers: Answers
    options: Options
    random: Random
    asker: Asker

    @property
    def target(self) -> Target:
        """What is being asked."""
        return self.answers.target

    async def get(
        self,
        path: str,
        arguments: Mapping[str, str] | None = None,
        *,
        jurisdiction: str | None = "",
        suffix: str | None = None,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        **asked: str,
    ) -> Exchange:
        """Ask for a path below the endpoint, such as "services" or "requests/" + segment(id).

        `jurisdiction` is the first one named unless given; None leaves the argument out. `suffix`
        is the format unless given. `asked` says what the request is about (see Exchange.asked).
        The arguments of the query are remembered there too.
        """
        chosen = self._chosen(jurisdiction)
        query = dict(arguments or {})
        if chosen is not None:
            query = {"jurisdiction_id": chosen, **query}
            asked.setdefault("jurisdiction_id", chosen)
        url = f"{self.target.endpoint}/{path}.{suffix or self.answers.format}"
        return await self.fetch(
            url + ("?" + urlencode(query, quote_via=quote) if query else ""),
            method=method,
            headers=headers,
            **{**(arguments or {}), **asked},
        )

    async def fetch(
        self,
        url: str,
        *,
        format: str = "",
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        **asked: str,
    ) -> Exchange:
        """Ask for any URL on behalf of this question, in this format unless another is given."""
        return await self.asker.send(self._unsent(url, method, format, headers or {}, asked))

    async def post(
        self,
        form: Pairs,
        *,
        jurisdiction: str | None = "",
        creates: bool = True,
        key: KeyIn | None = None,
        other_key: str = "",
        escape_brackets: bool = False,
        content_type: str = FORM,
        **asked: str,
    ) -> Exchange:
        """Post a form to `requests`, the jurisdiction first; the key goes where it is taken.

        `jurisdiction` is the first one named unless given; None leaves the argument out.
        `creates` tells whether it is meant to be accepted or to be refused; `key` overrides where
        the api_key goes, `other_key` replaces it. `asked` says what the request is about (see
        Exchange.asked).

        Raises:
            Unmet: Writing is not allowed here, or the budget is spent.
            Stop: Nothing more is to be asked.
        """
        chosen = self._chosen(jurisdiction)
        whole = [("jurisdiction_id", chosen), *form] if chosen is not None else form
        url = f"{self.target.endpoint}/requests.{self.answers.format}"
        headers = {"Content-Type": content_type}
        place = key or self.asker.poster.key_in
        if other_key:
            url += f"?api_key={other_key}" if place is KeyIn.URL else ""
            whole = whole if place is KeyIn.URL else [("api_key", other_key), *whole]
            asked = {"api_key": other_key, **asked}
            place = KeyIn.NOWHERE
        asked = {"service_code": dict(form).get("service_code", ""), **asked}
        sent = encode(whole, escape_brackets=escape_brackets)
        unsent = replace(self._unsent(url, "POST", "", headers, asked), sent=sent)
        return await self._write(unsent, creates=creates, key=place)

    async def attempt(self, method: str, path: str, form: Pairs, **asked: str) -> Exchange:
        """Send a form to a path below the endpoint by a method that is to be refused, keyless.

        Raises:
            Unmet: Writing is not allowed here, or the budget is spent.
            Stop: Nothing more is to be asked.
        """
        named = self.target.jurisdictions[:1]
        query = f"?jurisdiction_id={segment(named[0])}" if named else ""
        url = f"{self.target.endpoint}/{path}.{self.answers.format}{query}"
        headers = {"Content-Type": FORM} if form else {}
        unsent = replace(self._unsent(url, method, "", headers, asked), sent=encode(form))
        return await self._write(unsent, creates=False, key=KeyIn.NOWHERE)

    async def _write(self, unsent: Exchange, *, creates: bool, key: KeyIn) -> Exchange:
        permit(self.answers, self.options.writes)
        where = key if self.asker.client.has_key else KeyIn.NOWHERE
        unsent = replace(unsent, asked={**unsent.asked, "key": where.value})
        return await self.asker.post(unsent, creates=creates, key=where)

    def _chosen(self, jurisdiction: str | None) -> str | None:
        """Return the jurisdiction to ask under; the first one that was named for ""."""
        named = self.target.jurisdictions
        return next(iter(named), None) if jurisdiction == "" else jurisdiction

    def marker(self, more: str = "") -> str:
        """Return the word that this question's POST is found by; `more` tells several apart."""
        return marker(self.options.seed, f"{self.question}:{self.answers.format}:{more}")

    def _unsent(
        self,
        url: str,
        method: str,
        format: str,
        headers: Mapping[str, str],
        asked: Mapping[str, str],
    ) -> Exchange:
        return Exchange(
            id=f"{len(self.asker.collection.exchanges) + 1:04}",
            question=self.question,
            format=format or self.answers.format,
            url=url,
            status=None,
            headers=(),
            body=b"",
            method=method,
            request_headers=tuple(headers.items()),
            asked=asked,
        )


def segment(text: str) -> str:
    """Escape an id or a code to stand in a path as one segment."""
    return quote(text, safe="")
