"""A new service request is followed by what its service promises, and judged alike afterwards."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.answers import POST, POSTS
from conformance.ask import Options
from conformance.bundle import Bundle
from conformance.choose import choose
from conformance.client import Limits
from conformance.questions import probes_for
from conformance.registry import PROBES, Stage
from conformance.results import Result, Run, Target, Verdict
from conformance.run import Order, check
from conformance.validate import validate
from mock_server.app import running
from mock_server.find import find
from mock_server.reference import Reference
from specs.catalogue import load
from tests.selftest import WRITES, failed

FORMATS = [r.id for r in load().values() if r.id.startswith("formats.")]
JUDGED_AGAIN = [
    "",
    "create.email-escaped",
    "create.email-in-capitals",
    "create.phone-in-json",
    "create.control-in-xml",
    "variant.token-unknown-at-first",
    "variant.moderated",
    "variant.clock-behind",
]


def runs(
    behaviour: Reference, times: int = 1, folder: Path | None = None, wait: float = WRITES.wait
) -> list[Run]:
    """Check one server, one time after the other."""

    async def run() -> list[Run]:
        async with running(behaviour) as url:
            order = Order(
                Target(endpoint=url, jurisdictions=("springfield.example",)),
                choose(load(), (), (), writing=True),
                Options(seed=7, writes=replace(WRITES, wait=wait)),
                Limits(timeout=10, max_requests=400),
                api_key=behaviour.key,
            )
            return [await check(order, Bundle(folder) if folder else None) for _ in range(times)]

    return asyncio.run(run())


def server(name: str) -> Reference:
    return find(name)(requests=60, jurisdictions=("springfield.example",))


def result(run: Run, requirement: str, format: str = "xml") -> Result:
    return next(r for r in run.results if (r.requirement, r.format) == (requirement, format))


@pytest.mark.parametrize("name", JUDGED_AGAIN)
def test_a_stored_run_that_wrote_is_judged_again_alike(name: str, tmp_path: Path) -> None:
    (run,) = runs(server(name), folder=tmp_path / "report")
    again = validate([tmp_path / "report"], choose(load(), (), (), writing=True))
    assert [(r.requirement, r.format, r.verdict, len(r.violations)) for r in again.results] == [
        (r.requirement, r.format, r.verdict, len(r.violations)) for r in run.results
    ]


def test_what_an_earlier_run_posted_is_not_held_against_the_city() -> None:
    first, second = runs(server(""), times=2)
    assert failed(first.results) == failed(second.results) == set()
    assert len(first.created) == len(second.created)


def test_a_token_is_asked_for_until_it_gives_an_id_and_the_wait_is_told() -> None:
    (run,) = runs(server("variant.token-alone-at-first"))
    looks = [e for e in run.evidence if e.question == "token" and e.format == "xml"]
    assert len(looks) == 2
    assert re.search(r"The token T\d+ gave an id after 0\.2 s of waiting\.", " ".join(run.notes))


def test_a_token_that_gives_no_id_in_time_is_not_tested_and_says_how_to_wait() -> None:
    (run,) = runs(server("variant.token-tomorrow"), wait=0)
    resolves = result(run, "tokens.resolves")
    assert resolves.verdict is Verdict.NOT_TESTED
    assert "gave no id when asked (status 200). Wait longer" in resolves.reason
    assert "--wait" in resolves.reason
    assert result(run, "tokens.id-readable").blocked_by == ""  # nothing is broken


def test_what_is_moderated_is_not_tested_and_says_how_to_wait() -> None:
    (run,) = runs(server("variant.moderated"), wait=0)
    readable = result(run, "request.created-is-readable")
    assert readable.verdict is Verdict.NOT_TESTED
    assert "--wait" in readable.reason
    assert not readable.blocked_by


def test_nothing_is_asked_for_by_a_blackbox_id() -> None:
    (run,) = runs(server("create.blackbox-gives-id"))
    secret = next(c for c in run.created if c.write.startswith("post-blackbox"))
    assert secret.service_request_id
    assert not any(secret.service_request_id in e.url for e in run.evidence)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("create.local-time", "5 h 0 min too early: a local time, its zone wrong"),
        ("create.local-time-ahead", "5 h 30 min too late: a local time, its zone wrong"),
        ("create.half-an-hour-off", "0 h 30 min too early: a local time, its zone wrong"),
    ],
)
def test_a_wrong_zone_is_called_so(name: str, said: str) -> None:
    (run,) = runs(server(name))
    violation = result(run, "create.datetime-true").violations[0]
    assert violation.actual.endswith(said)


def test_a_published_value_is_told_with_its_place() -> None:
    (run,) = runs(server("create.email-in-notes"))
    violation = result(run, "create.reporter-not-published", "json").violations[0]
    assert violation.where == "/0/status_notes"
    assert violation.actual.startswith("the email of a reporter, canary")


def test_judging_formats_posts_nothing() -> None:
    asked = probes_for(choose(load(), FORMATS, (), writing=True))
    assert [probe.name for probe in asked if probe.stage >= Stage.CREATE] == []


def test_the_answers_to_all_posts_are_judged_for_their_format() -> None:
    named = {name for name in PROBES if name.startswith(POST)}
    drawn = {"post-drawn", "post-life"}  # the search judges what it posts
    assert named - {"post-hostile"} - drawn == set(POSTS)
