"""The admin API does what its own table says, for this machine or the holder of the token only."""

from __future__ import annotations

import base64
import json
from math import inf, nan
from typing import Any

import pytest

from mock_server import admin
from mock_server.guard import Guard
from mock_server.http import Refused, Request, Response
from mock_server.settings import Settings
from mock_server.tenants import Tenants

CITY = "springfield.example"
FORM = (
    ("api_key", "demo-key"),
    ("service_code", "006"),
    ("lat", "42.1"),
    ("long", "-72.6"),
    ("email", "jane@example.org"),
)


class Mock:
    """A server, called without HTTP around it."""

    def __init__(self) -> None:
        self.tenants = Tenants(Settings(requests=5, jurisdictions=(CITY,)))

    def call(self, verb: str, path: str, body: object = None, **query: str) -> Any:  # noqa: ANN401
        """Return status and value of a call of the admin API."""
        tenant, asked = self.tenants.route(Request(verb, path, query))
        data = json.dumps(body).encode() if body is not None else b""
        response = admin.answer(self.tenants, tenant, asked, data)
        media = response.headers["Content-Type"]
        told = json.loads(response.body) if "json" in media else response.body.decode()
        return response.status, told

    def do(self, verb: str, path: str, body: object = None, **query: str) -> Any:  # noqa: ANN401
        """Return the value of a call that is answered with 200."""
        status, told = self.call(verb, path, body, **query)
        assert status == 200, told
        return told

    def ask(self, path: str, form: tuple[tuple[str, str], ...] = (), **query: str) -> Response:
        """Ask the server itself."""
        method = "POST" if form else "GET"
        tenant, asked = self.tenants.route(Request(method, f"/open311/v2/{path}", query, form=form))
        return tenant.respond(asked)[0]

    def count(self) -> int:
        return self.tenants.root.behaviour.store.cities[CITY].count


@pytest.fixture
def mock() -> Mock:
    return Mock()


def test_data_is_saved_restored_and_reset(mock: Mock) -> None:
    mock.ask("requests.json", FORM)
    mock.do("PUT", "/_mock/snapshots/one")
    mock.ask("requests.json", FORM)
    assert mock.count() == 7
    mock.do("POST", "/_mock/snapshots/one/restore")
    assert mock.count() == 6
    assert list(mock.do("GET", "/_mock/snapshots")) == ["one"]
    mock.do("POST", "/_mock/reset")
    assert mock.count() == 5
    assert mock.call("POST", "/_mock/snapshots/two/restore")[0] == 404
    assert mock.do("DELETE", "/_mock/snapshots/one") == {"forgotten": True}


def test_the_clock_is_set_frozen_and_moved(mock: Mock) -> None:
    told = mock.do("PUT", "/_mock/clock", {"now": "2026-07-01T12:00:00Z", "frozen": True})
    assert told["frozen"]
    assert mock.do("POST", "/_mock/clock/advance", {"by": "2h"})["now"].startswith("2026-07-01T14")
    mock.ask("requests.json", FORM)
    made = json.loads(mock.ask("requests.json").body)[0]["requested_datetime"]
    assert made.startswith("2026-07-01T14:00:0")
    assert not mock.do("PUT", "/_mock/clock", {"frozen": False})["frozen"]
    told = mock.do("PUT", "/_mock/clock", {"now": "2026-07-01T12:00:00Z", "frozen": True})
    assert told["now"] == "2026-07-01T12:00:00+00:00"


def test_faults_are_added_counted_and_taken_away(mock: Mock) -> None:
    rule = {"fault": "status:503", "method": "get", "path": "services", "times": 1}
    number = mock.do("POST", "/_mock/faults", rule)["number"]
    assert [mock.ask("services.xml").status for _ in range(2)] == [503, 200]
    assert mock.do("GET", "/_mock/faults")[0]["done"] == 1
    assert mock.do("DELETE", f"/_mock/faults/{number}") == []
    mock.do("POST", "/_mock/faults", {"fault": "malformed"})
    assert mock.do("DELETE", "/_mock/faults") == []


def test_mutants_are_put_on_together_and_taken_off(mock: Mock) -> None:
    names = ["services.type-instant", "requests.status-capital"]
    mock.do("PUT", "/_mock/mutants", {"mutants": names})
    assert b"<type>instant" in mock.ask("services.xml").body
    assert b'"status": "Closed"' in mock.ask("requests.json").body
    unheard = mock.do(
        "PUT", "/_mock/mutants", {"mutants": ["services.code-twice", "services.no-code"]}
    )
    assert [note.split()[0] for note in unheard["notes"]] == ["services.no-code"]
    assert mock.do("PUT", "/_mock/mutants", {"mutants": []}) == {"mutants": [], "notes": []}
    assert b'"status": "Closed"' not in mock.ask("requests.json").body
    assert mock.call("PUT", "/_mock/mutants", {"mutants": ["no.such"]})[0] == 400


def test_one_service_request_is_told_whole_and_advanced(mock: Mock) -> None:
    id = json.loads(mock.ask("requests.json", FORM).body)[0]["service_request_id"]
    told = mock.do("GET", f"/_mock/requests/{CITY}/{id}")
    assert told["reporter"] == {"email": "jane@example.org"}
    done = mock.do("POST", f"/_mock/requests/{CITY}/{id}/advance", {"note": "Filled."})
    assert done["service_request"]["status"] == "closed"
    assert [event["kind"] for event in done["history"]] == ["open", "close"]
    again = mock.do("POST", f"/_mock/requests/{CITY}/{id}/advance", {"step": "open"})
    assert again["service_request"]["status"] == "open"


def test_each_tenant_has_an_admin_api_of_its_own(mock: Mock) -> None:
    mock.do("POST", "/t/a/_mock/clock/advance", {"by": "3d"})
    assert mock.do("GET", "/_mock/tenants") == {"a": 0}
    here, there = (mock.do("GET", f"{p}/_mock/clock")["now"] for p in ("", "/t/a"))
    assert there > here
    assert mock.do("DELETE", "/_mock/tenants/a") == {"forgotten": True}


def test_what_is_due_is_done_before_anything_is_looked_at_or_told(mock: Mock) -> None:
    mock.tenants.root.behaviour.store.cities[CITY].plans["006"] = {"note": "after 2h"}
    mock.do("PUT", "/_mock/clock", {"frozen": True})
    form = (("api_key", "demo-key"), ("service_code", "006"), ("lat", "42.1"), ("long", "-72.6"))
    id = json.loads(mock.ask("requests.json", form).body)[0]["service_request_id"]
    mock.do("POST", "/_mock/clock/advance", {"by": "1d"})
    path = f"/_mock/requests/{CITY}/{id}"
    assert mock.do("GET", path)["service_request"]["status_notes"]
    told = mock.do("POST", f"{path}/advance", {"note": "Fixed by hand."})["service_request"]
    assert told["status_notes"] == "Fixed by hand."
    assert json.loads(mock.ask(f"requests/{id}.json").body) == [told]


def test_no_tenant_sees_or_forgets_another(mock: Mock) -> None:
    for name in ("a", "b"):
        mock.do("GET", f"/t/{name}/_mock/clock")
    assert mock.do("GET", "/t/a/_mock/tenants") == {"a": 0}
    assert 'tenant="b"' not in mock.do("GET", "/t/a/_mock/metrics")
    assert mock.do("DELETE", "/t/a/_mock/tenants/b") == {"forgotten": False}
    assert mock.do("DELETE", "/t/a/_mock/tenants/a") == {"forgotten": True}
    assert mock.do("GET", "/_mock/tenants") == {"b": 0}


def test_metrics_count_what_was_asked(mock: Mock) -> None:
    mock.ask("services.xml")
    text = mock.do("GET", "/_mock/metrics")
    assert 'open311_mock_requests_total{tenant=""} 1' in text
    assert f'jurisdiction="{CITY}"}} 5' in text
    mock.do("DELETE", "/_mock/journal")
    assert 'open311_mock_requests_total{tenant=""} 1' in mock.do("GET", "/_mock/metrics")


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "said"),
    [
        ("GET", "/_mock/nothing", None, 404, "lists what there is"),
        ("POST", "/_mock/clock", None, 405, "takes GET or PUT"),
        ("PUT", "/_mock/clock", {"now": "noon"}, 400, "with a zone"),
        ("POST", "/_mock/clock/advance", {"by": "soon"}, 400, "s, m, h or d"),
        ("POST", "/_mock/clock/advance", {"by": "999999999d"}, 400, "too far"),
        ("POST", "/_mock/clock/advance", {"by": "999999d"}, 400, "too far"),
        ("PUT", "/_mock/clock", {"now": "0001-01-01T00:00:00Z"}, 400, "from 1900 to 2999"),
        ("PUT", "/_mock/clock", {"now": "9999-12-31T23:59:59Z", "frozen": True}, 400, "too far"),
        ("PUT", "/_mock/clock", {"now": "2026-07-01T12:00:00"}, 400, "with a zone"),
        ("PUT", "/_mock/clock", {"frozen": 1}, 400, "true or false"),
        ("POST", "/_mock/faults", {"fault": "explode"}, 400, "There are:"),
        ("POST", "/_mock/faults", {"fault": "reset", "path": "("}, 400, "unterminated"),
        ("POST", "/_mock/faults", {}, 400, 'needs "fault"'),
        ("POST", "/_mock/faults", {"fault": "reset", "method": "FOO"}, 400, "There are: CONNECT"),
        ("POST", "/_mock/faults", {"fault": "reset", "method": "GET "}, 400, "no method 'GET '"),
        ("POST", "/_mock/faults", {"fault": "reset", "tmies": 1}, 400, "Did you mean times?"),
        ("POST", "/_mock/faults", {"fault": "reset", "x": 1}, 400, "It takes fault, method"),
        ("POST", "/_mock/faults", {"fault": "reset", "times": inf}, 400, "whole number from 1"),
        ("POST", "/_mock/faults", {"fault": "reset", "times": -1}, 400, "whole number from 1"),
        ("POST", "/_mock/faults", {"fault": "reset", "times": 1.5}, 400, "whole number from 1"),
        ("POST", "/_mock/faults", {"fault": "reset", "times": "soon"}, 400, "whole number from 1"),
        ("POST", "/_mock/faults", {"fault": "reset", "times": [1]}, 400, "whole number from 1"),
        ("POST", "/_mock/faults", {"fault": "reset", "probability": 7}, 400, "number from 0 to 1"),
        ("POST", "/_mock/faults", {"fault": "reset", "probability": nan}, 400, "from 0 to 1"),
        ("POST", "/_mock/faults", {"fault": "reset", "seconds": 1e12}, 400, "number from 0 to"),
        ("POST", "/_mock/faults", {"fault": "reset", "seconds": nan}, 400, "number from 0 to"),
        ("POST", "/_mock/faults", {"fault": "reset", "arguments": 5}, 400, "is an object"),
        ("POST", "/_mock/faults", {"fault": "reset", "path": "a{9999999999}"}, 400, "too large"),
        ("DELETE", f"/_mock/faults/{'9' * 5000}", None, 404, "There is no fault"),
        ("PUT", "/_mock/mutants", {"mutants": 5}, 400, "is a list of ids"),
        ("PUT", "/_mock/mutants", {"mutants": "services.type-instant"}, 400, "is a list of ids"),
        ("GET", "/_mock/requests/nowhere/1", None, 404, "there are springfield"),
        ("PUT", "/_mock/mutants", [], 400, "JSON object"),
        ("PUT", "/_mock/mutants", {"mutants": ["profile.klarschiff"]}, 409, "--profile klarschiff"),
    ],
)
def test_a_wrong_call_is_told_what_is_right(
    mock: Mock, method: str, path: str, body: object, status: int, said: str
) -> None:
    got, told = mock.call(method, path, body)
    assert got == status
    assert said in told["error"]


def call_from(**headers: str) -> Request:
    return Request("POST", "/_mock/reset", headers={"host": "127.0.0.1:8311", **headers})


def test_only_this_machine_is_admitted_without_a_token() -> None:
    guard = Guard("127.0.0.1")
    guard.admit(call_from())
    guard.admit(call_from(origin="http://127.0.0.1:8311"))
    for stranger in (
        {"host": "evil.example:8311"},
        {"host": "[::1"},
        {"origin": "https://evil.example"},
        {"origin": "http://["},
    ):
        with pytest.raises(Refused, match="this machine"):
            guard.admit(call_from(**stranger))


def test_beyond_loopback_the_token_is_needed() -> None:
    guard = Guard("0.0.0.0")  # noqa: S104
    assert len(guard.token) > 20
    guard.admit(call_from(authorization=f"Bearer {guard.token}"))
    for wrong in ("", "Bearer", "Bearer x", guard.token):
        with pytest.raises(Refused, match="Bearer"):
            guard.admit(call_from(authorization=wrong))


def test_in_a_browser_the_token_is_the_password_for_pages_of_the_server_itself() -> None:
    guard = Guard("0.0.0.0", "a-token")  # noqa: S104
    basic = "Basic " + base64.b64encode(b"anybody:a-token").decode()
    guard.admit(call_from(authorization=basic))
    guard.admit(call_from(authorization=basic, origin="http://127.0.0.1:8311"))
    with pytest.raises(Refused) as refused:
        guard.admit(call_from(authorization=basic, origin="https://evil.example"))
    assert refused.value.headers["WWW-Authenticate"].startswith("Basic ")
