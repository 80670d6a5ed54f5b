"""Questions about what the run created: is it there, and is it what was sent?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from functools import partial

from conformance import selections
from conformance.ask import Ask, segment
from conformance.dates import query
from conformance.exchange import Exchange, Unmet
from conformance.harvest import ID, SETTLED
from conformance.poster import told
from conformance.probes.create import accepted
from conformance.registry import Stage, probe
from conformance.results import Created


@probe("token", after=("post-batch",), formats="each", cost=8, stage=Stage.TRACK)
async def token(ask: Ask) -> None:
    """GET tokens/<token> for what a batch service answered, until it gives an id."""
    tokens = [c.token for c in ask.asker.poster.created if c.token]
    if not tokens:
        raise Unmet("No POST brought a token.", blocked_by="create.batch-returns-token")
    path = f"tokens/{segment(tokens[0])}"
    await _until(
        ask,
        partial(ask.get, path, token=tokens[0]),
        lambda answer: bool(told(answer).get(ID)),
        f"The token {tokens[0]} gave an id",
    )


@probe("created-request", after=("post-plain", "token"), cost=20, stage=Stage.TRACK)
async def created_request(ask: Ask) -> None:
    """GET requests/<id> for each service request that was created, until it can be read."""
    known = list(with_ids(ask))
    if not known:
        await accepted(ask)
        raise Unmet(
            "No POST brought a service_request_id to ask for.",
            blocked_by="create.realtime-returns-id",
        )
    for id, post in known:
        path = f"requests/{segment(id)}"
        await _until(
            ask,
            partial(ask.get, path, service_request_id=id, post=post),
            lambda answer: answer.status == 200 and bool(selections.came(ask.answers, answer)),
            f"The new service request {id} could be read",
        )


@probe("created-list", after=("created-request",), cost=6, stage=Stage.TRACK)
async def created_list(ask: Ask) -> None:
    """GET requests, and those of the last hour, until what was created is listed."""
    readable = {e.asked[ID] for e in ask.answers.of("created-request") if e.status == 200}
    started = ask.answers.one("post-plain").started
    answer = await ask.get("requests")
    if started is None or _lists(ask, answer, readable):
        return
    hour = {"start_date": query(started - SETTLED), "end_date": query(started + SETTLED)}
    await _until(
        ask,
        partial(ask.get, "requests", hour),
        lambda answer: _lists(ask, answer, readable),
        "The new service requests were listed",
    )


def with_ids(ask: Ask) -> Iterator[tuple[str, str]]:
    """Yield the id of each service request that was created, and the exchange of its POST."""
    resolved = _resolved(ask)
    for created in ask.asker.poster.created:
        id = created.service_request_id or resolved.get(created.token, "")
        if id and not _is_hidden(created):
            yield id, created.exchange


def _is_hidden(created: Created) -> bool:
    """Whether it was posted to a blackbox service, whose service requests nobody has to show."""
    return created.write.startswith("post-blackbox")


def _resolved(ask: Ask) -> dict[str, str]:
    """Return the ids that tokens gave, in any format."""
    answers = (e for e in ask.answers.collection.exchanges if e.question == "token")
    records = (told(answer) for answer in answers)
    return {r["token"]: r[ID] for r in records if r.get("token") and r.get(ID)}


def _lists(ask: Ask, answer: Exchange, ids: set[str]) -> bool:
    try:
        return ids <= selections.came(ask.answers, answer).keys()
    except Unmet:
        return False


async def _until(
    ask: Ask,
    look: Callable[[], Awaitable[Exchange]],
    done: Callable[[Exchange], bool],
    what: str,
) -> None:
    """Look until it is done or the user's patience is used up; tell how long it took."""
    poster = ask.asker.poster
    before = poster.waited
    for times in range(100):
        try:
            if done(await look()):
                break
        except Unmet:
            pass
        if not await poster.wait(times):
            return
    if poster.waited > before:
        ask.answers.collection.note(f"{what} after {poster.waited - before:.0f} s of waiting.")
