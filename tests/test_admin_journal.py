"""The admin API tells what came, how often, and what it can't know; as HAR, it is what was sent."""

from __future__ import annotations

from typing import Any

import pytest

from mock_server import bodies
from mock_server.admin.journal import URL_ENCODED
from mock_server.http import Request, Response
from mock_server.journal import Journal
from tests.test_admin import CITY, FORM, Mock


def test_the_journal_is_queried_counted_and_verified() -> None:
    mock = Mock()
    mock.ask("requests.json", FORM)
    mock.ask("services.xml")
    assert mock.do("GET", "/_mock/journal")["count"] == 2
    posts = mock.do("GET", "/_mock/journal", method="POST", service_code="006")
    assert posts["exchanges"][0]["form"][1] == ["service_code", "006"]
    assert mock.do("GET", "/_mock/journal/verify", method="POST", times="1")["verified"]
    twice = mock.do("GET", "/_mock/journal/verify", method="POST", service_code="006", times="2")
    assert twice == {"verified": False, "count": 1, "reason": "It came once, not twice."}
    none = mock.do("GET", "/_mock/journal/verify", method="POST", service_code="0066")
    assert none["reason"].startswith(f"There is no service 0066 in {CITY}; nearest 006.")
    assert "its service_code is" in none["reason"]
    assert mock.do("GET", "/_mock/journal", status="200")["count"] == 2
    assert mock.do("GET", "/_mock/journal", status="open")["count"] == 0
    mock.ask("requests.json", status="open")
    assert mock.do("GET", "/_mock/journal", status="open")["exchanges"][0]["number"] == 3
    for query, numbers in (
        ({"after": "1", "limit": "1"}, [2]),
        ({"after": "0", "limit": "2"}, [1, 2]),
        ({"limit": "2"}, [2, 3]),
        ({"limit": "0"}, []),
        ({"after": "3"}, []),
    ):
        shown = mock.do("GET", "/_mock/journal", **query)["exchanges"]
        assert [exchange["number"] for exchange in shown] == numbers
    assert mock.call("GET", "/_mock/journal", limit="-1")[0] == 400


def test_that_exchanges_were_dropped_is_said_of_every_count() -> None:
    mock = Mock()
    mock.tenants.root.journal = Journal(most=2)
    mock.ask("requests.json", FORM)
    assert "reason" not in mock.do("GET", "/_mock/journal/verify", method="POST")
    for _ in range(3):
        mock.ask("services.xml")
    for query in ({}, {"times": "0"}, {"times": "2"}):
        told = mock.do("GET", "/_mock/journal/verify", method="POST", **query)
        assert "Only the latest 2 of 4 exchanges are kept and counted" in told["reason"]
    assert "latest 2 of 4" in mock.do("GET", "/_mock/journal")["reason"]
    mock.do("DELETE", "/_mock/journal")
    mock.ask("services.xml")
    told = mock.do("GET", "/_mock/journal", after="4")
    assert (told["count"], [one["number"] for one in told["exchanges"]]) == (1, [5])
    assert "reason" not in told


FIELDS = [{"name": "a", "value": "b c"}]
HELLO = Response(200, {}, b"Hello")
LATIN = Response(200, {"Content-Type": "text/plain; charset=iso-8859-1"}, b"\xe4")


@pytest.mark.parametrize(
    ("media", "sent", "told"),
    [
        ("", "a=b+c", {"mimeType": URL_ENCODED, "params": FIELDS, "text": "a=b+c"}),
        ("multipart/form-data; boundary=x", "a=b+c", {"params": FIELDS}),
        ("application/json", '{"a": 1}', {"text": '{"a": 1}'}),
    ],
)
def test_the_archive_calls_a_body_what_its_sender_does(
    media: str, sent: str, told: dict[str, object]
) -> None:
    headers = {"content-type": media} if media else {}
    asked = Request("POST", "/", sent=sent, form=bodies.pairs(sent), headers=headers)
    assert entry(asked)["request"]["postData"] == {"mimeType": media, **told}


def test_the_archive_holds_any_answer_and_names_its_fault() -> None:
    archived = entry(Request("GET", "/"), LATIN, "latency:500")
    content = archived["response"]["content"]
    assert (content["encoding"], content["text"]) == ("base64", "5A==")
    assert archived["comment"] == "Fault: latency:500"
    plain = entry(Request("GET", "/"))
    assert "comment" not in plain
    assert "postData" not in plain["request"]
    assert plain["response"]["content"]["text"] == "Hello"


def entry(asked: Request, told: Response = HELLO, fault: str = "") -> dict[str, Any]:
    """Return the one exchange of an archive."""
    mock = Mock()
    root = mock.tenants.root
    root.journal.add(root.clock.now(), asked, told, fault)
    (found,) = mock.do("GET", "/_mock/journal.har")["log"]["entries"]
    one: dict[str, Any] = found
    return one
