"""The kit is right about servers whose faults are known: exact sets, both ways."""

from __future__ import annotations

import pytest

from conformance.results import Outcome, outcome
from mock_server.mutants import MUTANTS
from mock_server.reference import Reference
from mock_server.variants import VARIANTS
from specs.catalogue import load
from tests.selftest import (
    GLANCING,
    HIDES,
    SEARCHING,
    errors,
    failed,
    misnamed,
    run_against,
    unjudged,
)

# On this machine itself https is not asked for, and the reference serves several jurisdictions.
ALWAYS = {"transport.https", "jurisdiction.single-needs-none"}


def hides(name: str) -> set[str]:
    """Return what can't be observed on a server; "write" stands for all that takes a POST."""
    listed = set(HIDES.get(name, []))
    writing = {r.id for r in load().values() if "write" in r.needs and not r.not_tested}
    return listed - {"write"} | writing if "write" in listed else listed


def test_the_reference_breaks_nothing() -> None:
    run = run_against(Reference, options=SEARCHING)
    assert failed(run.results) == set()
    assert errors(run.results) == []
    assert set(unjudged(run.results)) == ALWAYS
    assert outcome(run) is Outcome.MET


def test_reading_takes_fewer_requests_than_it_judges_requirements() -> None:
    run = run_against(Reference, writes=False, options=SEARCHING)
    assert set(unjudged(run.results)) == ALWAYS
    assert run.requests < len({result.requirement for result in run.results})


@pytest.mark.parametrize("format", ["xml", "json"])
def test_the_reference_breaks_nothing_in_one_format(format: str) -> None:
    run = run_against(Reference, (format,))
    assert failed(run.results) == set()
    assert errors(run.results) == []
    assert outcome(run) is Outcome.MET


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_is_caught_by_exactly_what_it_breaks(name: str) -> None:
    mutant = MUTANTS[name]
    run = run_against(mutant)
    assert failed(run.results) == mutant.breaks
    assert errors(run.results) == []
    assert misnamed(run.results) == set()
    unblamed = {
        id
        for id, blockers in unjudged(run.results).items()
        if not blockers & mutant.breaks and id not in ALWAYS
    }
    assert unblamed <= hides(name)


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_is_left_alone(name: str) -> None:
    variant = VARIANTS[name]
    run = run_against(variant, options=GLANCING)
    assert failed(run.results) == variant.breaks
    assert errors(run.results) == []
    assert misnamed(run.results) == set()
    hidden = set(unjudged(run.results)) - ALWAYS
    assert hidden == hides(name)
