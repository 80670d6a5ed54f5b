"""An endpoint that asks to come back later is obeyed or left alone, and never blamed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from itertools import count

import pytest

from conformance import transfer
from conformance.answers import Collection
from conformance.asker import Asker
from conformance.judge import judge
from conformance.questions import ask_all
from conformance.results import Outcome, Result, Target, Verdict, outcome
from conformance.run import Order, check
from mock_server.app import running
from mock_server.http import Request, Response
from mock_server.reference import Reference
from specs.catalogue import Requirement, load
from tests.evidence import NOW, exchange
from tests.selftest import LIMITS, OPTIONS, failed, run_against

DATE = "Mon, 15 Jun 2026 12:00:00 GMT"
STRIDE = 12


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (429, {"retry-after": "7"}, 7),
        (503, {"retry-after": " 3600 "}, 3600),
        (429, {"retry-after": "Mon, 15 Jun 2026 12:00:09 GMT"}, 9),
        (429, {"retry-after": "Mon, 15 Jun 2026 12:00:09 GMT", "date": DATE}, 9),
        (429, {"retry-after": "Mon, 15 Jun 2026 13:00:09 GMT", "date": DATE}, 3609),
        (503, {"retry-after": "Mon, 15 Jun 2026 11:00:00 GMT"}, 0),
        (429, {}, transfer.PAUSE),
        (429, {"retry-after": "soon"}, transfer.PAUSE),
        (503, {"retry-after": "-1"}, transfer.PAUSE),
        (503, {}, None),
        (500, {"retry-after": "7"}, None),
        (200, {"retry-after": "7"}, None),
    ],
)
def test_the_pause_that_is_asked_for(
    status: int, headers: dict[str, str], seconds: float | None
) -> None:
    assert NOW.strftime("%a, %d %b %Y %H:%M:%S GMT") == DATE
    assert transfer.retry_after(exchange(status=status, headers=headers)) == seconds


@cache
def collected() -> Collection:
    """Return all that the reference answers, writing included."""
    kept: list[Collection] = []

    async def asking(
        asker: Asker, chosen: Sequence[Requirement], progress: Callable[[str], None]
    ) -> str:
        kept.append(asker.collection)
        return await ask_all(asker, chosen, progress)

    async def run() -> None:
        server = Reference(requests=120)
        async with running(server) as url:
            target = Target(url, jurisdictions=tuple(server.store.cities))
            chosen = list(load().values())
            order = Order(target, chosen, replace(OPTIONS, examples=4), LIMITS, server.key)
            await check(order, asking=asking)

    asyncio.run(run())
    return kept[0]


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("first", range(0, STRIDE, 2))
def test_an_answer_that_is_busy_breaks_nothing(first: int, status: int) -> None:
    whole = collected()
    headers = (("retry-after", "60"), ("content-type", "text/html"))
    exchanges = [
        replace(e, status=status, headers=headers, body=b"<html>Slow down</html>")
        if number % STRIDE == first
        else e
        for number, e in enumerate(whole.exchanges)
    ]
    results = judge(replace(whole, exchanges=exchanges, documents={}), list(load().values()))
    assert _complaints(results) == []


def test_what_is_only_busy_is_not_passed() -> None:
    whole = collected()
    exchanges = [replace(e, status=429, body=b"") for e in whole.exchanges]
    results = judge(replace(whole, exchanges=exchanges, documents={}), list(load().values()))
    assert _complaints(results) == []
    assert {r.requirement for r in results if r.verdict is Verdict.PASS} <= {
        "jurisdiction.is-domain"
    }


def _complaints(results: Sequence[Result]) -> list[tuple[str, object]]:
    bad = (Verdict.FAIL, Verdict.ERROR)
    return [(r.requirement, r.violations or r.reason) for r in results if r.verdict in bad]


def busy(status: int, retry_after: str | None, when: Callable[[int], bool]) -> type[Reference]:
    """Return a server that is busy when it gets certain requests, by their number from 1."""
    numbers = count(1)

    class Busy(Reference):
        serves = ("springfield.example",)

        def respond(self, request: Request) -> Response:
            if not when(next(numbers)):
                return super().respond(request)
            headers = {"Retry-After": retry_after} if retry_after is not None else {}
            return Response(status, {"Content-Type": "text/plain", **headers}, b"Slow down")

    return Busy


def test_a_pause_is_given_and_the_question_asked_again() -> None:
    run = run_against(busy(429, "0", lambda number: number % 9 == 0), writes=False)
    assert outcome(run) is Outcome.MET
    assert "The endpoint asked for a pause of 0 s, which it got." in run.notes


@pytest.mark.parametrize(
    ("status", "retry_after"), [(429, "3600"), (503, "31"), (429, "Wed, 01 Jan 2099 00:00:00 GMT")]
)
@pytest.mark.parametrize("first", [1, 2, 40])
def test_a_long_pause_ends_the_asking(status: int, retry_after: str, first: int) -> None:
    run = run_against(busy(status, retry_after, lambda number: number >= first))
    assert run.requests == first
    assert len(run.evidence) == first
    assert run.evidence[-1].status == status
    assert "Run it again then, with a lower --rate" in run.stopped
    assert failed(run.results) == set()
    assert outcome(run) is Outcome.INCOMPLETE


def test_a_post_that_is_told_to_come_back_is_not_sent_again() -> None:
    seen: list[str] = []

    class Busy(Reference):
        def respond(self, request: Request) -> Response:
            seen.append(request.method)
            if request.method == "POST":
                return Response(503, {"Retry-After": "3600"}, b"")
            return super().respond(request)

    run = run_against(Busy)
    assert seen.count("POST") == 1
    assert seen[-1] == "POST"
    assert failed(run.results) == set()
    assert [one.certain for one in run.created] == [False]


def test_who_is_always_busy_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfer, "PAUSE", 0.0)
    run = run_against(busy(429, None, lambda _: True))
    assert len(run.evidence) == 3
    assert run.requests == 6
    assert "try a lower --rate" in run.stopped
    assert failed(run.results) == set()
