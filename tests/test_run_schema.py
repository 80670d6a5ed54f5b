"""Every run.json is valid against the published schema, specs/schemas/run.schema.json."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import fields
from enum import StrEnum
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator

from conformance.bundle import Bundle
from conformance.results import (
    Created,
    Evidence,
    Observation,
    Result,
    Run,
    State,
    Target,
    Verdict,
    Violation,
)
from conformance.run import Order, begin, check
from conformance.unasked import Unasked
from conformance.validate import validate
from mock_server.mutants import MUTANTS
from mock_server.reference import Reference
from specs import catalogue
from specs.catalogue import Level
from tests.selftest import run_against
from tests.served import EXAMPLES

SCHEMA: dict[str, Any] = json.loads(catalogue.RUN_SCHEMA.read_text("utf-8"))
REQUIREMENTS = list(catalogue.load().values())


def faults(run: object) -> list[str]:
    """Return what the schema says against a run, told by both validators."""
    slow = sorted(e.json_path for e in Draft202012Validator(SCHEMA).iter_errors(run))
    fast = list(jsonschema_rs.Draft202012Validator(SCHEMA).iter_errors(run))
    assert len(fast) == len(slow)
    return slow


def stored(run: Run, folder: Path) -> Any:  # noqa: ANN401  (any JSON)
    """Return the run.json of a run."""
    bundle = Bundle(folder)
    bundle.start()
    bundle.save(run)
    return json.loads((folder / "run.json").read_text("utf-8"))


def checked(kind: type[Reference], folder: Path, **more: Any) -> Any:  # noqa: ANN401
    """Check a server and return what run.json it leaves."""
    run_against(kind, bundle=Bundle(folder), **more)
    return json.loads((folder / "run.json").read_text("utf-8"))


def test_a_whole_run_is_valid(tmp_path: Path) -> None:
    run = checked(Reference, tmp_path)
    assert run["state"] == "complete"
    assert run["created"]
    assert run["settings"]
    assert faults(run) == []


@pytest.mark.parametrize("name", ["services.type-instant", "errors.html-errors", "formats.latin1"])
def test_a_run_that_found_faults_is_valid(name: str, tmp_path: Path) -> None:
    run = checked(MUTANTS[name], tmp_path)
    assert [r for r in run["results"] if r["violations"]]
    assert faults(run) == []


def test_an_interrupted_run_is_valid(tmp_path: Path) -> None:
    asked: list[str] = []

    def stop_soon(question: str) -> None:
        asked.append(question)
        if len(asked) == 5:
            task = asyncio.current_task()
            assert task is not None
            task.cancel()

    run = checked(Reference, tmp_path, progress=stop_soon)
    assert run["state"] == "interrupted"
    assert run["evidence"]
    assert faults(run) == []


def test_a_run_that_was_cut_off_is_valid(tmp_path: Path) -> None:
    run = stored(begin(Target(endpoint="https://city.example/v2"), 1, strict=True), tmp_path)
    assert run["state"] == "running"
    assert faults(run) == []


def test_a_run_about_a_dead_host_is_valid(tmp_path: Path) -> None:
    order = Order(Target(endpoint="http://127.0.0.1:1/v2"), REQUIREMENTS)
    asyncio.run(check(order, Bundle(tmp_path)))
    run = json.loads((tmp_path / "run.json").read_text("utf-8"))
    assert {evidence["status"] for evidence in run["evidence"]} == {None}
    assert faults(run) == []


def test_a_run_of_saved_answers_is_valid(tmp_path: Path) -> None:
    run = stored(validate([EXAMPLES], REQUIREMENTS), tmp_path)
    assert run["target"]["files"] == [str(EXAMPLES)]
    assert faults(run) == []


def _wrong(run: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    result, evidence = run["results"][0], run["evidence"][0]
    yield "$", run | {"mood": "good"}
    yield "$", {name: value for name, value in run.items() if name != "seed"}
    yield "$.requirement_set", run | {"requirement_set": "new"}
    yield "$.started", run | {"started": "2026-01-01"}
    yield "$.target.formats[0]", run | {"target": run["target"] | {"formats": ["html"]}}
    yield "$.results[0].verdict", run | {"results": [result | {"verdict": "good"}]}
    yield "$.results[0].reason", run | {"results": [result | {"verdict": "error", "reason": ""}]}
    yield "$.results[0].violations", run | {"results": [result | {"verdict": "fail"}]}
    yield "$.evidence[0].status", run | {"evidence": [evidence | {"status": "200"}]}
    yield (
        "$.evidence[0].request_headers[0]",
        run | {"evidence": [evidence | {"request_headers": [["accept"]]}]},
    )


def test_what_is_no_run_is_refused(tmp_path: Path) -> None:
    run = stored(validate([EXAMPLES / "services.xml"], REQUIREMENTS), tmp_path)
    run["results"] = [r | {"violations": []} for r in run["results"] if r["verdict"] == "pass"]
    assert faults(run) == []
    for place, wrong in _wrong(run):
        assert faults(wrong) == [place]


@pytest.mark.parametrize(
    "model", [Run, Target, Result, Violation, Observation, Evidence, Created, Unasked]
)
def test_the_schema_names_every_field_of_the_model(model: type) -> None:
    described = SCHEMA if model is Run else SCHEMA["$defs"][model.__name__.lower()]
    named = {field.name for field in fields(model)}
    assert set(described["properties"]) == named
    assert set(described["required"]) == named
    assert described["additionalProperties"] is False


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (SCHEMA["properties"]["state"], State),
        (SCHEMA["$defs"]["result"]["properties"]["verdict"], Verdict),
        (SCHEMA["$defs"]["result"]["properties"]["level"], Level),
    ],
)
def test_the_schema_knows_every_word_of_the_model(
    values: dict[str, list[str]], kind: type[StrEnum]
) -> None:
    assert values["enum"] == [word.value for word in kind]


def test_the_schema_of_runs_is_no_part_of_what_is_judged_by() -> None:
    names = {path.name for path in catalogue.judging_schemas()}
    assert "services.schema.json" in names
    assert catalogue.RUN_SCHEMA.name not in names
