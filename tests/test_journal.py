"""What a run posted before it was cut off is known to the run that goes on with it, as it was."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.bundle import JOURNAL, Bundle
from conformance.choose import Usage
from conformance.cli.planned import resumed
from conformance.client import Client, KeyIn, Limits
from conformance.exchange import Exchange
from conformance.journal import LOST, Journal, read
from conformance.poster import Poster
from conformance.results import Target
from conformance.run import Order, begin, settings
from conformance.writes import Writes
from tests.evidence import ENDPOINT, exchange

TORN = '{"write": "refuse-drawn:xml:2", "at": "2026-'


def posted(**asked: str) -> Exchange:
    """Return a POST to be refused that was answered."""
    post = exchange("<errors/>", "refuse-drawn", status=400, method="POST", asked=asked)
    return replace(post, id="0007", sent="lat=1", url=f"{ENDPOINT}/requests.xml")


def journalled(path: Path, *posts: Exchange) -> Journal:
    journal = Journal(path)
    for number, post in enumerate(posts, 1):
        journal.sending(f"{post.question}:{post.format}:{number}", post)
        journal.answered(f"{post.question}:{post.format}:{number}", post)
    return journal


def test_an_answer_keeps_what_was_asked_when_it_came(tmp_path: Path) -> None:
    then = posted(part="lat without long", provokes="bad")
    journalled(tmp_path / "w", then)
    poster = Poster(Client(Limits()), Writes(allowed=True), Journal(tmp_path / "w", resume=True))
    now = replace(posted(part="service_code=x", provokes="unknown"), id="0009", sent="")
    answer = asyncio.run(poster.post(now, creates=False, key=KeyIn.NOWHERE))
    assert (answer.id, answer.asked, answer.sent) == ("0009", then.asked, "lat=1")


@pytest.mark.parametrize("before", [0, 1])
def test_what_is_posted_after_a_torn_line_is_known(tmp_path: Path, before: int) -> None:
    path = tmp_path / "w"
    journalled(path, *[posted()] * before)
    with path.open("a", encoding="utf-8") as file:
        file.write(TORN)
    Journal(path, resume=True).sending("refuse-drawn:xml:2", posted())
    assert [e.problem for e in read(path).values()] == [*[""] * before, LOST]


@pytest.mark.parametrize("key", ["body", "url"])
def test_a_run_that_posted_with_a_key_needs_it_again(tmp_path: Path, key: str) -> None:
    folder = tmp_path / "report"
    order = Order(Target(endpoint=ENDPOINT), [])
    bundle = Bundle(folder)
    bundle.start()
    bundle.save(replace(begin(order.target, 1, strict=False), settings=settings(order)))
    journalled(folder / JOURNAL, posted(key="nowhere"))
    assert resumed(folder, "").resume
    journalled(folder / JOURNAL, posted(key=key))
    with pytest.raises(Usage, match="--api-key-env"):
        resumed(folder, "")
    assert resumed(folder, "secret").resume
