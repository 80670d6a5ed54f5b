"""What the mock server keeps so as not to do it twice: bounded, and never older than the data."""

from __future__ import annotations

import json
from typing import Any

from mock_server.http import Request
from mock_server.kept import MOST_BYTES, Kept
from mock_server.reference import Reference

CITY = "springfield.example"


def test_what_was_made_is_made_once() -> None:
    kept: Kept[str] = Kept()
    assert kept.get("a", lambda: "first") == "first"
    assert kept.get("a", lambda: "second") == "first"
    kept.clear()
    assert kept.get("a", lambda: "second") == "second"


def test_what_was_not_asked_for_longest_makes_room_and_long_questions_count() -> None:
    kept: Kept[bytes] = Kept()
    question = "x" * 2**20
    for number in range(20):
        kept.get(f"{number}{question}", lambda: b"")
        kept.get("0", lambda: b"often asked")
    held = [text for text in kept if text != "0"]
    assert len(held) == MOST_BYTES // 2**20 - 1
    assert str(held[-1]).startswith("19")
    assert "0" in kept


def listed(server: Reference, query: dict[str, str]) -> list[dict[str, Any]]:
    answer = server.respond(Request("GET", "/open311/v2/requests.json", query))
    found: list[dict[str, Any]] = json.loads(answer.body)
    return found


def test_a_list_that_was_asked_for_before_shows_what_is_new_and_what_has_changed() -> None:
    server = Reference(requests=5, jurisdictions=(CITY,))
    city = server.store.cities[CITY]
    for query in ({}, {"status": "open"}, {"service_code": "006"}):
        before = listed(server, query)
        made = server.record(city, city.services[5], {"description": "new"}, server.now())
        city.add(made)
        after = listed(server, query)
        assert [r["description"] for r in after] == ["new", *[r["description"] for r in before]]
        city.change(str(made["service_request_id"]), description="changed")
        assert listed(server, query)[0]["description"] == "changed"


def test_an_id_that_was_asked_for_too_early_is_found_once_it_is_there() -> None:
    server = Reference(requests=5, jurisdictions=(CITY,))
    city = server.store.cities[CITY]
    made = server.record(city, city.services[5], {}, server.now())
    asked = {"service_request_id": str(made["service_request_id"])}
    assert listed(server, asked) == []
    city.add(made)
    assert len(listed(server, asked)) == 1
