"""Large answers, broken ones too, are judged in time and to the right place."""

from __future__ import annotations

import pytest

from conformance.answers import Collection
from conformance.exchange import Exchange
from conformance.judge import judge
from conformance.looks import looks_like
from conformance.results import Result, Target, Verdict
from specs.catalogue import load
from tests.evidence import DECLARATION, exchange, made, requests_page

MANY = 10_000


def judged(answer: Exchange) -> dict[str, Result]:
    collection = Collection(Target(files=("page",), formats=(answer.format,)), [answer])
    return {result.requirement: result for result in judge(collection, list(load().values()))}


def in_xml(records: str) -> Exchange:
    return exchange(f"{DECLARATION}<service_requests>{records}</service_requests>", "requests")


def numbered(pattern: str) -> str:
    return "".join(pattern.replace("#", str(number)) for number in range(MANY))


LARGE = {
    "nothing in any record": in_xml("<request><status>open</status></request>" * MANY),
    "empty objects": exchange("[" + "{}," * MANY + "{}]", "requests", "json"),
    "foreign names": in_xml(
        "<request>" + numbered("<service_nam#>x</service_nam#>") + "</request>"
    ),
    "attributes": in_xml(numbered('<request a#="x"><status>open</status></request>')),
    "one id for all": in_xml(
        "<request><service_request_id>1</service_request_id></request>" * MANY
    ),
}


@pytest.mark.parametrize("name", LARGE)
def test_a_large_broken_answer_is_judged_in_time(name: str) -> None:
    results = judged(LARGE[name]).values()
    assert not [r for r in results if r.verdict is Verdict.ERROR]
    assert [r for r in results if r.verdict is Verdict.FAIL]


@pytest.mark.parametrize("start", [b"<!-- -->", b"<?x?>", b"<!doctype x>", b" ", b"<!--", b"<"])
def test_what_a_body_is_shows_at_once_whatever_it_begins_with(start: bytes) -> None:
    assert looks_like(exchange(start * 300)) in ("xml", "empty")


@pytest.mark.parametrize("format", ["xml", "json"])
def test_a_fault_far_down_is_found_where_it_is(format: str) -> None:
    records = made(2500)
    records[2399] |= {"status": "OPEN"}
    found = judged(requests_page(format, records))
    where = {"xml": "/service_requests/request[2400]/status", "json": "/2399/status"}
    assert [v.where.partition(" (")[0] for v in found["requests.status-value"].violations] == [
        where[format]
    ]


def test_what_was_not_looked_into_is_not_passed() -> None:
    long = f'{{"description": "{"x" * 4001}"}}'
    results = judged(exchange("[" + "{}," * MANY + long + "]", "requests", "json"))
    assert results["requests.service-code-present"].verdict is Verdict.FAIL
    assert results["requests.description-4000"].verdict is Verdict.NOT_TESTED
