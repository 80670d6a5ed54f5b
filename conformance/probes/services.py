"""Questions about the service list."""

from __future__ import annotations

from conformance.ask import Ask
from conformance.exchange import Exchange
from conformance.registry import probe

KEY_WANTED = (401, 403)


@probe("services", cost=2)
async def services(ask: Ask) -> None:
    """GET services, for every jurisdiction named."""
    for jurisdiction in ask.target.jurisdictions or (None,):
        answer = await ask.get("services", jurisdiction=jurisdiction)
        if answer.status in KEY_WANTED and ask.asker.take_key():
            _note_refusal(ask, answer)
            await ask.get("services", jurisdiction=jurisdiction)


def _note_refusal(ask: Ask, answer: Exchange) -> None:
    """File the answer under its own question: the list itself comes next, with the key."""
    ask.asker.rename(answer, "services-without-key")


@probe("services-again", after=("services",), formats="once")
async def services_again(ask: Ask) -> None:
    """GET services a second time, to see whether two reads agree."""
    await ask.get("services")
