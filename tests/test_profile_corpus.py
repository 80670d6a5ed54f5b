"""Profiles answer in the shape that the software's recorded answers have.

The recorded answers are not part of the project; OPEN311_CORPUS names the folder that holds them.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from lxml import etree

from mock_server.http import Request
from mock_server.profiles import PROFILES

FOLDER = os.environ.get("OPEN311_CORPUS", "")
PLACE = "springfield.example"
pytestmark = pytest.mark.skipif(
    not FOLDER, reason="OPEN311_CORPUS does not name a folder of recorded answers"
)


def answered(name: str, path: str) -> bytes:
    """Return the body that a profile answers with."""
    server = PROFILES[f"profile.{name}"](requests=200, jurisdictions=(PLACE,))
    return server.respond(Request("GET", f"/open311/v2/{path}", {"jurisdiction_id": PLACE})).body


def recorded(path: str) -> bytes:
    """Return the body that was recorded of the software."""
    return (Path(FOLDER) / path).read_bytes()


def shape(value: object) -> object:
    """Return the names and types of a value; of a list, those that its items have."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [json.loads(item) for item in sorted({json.dumps(shape(v)) for v in value})]
    return type(value).__name__


def elements(body: bytes) -> tuple[str, dict[str, str], set[str]]:
    """Return the root's name and attributes, and the names of what its records hold."""
    root = etree.fromstring(body)
    names = {str(field.tag) for record in root for field in record}
    return str(root.tag), {str(k): str(v) for k, v in root.attrib.items()}, names


@pytest.mark.parametrize(
    ("name", "path", "recording"),
    [
        ("fixmystreet", "discovery.json", "fixmystreet-2026/discovery.json"),
        ("mysociety-adapter", "services.json", "mysociety-adapter-2026/services.json"),
    ],
)
def test_json_has_the_names_and_types_that_were_recorded(
    name: str, path: str, recording: str
) -> None:
    came, told = (json.loads(body) for body in (answered(name, path), recorded(recording)))
    if isinstance(told, list):
        came, told = ({k: shape(v) for r in rs for k, v in r.items()} for rs in (came, told))
        assert came == told
    else:
        assert shape(came) == shape(told)


def test_attributes_have_the_names_and_types_that_were_recorded() -> None:
    came = json.loads(answered("mysociety-adapter", "services/001.json"))["attributes"]
    told = json.loads(recorded("mysociety-adapter-2026/service_definition-POT.json"))["attributes"]
    names = {name for attribute in told for name in attribute}
    assert {name for attribute in came for name in attribute} == names
    assert all(attribute.keys() >= names - {"values"} for attribute in came)
    for name in ("required", "variable"):
        assert {type(attribute[name]) for attribute in came} == {str}


@pytest.mark.parametrize(
    ("name", "path", "recording", "optional"),
    [
        ("mark-a-spot", "services.xml", "giessen-2018/services.xml", set()),
        ("mysociety-adapter", "services.xml", "mysociety-adapter-2026/services.xml", set()),
        (
            "mysociety-adapter",
            "requests.xml",
            "mysociety-adapter-2026/request-0.xml",
            {"description", "agency_responsible", "service_notice"},
        ),
        ("connected-bits", "requests.xml", "toronto-2018/requests.xml", set()),
    ],
)
def test_xml_has_the_elements_that_were_recorded(
    name: str, path: str, recording: str, optional: set[str]
) -> None:
    root, attributes, names = elements(answered(name, path))
    assert (root, attributes, names - optional) == elements(recorded(recording))
