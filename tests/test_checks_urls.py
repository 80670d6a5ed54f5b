"""Where an endpoint and its discovery document may stand."""

from __future__ import annotations

import pytest

from conformance.judge import judge_one
from conformance.results import Verdict
from specs.catalogue import load
from tests.evidence import answers, exchange
from tests.served import EXAMPLES

DISCOVERY = (EXAMPLES / "discovery.xml").read_text("utf-8")
SERVICES = (EXAMPLES / "services.xml").read_text("utf-8")


@pytest.mark.parametrize(
    ("url", "verdict"),
    [
        ("https://city.example/discovery.xml", Verdict.PASS),
        ("https://city.example/v2/discovery.xml?jurisdiction_id=a", Verdict.PASS),
        ("https://city.example/open311.xml", Verdict.FAIL),
        ("https://city.example/mydiscovery.xml", Verdict.FAIL),
        ("", Verdict.NOT_TESTED),
    ],
)
def test_discovery_stands_at_an_address_of_that_name(url: str, verdict: Verdict) -> None:
    found = exchange(DISCOVERY, "discovery", url=url, file="" if url else "discovery.xml")
    result = judge_one(load()["discovery.url-suffix"], answers(found), "xml", {})
    assert result.verdict is verdict


@pytest.mark.parametrize(
    ("endpoint", "verdict"),
    [
        ("https://city.example/v2", Verdict.PASS),
        ("http://city.example/v2", Verdict.FAIL),
        ("http://127.0.0.1:8311/v2", Verdict.NOT_APPLICABLE),
        ("http://localhost:8311/v2", Verdict.NOT_APPLICABLE),
        ("", Verdict.NOT_TESTED),
    ],
)
def test_https_is_asked_for_beyond_this_machine(endpoint: str, verdict: Verdict) -> None:
    result = judge_one(
        load()["transport.https"], answers(exchange(SERVICES), endpoint=endpoint), "xml", {}
    )
    assert result.verdict is verdict


def test_a_certificate_that_nobody_trusts_is_told() -> None:
    answer = exchange(status=None, problem="its certificate is not trusted")
    result = judge_one(load()["transport.https"], answers(answer), "xml", {})
    assert [violation.where for violation in result.violations] == ["certificate"]
