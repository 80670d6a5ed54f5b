"""XML against JSON: what differs is found, what a living city changed meanwhile is not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.checks.twins import xml_json_same
from conformance.exchange import Exchange, Unmet
from conformance.results import Violation
from tests.city import Record, record, xml
from tests.evidence import answers, exchange

SERVICES = [{"service_code": f"{n}", "service_name": f"Service {n}"} for n in range(5)]
REQUESTS = [record(n) for n in range(40)]
SETTLED = REQUESTS[5]


def services(first: list[Record], other: list[Record], last: list[Record]) -> list[Exchange]:
    return [
        exchange(xml(first, "services", "service"), "services"),
        exchange(json.dumps(other), "services", "json"),
        exchange(xml(last, "services", "service"), "services-again"),
    ]


def requests(first: list[Record], other: list[Record], last: list[Record]) -> list[Exchange]:
    return [
        exchange(xml(first), "requests"),
        exchange(json.dumps(other), "requests", "json"),
        exchange(xml(last), "requests-twice"),
    ]


def single(first: Record, other: Record) -> list[Exchange]:
    asked = {"service_request_id": str(first["service_request_id"])}
    return [
        exchange(xml([first]), "request", asked=asked),
        exchange(json.dumps([other]), "request", "json", asked=asked),
    ]


def found(read: list[Exchange], **target: Any) -> list[Violation]:  # noqa: ANN401
    return list(xml_json_same(answers(*read, **target)))


def without(records: list[Record], *gone: Record) -> list[Record]:
    return [one for one in records if one not in gone]


NEW = SERVICES[4]
OTHERS = without(REQUESTS, SETTLED)
LATE = {**SETTLED, "service_request_id": "late", "requested_datetime": "2026-06-15T11:59:59Z"}
CLOSED = {**SETTLED, "status": "closed", "updated_datetime": "2026-06-15T11:59:59Z"}
LIVING = {
    "nothing changed": requests(REQUESTS, REQUESTS, REQUESTS),
    "a service came": services(SERVICES[:4], SERVICES, SERVICES),
    "a service went": services(SERVICES, SERVICES[:4], SERVICES[:4]),
    "a service was renamed": services(
        SERVICES,
        [*SERVICES[:4], {**NEW, "service_name": "Other"}],
        [*SERVICES[:4], {**NEW, "service_name": "Other"}],
    ),
    "a service request came": requests(REQUESTS, [LATE, *REQUESTS], [LATE, *REQUESTS]),
    "one came and went": requests(REQUESTS, [LATE, *REQUESTS], REQUESTS),
    "one was taken out": requests(REQUESTS, OTHERS, REQUESTS[6:]),
    "one was closed": requests(REQUESTS, [CLOSED, *OTHERS], REQUESTS),
    "the list is cut off": requests(REQUESTS[:20], REQUESTS[1:21], REQUESTS[:20]),
    "XML is never twice the same": requests(REQUESTS, OTHERS, REQUESTS[4:]),
}


@pytest.mark.parametrize("name", LIVING)
def test_what_changed_between_the_reads_breaks_nothing(name: str) -> None:
    assert found(LIVING[name]) == []


def test_a_service_request_that_changed_meanwhile_is_not_compared() -> None:
    with pytest.raises(Unmet, match="changed between"):
        found(single(SETTLED, CLOSED))


@pytest.mark.parametrize(
    ("read", "said"),
    [
        (services(SERVICES, SERVICES[:4], SERVICES), "in XML only: 4"),
        (services(SERVICES[:4], SERVICES, SERVICES[:4]), "in JSON only: 4"),
        (services(SERVICES, [*SERVICES[:4], {**NEW, "service_name": "Other"}], SERVICES), "Other"),
        (requests(REQUESTS, OTHERS, REQUESTS), "in XML only: 26-00005"),
        (requests(OTHERS, REQUESTS, OTHERS), "in JSON only: 26-00005"),
        (requests(REQUESTS, REQUESTS[::2], REQUESTS), "26-00001, 26-00003, 26-00005 and 17 more"),
        (requests(REQUESTS, [], REQUESTS), "and 3"),
        (requests(REQUESTS, [{**SETTLED, "address": "1 Elm"}], []), "1 Elm"),
        (single(SETTLED, {**SETTLED, "zipcode": "02139"}), "02139"),
    ],
)
def test_what_differs_however_often_it_is_read_breaks_it(read: list[Exchange], said: str) -> None:
    assert said in " ".join(violation.actual for violation in found(read))


def test_saved_services_are_taken_to_be_of_one_moment() -> None:
    read = services(SERVICES, SERVICES[:4], SERVICES)[:2]
    assert found(read, files=("services.xml", "services.json"))
    with pytest.raises(Unmet):
        found(read)
