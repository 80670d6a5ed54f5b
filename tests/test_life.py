"""A new service request goes on by its plan: at once, in time, by reads, or when it is told."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from mock_server import life
from mock_server.clock import Clock
from mock_server.http import Request
from mock_server.jurisdictions import City
from mock_server.life import Plan
from mock_server.reference import Reference

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
BASE = "/open311/v2"


class Planned(Reference):
    """One city; its services 006 and 009 (batch) have a plan."""

    serves = ("springfield.example",)

    def __init__(self, plan: Plan) -> None:
        self.clock = Clock(lambda: NOON)
        self.clock.freeze()
        super().__init__(requests=3, now=self.clock.now)
        self.city.plans.update({"006": plan, "009": plan})

    @property
    def city(self) -> City:
        return self.store.cities["springfield.example"]

    def post(self, code: str) -> dict[str, str]:
        form = {"api_key": self.key, "service_code": code, "lat": "42.1", "long": "-72.6"}
        answer = self.respond(Request("POST", f"{BASE}/requests.json", form=tuple(form.items())))
        told: dict[str, str] = json.loads(answer.body)[0]
        return told

    def get(self, path: str) -> dict[str, str]:
        answer = self.respond(Request("GET", f"{BASE}/{path}.json"))
        told: dict[str, str] = json.loads(answer.body)[0]
        return told


def test_without_a_plan_nothing_happens_until_it_is_told() -> None:
    server = Planned({})
    id = server.post("006")["service_request_id"]
    server.clock.advance(timedelta(days=60))
    assert server.get(f"requests/{id}")["status"] == "open"
    assert life.tell(server.city, id, "close", server.now(), "Filled.")
    told = server.get(f"requests/{id}")
    assert (told["status"], told["status_notes"]) == ("closed", "Filled.")
    assert told["updated_datetime"] > told["requested_datetime"]
    assert [kind for _, kind, _ in server.city.history(id)] == ["open", "close"]
    assert not life.tell(server.city, "unknown", "close", server.now())


def test_a_plan_does_not_undo_what_somebody_told() -> None:
    server = Planned({"note": "after 2h", "close": "after 3d"})
    id = server.post("006")["service_request_id"]
    assert life.tell(server.city, id, "close", server.now(), "Fixed by hand.")
    server.clock.advance(timedelta(days=5))
    told = server.get(f"requests/{id}")
    assert (told["status"], told["status_notes"]) == ("closed", "Fixed by hand.")
    assert [kind for _, kind, _ in server.city.history(id)] == ["open", "close"]


def test_a_note_that_was_told_leaves_the_rest_of_the_plan() -> None:
    server = Planned({"note": "after 2h", "close": "after 3d"})
    id = server.post("006")["service_request_id"]
    assert life.tell(server.city, id, "note", server.now(), "Seen.", agency_responsible="USPS")
    server.clock.advance(timedelta(days=1))
    told = server.get(f"requests/{id}")
    assert (told["status_notes"], told["agency_responsible"]) == ("Seen.", "USPS")
    server.clock.advance(timedelta(days=5))
    assert server.get(f"requests/{id}")["status"] == "closed"


def test_a_token_can_wait_until_it_is_told() -> None:
    server = Planned({"token": "when told"})
    token = server.post("009")["token"]
    server.clock.advance(timedelta(days=60))
    assert server.get(f"tokens/{token}")["service_request_id"] is None
    assert life.tell(server.city, "A1-N00004", "token", server.now())
    assert server.get(f"tokens/{token}")["service_request_id"] == "A1-N00004"


def test_a_step_is_taken_when_its_time_has_come() -> None:
    server = Planned({"note": "after 2h", "close": "after 3d"})
    id = server.post("006")["service_request_id"]
    assert server.get(f"requests/{id}")["status_notes"] is None
    server.clock.advance(timedelta(hours=2))
    assert server.get(f"requests/{id}")["status_notes"] == life.NOTES["note"]
    server.clock.advance(timedelta(days=5))
    assert server.get("requests")["status"] == "closed"
    closed = server.city.history(id)[-1]
    assert closed[:2] == (NOON + timedelta(days=3), "close")


def test_a_step_is_taken_after_so_many_reads() -> None:
    server = Planned({"close": "reads 2"})
    id = server.post("006")["service_request_id"]
    asked = [server.get(f"requests/{id}")["status"] for _ in range(3)]
    assert asked == ["open", "closed", "closed"]


def test_a_read_by_the_argument_counts_too() -> None:
    server = Planned({"close": "reads 2"})
    ids = {"service_request_id": server.post("006")["service_request_id"]}
    asked = Request("GET", f"{BASE}/requests.json", ids)
    found = [json.loads(server.respond(asked).body)[0]["status"] for _ in range(2)]
    assert found == ["open", "closed"]


def test_a_step_is_taken_at_once() -> None:
    server = Planned({"close": "at once"})
    assert server.get(f"requests/{server.post('006')['service_request_id']}")["status"] == "closed"


def test_a_token_leads_to_an_id_in_time_or_after_polls() -> None:
    server = Planned({"token": "reads 2"})
    token = server.post("009")["token"]
    asked = [server.get(f"tokens/{token}")["service_request_id"] for _ in range(2)]
    assert asked == [None, "A1-N00004"]
    late = Planned({"token": "after 5m"})
    token = late.post("009")["token"]
    assert late.get(f"tokens/{token}")["service_request_id"] is None
    late.clock.advance(timedelta(minutes=5))
    assert late.get(f"tokens/{token}")["service_request_id"] == "A1-N00004"


@pytest.mark.parametrize("plan", [{"close": "soon"}, {"explode": "at once"}, {"note": "reads 0"}])
def test_a_plan_that_cannot_be_meant_is_told(plan: Plan) -> None:
    with pytest.raises(ValueError, match="after 90s"):
        life.steps(plan, NOON)
