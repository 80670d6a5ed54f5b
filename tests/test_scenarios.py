"""Scenarios are whole endpoints: the kit finds nothing, and they show what they are for."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from conformance.results import Outcome, outcome
from mock_server.http import Request
from mock_server.records import Record
from mock_server.reference import Reference
from mock_server.scenarios.read import HERE, read
from tests.selftest import SEARCHING, errors, failed, run_against, unjudged

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
FEDERAL = read(HERE / "federal.toml")


def test_the_kit_passes_the_federal_scenario_with_every_jurisdiction_named() -> None:
    run = run_against(Reference, options=SEARCHING, scenario=FEDERAL)
    assert run.target.jurisdictions == ("usa.gov", "sandiego.gov", "phila.gov", "nyc.gov")
    assert failed(run.results) == set()
    assert errors(run.results) == []
    assert set(unjudged(run.results)) == {"transport.https", "jurisdiction.single-needs-none"}
    assert outcome(run) is Outcome.MET


@pytest.fixture(scope="module")
def federal() -> Reference:
    return Reference(scenario=FEDERAL, requests=400, now=lambda: NOW)


def ask(server: Reference, method: str, path: str, **form: str) -> list[Record]:
    pairs = tuple(form.items())
    asked = Request(
        method, f"/open311{path}.json", query=form, headers={}, origin="http://x", form=pairs
    )
    told: list[Record] = json.loads(server.respond(asked).body)
    return told


def test_discovery_lists_this_test_endpoint_and_the_production_one(federal: Reference) -> None:
    document: object = ask(federal, "GET", "/discovery")
    assert isinstance(document, dict)
    listed = [(endpoint["type"], endpoint["url"]) for endpoint in document["endpoints"]]
    assert listed == [
        ("test", "http://x/open311/v2"),
        ("production", "https://open311.usa.example/open311/v2"),
    ]


def test_federal_reports_are_made_with_and_without_a_street(federal: Reference) -> None:
    shown: dict[object, set[tuple[bool, ...]]] = {}
    for record in federal.store.cities["usa.gov"].all():
        given = tuple(record[name] is not None for name in ("lat", "address", "zipcode"))
        shown.setdefault(record["service_code"], set()).add(given)
    assert shown["NPS-TRAIL"] == {(True, False, False)}
    assert shown["USPS-DELIVERY"] == {(False, True, True)}
    assert shown["PASSPORT"] == shown["VA-VISIT"] == {(False, True, False)}


@pytest.mark.parametrize("city", ["sandiego.gov", "phila.gov", "nyc.gov"])
def test_cities_hand_reports_to_a_federal_agency_and_get_them_back(
    federal: Reference, city: str
) -> None:
    place = federal.store.cities[city]
    last = {str(record["service_request_id"]): record for record in place.all()}
    notes = {id: [note for _, _, note in place.history(id)] for id in last}
    handed = {id for id, said in notes.items() if any(n.startswith("Handed to") for n in said)}
    back = {id for id, said in notes.items() if any(n.startswith("Given back") for n in said)}
    assert back < handed
    agencies = {last[id]["agency_responsible"] for id in handed - back}
    assert agencies <= {"National Park Service", "United States Postal Service"}
    assert not agencies & {last[id]["agency_responsible"] for id in back}


def test_a_new_report_has_its_agency_and_follows_its_plan(federal: Reference) -> None:
    form = {"jurisdiction_id": "usa.gov", "address_id": "PPT-DC", "api_key": "demo-key"}
    token = ask(federal, "POST", "/v2/requests", service_code="PASSPORT", **form)[0]["token"]
    path = f"/v2/tokens/{token}"
    told = [ask(federal, "GET", path, jurisdiction_id="usa.gov")[0] for _ in range(3)]
    ids = [one["service_request_id"] for one in told]
    assert (ids[0], ids[1] is None) == (None, False)
    shown = ask(federal, "GET", f"/v2/requests/{ids[1]}", jurisdiction_id="usa.gov")[0]
    assert shown["agency_responsible"] == "Department of State"
