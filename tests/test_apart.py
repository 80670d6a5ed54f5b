"""What is at fault in a POST of several parts is found, at the cost of as little as can be."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime

import pytest

from conformance.results import Run, Verdict
from conformance.writes import Writes
from mock_server.create import Form
from mock_server.find import find
from mock_server.http import Refused
from mock_server.jurisdictions import City
from mock_server.mutants.contents import BeyondBmpRefused
from mock_server.mutants.create import EmailDemanded
from mock_server.records import Record
from mock_server.reference import Reference
from tests.selftest import OPTIONS, WRITES, errors, failed, run_against


class OncePerPlace(Reference):
    """A city that takes one report of a service at a place, and calls the next a duplicate."""

    def record(self, city: City, service: Record, given: dict[str, str], now: datetime) -> Record:
        record = super().record(city, service, given, now)
        names = ("service_code", "lat", "address", "address_id")
        if any(all(r[name] == record[name] for name in names) for r in city.all()):
            raise Refused(409, "This was reported already.")
        return record


class EverythingDemanded(EmailDemanded, abstract=True):
    """A city that demands an email, a phone, and an address where coordinates are given."""

    def check_location(self, given: dict[str, str]) -> None:
        super().check_location(given)
        if "phone" not in given or ("lat" in given and "address_string" not in given):
            raise Refused(400, "A phone and an address are required.")


class MediaRefused(Reference):
    """A city that takes no links."""

    def check_location(self, given: dict[str, str]) -> None:
        super().check_location(given)
        if "media_url" in given:
            raise Refused(400, "Links are not taken.")


class LinksAndLettersRefused(BeyondBmpRefused, abstract=True):
    """A city that takes no links, and no letter beyond the BMP."""

    def check_location(self, given: dict[str, str]) -> None:
        super().check_location(given)
        if "media_url" in given:
            raise Refused(400, "Links are not taken.")


class EmptyAndUnknownRefused(Reference):
    """A city that takes an empty email, and an unknown argument, and not both."""

    def create(self, city: City, form: Form, key: str, now: datetime) -> Record:
        if ("email", "") in form and "conformance_test" in dict(form):
            raise Refused(400, "That is too much.")
        return super().create(city, form, key, now)


def verdicts(run: Run, requirement: str) -> dict[str, Verdict]:
    return {r.format: r.verdict for r in run.results if r.requirement == requirement}


def test_a_city_that_takes_one_report_at_a_place_fails_nothing() -> None:
    run = run_against(OncePerPlace)
    assert failed(run.results) == set()
    assert errors(run.results) == []
    reasons = {r.requirement: r.reason for r in run.results if r.verdict is Verdict.NOT_TESTED}
    assert "as a duplicate" in reasons["create.minimal-accepted"]


def test_who_demands_more_fails_what_it_breaks_and_is_judged_on_the_rest() -> None:
    run = run_against(EverythingDemanded)
    assert failed(run.results) == {"create.minimal-accepted", "create.location-lat-long"}
    for requirement in ("create.accepted", "create.utf8-round-trip", "create.description-4000"):
        assert set(verdicts(run, requirement).values()) == {Verdict.PASS}
    assert set(verdicts(run, "create.attribute-encodings").values()) == {Verdict.PASS}


def test_who_takes_no_links_is_judged_on_the_letters() -> None:
    run = run_against(MediaRefused)
    assert failed(run.results) == set()
    assert set(verdicts(run, "create.utf8-round-trip").values()) == {Verdict.PASS}
    assert set(verdicts(run, "create.attribute-encodings").values()) == {Verdict.PASS}


@pytest.mark.parametrize(
    "name",
    [
        "create.charset-refused",
        "create.description-demanded",
        "create.unknown-argument-refused",
        "create.bytes-counted",
        "create.escaped-names-unread",
        "create.lists-unread",
        "create.beyond-bmp-refused",
        "variant.accounts-known",
        "variant.plates-looked-at",
    ],
)
def test_what_is_refused_in_part_costs_no_creation_more(name: str) -> None:
    run = run_against(find(name))
    assert len(run.created) == Writes().budget
    refused = [e.status for e in run.evidence if e.question.startswith("post-")]
    assert 400 in refused or 415 in refused


def test_of_two_parts_that_are_refused_each_is_found() -> None:
    run = run_against(LinksAndLettersRefused)
    assert failed(run.results) == {"create.utf8-round-trip"}
    assert set(verdicts(run, "create.attribute-encodings").values()) == {Verdict.PASS}


def test_what_is_refused_only_together_is_nobodys_fault() -> None:
    run = run_against(EmptyAndUnknownRefused)
    assert failed(run.results) == set()
    assert set(verdicts(run, "create.empty-argument-is-none").values()) == {Verdict.PASS}
    assert set(verdicts(run, "create.unknown-argument-ignored").values()) == {Verdict.PASS}


@pytest.mark.parametrize("refusals", [0, 1, 3])
def test_what_is_refused_while_it_is_told_apart_is_within_the_budget(refusals: int) -> None:
    options = replace(OPTIONS, writes=replace(WRITES, refusals=refusals))
    run = run_against(MediaRefused, options=options)
    came = Counter(e.status for e in run.evidence if e.question == "post-whole")
    assert came == {400: max(refusals, 1)}
    told = [r for r in run.results if r.requirement == "create.utf8-round-trip"]
    assert all("--refusal-budget" in r.reason for r in told)
