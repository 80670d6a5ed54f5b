"""POSTs that are to be refused: how many there are, what they hold, and what is told of them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import ClassVar

import pytest

from conformance import probes as _probes  # noqa: F401  (registers every probe)
from conformance.ask import Options
from conformance.bundle import JOURNAL, Bundle
from conformance.canary import is_canary, wrong_key
from conformance.checks.refused import keeps_last_only
from conformance.client import Limits
from conformance.journal import LOST, read
from conformance.questions import plan
from conformance.refusals import REFUSED, Reaction, reaction
from conformance.registry import PROBES
from conformance.results import Run, Target, Verdict
from conformance.run import Order, check
from conformance.validate import validate
from mock_server.app import running
from mock_server.create import Form
from mock_server.find import find
from mock_server.http import Refused, Request, Response
from mock_server.jurisdictions import City
from mock_server.mutants.create import ListsInstead
from mock_server.records import Record
from mock_server.reference import Reference
from reports.summary import curl
from specs.catalogue import load
from tests.evidence import answers, exchange
from tests.selftest import WRITES, failed, run_against
from tests.test_writes import PLACE, Watched
from tests.test_writes import run as run_watched

MOST = 60  # what a run may send to be refused, unless the user says otherwise
METHODS = ("PUT", "DELETE")


def without_a_key(server: type[Reference]) -> Run:
    """Check a server as a user would who has no api_key."""

    async def run() -> Run:
        async with running(server(requests=40, jurisdictions=("springfield.example",))) as url:
            wanted = [r for r in load().values() if "write" in r.needs]
            options = Options(seed=7, writes=WRITES)
            return await check(Order(Target(endpoint=url), wanted, options, Limits(rate=0)))

    return asyncio.run(run())


def test_no_more_is_posted_than_the_plan_says() -> None:
    run = run_against(Reference)
    rows = plan(load().values(), ("xml", "json"))
    planned = {row.probe.name: row.cost.refusals for row in rows if row.cost.refusals}
    written = [e for e in run.evidence if e.method != "GET"]
    sent = Counter(e.question for e in written if e.question in planned)
    assert sum(planned.values()) <= MOST
    assert all(sent[name] <= number for name, number in planned.items())
    assert sent.keys() == planned.keys()


def test_errors_to_all_of_them_are_judged() -> None:
    sent = {name for name, probe in PROBES.items() if probe.refusals}
    drawn = {"refuse-method", "refuse-drawn"}  # no bad POST, and judged by the search
    assert sent - drawn == set(REFUSED)


def test_an_endpoint_that_takes_posts_without_a_key_shows_it_to_who_has_none() -> None:
    run = without_a_key(find("create.no-key"))
    assert failed(run.results) == {"create.key-missing-refused", "create.key-wrong-refused"}
    shown = {e.id for e in run.evidence if e.question == "post-plain"}
    missing = [r for r in run.results if r.requirement == "create.key-missing-refused"]
    assert {v.exchange for r in missing for v in r.violations} == shown


def test_an_endpoint_that_wants_a_key_is_not_blamed_by_who_has_none() -> None:
    run = without_a_key(Reference)
    assert failed(run.results) == set()
    assert not [r for r in run.results if r.verdict is Verdict.PASS]
    assert any("--api-key-env" in r.reason for r in run.results)


@pytest.mark.parametrize("name", ["", "errors.key-echoed", "errors.arguments-echoed"])
def test_what_became_of_keys_is_judged_again_from_the_stored_run(tmp_path: Path, name: str) -> None:
    live = run_against(find(name), bundle=Bundle(tmp_path, "demo-key"))
    again = validate([tmp_path], list(load().values()))
    assert failed(again.results) == failed(live.results)
    for path in tmp_path.rglob("*"):
        if path.is_file() and "discovery" not in path.name:
            assert b"demo-key" not in path.read_bytes(), path


def test_the_wrong_key_follows_from_the_seed_and_is_nobodys() -> None:
    assert wrong_key(7) == wrong_key(7) != wrong_key(8)
    assert is_canary(wrong_key(7))


def test_the_wrong_key_goes_where_the_right_one_is_taken() -> None:
    run = run_against(find("transport.key-in-url"))
    wrong = [e for e in run.evidence if e.question == "refuse-wrong-key"]
    assert len(wrong) == 2
    assert all(f"api_key={wrong_key(7)}" in e.url for e in wrong)
    assert not any("api_key" in e.sent for e in wrong)


def test_a_curl_line_sends_the_key_that_was_sent() -> None:
    lines = {e.question: curl(e) for e in run_against(Reference).evidence}
    assert '-d "api_key=$KEY"' in lines["post-plain"]
    assert "$KEY" not in lines["refuse-no-key"]
    assert "$KEY" not in lines["refuse-wrong-key"]
    assert wrong_key(7) in lines["refuse-wrong-key"]
    in_url = {e.question: curl(e) for e in run_against(find("transport.key-in-url")).evidence}
    assert in_url["refuse-no-service"].endswith('"?api_key=$KEY"')


def test_other_methods_stand_in_the_journal_and_in_the_budget(tmp_path: Path) -> None:
    folder = tmp_path / "report"
    whole = run_watched(Watched(), PLACE, folder=folder)
    assert {e.method for e in read(folder / JOURNAL).values()} == {"POST", *METHODS}
    refused = sum(e.question.startswith("refuse-") and e.method != "GET" for e in whole.evidence)
    less = run_watched(Watched(), replace(PLACE, refusals=refused - 1))
    assert [e.method for e in less.evidence if e.method in METHODS] == ["PUT"]
    assert whole.created == less.created


def test_other_methods_are_not_tried_on_production() -> None:
    server = Watched()
    server.kind = "production"
    done = run_watched(server, replace(PLACE, production_too=True), host="city.example")
    assert not [e for e in done.evidence if e.method in METHODS]
    told = [r for r in done.results if r.requirement == "transport.method-refused"]
    assert "test endpoints only" in told[0].reason


def test_an_answer_that_was_lost_is_not_held_against_the_endpoint() -> None:
    lost = exchange(question="refuse-no-key", status=None, problem=LOST)
    assert reaction(lost) is Reaction.LOST


class Demanding(Reference):
    """A server that calls every attribute required, and takes a POST without most of them."""

    serves = ("springfield.example",)

    def definition(self, place: City, code: str) -> Record:
        found = super().definition(place, code)
        attributes = found["attributes"]
        assert isinstance(attributes, list)
        return found | {"attributes": [a | {"required": a["variable"]} for a in attributes]}


def test_one_required_attribute_is_left_out_at_a_time_three_at_the_most() -> None:
    run = run_against(Demanding)
    result = next(r for r in run.results if r.requirement == "create.attribute-missing-refused")
    told = " ".join(violation.expected for violation in result.violations)
    assert result.violation_count == 2
    assert "WHERE" in told
    assert "PLATE" in told


def posts(single: int, several: int) -> list[str]:
    """Return what is told of a list that got a wrong key: alone, and before a right one."""
    about = {"attribute": "WHERE", "datatype": "multivaluelist", "provokes": "bad"}
    listed = "<services><service><service_code>1</service_code></service></services>"
    view = answers(
        exchange(listed, "services"),
        exchange("<errors/>", "refuse-attribute", status=single, asked=about),
        exchange("<service_requests/>", "refuse-wrong-then-right", status=several, asked=about),
    )
    return [violation.expected for violation in keeps_last_only(view)]


def test_a_list_that_keeps_its_last_value_only_is_told() -> None:
    assert posts(400, 400) == []
    assert len(posts(400, 200)) == 1
    assert posts(200, 200) == []


class Lists(ListsInstead, abstract=True):
    """Answers a POST with the list; remembers what would have changed something."""

    changed: ClassVar[list[str]] = []

    def respond(self, request: Request) -> Response:
        if request.method in ("PUT", "DELETE"):
            self.changed.append(request.path)
        return super().respond(request)


class TellsAnother(Lists, abstract=True):
    """Answers a POST with a service request that somebody else made."""

    def refusal(self, request: Request, suffix: str, refused: Refused) -> Response:
        if refused.status != 200:
            return super().refusal(request, suffix, refused)
        oldest = self.select(next(iter(self.store.cities.values())), {})[-1]
        told = [{"service_request_id": oldest["service_request_id"]}]
        return self.answer(request, suffix, "service_requests", told)


class TellsUnlisted(Lists, abstract=True):
    """Answers a POST with a service request that somebody else made, and that no list holds."""

    def select(self, place: City, query: Mapping[str, str]) -> Sequence[Record]:
        oldest = place.all()[-1]
        return [record for record in super().select(place, query) if record != oldest]

    def create(self, city: City, form: Form, key: str, now: datetime) -> Record:
        Reference.create(self, city, form, key, now)
        return {"service_request_id": city.all()[-1]["service_request_id"]}


@pytest.mark.parametrize("server", [Lists, TellsAnother, TellsUnlisted])
def test_what_somebody_else_made_is_never_changed(server: type[Lists]) -> None:
    server.changed.clear()
    run = run_against(server)
    assert [e for e in run.evidence if e.question == "post-plain" and e.status == 200]
    assert server.changed == []


def test_what_the_run_made_is_all_that_put_and_delete_are_tried_on() -> None:
    run = run_against(Reference)
    made = {one.service_request_id for one in run.created}
    tried = [e for e in run.evidence if e.method in METHODS]
    assert len(tried) == 2
    assert all(e.url.rpartition("/")[2].partition(".")[0] in made for e in tried)


def test_what_does_not_say_that_it_is_the_runs_own_is_left_alone_and_told() -> None:
    run = run_against(TellsUnlisted)
    told = next(r for r in run.results if r.requirement == "transport.method-refused")
    assert told.verdict is Verdict.NOT_TESTED
    assert "may be somebody else's" in told.reason


def test_what_can_not_be_read_yet_is_the_runs_own_by_the_answer_to_its_post() -> None:
    run = run_against(find("variant.moderated"))
    read = [e.status for e in run.evidence if e.question == "refuse-method" and e.method == "GET"]
    assert read == [404]
    assert [e.method for e in run.evidence if e.method in METHODS] == ["PUT", "DELETE"]
