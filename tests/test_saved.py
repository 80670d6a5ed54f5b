"""Saved answers are taken as they came, however they were saved."""

from __future__ import annotations

import errno
import gzip
from pathlib import Path

import pytest

from conformance.choose import choose
from conformance.results import Outcome, Verdict, outcome
from conformance.saved import read
from conformance.validate import validate
from specs.catalogue import load
from tests.served import answers, server

LIST = b"<services>\r\n<service><service_code>1</service_code></service>\r\n</services>"
FOUND = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
PACKED = FOUND + b"Content-Encoding: gzip\r\n"
TWICE = b'[{"service_code": "1", "service_code": "2", "service_name": "Light"}]'


@pytest.mark.parametrize(
    "saved",
    [
        LIST,
        FOUND + b"\r\n" + LIST,
        FOUND.replace(b"\r", b"") + b"\n" + LIST,
        PACKED + b"\r\n" + gzip.compress(LIST),
        PACKED + b"\r\n" + LIST,  # curl --compressed
        b"HTTP/1.1 302 Found\r\nLocation: /v2/\r\n\r\n" + FOUND + b"\r\n" + LIST,  # curl -L
    ],
)
def test_a_body_is_found_below_its_head_and_unpacked(saved: bytes, tmp_path: Path) -> None:
    (tmp_path / "saved.txt").write_bytes(saved)
    answer = read(tmp_path / "saved.txt", 1).exchange
    assert (answer.body, answer.question, answer.format) == (LIST, "services", "xml")
    assert answer.status == (200 if saved != LIST else None)
    assert answer.media_type() == ("text/xml" if saved != LIST else "")


@pytest.mark.parametrize("body", [TWICE, b"\xef\xbb\xbf" + TWICE])
def test_what_is_broken_is_recognised_all_the_same(body: bytes, tmp_path: Path) -> None:
    (tmp_path / "answer.json").write_bytes(body)
    assert read(tmp_path / "answer.json", 1).exchange.question == "services"


def test_what_cannot_be_read_leaves_the_others_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(path: Path) -> bytes:
        if path.name == "closed.xml":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        with path.open("rb") as file:
            return file.read()

    for name in ("closed.xml", "services.xml"):
        (tmp_path / name).write_bytes(b'<?xml version="1.0" encoding="utf-8"?>' + LIST)
    monkeypatch.setattr(Path, "read_bytes", denied)
    run = validate([tmp_path], [load()["services.code-unique"]])
    assert [result.verdict for result in run.results] == [Verdict.PASS]
    assert outcome(run) is Outcome.INCOMPLETE
    assert run.notes == (f"{tmp_path / 'closed.xml'} can't be read (Permission denied).",)


@pytest.mark.parametrize(
    ("parts", "expected"), [((), Outcome.INCOMPLETE), (("services",), Outcome.MET)]
)
def test_what_a_saved_list_shows_is_met_when_nothing_else_is_asked_for(
    parts: tuple[str, ...], expected: Outcome, tmp_path: Path
) -> None:
    (tmp_path / "services.xml").write_bytes(answers(server(), "xml")["services"].body)
    assert outcome(validate([tmp_path], choose(load(), parts, ()))) is expected


def test_what_no_header_shows_is_not_tested(tmp_path: Path) -> None:
    (tmp_path / "services.xml").write_bytes(LIST)
    run = validate([tmp_path], [load()["transport.cors"]])
    assert [result.verdict for result in run.results] == [Verdict.NOT_TESTED]
