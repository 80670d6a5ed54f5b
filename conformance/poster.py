"""Send what may change something at an endpoint: once, within the budget, journalled first."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace

from conformance.answers import POST
from conformance.client import Client, KeyIn
from conformance.compare import plain
from conformance.documents import CREATED, parse
from conformance.exchange import Exchange, Unmet
from conformance.journal import Journal
from conformance.patience import Stop
from conformance.results import Created
from conformance.writes import Budget, Writes

ELSEWHERE = (302, 303)  # how an answer to a POST leads to what it made; others say to post there
LONGEST_PAUSE = 10.0  # seconds between two looks at what was created


class Poster:
    """Posts, for one run.

    Attributes:
        client: The connection.
        budget: What is left of what the user allowed.
        created: What was or may have been created so far, by the answers.
        refused: What would have been created by the POSTs that were refused.
        key_in: Where the endpoint takes the api_key.
        waited: Seconds waited so far for what was created to show up.
    """

    def __init__(self, client: Client, writes: Writes, journal: Journal) -> None:
        self.client = client
        self.budget = Budget(writes)
        self.created: list[Created] = []
        self.refused: list[Created] = []
        self.key_in = KeyIn.BODY
        self.waited = 0.0
        self._journal = journal
        self._sent: Counter[str] = Counter()

    async def post(self, ask: Exchange, *, creates: bool | None, key: KeyIn) -> Exchange:
        """Send a POST, unless the run that is resumed sent it: then its answer is taken from there.

        `creates` tells whether it is meant to be accepted; None where that shows only afterwards.

        Raises:
            Unmet: The budget is spent.
            Stop: The limit of requests is reached, or the endpoint does not answer any more.
            OSError: The journal can't be written; nothing was sent.
        """
        self.budget.spend(creates=creates)
        write = self._name(ask)
        known = self._journal.posted.get(write)
        if known is not None:
            answer = replace(known, id=ask.id)  # of what was sent then, which may differ from `ask`
        else:
            answer = await self._send(write, ask, creates=creates, key=key)
        self._account(write, answer, creates=creates)
        return answer

    async def wait(self, times: int) -> bool:
        """Wait a while, longer each time; False when all that the user allowed is used up."""
        left = self.budget.writes.wait - self.waited
        if left <= 0:
            return False
        pause = min(2.0**times, LONGEST_PAUSE, left)
        self.waited += pause
        await asyncio.sleep(pause)
        return True

    def wait_afresh(self) -> None:
        """Forget the waiting so far: it was not in vain, and something new was posted."""
        self.waited = 0.0

    async def _send(
        self, write: str, ask: Exchange, *, creates: bool | None, key: KeyIn
    ) -> Exchange:
        self.client.within_limit()
        self._journal.sending(write, ask)
        try:
            answer = await self.client.send(ask, key=key)
        except Stop as stop:
            if stop.answer:
                self._journal.answered(write, stop.answer)
                self._account(write, stop.answer, creates=creates)
            raise
        self._journal.answered(write, answer)
        return answer

    def _name(self, ask: Exchange) -> str:
        start = f"{ask.question}:{ask.format}"
        self._sent[start] += 1
        return f"{start}:{self._sent[start]}"

    def _account(self, write: str, answer: Exchange, *, creates: bool | None) -> None:
        status = answer.status
        broke = status is not None and status >= 500
        certain = status in CREATED
        maybe = broke or status is None or status in ELSEWHERE
        # What breaks over what it should have refused is told, and counts as a refusal.
        meant = answer.question.startswith(POST) if creates is None else creates
        refused = not (certain or maybe) or (broke and not meant)
        self.budget.settle(creates=creates, refused=refused)
        if answer.method == "POST":
            found = self.created if certain or maybe else self.refused
            found.append(_creation(write, answer, certain=certain))


def _creation(write: str, answer: Exchange, *, certain: bool) -> Created:
    record = told(answer)
    return Created(
        write=write,
        exchange=answer.id,
        service_code=answer.asked.get("service_code", ""),
        service_request_id=record.get("service_request_id", ""),
        token=record.get("token", ""),
        marker=answer.asked.get("marker", ""),
        certain=certain,
        location=(answer.header("location") or "") if answer.status in ELSEWHERE else "",
    )


def told(answer: Exchange) -> dict[str, str]:
    """Return what the answer to a POST tells of the new service request, as texts.

    Of several records none is known to be the new one.
    """
    try:
        records = parse(answer, "post-response").records
    except Unmet:
        return {}
    if len(records) > 1:
        return {}
    return {name: plain(value) for name, value in records[0].items() if value is not None}
