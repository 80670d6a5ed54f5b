"""What real cities' endpoints once answered gets the verdicts that were reviewed by hand.

The answers are not part of the project; OPEN311_CORPUS names the folder that holds them.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from conformance.results import Verdict
from conformance.validate import validate
from specs.catalogue import Level, load

FOLDER = os.environ.get("OPEN311_CORPUS", "")
REVIEWED: dict[str, list[str]] = json.loads(
    (Path(__file__).parent / "corpus.json").read_text("utf-8")
)


@pytest.mark.skipif(not FOLDER, reason="OPEN311_CORPUS does not name a folder of recorded answers")
@pytest.mark.parametrize("name", REVIEWED)
def test_a_recorded_answer_breaks_the_musts_that_it_is_known_to_break(name: str) -> None:
    run = validate([Path(FOLDER) / name], list(load().values()))
    musts = {
        r.requirement for r in run.results if r.verdict is Verdict.FAIL and r.level is Level.MUST
    }
    assert musts == set(REVIEWED[name])
    assert not [r for r in run.results if r.verdict is Verdict.ERROR]
