"""Send what probes ask, and remember what came: one for a whole run."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from conformance.answers import Collection
from conformance.client import Client, KeyIn
from conformance.exchange import Exchange
from conformance.patience import Stop
from conformance.poster import Poster
from conformance.registry import Cost
from conformance.transfer import same_origin

if TYPE_CHECKING:
    from conformance.ask import Options

Filing = Callable[[Exchange], Exchange]


def _as_it_is(answer: Exchange) -> Exchange:
    """File an answer under the question that was asked."""
    return answer


@dataclass(slots=True)
class Asker:
    """Sends what probes ask, in one run.

    Attributes:
        client: The connection.
        collection: Where the answers go.
        options: What the user chose.
        keep: Called with each exchange as it comes, to store it.
        poster: Sends what may change something at the endpoint.
        with_key: The api_key goes along, since the endpoint refuses to answer without.
        later: What the questions after this one need, those that draw left out.
    """

    client: Client
    collection: Collection
    options: Options
    keep: Callable[[Exchange], None]
    poster: Poster
    with_key: bool = False
    later: Cost = field(default_factory=Cost)

    @property
    def spare(self) -> Cost:
        """What a search may use: what the user allowed, was not used and is not needed later."""
        limits, budget = self.client.limits, self.poster.budget
        allowed = Cost(limits.max_requests, budget.writes.budget, budget.writes.refusals)
        return allowed - Cost(self.client.sent, budget.created, budget.refused) - self.later

    async def send(self, ask: Exchange, file: Filing = _as_it_is) -> Exchange:
        """Send a request and remember the exchange; raises Stop at the end of asking.

        `file` may change under which question and as what the answer is remembered.
        """
        home = same_origin(ask.url, self.collection.target.endpoint)
        key = KeyIn.URL if self.with_key and home else KeyIn.NOWHERE
        return await self._remembered(self.client.send(ask, key=key), file)

    async def post(
        self, ask: Exchange, *, creates: bool | None, key: KeyIn, file: Filing = _as_it_is
    ) -> Exchange:
        """Post what an empty exchange describes and remember it; raises Stop and Unmet."""
        return await self._remembered(self.poster.post(ask, creates=creates, key=key), file)

    def take_key(self) -> bool:
        """Send the api_key from now on, since the endpoint refuses without; False without one."""
        first = not self.with_key and self.client.has_key
        self.with_key = self.with_key or self.client.has_key
        return first

    def rename(self, exchange: Exchange, question: str) -> None:
        """File an answer under another question than the one that was asked."""
        self.refile(exchange, replace(exchange, question=question))

    def refile(self, exchange: Exchange, filed: Exchange) -> None:
        """Remember an exchange as something else than before."""
        exchanges = self.collection.exchanges
        exchanges[[e.id for e in exchanges].index(exchange.id)] = filed
        self.keep(filed)

    async def _remembered(self, asking: Awaitable[Exchange], file: Filing) -> Exchange:
        try:
            answer = file(await asking)
        except Stop as stop:
            if stop.answer:
                self._remember(file(stop.answer))
            raise
        self._remember(answer)
        return answer

    def _remember(self, exchange: Exchange) -> None:
        self.collection.exchanges.append(exchange)
        self.keep(exchange)
