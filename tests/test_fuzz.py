"""`open311 fuzz` asks within its bounds, finds what is broken, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from conformance.bundle import JOURNAL
from conformance.canary import NOTE
from conformance.journal import read
from conformance.results import Evidence, Outcome, Run, Verdict, outcome
from conformance.validate import validate
from conformance.writes import Writes
from mock_server.http import Request, Response
from mock_server.mutants import MUTANTS
from mock_server.reference import Reference
from reports import RENDERERS
from specs.catalogue import load
from tests.fuzzed import WRITES, Seen, fuzzed
from tests.selftest import errors, failed
from tests.test_run_schema import faults

READING = Writes()


def test_the_reference_as_the_defaults_have_it_with_leave_to_write(tmp_path: Path) -> None:
    folder = tmp_path / "report"
    run, seen = fuzzed(folder=folder)
    nothing_is_broken(run)
    it_keeps_within_what_the_user_allowed(run, seen, folder)
    every_post_says_that_it_is_a_test(run, seen)
    no_stored_file_holds_the_key(folder)
    the_folder_can_be_judged_again(run, folder)
    it_rests_on_what_was_drawn(run)


def nothing_is_broken(run: Run) -> None:
    assert failed(run.results) == set()
    assert errors(run.results) == []
    assert run.observations == ()
    assert run.notes == ()
    assert outcome(run) is Outcome.MET


def it_keeps_within_what_the_user_allowed(run: Run, seen: Seen, folder: Path) -> None:
    assert len(seen.requests) == run.requests <= 400
    assert 0 < len(run.created) <= WRITES.budget
    assert seen.posts <= WRITES.budget + WRITES.refusals
    assert seen.posts == seen.keyed  # the key goes with each POST, in its form
    assert seen.journalled == list(range(1, seen.posts + 1))
    assert len(read(folder / JOURNAL)) == seen.posts


def every_post_says_that_it_is_a_test(run: Run, seen: Seen) -> None:
    forms = [form for method, _, _, form in seen.requests if method == "POST"]
    told = [parse_qs(form)["description"] for form in forms]
    assert all(len(one) == 1 and one[0].startswith(NOTE) for one in told)
    assert len({created.marker for created in run.created}) == len(run.created)


def no_stored_file_holds_the_key(folder: Path) -> None:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 100
    assert not [path for path in files if b"demo-key" in path.read_bytes()]


def the_folder_can_be_judged_again(run: Run, folder: Path) -> None:
    assert faults(json.loads((folder / "run.json").read_text("utf-8"))) == []
    again = validate([folder], list(load().values()))
    verdicts = {(r.requirement, r.format): r.verdict for r in again.results}
    assert {(r.requirement, r.format): r.verdict for r in run.results}.items() <= verdicts.items()


def it_rests_on_what_was_drawn(run: Run) -> None:
    judged = {result.requirement for result in run.results}
    assert {"errors.never-5xx", "errors.xml-shape", "formats.media-family"} <= judged
    assert {"services.type-value", "requests.status-value", "definitions.root"} <= judged
    assert {"create.location-half-refused", "create.coordinates-out-of-range-refused"} <= judged
    assert "requests.filter-dates" not in judged


def test_a_breach_is_found_and_made_small(tmp_path: Path) -> None:
    folder = tmp_path / "report"
    run, seen = fuzzed(MUTANTS["errors.half-breaks"], folder=folder, most=200, formats=("xml",))
    assert failed(run.results) == {"errors.never-5xx"}
    assert outcome(run) is Outcome.BROKEN
    assert len(seen.requests) <= 200
    (smallest,) = shown(run)
    assert set(parse_qs(smallest.sent)) == {"lat", "service_code", "description"}
    assert f"--data '{smallest.sent}'" in RENDERERS["text"](run, load())
    again = validate([folder], list(load().values()))
    assert [one.id for one in shown(again)] == [smallest.id]


def shown(run: Run) -> list[Evidence]:
    """Return the exchange that each broken requirement is shown by first."""
    evidence = {one.id: one for one in run.evidence}
    broken = (result for result in run.results if result.verdict is Verdict.FAIL)
    return [evidence[result.violations[0].exchange] for result in broken]


class Fragile(Reference):
    """A server that breaks on an unknown status beside a service_code, and on long ids."""

    def respond(self, request: Request) -> Response:
        if request.query.get("status") == "null" and "service_code" in request.query:
            return Response(500, {}, b"")
        if request.path.startswith("/open311/v2/requests/") and len(request.path) > 70:
            return Response(500, {}, b"")
        return super().respond(request)


def test_ids_and_queries_are_made_small_too() -> None:
    run, _ = fuzzed(Fragile, READING, most=180, formats=("xml",))
    assert failed(run.results) == {"errors.never-5xx"}
    (smallest,) = shown(run)
    assert 92 < len(smallest.url) < 108, smallest.url


@pytest.mark.parametrize(
    ("name", "formats"),
    [
        ("services.type-instant", ("json",)),
        ("errors.html-errors", ("xml",)),
    ],
)
def test_a_fault_is_a_violation_and_no_observation(name: str, formats: tuple[str, ...]) -> None:
    mutant = MUTANTS[name]
    run, _ = fuzzed(mutant, READING, most=80, formats=formats)
    assert failed(run.results) == mutant.breaks
    assert run.observations == ()


class Odd(Reference):
    """A server that takes any word for a date, and calls some lists a partial content."""

    def respond(self, request: Request) -> Response:
        query = {n: v for n, v in request.query.items() if n != "start_date" or v[:1].isdigit()}
        answer = super().respond(Request(request.method, request.path, query=query))
        if request.path.endswith("services.json") and request.query:
            return Response(206, answer.headers, answer.body)
        return answer


def test_what_no_requirement_speaks_of_is_told_apart(tmp_path: Path) -> None:
    run, _ = fuzzed(Odd, READING, most=120, folder=tmp_path / "report", formats=("json",))
    assert failed(run.results) == set()
    told = {one.what for one in run.observations}
    assert "The status 206 is none that GeoReport v2 speaks of." in told
    assert any(what.startswith("start_date=") for what in told)
    assert faults(json.loads((tmp_path / "report" / "run.json").read_text("utf-8"))) == []
    for render in (RENDERERS["text"], RENDERERS["html"], RENDERERS["markdown"], RENDERERS["junit"]):
        assert "The status 206" in render(run, load())
    assert validate([tmp_path / "report"], list(load().values())).observations == run.observations
