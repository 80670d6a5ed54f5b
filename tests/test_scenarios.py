"""Every scenario is a whole endpoint: the kit finds nothing in it, writes included."""

from __future__ import annotations

from conformance.results import Outcome, outcome
from mock_server.reference import Reference
from mock_server.scenarios.read import HERE, read
from tests.selftest import SEARCHING, errors, failed, run_against, unjudged

FEDERAL = read(HERE / "federal.toml")


def test_the_kit_passes_the_federal_scenario_with_every_jurisdiction_named() -> None:
    run = run_against(Reference, options=SEARCHING, scenario=FEDERAL)
    assert run.target.jurisdictions == ("usa.gov", "sandiego.gov", "phila.gov", "nyc.gov")
    assert failed(run.results) == set()
    assert errors(run.results) == []
    assert set(unjudged(run.results)) == {"transport.https", "jurisdiction.single-needs-none"}
    assert outcome(run) is Outcome.MET
