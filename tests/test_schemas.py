"""The JSON Schemas accept what the specification shows, and two validators agree on all of it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import referencing
from jsonschema import Draft202012Validator, FormatChecker

from conformance import saved
from conformance.answers import RESOURCE_OF
from conformance.documents import Document, parse
from conformance.exchange import Unmet
from specs import vocabulary
from specs.vocabulary import RESOURCES
from tests.city import record, xml
from tests.served import EXAMPLES, answers, complaints, document, server

CORPUS = os.environ.get("OPEN311_CORPUS", "")
FORMATS = ("xml", "json")
Way = tuple[str | int, ...]

# The specification's own JSON writes ids as numbers. It fixes no type, clients break on it: a note.
NOTED = {"requests.json", "request.json", "post-response.json", "token-response.json"}
SAMPLES = {
    "discovery": "discovery.{}",
    "services": "services.{}",
    "service-definition": "service_definition-DMV66.{}",
    "requests": "requests.{}",
    "request": "request-638344.{}",
    "post-response": "post_response.{}",
    "token-response": "token.{}",
    "errors": "error-403.http-{}.txt",
}
# Not JSON: a number starts with a zero. Their repaired twins stand in tests/examples.
UNREADABLE = {"services.json", "requests.json", "request-638344.json"}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("resource", RESOURCES)
def test_an_example_of_the_specification_is_accepted(resource: str, format: str) -> None:
    path = EXAMPLES / f"{resource}.{format}"
    expected = {"formats.ids-are-strings"} if path.name in NOTED else set()
    assert complaints(document(path.read_bytes(), resource, format)) == expected


@pytest.mark.skipif(not CORPUS, reason="OPEN311_CORPUS does not name a folder of recorded answers")
@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("resource", RESOURCES)
def test_a_recorded_example_is_accepted(resource: str, format: str) -> None:
    path = Path(CORPUS) / "handwritten-spec-samples" / SAMPLES[resource].format(format)
    answer = saved.read(path, 1, resource).exchange
    if path.name in UNREADABLE:
        with pytest.raises(Unmet) as refused:
            parse(answer, resource)
        assert refused.value.blocked_by == "formats.json-valid"
    else:
        expected = {"formats.ids-are-strings"} if f"{resource}.{format}" in NOTED else set()
        assert complaints(parse(answer, resource)) == expected


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("resource", RESOURCES)
def test_the_reference_is_accepted(resource: str, format: str) -> None:
    body = answers(server(), format)[resource].body
    assert complaints(document(body, resource, format)) == set()


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    ("lat", "long", "right"),
    [
        (90, 180, True),
        (-90, -180, True),
        (90.001, 0, False),
        (-90.001, 0, False),
        (0, 180.001, False),
        (0, -180.001, False),
    ],
)
def test_coordinates_end_at_the_poles_and_the_date_line(
    lat: float, long: float, right: bool, format: str
) -> None:
    records = [{**record(1), "lat": lat, "long": long}]
    body = (xml(records) if format == "xml" else json.dumps(records)).encode()
    broken = "requests.coordinates-valid" in complaints(document(body, "requests", format))
    assert broken is not right


@cache
def checker() -> FormatChecker:
    known = FormatChecker(formats=())
    for name, test in vocabulary.FORMATS.items():
        known.checks(name)(lambda value, test=test: not isinstance(value, str) or test(value))
    return known


@cache
def validators(resource: str) -> tuple[Draft202012Validator, jsonschema_rs.Draft202012Validator]:
    """Return the reference validator and the fast one."""
    schema = vocabulary.load_schema(RESOURCES[resource].schema)
    registry: referencing.Registry[Any] = referencing.Registry(
        retrieve=lambda uri: referencing.Resource.from_contents(vocabulary.retrieve(uri))  # type: ignore[call-arg]
    )
    slow = Draft202012Validator(schema, registry=registry, format_checker=checker())
    fast = jsonschema_rs.Draft202012Validator(
        schema,
        validate_formats=True,
        formats=vocabulary.FORMATS,
        retriever=vocabulary.retrieve,
    )
    return slow, fast


def found(value: object, resource: str) -> tuple[set[Way], set[Way]]:
    """Return what each validator finds: place in the document, and way through the schema.

    The reference validator leaves "$ref" and "if" out of the way.
    """
    slow, fast = validators(resource)
    theirs: set[Way] = {
        (*e.absolute_path, "by", *e.absolute_schema_path) for e in slow.iter_errors(value)
    }
    ours: set[Way] = {
        (*e.instance_path, "by", *(s for s in e.evaluation_path if s not in ("$ref", "if")))
        for e in fast.iter_errors(value)
    }
    return theirs, ours


def recorded() -> Iterator[tuple[Path, Document]]:
    for number, path in enumerate(saved.bodies([Path(CORPUS)]), 1):
        try:
            answer = saved.read(path, number).exchange
            resource = RESOURCE_OF.get(answer.question, answer.question)
            yield path, parse(answer, resource)
        except Unmet:
            continue


@pytest.mark.skipif(not CORPUS, reason="OPEN311_CORPUS does not name a folder of recorded answers")
def test_both_validators_find_the_same_in_every_recorded_answer() -> None:
    broken = 0
    for path, answer in recorded():
        theirs, ours = found(answer.value, answer.resource.name)
        assert ours == theirs, path
        broken += bool(ours)
    assert broken > 10


@pytest.mark.parametrize("format", FORMATS)
def test_both_validators_find_the_same_in_the_wrong_resource(format: str) -> None:
    broken = 0
    for served, response in answers(server(), format).items():
        value = document(response.body, served, format).value
        for resource in RESOURCES:
            theirs, ours = found(value, resource)
            assert ours == theirs, (served, resource)
            broken += bool(ours)
    assert broken > 40
