"""What a store holds lasts, comes back from a snapshot, and is published by whoever serves it."""

from __future__ import annotations

from pathlib import Path

import pytest

from mock_server.http import Request
from mock_server.settings import Settings
from mock_server.tenants import Tenants

CITY = "springfield.example"
FORM = (("api_key", "demo-key"), ("service_code", "006"), ("lat", "42.1"), ("long", "-72.6"))


def over(file: Path, *mutants: str) -> Tenants:
    """Return a server over a file."""
    return Tenants(Settings(requests=5, jurisdictions=(CITY,), db=str(file), mutants=mutants))


def count(tenants: Tenants) -> int:
    return tenants.root.behaviour.store.cities[CITY].count


def post(tenants: Tenants) -> None:
    asked = Request("POST", "/open311/v2/requests.json", form=FORM)
    assert tenants.root.respond(asked)[0].status == 200


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "city.sqlite"


def test_a_file_is_saved_restored_and_reset_and_lasts(file: Path) -> None:
    tenants = over(file)
    post(tenants)
    tenants.root.save("one")
    post(tenants)
    assert tenants.root.restore("one")
    assert count(tenants) == 6
    tenants.root.reset()
    assert count(tenants) == 5
    post(tenants)
    tenants.close()
    again = over(file)
    assert count(again) == 6
    again.close()
