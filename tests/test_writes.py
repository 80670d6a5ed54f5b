"""Nothing is posted without leave, and never more, nor more often, than was allowed."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from conformance.ask import Options
from conformance.bundle import JOURNAL, Bundle
from conformance.canary import NOTE
from conformance.client import Limits
from conformance.journal import read
from conformance.results import Run, Target, Verdict
from conformance.run import Order, check
from conformance.writes import Writes
from mock_server.app import running
from mock_server.http import Request, Response
from mock_server.records import Record
from mock_server.reference import Reference
from specs.catalogue import load
from tests.selftest import OPTIONS, run_against

PLACE = Writes(allowed=True, wait=0.0, location=("42.1015", "-72.5898"), address="12 Main St")


class Watched(Reference):
    """A server that remembers what was posted, and looks at the journal meanwhile."""

    serves = ("springfield.example",)
    kind = "test"
    journal: Path | None = None

    def __init__(self) -> None:
        super().__init__(requests=40)
        self.posted: list[dict[str, str]] = []
        self.journalled: list[int] = []

    def respond(self, request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            self.posted.append(dict(request.form))
            if self.journal:
                self.journalled.append(self.journal.read_text("utf-8").count('"sending"'))
        return super().respond(request)

    def endpoint(self, request: Request) -> Record:
        return super().endpoint(request) | {"type": self.kind}


class BreaksOverLinks(Watched):
    """A server that breaks when it has made a service request with a link."""

    made = 0

    def respond(self, request: Request) -> Response:
        response = super().respond(request)
        made = request.method == "POST" and response.status == 200
        self.made += made
        breaks = made and dict(request.form).get("media_url")
        return response._replace(status=500) if breaks else response


class ToThisMachine(AbstractResolver):
    """Finds every host here, so that an endpoint can have a name that is not loopback's."""

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host="127.0.0.1", port=port, family=2, proto=0, flags=0)
        ]

    async def close(self) -> None:
        pass


def run(
    server: Watched, writes: Writes, *, host: str = "127.0.0.1", folder: Path | None = None
) -> Run:
    async def go() -> Run:
        async with running(server) as url:
            order = Order(
                Target(endpoint=url.replace("127.0.0.1", host)),
                list(load().values()),
                Options(seed=5, examples=0, writes=writes),
                Limits(rate=0, max_requests=400),
                api_key=server.key,
                resolver=ToThisMachine(),
            )
            bundle = Bundle(folder, server.key) if folder else None
            if folder:
                server.journal = folder / JOURNAL
            return await check(order, bundle)

    return asyncio.run(go())


def writing(done: Run) -> set[Verdict]:
    """Return the verdicts of what takes a POST."""
    needing = {r.id for r in load().values() if "write" in r.needs}
    return {result.verdict for result in done.results if result.requirement in needing}


@pytest.fixture
def server() -> Watched:
    return Watched()


def test_without_leave_nothing_is_posted(server: Watched) -> None:
    done = run(server, Writes())
    assert server.posted == []
    assert writing(done) == {Verdict.NOT_TESTED}
    assert any("--allow-writes" in result.reason for result in done.results)


def test_with_leave_a_test_endpoint_is_posted_to(server: Watched) -> None:
    done = run(server, PLACE, host="city.example")
    assert server.posted
    assert Verdict.PASS in writing(done)


def test_a_production_endpoint_is_not_posted_to(server: Watched) -> None:
    server.kind = "production"
    done = run(server, PLACE, host="city.example")
    assert server.posted == []
    reasons = {r.reason for r in done.results if "--production-too" in r.reason}
    assert len(reasons) == 1
    assert "Up to 12 service requests would have been created" in reasons.pop()


def test_a_production_endpoint_whose_operator_agrees_is_told_what_it_is(server: Watched) -> None:
    server.kind = "production"
    run(server, replace(PLACE, production_too=True), host="city.example")
    assert server.posted
    assert all(form["description"].startswith(NOTE) for form in server.posted if form)


@pytest.mark.parametrize(("budget", "refusals"), [(1, 0), (2, 2), (12, 60)])
def test_the_budget_is_never_passed(server: Watched, budget: int, refusals: int) -> None:
    done = run(server, replace(PLACE, budget=budget, refusals=refusals))
    assert 0 < len(done.created) <= budget
    assert len(server.posted) <= budget + refusals
    if budget < 2:
        assert any("--write-budget" in result.reason for result in done.results)


def test_what_may_have_been_created_counts_as_created() -> None:
    server = BreaksOverLinks()
    done = run(server, PLACE)
    assert server.made == len(done.created) == PLACE.budget
    assert not all(created.certain for created in done.created)


def test_every_post_stands_in_the_journal_before_it_is_sent(
    server: Watched, tmp_path: Path
) -> None:
    folder = tmp_path / "report"
    done = run(server, PLACE, folder=folder)
    assert server.journalled == list(range(1, len(server.posted) + 1))
    assert len(read(folder / JOURNAL)) == len(server.posted)
    text = (folder / JOURNAL).read_text("utf-8")
    assert server.key not in text
    assert all(json.loads(line)["write"] for line in text.splitlines())
    assert {c.service_request_id for c in done.created} >= {"A1-N00041"}


def test_nothing_is_posted_to_a_service_that_the_user_did_not_name() -> None:
    run = run_against(Reference, options=replace(OPTIONS, service_codes=("021",)))
    posted = {dict(parse_qsl(e.sent)).get("service_code") for e in run.evidence if e.sent}
    city = next(iter(Reference(requests=1).store.cities.values()))
    assert posted & {service["service_code"] for service in city.services} == {"021"}
    batch = next(r for r in run.results if r.requirement == "create.batch-returns-token")
    assert batch.verdict is Verdict.NOT_TESTED
    assert "--service-code" in batch.reason
