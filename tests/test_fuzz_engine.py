"""What is relied upon of Schemathesis, whose engine is not a public interface."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis.internal.conjecture import providers

from conformance.fuzzing import engine
from conformance.fuzzing.document import Known, reading
from conformance.fuzzing.drawn import Came, Complaint, Drawn, Drew, Enough
from conformance.fuzzing.seeding import encodable
from mock_server.http import Request
from tests.served import ENDPOINT, server

LISTS = {
    "xml": b"<services><service><service_code>1</service_code><service_name>a</service_name>"
    b"<metadata>false</metadata><type>realtime</type></service></services>",
    "json": b'[{"service_code": "1", "service_name": "a", "metadata": false, "type": "realtime"}]',
}
TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json"}


def came(body: bytes, format: str = "xml", status: int = 200, media: str = "") -> Came:
    return Came(status, (("Content-Type", media or TYPES[format]),), body)


def draw(
    path: str,
    send: Callable[[Drawn], Came | None],
    *,
    seed: int = 1,
    mode: str = "all",
    examples: int = 1,
) -> Drew:
    schema = reading(Known(("xml", "json")))[path]
    return engine.run(schema, send, seed=seed, mode=mode, examples=examples)


def complaints(path: str, answer: Came | None, mode: str = "positive") -> set[Complaint]:
    """Return what is held against an answer that is always the same, the numbers left out."""
    drew = draw(path, lambda _: answer, mode=mode)
    assert drew.problems == []
    return {Complaint(one.check, one.title, 0, one.requirement) for one in drew.complaints}


def checks(found: set[Complaint]) -> set[str]:
    return {one.check for one in found}


@pytest.mark.parametrize("format", LISTS)
def test_a_right_answer_is_left_alone(format: str) -> None:
    assert complaints(f"/services.{format}", came(LISTS[format], format)) == set()


@pytest.mark.parametrize("format", LISTS)
def test_a_broken_clause_is_told_with_its_requirement(format: str) -> None:
    wrong = came(LISTS[format].replace(b"realtime", b"instant"), format)
    found = complaints(f"/services.{format}", wrong)
    assert checks(found) == {"response_schema_conformance"}
    assert {one.requirement for one in found} == {"services.type-value"}


@pytest.mark.parametrize(
    ("answer", "check"),
    [
        (came(b"<services><service>"), "response_schema_conformance"),
        (came(b"<html></html>", media="text/html"), "content_type_conformance"),
        (came(LISTS["xml"], status=206), "status_code_conformance"),
        (came(b"", status=500), "not_a_server_error"),
    ],
)
def test_other_faults_are_told(answer: Came, check: str) -> None:
    assert check in checks(complaints("/services.xml", answer))


def test_what_is_accepted_or_refused_wrongly_is_told() -> None:
    errors = b"<errors><error><code>400</code><description>No.</description></error></errors>"
    refused = complaints("/services.xml", came(errors, status=400))
    assert checks(refused) == {"positive_data_acceptance"}
    taken = complaints("/requests.json", came(b"[]", "json"), "negative")
    assert checks(taken) == {"negative_data_rejection"}


def test_no_answer_is_no_complaint() -> None:
    assert complaints("/services.xml", None) == set()


def test_a_complaint_names_the_request_by_its_number() -> None:
    sent: list[Drawn] = []

    def send(drawn: Drawn) -> Came:
        sent.append(drawn)
        return came(b"", status=500 if "status=" in drawn.path else 404)

    drew = draw("/requests.xml", send)
    broken = {one.number for one in drew.complaints if one.check == "not_a_server_error"}
    assert broken == {number for number, one in enumerate(sent) if "status=" in one.path}
    assert {one.allowed for one in sent} == {True, False}


def test_a_pause_that_is_asked_for_is_the_clients_matter() -> None:
    sent: list[str] = []

    def send(drawn: Drawn) -> Came:
        sent.append(drawn.path)
        return Came(429, (("Content-Type", "text/xml"), ("Retry-After", "1")), b"")

    draw("/services.xml", send)
    assert len(sent) == len(set(sent)) > 1


@pytest.mark.parametrize("most", [0, 1, 5])
def test_enough_is_enough_and_what_was_told_is_kept(most: int) -> None:
    sent: list[Drawn] = []

    def send(drawn: Drawn) -> Came:
        if len(sent) == most:
            raise Enough
        sent.append(drawn)
        return came(b"", status=500)

    drew = draw("/requests.xml", send, examples=5)
    assert len(sent) == most
    assert {one.number for one in drew.complaints} == set(range(most))
    assert drew.problems == []


def drawn_for(seed: int, name: str) -> list[Drawn]:
    """Return what is drawn for a server whose data are of another day each time."""
    behaviour, sent = server(), list[Drawn]()

    def send(drawn: Drawn) -> Came:
        sent.append(drawn)
        path, _, _ = drawn.path.partition("?")
        answer = behaviour.respond(Request("GET", ENDPOINT + path))
        return Came(answer.status, tuple(answer.headers.items()), answer.body + name.encode())

    draw("/tokens/{token}.xml", send, seed=seed, examples=40)
    return sent


def test_the_seed_decides_what_is_drawn_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = drawn_for(1, "")
    words = [f"word{number}" for number in range(200)]
    (tmp_path / "loaded_meanwhile.py").write_text(f"WORDS = {words!r}\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.import_module("loaded_meanwhile")
    assert drawn_for(1, "<!-- other -->") == first
    assert drawn_for(2, "") != first
    del sys.modules["loaded_meanwhile"]


def test_hypothesis_is_left_as_it_was() -> None:
    before = providers._get_local_constants, providers.CONSTANTS_CACHE
    draw("/services.xml", lambda _: came(LISTS["xml"]))
    assert (providers._get_local_constants, providers.CONSTANTS_CACHE) == before


def test_utf_8_writes_all_characters_but_the_surrogates() -> None:
    intervals, lossy = encodable("utf-8")
    assert len(lossy) == 0
    for number in (0, 0x7F, 0xD7FF, 0xD800, 0xDFFF, 0xE000, 0x10FFFF):
        try:
            chr(number).encode("utf-8")
        except UnicodeEncodeError:
            assert number not in intervals
        else:
            assert number in intervals


def test_it_neither_reads_nor_leaves_files_where_the_user_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "schemathesis.toml").write_text('base-url = "http://other.invalid"\n', "utf-8")
    monkeypatch.chdir(tmp_path)
    assert draw("/services.xml", lambda _: came(b"", status=500)).complaints
    assert [path.name for path in tmp_path.iterdir()] == ["schemathesis.toml"]


def test_the_document_is_not_asked_of_the_endpoint() -> None:
    asked: list[str] = []

    def send(drawn: Drawn) -> Came:
        asked.append(drawn.path)
        return came(LISTS["json"], "json")

    draw("/services.json", send, examples=3)
    assert {path.partition("?")[0] for path in asked} == {"/services.json"}
