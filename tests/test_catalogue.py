"""Catalogue, clauses, checks, mutants and texts agree: nothing dangling, nothing twice."""

from __future__ import annotations

import ast
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator

from conformance import judge, probes  # noqa: F401  (they register every check and probe)
from conformance.clauses import requirements_with_clauses
from conformance.fuzzing.asking import QUESTIONS
from conformance.fuzzing.drawing import POSTED
from conformance.registry import CHECKS, PROBES
from mock_server.mutants import MUTANTS
from mock_server.variants import VARIANTS
from specs import catalogue, vocabulary
from specs.catalogue import PARTS, Basis, Formats, Level, Requirement, load
from tests.selftest import HIDES

ROOT = Path(__file__).parent.parent
HERE = Path(__file__).parent
LOADED = load()
TESTED = {id for id, requirement in LOADED.items() if not requirement.not_tested}
SCHEMAS = sorted(catalogue.SCHEMAS.glob("*.schema.json"))
DOCUMENTS = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")

NEEDS = {"read", "json", "discovery", "definitions", "batch", "blackbox", "multi", "write"}
# The headings of the two pages of the specification, as their anchors.
SECTIONS = {
    "https://wiki.open311.org/GeoReport_v2/": """
        status specification servers apps--resources service-discovery
        internationalization-and-encoding datetime-format encoding format-support xml-support
        json-support definitions jurisdiction_id optional-arguments api-methods get-service-list
        get-service-definition post-service-request get-service_request_id-from-a-token
        get-service-requests response-volume get-service-request errors""",
    "https://wiki.open311.org/Service_Discovery/": """
        about base-url formats fields-for-all-versions examples""",
}
# Where a demand follows from another standard, or is not the specification's at all.
ELSEWHERE = re.compile(
    r"https://(www\.rfc-editor\.org|www\.w3\.org|fetch\.spec\.whatwg\.org|cwe\.mitre\.org)/\S+"
)
# Questions that no probe is named for: answers that were filed anew, and saved errors.
FILED = {"services-without-key", "requests-without-key", "errors"}
# No mutant breaks these alone: what does show that their checks can see.
SHOWN_BY = {
    "discovery.url-suffix": "test_checks_urls.py",  # a server is found where it should be
    "formats.xml-everywhere": "definitions.json-only-definitions",  # breaks another with it
    "requests.date-ranges-nest": "test_checks_dates.py",  # takes a fault with the filters right
    "requests.window-complete": "test_checks_lists.py",  # takes a fault with the filters right
    "services.list-not-empty": "variant.no-services",  # a note about a legal server
    "transport.https": "test_checks_urls.py",  # this machine itself needs no https
}
# What may follow a part's name and a dot without being a requirement: discovery.xml and the like.
SUFFIXES = {"xml", "json", "html", "pdf", "example"}
NAMED = re.compile(rf"\b(?:{'|'.join(PARTS)})\.([a-z0-9]+(?:-[a-z0-9]+)*)\b")


def named(text: str) -> set[str]:
    """Return what a text names like requirements, and is none."""
    found = {m.group() for m in NAMED.finditer(text) if m.group(1) not in SUFFIXES}
    return found - LOADED.keys() - MUTANTS.keys()


def texts(requirement: Requirement) -> str:
    told = (requirement.statement, requirement.judge, requirement.fix, requirement.interpretation)
    return "\n".join((*told, requirement.not_tested, *requirement.clients))


def test_every_part_has_its_file_and_no_file_is_left_over() -> None:
    assert {path.stem for path in catalogue.REQUIREMENTS.glob("*.toml")} == set(PARTS)


def test_no_demand_stands_twice() -> None:
    counted = Counter(requirement.statement for requirement in LOADED.values())
    assert [statement for statement, number in counted.items() if number > 1] == []


@pytest.mark.parametrize("id", LOADED)
def test_a_requirement_is_whole(id: str) -> None:
    requirement = LOADED[id]
    assert requirement.statement
    assert requirement.judge
    assert requirement.fix
    assert set(requirement.needs) <= NEEDS
    assert named(texts(requirement)) == set()


@pytest.mark.parametrize("id", LOADED)
def test_a_requirement_cites_a_section_that_exists(id: str) -> None:
    requirement = LOADED[id]
    page, _, anchor = requirement.url.partition("#")
    if page in SECTIONS:
        assert anchor in SECTIONS[page].split()
    else:
        assert ELSEWHERE.fullmatch(requirement.url)
        assert requirement.basis in (Basis.IMPLIED, Basis.INTEROP, Basis.SECURITY)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_names_only_what_exists(name: str) -> None:
    assert named((ROOT / name).read_text("utf-8")) == set()


def test_the_code_names_only_what_exists() -> None:
    """Every text in the code that is written like an id is one."""
    for part in ("conformance", "mock_server", "reports"):
        for path in (ROOT / part).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    whole = NAMED.fullmatch(node.value)
                    assert not (whole and named(node.value)), f"{path}:{node.lineno}"


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_a_schema_is_valid(path: Path) -> None:
    schema = json.loads(path.read_text("utf-8"))
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    assert schema["$id"] == path.name
    Draft202012Validator.check_schema(schema)
    jsonschema_rs.Draft202012Validator(schema, retriever=vocabulary.retrieve)


def subschemas(node: object, clause: str = "") -> Iterator[tuple[dict[str, object], str]]:
    """Yield each object below a node with the clause that it stands in."""
    if isinstance(node, dict):
        yield node, clause
        inside = str(node.get("x-requirement", clause))
        for part in node.values():
            yield from subschemas(part, inside)
    elif isinstance(node, list):
        for part in node:
            yield from subschemas(part, clause)


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_a_clause_belongs_to_one_requirement(path: Path) -> None:
    for node, around in subschemas(json.loads(path.read_text("utf-8"))):
        if "x-requirement" in node:
            assert not around, f"{node['x-requirement']} inside {around}"
            requirement = LOADED[str(node["x-requirement"])]
            assert node["x-expected"], requirement.id
            format = node.get("x-format", requirement.formats.value)
            assert requirement.formats in (Formats.EACH, format), requirement.id


def test_every_tested_requirement_has_a_check_or_a_clause() -> None:
    judged = {*CHECKS, *requirements_with_clauses()}
    assert judged <= LOADED.keys()
    assert judged >= TESTED
    assert CHECKS.keys() <= TESTED


def test_every_question_that_a_check_rests_on_is_asked() -> None:
    rested_on = {question for check in CHECKS.values() for question in check.questions}
    drawn = {*QUESTIONS.values(), POSTED}  # by Schemathesis
    assert rested_on - PROBES.keys() - drawn == FILED
    assert {name for probe in PROBES.values() for name in probe.after} <= PROBES.keys()


def test_a_server_breaks_only_what_is_tested() -> None:
    for name, server in {**MUTANTS, **VARIANTS}.items():
        assert server.breaks <= TESTED, name


def test_every_tested_requirement_has_a_mutant_that_only_it_catches() -> None:
    alone = {id for mutant in MUTANTS.values() if len(mutant.breaks) == 1 for id in mutant.breaks}
    assert TESTED - alone == SHOWN_BY.keys()


@pytest.mark.parametrize("id", SHOWN_BY)
def test_what_has_no_mutant_of_its_own_is_shown_otherwise(id: str) -> None:
    shown = SHOWN_BY[id]
    if shown.endswith(".py"):
        assert id in (HERE / shown).read_text("utf-8")
    else:
        assert id in {**MUTANTS, **VARIANTS}[shown].breaks


def test_what_servers_hide_exists() -> None:
    assert HIDES.keys() <= {*MUTANTS, *VARIANTS}
    for name, hidden in HIDES.items():
        assert set(hidden) <= TESTED | {"write"}, name
        assert len(set(hidden)) == len(hidden), name


def test_what_recorded_answers_break_exists() -> None:
    reviewed = json.loads((HERE / "corpus.json").read_text("utf-8"))
    musts = {id for id in TESTED if LOADED[id].level is Level.MUST}
    for name, broken in reviewed.items():
        assert set(broken) <= musts, name
        assert len(set(broken)) == len(broken), name
