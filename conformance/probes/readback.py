"""Questions about what the run created: is it there, and is it what was sent?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from functools import partial

from conformance import selections, templates, tracked
from conformance.ask import Ask, segment
from conformance.conditions import main_format
from conformance.dates import query
from conformance.exchange import Exchange, NotApplicable, Unmet
from conformance.harvest import ID, SETTLED
from conformance.posted import older
from conformance.poster import told
from conformance.probes.create import accepted
from conformance.registry import Stage, probe
from conformance.results import Created

HIDDEN = "blackbox"
UNACCEPTED = "unaccepted-list"  # read to tell the operator what was created all the same


@probe("token", after=("post-batch",), cost=10, stage=Stage.TRACK)
async def token(ask: Ask) -> None:
    """GET tokens/<token> for what a batch service answered, until it gives an id."""
    batch_first = sorted(
        (c for c in ask.asker.poster.created if c.token and not _is_hidden(ask, c)),
        key=lambda created: not created.write.startswith("post-batch"),
    )
    if not batch_first:
        tracked.answered(ask.answers, "post-batch")
        raise Unmet("No POST brought a token.", blocked_by="create.batch-returns-token")
    # The others only to learn their ids, where every service is of the type batch.
    main = main_format(ask.answers.collection)
    for token in [c.token for c in batch_first][: None if ask.answers.format == main else 1]:
        await _until(
            ask,
            partial(ask.get, f"tokens/{segment(token)}", token=token),
            lambda answer: bool(told(answer).get(ID)),
            f"The token {token} gave an id",
        )
        here = any(told(answer).get(ID) for answer in ask.answers.of("token", token=token))
        if not here and token in _resolved(ask):  # is it this format, or is a token used up?
            once_more = replace(ask, answers=ask.answers.other(main))
            await once_more.get(f"tokens/{segment(token)}", token=token)


@probe("created-request", after=("post-plain", "token"), cost=20, stage=Stage.TRACK)
async def created_request(ask: Ask) -> None:
    """GET requests/<id> for each service request that was created, until it can be read."""
    known = list(with_ids(ask))
    for id, post in known:
        await until_read(ask, id, post)
    if not known:
        raise nameless(ask)


@probe("created-list", after=("created-request",), cost=6, stage=Stage.TRACK)
async def created_list(ask: Ask) -> None:
    """GET requests, and those of the last hour, until what was created is listed."""
    try:
        await accepted(ask)
    except Unmet:
        if ask.asker.poster.created or ask.asker.poster.refused:
            await replace(ask, question=UNACCEPTED).get("requests")
        raise
    await until_listed(ask, _readable(ask))


def any_shown(ask: Ask) -> bool:
    """Whether some new service request could be read by its id, in any format."""
    exchanges = ask.answers.collection.exchanges
    return any(e.question == "created-request" and e.status == 200 for e in exchanges)


async def until_read(ask: Ask, id: str, post: str) -> None:
    """Ask for a service request by its id until it can be read; `post` is the exchange."""
    path = f"requests/{segment(id)}"
    await _until(
        ask,
        partial(ask.get, path, service_request_id=id, post=post),
        lambda answer: _shows(ask, answer, {id}),
        f"The new service request {id} could be read",
    )


async def until_listed(ask: Ask, ids: set[str]) -> None:
    """Ask for the list, and for that of the hour around now, until it holds some ids."""
    started = (await accepted(ask)).started
    answer = await ask.get("requests")
    if started is None or _shows(ask, answer, ids):
        return
    hour = {"start_date": query(started - SETTLED), "end_date": query(started + SETTLED)}
    await _until(
        ask,
        partial(ask.get, "requests", hour),
        lambda answer: _shows(ask, answer, ids),
        "The new service requests were listed",
    )


def with_ids(ask: Ask) -> Iterator[tuple[str, str]]:
    """Yield the id of each service request that was created, and the exchange of its POST."""
    resolved, others = _resolved(ask), older(ask.answers)
    for created in ask.asker.poster.created:
        id = created.service_request_id or resolved.get(created.token, "")
        if id and id not in others and not _is_hidden(ask, created):
            yield id, created.exchange


def _is_hidden(ask: Ask, created: Created) -> bool:
    """Whether it was posted to a blackbox service, whose service requests nobody has to show."""
    return templates.type_of(ask.answers, created.service_code) == HIDDEN


def nameless(ask: Ask) -> Unmet | NotApplicable:
    """Say why no id of anything that was created is known; raises it where an answer says so."""
    created = ask.asker.poster.created
    tracked.answered(ask.answers, "post-plain")
    nothing = templates.hidden(ask.answers)
    if nothing:
        return nothing
    if any(one.service_request_id in older(ask.answers) for one in created):
        reason = "The ids that POSTs brought are those of older service requests."
        return Unmet(reason, blocked_by="create.ids-unique")
    if any(one.token for one in created):
        return Unmet("No token gave an id that could be asked for.", blocked_by="tokens.resolves")
    reason = "No POST brought a service_request_id to ask for."
    return Unmet(reason, blocked_by="create.realtime-returns-id")


def _resolved(ask: Ask) -> dict[str, str]:
    """Return the ids that tokens gave, in any format."""
    answers = [e for e in ask.answers.collection.exchanges if e.question == "token"]
    found = ((e.asked["token"], told(e).get(ID)) for e in answers if e.status == 200)
    return {token: id for token, id in found if id}


def _readable(ask: Ask) -> set[str]:
    """Return the ids that could be read one by one."""
    looks = [e for e in ask.answers.of("created-request") if e.status == 200]
    return {e.asked[ID] for e in looks if e.asked[ID] in _ids(ask, e)}


def _shows(ask: Ask, answer: Exchange, ids: set[str]) -> bool:
    """Whether an answer holds some ids, or can't be read, which waiting does not change."""
    if answer.status != 200:
        return False
    try:
        return ids <= selections.came(ask.answers, answer).keys()
    except Unmet:
        return True


def _ids(ask: Ask, answer: Exchange) -> set[str]:
    try:
        return set(selections.came(ask.answers, answer))
    except Unmet:
        return set()


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
        if done(await look()):
            break
        if not await poster.wait(times):
            return
    if poster.waited > before:
        ask.answers.collection.note(f"{what} after {poster.waited - before:.3g} s of waiting.")
