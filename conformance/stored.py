"""A run as the JSON document run.json."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

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
from conformance.unasked import Unasked
from specs.catalogue import Level

RUN_FILE = "run.json"
SHOWN_VIOLATIONS = 25


def dump(run: Run) -> str:
    """Return the run as JSON text, its violations cut to the first SHOWN_VIOLATIONS."""
    shown = tuple(replace(r, violations=r.violations[:SHOWN_VIOLATIONS]) for r in run.results)
    return json.dumps(asdict(replace(run, results=shown)), indent=1, ensure_ascii=False) + "\n"


def load(folder: Path) -> Run:
    """Read the run that a folder holds (or the file itself).

    Raises:
        FileNotFoundError: There is no run.json.
        ValueError: It is not a run that this kit wrote.
    """
    path = folder / RUN_FILE if folder.is_dir() else folder
    try:
        return _run(json.loads(path.read_text("utf-8")))
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as problem:
        raise ValueError(
            f"{path} is not a run that this version of the kit wrote, or not all of it. Make a new"
            " one with: open311 check URL"
        ) from problem


def _run(data: dict[str, Any]) -> Run:
    told = data.pop("target").items()
    target: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in told}
    results = tuple(_result(entry) for entry in data.pop("results"))
    evidence = tuple(_evidence(entry) for entry in data.pop("evidence"))
    data["state"] = State(data["state"])
    data["notes"] = tuple(data["notes"])
    data["observations"] = tuple(Observation(**entry) for entry in data["observations"])
    data["created"] = tuple(Created(**entry) for entry in data["created"])
    data["unasked"] = tuple(Unasked(**entry) for entry in data["unasked"])
    return Run(target=Target(**target), results=results, evidence=evidence, **data)


def _result(data: dict[str, Any]) -> Result:
    data["violations"] = tuple(Violation(**violation) for violation in data["violations"])
    data["evidence"] = tuple(data["evidence"])
    data["level"] = Level(data["level"])
    data["verdict"] = Verdict(data["verdict"])
    return Result(**data)


def _evidence(data: dict[str, Any]) -> Evidence:
    data["request_headers"] = tuple((name, value) for name, value in data["request_headers"])
    return Evidence(**data)
