"""Changesets, the address of a discovery document, and bodies that are not what was asked for."""

from __future__ import annotations

import json

import pytest

from conformance.checks.discovery import changeset_sorts
from conformance.checks.formats import suffix_selects, xml_well_formed
from conformance.dates import newer
from conformance.documents import parse
from conformance.exchange import Exchange, Unmet
from conformance.probes.discovery import in_format
from conformance.results import Violation
from tests.evidence import DECLARATION, answers, exchange

SHOWN = "2011-02-03 14:18"


def discovery(own: str, *theirs: str) -> Exchange:
    endpoints = [{"url": "https://city.example/v2", "changeset": changeset} for changeset in theirs]
    return exchange(json.dumps({"changeset": own, "endpoints": endpoints}), "discovery", "json")


def sorts(own: str, *theirs: str) -> list[Violation]:
    return list(changeset_sorts(answers(discovery(own, *theirs)).document("discovery")))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (SHOWN, "2010-11-23 09:01", True),
        (SHOWN, SHOWN, False),
        (SHOWN, "2011-02-03", True),
        (SHOWN, "2011-01-31T14:18:00Z", True),
        (SHOWN, "2011-02-03T23:00:00Z", None),
        ("2011-02-03T14:18:00Z", "2011-02-03T14:18:00+01:00", True),
        ("20110203", "20110204", False),
        ("17", "3", None),
        ("rev. 17", "rev. 16", None),
        (None, SHOWN, None),
    ],
)
def test_changesets_are_compared_where_they_can_be(
    one: object, other: object, expected: bool | None
) -> None:
    assert newer(one, other) is expected


def test_changesets_of_the_specifications_form_are_judged() -> None:
    assert sorts(SHOWN, "2010-11-23 09:01", "rev. 17") == []
    assert sorts("2010-11-23 09:01", SHOWN)[0].actual == SHOWN


@pytest.mark.parametrize(
    ("own", "theirs", "blocked_by"),
    [
        ("rev. 17", ["rev. 18"], ""),
        ("", [SHOWN], "discovery.document-fields"),
        (SHOWN, [""], "discovery.endpoint-fields"),
        (SHOWN, [], "discovery.has-endpoint"),
    ],
)
def test_changesets_that_cant_be_compared_are_not_passed(
    own: str, theirs: list[str], blocked_by: str
) -> None:
    with pytest.raises(Unmet) as raised:
        sorts(own, *theirs)
    assert raised.value.blocked_by == blocked_by


@pytest.mark.parametrize(
    ("given", "json"),
    [
        ("https://city.example/discovery", "https://city.example/discovery.json"),
        ("https://city.example/discovery/", "https://city.example/discovery.json"),
        ("https://city.example/discovery.xml", "https://city.example/discovery.json"),
        ("https://city.example/discovery.html", "https://city.example/discovery.json"),
        ("https://city.example/v2.1/discovery", "https://city.example/v2.1/discovery.json"),
        (
            "https://city.example/discovery.xml?city=a.b",
            "https://city.example/discovery.json?city=a.b",
        ),
        ("https://city.example/discovery.php?f=xml", "https://city.example/discovery.php?f=xml"),
    ],
)
def test_a_given_address_is_asked_in_both_formats(given: str, json: str) -> None:
    assert in_format(given, "json") == json


ENTITIES = '<!DOCTYPE services [<!ENTITY co "City">]>'
SERVICES = "<services><service><service_code>1</service_code></service></services>"


def test_a_body_with_entities_is_not_read_and_no_one_is_blamed() -> None:
    body = exchange(DECLARATION + ENTITIES + SERVICES.replace("1", "&co;"))
    with pytest.raises(Unmet, match="ENTITY") as raised:
        parse(body, "services")
    assert raised.value.blocked_by == ""
    assert list(xml_well_formed(body)) == []


@pytest.mark.parametrize(
    "body",
    [
        DECLARATION + '<!DOCTYPE services SYSTEM "services.dtd">' + SERVICES,
        DECLARATION + SERVICES.replace("1", "<![CDATA[<!DOCTYPE a [<!ENTITY b 'c'>]>]]>"),
        DECLARATION + f"<!-- {ENTITIES} -->" + SERVICES,
    ],
)
def test_a_document_type_and_the_word_entity_are_no_entities(body: str) -> None:
    assert parse(exchange(body), "services").records


@pytest.mark.parametrize(
    ("body", "resource", "owner"),
    [
        ("<html><body>Log in<br></body></html>", "services", "services.list-served"),
        ("<html/>", "requests", "requests.list-served"),
        ("<html/>", "discovery", "discovery.xml-served"),
        ("<errors><error/></errors>", "request", "request.list-of-one"),
        ("[]", "services", "formats.suffix-selects"),
        ("{}", "discovery", "discovery.xml-served"),
    ],
)
def test_what_comes_instead_belongs_to_who_serves(body: str, resource: str, owner: str) -> None:
    with pytest.raises(Unmet) as raised:
        parse(exchange(body), resource)
    assert raised.value.blocked_by == owner


def test_the_other_format_is_found_in_every_resource() -> None:
    read = [exchange(SERVICES), exchange(SERVICES, "other-accept"), exchange("[]", "definitions")]
    assert [v.exchange for v in suffix_selects(answers(*read))] == ["0003"]
