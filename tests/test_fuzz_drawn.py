"""What is drawn in a fuzz run: the document that it is drawn from, and what is wrong in it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.forms import Attribute, Pairs, Template
from conformance.fuzzing import document, faults
from conformance.fuzzing.document import Known
from conformance.fuzzing.drawing import noted
from specs import openapi

SIZE = Attribute("SIZE", "singlevaluelist", required=True, keys=("01", "02"))
WHERE = Attribute("WHERE", "multivaluelist", required=False, keys=("1",))
DEPTH = Attribute("DEPTH", "number", required=False)
SINCE = Attribute("SINCE", "datetime", required=False)
TEMPLATE = Template("001", (SIZE, WHERE, DEPTH, SINCE), "42.1", "-72.6", "12 Main St")
RIGHT: dict[str, str] = {"service_code": "001", "lat": "42.1", "long": "-72.6"} | {
    "attribute[SIZE]": "01"
}


def fault(form: dict[str, str]) -> str:
    found = faults.in_form(list(form.items()), TEMPLATE, ("001", "002"))
    return found[0] if found else ""


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"service_code": "002"},
        {"lat": "", "long": "", "address_string": "12 Main St"},
        {"lat": "", "address_string": "12 Main St"},  # where the words tell, half is no fault
        {"lat": "95", "address_id": "7"},
        {"attribute[DEPTH]": "1e400"},
        {"attribute[SINCE]": "2026-02-30"},  # doubtful, so left alone
        {"attribute[NONE]": "x", "email": "", "unknown": "1"},
        {"attribute[WHERE][]": "1"},
    ],
)
def test_what_may_be_accepted_is_no_fault(more: dict[str, str]) -> None:
    assert fault(RIGHT | more) == ""


@pytest.mark.parametrize(
    ("more", "question"),
    [
        ({"service_code": " "}, "refuse-no-service"),
        ({"service_code": "AAA"}, "refuse-unknown-service"),
        ({"lat": "", "long": ""}, "refuse-no-location"),
        ({"lat": ""}, "refuse-half-location"),
        ({"long": ""}, "refuse-half-location"),
        ({"lat": "-91"}, "refuse-coordinates"),
        ({"long": "true"}, "refuse-coordinates"),
        ({"lat": "nan"}, "refuse-coordinates"),
        ({"attribute[SIZE]": ""}, "refuse-no-attribute"),
        ({"attribute[SIZE]": "03"}, "refuse-attribute"),
        ({"attribute[WHERE][]": "2"}, "refuse-attribute"),
        ({"attribute[DEPTH]": "true"}, "refuse-attribute"),
        ({"attribute[SINCE]": "AAA"}, "refuse-attribute"),
    ],
)
def test_what_has_to_be_refused_is_filed_so(more: dict[str, str], question: str) -> None:
    assert fault(RIGHT | more) == question


@pytest.mark.parametrize(
    ("url", "wrong"),
    [
        ("/requests.xml?start_date=null", "start_date=null"),
        ("/requests.xml?status=open&end_date=AAA", "end_date=AAA"),
        ("/requests.xml?start_date=", ""),
        ("/requests.xml?start_date=0", ""),
        ("/requests.xml?start_date=null&service_request_id=1", ""),
        ("/requests.xml?status=null", ""),
    ],
)
def test_a_word_is_no_date(url: str, wrong: str) -> None:
    assert faults.in_query(url) == wrong


@pytest.mark.parametrize(
    ("path", "strange"),
    [
        ("/services/001.xml", False),
        ("/services/%C3%A9%20.xml?jurisdiction_id=%2F%5C", False),
        ("/services/a%2Fb.xml", True),
        ("/services/%0a.xml", True),
        ("/services/...xml", True),
        ("/requests.xml?status=%00", True),
        ("/requests.xml?status=" + "a" * 2000, True),
    ],
)
def test_what_a_gateway_may_refuse_is_strange(path: str, strange: bool) -> None:
    assert faults.is_strange("https://city.example/open311/v2" + path) is strange


KNOWN = Known(("xml",), ("a.example", "b.example"), ("001",), ("001",), ("N-1",))


def test_only_the_formats_that_are_served_are_asked_for() -> None:
    assert all(path.endswith(".xml") for path in document.reading(KNOWN))
    assert set(document.posting(KNOWN, {})) == {"/requests.xml"}


def test_every_method_that_reads_is_asked_but_discovery() -> None:
    assert set(document.reading(replace(KNOWN, formats=("json",)))) == {
        "/services.json",
        "/services/{service_code}.json",
        "/tokens/{token}.json",
        "/requests.json",
        "/requests/{service_request_id}.json",
    }


def test_the_jurisdictions_that_were_named_are_asked_for() -> None:
    parts = document.reading(KNOWN)["/services.xml"]["components"]["parameters"]
    assert parts["jurisdiction_id"]["required"]
    assert parts["jurisdiction_id"]["schema"] == {"enum": ["a.example", "b.example"]}


def test_a_form_asks_for_no_key_and_nobody_else() -> None:
    form = document.whole_form(KNOWN, TEMPLATE)
    assert "api_key" not in str(form)
    assert form["properties"]["service_code"] == {"enum": ["001"]}
    assert form["properties"]["media_url"] == {"enum": [document.MEDIA]}
    assert form["additionalProperties"] is False
    assert {"jurisdiction_id", "attribute[SIZE]"} <= set(form["required"])


def test_what_is_wrong_in_a_core_form_is_alone() -> None:
    whole = document.whole_form(KNOWN, TEMPLATE)
    core = document.core_form(whole, TEMPLATE)
    assert {"lat", "long", "service_code"} <= set(core["required"])
    assert not {"address_string", "address_id", "email"} & set(core["properties"])


def test_the_published_document_stays_as_it_is() -> None:
    before = str(openapi.document())
    document.whole_form(KNOWN, TEMPLATE)
    document.reading(KNOWN)
    assert str(openapi.document()) == before


def test_a_description_is_noted_once_and_fits() -> None:
    room = "x" * document.ROOM
    form: Pairs = [("lat", "1"), ("description", room)]
    (_, description) = noted(form, "o311" + 10 * "a")[-1]
    assert len(description) == 4000
    assert description.endswith(room)
