"""Checks of the list of service requests and its records, each asked of one answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from conformance.answers import Answers
from conformance.checks import records, requests
from conformance.documents import Document
from conformance.exchange import Exchange, Unmet
from conformance.results import Violation
from tests.city import Record, record, xml
from tests.evidence import ENDPOINT, answers, exchange

ONE_CHECK = Callable[[Document], Any]


def listed(found: list[Record], format: str = "xml", **more: Any) -> Exchange:  # noqa: ANN401
    body = xml(found) if format == "xml" else json.dumps(found)
    return exchange(body, "requests", format, **{"url": f"{ENDPOINT}/requests.{format}", **more})


def services(*pairs: tuple[str, str]) -> Exchange:
    rows = [{"service_code": code, "service_name": name} for code, name in pairs]
    return exchange(xml(rows, "services", "service"), "services")


def of(check: ONE_CHECK, answer: Exchange) -> list[Violation]:
    return list(check(answers(answer).document("requests")))


def changed(**fields: object) -> list[Record]:
    return [record(1), {**record(2), **fields}, record(3)]


FAULTS: list[tuple[ONE_CHECK, dict[str, object], str, str]] = [
    (records.id_unique, {"service_request_id": "26-00001"}, "service_request_id", "26-00001 again"),
    (records.description_plain, {"description": "a <b>hole</b>"}, "description", "<b>hole</b>"),
    (records.description_plain, {"description": "see </p> it"}, "description", "</p> it"),
    (
        records.datetimes_ordered,
        {"updated_datetime": "2025-01-01T00:00:00Z"},
        "updated_datetime",
        "2025-01-01T00:00:00Z",
    ),
    (
        records.datetimes_ordered,
        {"updated_datetime": "2026-06-15T12:06:00Z"},
        "updated_datetime",
        "2026-06-15T12:06:00Z",
    ),
    (records.reporter_not_published, {"email": "a@b.example"}, "email", "email with a value"),
    (records.reporter_not_published, {"Requestor-Name": "X"}, "Requestor-Name", "with a value"),
]


@pytest.mark.parametrize("format", ["xml", "json"])
@pytest.mark.parametrize(("check", "fields", "where", "actual"), FAULTS)
def test_fault_is_found(
    check: ONE_CHECK, fields: dict[str, object], where: str, actual: str, format: str
) -> None:
    (found,) = of(check, listed(changed(**fields), format))
    assert where in found.where
    assert actual in found.actual


LEGAL: list[tuple[ONE_CHECK, dict[str, object]]] = [
    (records.id_unique, {"service_request_id": ""}),
    (records.description_plain, {"description": "3 < 4 & 5 > 4; <3; a &oacute; b"}),
    (records.description_plain, {"description": None}),
    (records.datetimes_ordered, {"updated_datetime": "1970-01-01T00:00:00Z"}),
    (records.datetimes_ordered, {"updated_datetime": "yesterday"}),
    (records.datetimes_ordered, {"updated_datetime": "2026-06-15T12:04:00Z"}),
    (records.reporter_not_published, {"email": None, "phone": ""}),
    (records.reporter_not_published, {"service_name": "E-mail", "agency_responsible": "Phones"}),
]


@pytest.mark.parametrize("format", ["xml", "json"])
@pytest.mark.parametrize(("check", "fields"), LEGAL)
def test_legal_record_is_left_alone(
    check: ONE_CHECK, fields: dict[str, object], format: str
) -> None:
    assert of(check, listed(changed(**fields), format)) == []


CHECKS: list[ONE_CHECK] = [
    records.id_unique,
    records.description_plain,
    records.datetimes_ordered,
    records.reporter_not_published,
    requests.default_volume,
]


@pytest.mark.parametrize("check", CHECKS)
def test_an_empty_list_shows_nothing(check: ONE_CHECK) -> None:
    with pytest.raises(Unmet, match="empty list"):
        of(check, listed([]))


def test_reporters_are_found_at_any_depth() -> None:
    nested = {"notes": [{"by": {"contact": {"name": "X", "hours": "9-5"}}}]}
    (found,) = of(records.reporter_not_published, listed(changed(**nested), "json"))
    assert found.where == "/1/notes/0/by/contact/name"
    assert of(records.reporter_not_published, listed(changed(agency={"name": "X"}), "json")) == []


def test_markup_in_xml_is_no_plain_description() -> None:
    body = xml(changed(description="MARKUP")).replace("MARKUP", "<b>hole</b>")
    (found,) = of(records.description_plain, exchange(body, "requests"))
    assert found.actual == "elements"


def test_dates_that_cannot_be_read_are_not_compared() -> None:
    undated = [{**record(n), "requested_datetime": "2026-06-01 10:00"} for n in range(3)]
    with pytest.raises(Unmet) as unmet:
        of(records.datetimes_ordered, listed(undated))
    assert unmet.value.blocked_by == "formats.datetime-format"


def known(view: Answers) -> list[str]:
    return [violation.actual for violation in records.service_known(view)]


def test_services_are_known_by_code_and_name() -> None:
    answer = listed([record(0), record(1), record(2)])
    right = services(("000", "Service 000"), ("001", "Service 001"), ("004", "Service 004"))
    assert known(answers(answer, right)) == []
    gone = services(("000", "Service 000"), ("001", "Road"))
    assert known(answers(answer, gone)) == [
        "Service 001, in 1 of 3 service requests",
        "004, in 1 of 3 service requests",
    ]


def test_services_without_codes_are_another_fault() -> None:
    with pytest.raises(Unmet) as unmet:
        known(answers(listed([record(0)]), services(("", "Road"))))
    assert unmet.value.blocked_by == "services.code-unique"


def volume(answer: Exchange) -> list[str]:
    return [violation.actual for violation in of(requests.default_volume, answer)]


def test_more_than_a_thousand_are_too_many() -> None:
    assert volume(listed([record(n) for n in range(1000)])) == []
    assert volume(listed([record(n) for n in range(1001)])) == ["1,001"]


@pytest.mark.parametrize("url", ["", f"{ENDPOINT}/requests.xml?page_size=2000"])
def test_volume_is_judged_where_no_arguments_were_given(url: str) -> None:
    with pytest.raises(Unmet):
        volume(listed([record(0)], file="requests.xml", url=url))


def served(*exchanges: Exchange) -> list[str]:
    return [violation.actual for violation in requests.list_served(answers(*exchanges))]


def test_the_list_is_served_without_a_key() -> None:
    assert served(listed([record(0)])) == []
    assert served(listed([record(0)], status=401)) == ["401"]
    with_key = (listed([record(0)], status=403), listed([record(0)]))
    assert served(exchange(b"", "requests-without-key", status=403), with_key[1]) == ["403"]
    wrong = exchange(xml([record(0)], "requests"), "requests")
    assert served(wrong) == ["root element requests"]


def test_an_empty_list_is_served_where_anything_is() -> None:
    assert served(listed([]), services(("000", "Road"))) == []
    with pytest.raises(Unmet):
        served(listed([]), services())


EMPTY = [
    ("xml", "<service_requests/>", 200, None),
    ("json", "[]", 200, None),
    ("json", "null", 200, "null"),
    ("json", "{}", 200, "{}"),
    ("json", "", 200, "an empty body"),
    ("xml", "<errors/>", 404, "404"),
]


@pytest.mark.parametrize(("format", "body", "status", "actual"), EMPTY)
def test_nothing_is_an_empty_list(format: str, body: str, status: int, actual: str | None) -> None:
    view = answers(listed([record(0)], format), exchange(body, "empty-list", format, status))
    assert [v.actual for v in requests.empty_list(view)] == ([actual] if actual else [])


def test_dates_that_keep_nothing_out_are_another_fault() -> None:
    view = answers(listed([record(0)]), exchange(xml([record(0)]), "empty-list"))
    with pytest.raises(Unmet) as unmet:
        list(requests.empty_list(view))
    assert unmet.value.blocked_by == "requests.filter-dates"


def test_the_default_window_is_ninety_days() -> None:
    old = [v.actual for v in requests.default_window(answers(listed([record(0), record(73)])))]
    assert old == ["1 of 2 are older, the oldest of 2026-03-16"]
    assert not list(requests.default_window(answers(listed([record(0), record(71)]))))
