"""Personal values and keys that an endpoint sends are found in no file that a run writes."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.ask import Options
from conformance.bundle import Bundle
from conformance.choose import choose
from conformance.cli.output import write_reports
from conformance.redact import REMOVED, redact, redact_body
from conformance.results import Target, outcome
from conformance.run import Order, check
from conformance.stored import load
from conformance.validate import validate
from mock_server.app import running
from mock_server.records import Record
from mock_server.reference import Reference
from specs import catalogue

PLANTED = ("jane.roe@example.org", "555-010-0199", "Roe-Planted", "device-77-planted", "key-4711")


class Leaky(Reference):
    """A server that shows its reporters."""

    serves = ("springfield.example",)

    def published(self, record: Record) -> Record:
        return record | {
            "description": f"Call 555-010-0199 or jane.roe@example.org, {self.key}",
            "email": "jane.roe@example.org",
            "last_name": "Roe-Planted",
            "device_id": "device-77-planted",
        }


def test_planted_values_are_in_no_file(tmp_path: Path) -> None:
    async def run() -> None:
        async with running(Leaky(requests=30, api_key="key-4711")) as url:
            order = Order(
                Target(endpoint=url, jurisdictions=Leaky.serves),
                list(catalogue.load().values()),
                Options(seed=1),
                api_key="key-4711",
            )
            bundle = Bundle(tmp_path / "report", "key-4711")
            write_reports(await check(order, bundle), bundle.folder, "key-4711")

    asyncio.run(run())
    files = [path for path in (tmp_path / "report").rglob("*") if path.is_file()]
    assert len(files) > 50
    for path in files:
        text = path.read_bytes().decode("utf-8", "replace")
        assert not [value for value in PLANTED if value in text], path.name


def test_a_stored_run_is_judged_again_with_the_same_verdicts(tmp_path: Path) -> None:
    async def run() -> None:
        async with running(Reference(requests=60)) as url:
            target = Target(endpoint=url, jurisdictions=Reference.serves)
            read = choose(catalogue.load(), (), (), writing=False)
            await check(Order(target, read, Options(seed=1)), Bundle(tmp_path / "report"))

    asyncio.run(run())
    stored = load(tmp_path / "report")
    again = validate([tmp_path / "report"], list(catalogue.load().values()))
    assert outcome(again) is outcome(stored)
    assert [(r.requirement, r.format, r.verdict) for r in again.results] == [
        (r.requirement, r.format, r.verdict) for r in stored.results
    ]


@pytest.mark.parametrize(
    "kept",
    [
        "2010-04-14T06:37:38-08:00",
        "<lat>37.762221815</lat><long>-122.4651145</long>",
        '"service_request_id": "101005420892"',
        "<zipcode>94122-1234</zipcode>",
        "<email/>",
        "<email /><status>open</status><email></email>",
        '"phone": null',
        '"sent": "description=Bread&api_key=",',
    ],
)
def test_what_is_nobodys_own_is_kept(kept: str) -> None:
    assert redact(kept) == kept


@pytest.mark.parametrize(
    "text",
    [
        "<first_name>Roe-Planted",
        "<first_name>Roe-Planted</first_",
        "<first_name>Roe-Planted<first_name>x</first_name>",
        "<ns:first_name a='1'>Roe-Planted</ns:first_name >",
        "<contact_name><given>Roe-Planted</given><email>x</email></contact_name>",
        '"first_name": "Roe-Planted',
        '"first_name": "Roe-Planted\\',
        '"first_name": ["Roe-Planted"]',
    ],
)
def test_a_body_that_was_cut_off_shows_nobody_either(text: str) -> None:
    assert "Roe-Planted" not in redact(text)


def test_an_empty_field_takes_nothing_along() -> None:
    text = "<email /><status>open</status><email>jane@example.org</email>"
    assert redact(text) == f"<email /><status>open</status><email>{REMOVED}</email>"


@pytest.mark.parametrize(
    "beginning",
    [
        "<email>",
        "<email ",
        "</email>",
        '"email":[',
        '"email":"',
        "a@a.",
        "a@",
        "?email=",
        "1-",
        "+1 ",
    ],
)
def test_a_body_of_beginnings_is_redacted_in_time(beginning: str) -> None:
    redact(beginning * 200_000)


def test_our_own_texts_hold_nothing_that_is_taken_out() -> None:
    for requirement in catalogue.load().values():
        for text in map(str, asdict(requirement).values()):
            assert redact(text) == text


@given(st.binary())
def test_any_body_can_be_redacted(body: bytes) -> None:
    redact_body(body, "key")
