"""One run from the first question to the last verdict."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import aiohttp

from conformance import creations, unasked
from conformance.answers import Collection
from conformance.ask import Options
from conformance.asker import Asker
from conformance.bundle import JOURNAL, Bundle, clean, listed, timestamp
from conformance.client import VERSION, Client, Limits
from conformance.dates import utc_now
from conformance.diagnosis import diagnosis
from conformance.exchange import NOTHING, Exchange
from conformance.journal import Journal
from conformance.judge import judge
from conformance.poster import Poster
from conformance.questions import ask_all
from conformance.results import Run, State, Target
from specs.catalogue import Requirement, digest

ENDING = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
INTERRUPTED = "It was interrupted; what had been answered by then was judged."


@dataclass(frozen=True, slots=True)
class Order:
    """What the user ordered.

    Attributes:
        target: The endpoint.
        requirements: What to judge, in catalogue order.
        options: About the asking.
        limits: About the connection.
        api_key: Sent only where the endpoint refuses without; never stored.
        strict: A should counts like a must.
        resume: Go on with the run whose journal is in the folder: nothing is posted twice.
        resolver: Finds hosts; None for the system's way.
        clock: Tells the time of each request (UTC), which the dates asked for follow from.
    """

    target: Target
    requirements: Sequence[Requirement]
    options: Options = field(default_factory=Options)
    limits: Limits = field(default_factory=Limits)
    api_key: str = ""
    strict: bool = False
    resume: bool = False
    resolver: aiohttp.abc.AbstractResolver | None = None
    clock: Callable[[], datetime] = utc_now


Progress = Callable[[str], None]
# Asks what has to be asked, and returns why that ended early; empty when it did not.
Asking = Callable[[Asker, Sequence[Requirement], Progress], Awaitable[str]]
# Runs an order, keeps what comes in a folder, and tells how far it is.
Running = Callable[[Order, Bundle | None, Progress], Coroutine[Any, Any, Run]]


def _silent(_: str) -> None:
    """Show no progress."""


async def check(
    order: Order,
    bundle: Bundle | None = None,
    progress: Progress = _silent,
    asking: Asking = ask_all,
) -> Run:
    """Ask an endpoint and judge its answers; a run that is interrupted judges what it has."""
    clock = time.monotonic()
    collection = Collection(order.target)
    run = begin(order.target, order.options.seed, strict=order.strict)
    run = replace(run, settings=settings(order))
    if bundle:
        bundle.start(resume=order.resume)
        bundle.save(run)

    client = Client(order.limits, api_key=order.api_key, resolver=order.resolver, clock=order.clock)
    async with client:
        keep = bundle.keep if bundle else _forget
        path = bundle.folder / JOURNAL if bundle else None
        journal = Journal(path, order.api_key, resume=order.resume)
        poster = Poster(client, order.options.writes, journal)
        asker = Asker(client, collection, order.options, keep, poster)
        with _stoppable():
            try:
                stopped = await asking(asker, order.requirements, progress)
                state = State.INTERRUPTED if stopped else State.COMPLETE
            except asyncio.CancelledError:
                stopped, state = INTERRUPTED, State.INTERRUPTED
        told = (*client.patience.notes, *collection.notes, diagnosis(collection))
        run = replace(
            run,
            target=replace(order.target, discovery=_discovery(collection)),
            state=state,
            stopped=stopped,
            requests=client.sent,
            notes=tuple(filter(None, told)),
            created=creations.told(poster, collection, order.api_key),
            unasked=unasked.listed(collection.missing, order.api_key),
        )
    run = finish(run, collection, order.requirements, order.api_key, bundle.files if bundle else {})
    run = replace(run, seconds=round(time.monotonic() - clock, 3))
    if bundle:
        bundle.save(run)
    return run


def begin(target: Target, seed: int, *, strict: bool) -> Run:
    """Return a run that has only begun."""
    now = timestamp(datetime.now(UTC))
    return Run(target, VERSION, digest(), seed, strict, now)


def settings(order: Order) -> dict[str, Any]:
    """Return what the user chose about the asking, as run.json keeps it; never a key."""
    chosen = [requirement.id for requirement in order.requirements]
    return {**asdict(order.options), **asdict(order.limits), "requirements": chosen}


def finish(
    run: Run,
    collection: Collection,
    requirements: Sequence[Requirement],
    key: str = "",
    files: Mapping[str, str] = NOTHING,
) -> Run:
    """Judge a collection and return the run with its results and evidence, redacted."""
    return replace(
        run,
        results=tuple(clean(result, key) for result in judge(collection, requirements)),
        evidence=tuple(listed(e, files.get(e.id, e.file), key) for e in collection.exchanges),
        finished=timestamp(datetime.now(UTC)),
    )


def _forget(_: Exchange) -> None:
    """Keep nothing."""


def _discovery(collection: Collection) -> str:
    found = (e.url for e in collection.exchanges if e.question == "discovery")
    return next(found, collection.target.discovery)


@contextlib.contextmanager
def _stoppable() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end the asking like Ctrl-C does: with what there is so far."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    # What nohup started goes on when its terminal is closed.
    ending = [one for one in ENDING if signal.getsignal(one) is not signal.SIG_IGN]
    try:
        if task is not None:
            for one in ending:
                loop.add_signal_handler(one, task.cancel)
    except (NotImplementedError, RuntimeError, ValueError):
        yield  # not on this platform, or not in the main thread
        return
    try:
        yield
    finally:
        for one in ending:
            loop.remove_signal_handler(one)
