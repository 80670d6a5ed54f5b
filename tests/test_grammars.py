"""The RELAX NG grammars accept what is right and refuse what is wrong, as the JSON Schemas do."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

import pytest
from lxml import etree

from conformance.exchange import Unmet
from mock_server.mutants import MUTANTS
from mock_server.reference import Reference
from mock_server.variants import VARIANTS
from specs.vocabulary import RESOURCES
from tests.served import EXAMPLES, answers, complaints, document, server

GRAMMARS = Path(__file__).parent.parent / "specs" / "xml"

# What shows in XML only, or is judged by a check: no clause of a schema speaks of it.
GRAMMAR_ONLY = {
    "discovery.xml-root",
    "formats.no-foreign-elements",
    "formats.no-misspelt-elements",
}
# What a grammar can't say plainly.
SCHEMA_ONLY = {
    "discovery.specification-token-exact",
    "discovery.v2-declares-xml",
    "formats.no-null-texts",
    "requests.has-location",
}
# Records in an element of another name: a check says so, no clause of a schema.
RENAMED = {"requests.items-renamed", "services.items-renamed"}
SERVERS: dict[str, type[Reference]] = {"reference": Reference, **MUTANTS, **VARIANTS}
# Another resource instead of the answer to a POST: the check of create.accepted says so, no clause.
del SERVERS["create.lists-instead"]


@cache
def grammar(resource: str) -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(str(GRAMMARS / f"{resource}.rng")))


def accepted(body: bytes, resource: str) -> bool:
    return grammar(resource).validate(etree.fromstring(body))


def shuffled(element: etree._Element, random: Random) -> etree._Element:
    """Return an element whose descendants come in another order."""
    copy = etree.Element(element.tag)
    copy.text = element.text
    copy.extend(shuffled(child, random) for child in random.sample(list(element), len(element)))
    return copy


def test_there_is_a_grammar_for_each_resource_and_nothing_else() -> None:
    shared = {"values", "service-request"}
    assert {path.stem for path in GRAMMARS.iterdir()} == {*RESOURCES} | shared


@pytest.mark.parametrize("resource", RESOURCES)
def test_an_example_of_the_specification_is_accepted(resource: str) -> None:
    assert accepted((EXAMPLES / f"{resource}.xml").read_bytes(), resource)


@pytest.mark.parametrize("resource", RESOURCES)
def test_elements_may_come_in_any_order(resource: str) -> None:
    example = etree.parse(str(EXAMPLES / f"{resource}.xml")).getroot()
    for seed in range(50):
        other = shuffled(example, Random(seed))  # noqa: S311
        assert grammar(resource).validate(other), etree.tostring(other)


@pytest.mark.parametrize("resource", RESOURCES)
def test_each_element_of_an_example_matters(resource: str) -> None:
    """A foreign element in place of it is refused."""
    count = sum(1 for _ in etree.parse(str(EXAMPLES / f"{resource}.xml")).iter())
    for index in range(count):
        example = etree.parse(str(EXAMPLES / f"{resource}.xml"))
        [*example.iter()][index].tag = "foreign"
        assert not grammar(resource).validate(example), index


@pytest.mark.parametrize("name", SERVERS)
def test_grammars_and_schemas_agree_on_a_server(name: str) -> None:
    kind = SERVERS[name]
    refused, complained = set(), set()
    for resource, answer in answers(server(kind), "xml").items():
        try:
            broken = complaints(document(answer.body, resource, "xml"))
        except Unmet:
            continue  # not well-formed, or an error in disguise: nothing to hold against either
        if broken - SCHEMA_ONLY:
            complained.add(resource)
        if not accepted(answer.body, resource):
            refused.add(resource)
    if kind.breaks & GRAMMAR_ONLY or name in RENAMED:
        assert refused
        assert not complained
    else:
        assert refused == complained
    if name not in MUTANTS:
        assert not refused
