"""specs/openapi.yaml is what the schemas say, and standard tools can work with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Ok
from schemathesis.core.transport import Response as Answer
from schemathesis.schemas import BaseSchema

from conformance import xml_body
from conformance.clauses import requirements_with_clauses
from mock_server.http import Request
from mock_server.mutants import MUTANTS
from mock_server.reference import Reference
from mock_server.variants import VARIANTS
from specs import openapi
from specs.catalogue import Level, load
from specs.openapi import MEDIA_TYPES, METHODS, document
from tests.served import ENDPOINT, answers, server

FILE = Path(openapi.__file__).with_suffix(".yaml")
QUIET: dict[str, Any] = {"cache": {"enabled": False}, "generation": {"database": "none"}}
FEW = settings(
    max_examples=25,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def schema() -> BaseSchema:
    schemathesis.deserializer("text/xml")(
        lambda _, answer: xml_body.value_of(xml_body.parse(answer.content))
    )
    config = schemathesis.Config.from_dict(QUIET)
    return schemathesis.openapi.from_path(FILE, config=config)


def test_the_file_is_what_the_generator_writes() -> None:
    again = "python -m specs.openapi > specs/openapi.yaml"
    assert openapi.as_yaml() == FILE.read_text("utf-8"), f"Write it anew: {again}"


def test_the_standard_validator_has_nothing_against_it() -> None:
    found = OpenAPIV31SpecValidator(yaml.safe_load(FILE.read_text("utf-8"))).iter_errors()
    assert list(found) == []


def test_it_holds_every_method_in_both_formats(schema: BaseSchema) -> None:
    listed = {one.ok().label for one in schema.get_all_operations() if isinstance(one, Ok)}
    assert listed == {
        f"{verb} /{path}.{format}"
        for format in ("xml", "json")
        for verb, path in (
            ("GET", "discovery"),
            ("GET", "services"),
            ("GET", "services/{service_code}"),
            ("POST", "requests"),
            ("GET", "tokens/{token}"),
            ("GET", "requests"),
            ("GET", "requests/{service_request_id}"),
        )
    }


def clauses(node: object) -> Iterator[str]:
    """Yield each x-requirement below a node."""
    if isinstance(node, dict):
        if "x-requirement" in node:
            yield node["x-requirement"]
        node = list(node.values())
    if isinstance(node, list):
        for part in node:
            yield from clauses(part)


def test_it_demands_every_must_of_the_schemas_and_nothing_else() -> None:
    musts = {id for id in requirements_with_clauses() if load()[id].level is Level.MUST}
    assert set(clauses(document())) == musts


def test_it_can_be_made_for_an_endpoint() -> None:
    made = document("https://311.example/v2", "https://311.example")
    assert made["servers"] == [{"url": "https://311.example/v2"}]
    assert made["paths"]["/discovery.xml"]["servers"] == [{"url": "https://311.example"}]


def test_a_tool_can_point_it_at_an_endpoint() -> None:
    config = schemathesis.Config.from_dict({"base-url": "http://127.0.0.1:1/v2"} | QUIET)
    case = schemathesis.openapi.from_path(FILE, config=config)["/services.xml"]["GET"].Case()
    assert case.as_transport_kwargs()["url"] == "http://127.0.0.1:1/v2/services.xml"


def refused(schema: BaseSchema, kind: type[Reference], format: str) -> set[str]:
    """Return the resources whose answers the document does not allow, told by schemathesis."""
    found = set()
    for resource, answer in answers(server(kind), format).items():
        asked = "services" if resource == "errors" else resource
        method = next(method for method in METHODS if method.resource == asked)
        operation = schema[f"{method.path}.{format}"][method.verb.upper()]
        sent = requests.Request(method.verb.upper(), f"http://127.0.0.1:1{method.path}").prepare()
        headers = {name: [value] for name, value in answer.headers.items()}
        got = Answer(answer.status, headers, answer.body, sent, 0.1, verify=True)
        try:
            operation.validate_response(got)
        except (Failure, FailureGroup):
            found.add(resource)
    return found


@pytest.mark.parametrize("format", MEDIA_TYPES)
def test_the_reference_answers_as_it_says(schema: BaseSchema, format: str) -> None:
    assert refused(schema, Reference, format) == set()


@pytest.mark.parametrize("format", MEDIA_TYPES)
@pytest.mark.parametrize("name", ["element-order", "offsets", "optional-left-out", "two-errors"])
def test_a_legal_server_answers_as_it_says(schema: BaseSchema, name: str, format: str) -> None:
    assert refused(schema, VARIANTS[f"variant.{name}"], format) == set()


@pytest.mark.parametrize("format", MEDIA_TYPES)
@pytest.mark.parametrize(
    ("name", "resources"),
    [
        ("discovery.no-endpoints", {"discovery"}),
        ("services.type-instant", {"services"}),
        ("definitions.attributes-outside", {"service-definition"}),
        ("formats.expected-without-zone", {"requests"}),
    ],
)
def test_a_server_with_a_fault_does_not(
    schema: BaseSchema,
    name: str,
    resources: set[str],
    format: str,
) -> None:
    assert refused(schema, MUTANTS[name], format) == resources


@given(data=st.data())
@FEW
def test_a_form_that_it_allows_is_taken(schema: BaseSchema, data: st.DataObject) -> None:
    behaviour = server()
    form: Any = data.draw(schema["/requests.json"]["POST"].as_strategy()).body
    form |= {"api_key": behaviour.key, "service_code": "010"}
    pairs = [
        (name, str(one))
        for name, value in form.items()
        for one in (value if isinstance(value, list) else [value])
    ]
    answer = behaviour.respond(Request("POST", f"{ENDPOINT}/requests.json", form=tuple(pairs)))
    assert answer.status == 200, answer.body


@given(data=st.data())
@FEW
def test_a_query_that_it_allows_is_answered(schema: BaseSchema, data: st.DataObject) -> None:
    query = dict(data.draw(schema["/requests.json"]["GET"].as_strategy()).query)
    answer = server().respond(Request("GET", f"{ENDPOINT}/requests.json", query=query))
    # A document of types can't say that 90 days is the most, nor which date comes first.
    assert answer.status == 200 or {"start_date", "end_date"} <= query.keys()


@pytest.mark.parametrize(
    "query", [{"start_date": "9999-12-31T00:00:00Z"}, {"end_date": "0001-01-01T00:00:00Z"}]
)
def test_a_date_at_the_end_of_the_calendar_is_answered(query: dict[str, str]) -> None:
    assert server().respond(Request("GET", f"{ENDPOINT}/requests.json", query=query)).status == 200
