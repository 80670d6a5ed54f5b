"""The catalogue's texts keep its rules (specs/requirements/README.md)."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from urllib.parse import urldefrag

import pytest

from specs.catalogue import PARTS, Basis, Level, Requirement, load

REQUIREMENTS = load().values()
WIKI = "https://wiki.open311.org/"
# The headings of the specification's pages, as the wiki makes anchors of them.
ANCHORS = {
    f"{WIKI}GeoReport_v2/": {
        "datetime-format",
        "encoding",
        "format-support",
        "xml-support",
        "json-support",
        "jurisdiction_id",
        "optional-arguments",
        "api-methods",
        "get-service-list",
        "get-service-definition",
        "post-service-request",
        "get-service_request_id-from-a-token",
        "get-service-requests",
        "response-volume",
        "get-service-request",
        "errors",
    },
    f"{WIKI}Service_Discovery/": {
        "about",
        "base-url",
        "formats",
        "fields-for-all-versions",
        "examples",
    },
}
NAMED = re.compile(r"(?<![\w-])(\w+)\.([a-z0-9]+(?:-[a-z0-9]+)*)")
SUFFIXES = {"xml", "json", "html", "pdf"}


def texts(requirement: Requirement) -> list[str]:
    found = (requirement.statement, requirement.judge, requirement.fix, requirement.interpretation)
    return [text for text in found if text]


def test_a_statement_is_one_sentence() -> None:
    several = re.compile(r"[.!?] [A-Z]")
    assert [r.id for r in REQUIREMENTS if several.search(r.statement)] == []


def test_texts_are_sentences_and_clients_are_clauses() -> None:
    assert [r.id for r in REQUIREMENTS if not all(t.endswith(".") for t in texts(r))] == []
    assert [c for r in REQUIREMENTS for c in r.clients if c.endswith(".")] == []


def test_no_two_requirements_share_a_statement_or_a_fix() -> None:
    for said in ([r.statement for r in REQUIREMENTS], [r.fix for r in REQUIREMENTS]):
        assert [text for text, times in Counter(said).items() if times > 1] == []


def test_urls_lead_to_a_section() -> None:
    pages = [(r.id, *urldefrag(r.url)) for r in REQUIREMENTS]
    assert [id for id, page, anchor in pages if anchor not in ANCHORS.get(page, {anchor})] == []
    assert all(page in ANCHORS or not page.startswith(WIKI) for _, page, _ in pages)


def test_levels_follow_from_where_the_demand_is_found() -> None:
    for r in REQUIREMENTS:
        assert (r.level is Level.SECURITY) == (r.basis is Basis.SECURITY), r.id
        assert not (r.level is Level.MUST and r.basis is Basis.EXAMPLE), r.id
        assert r.level is Level.INTEROP or r.basis is not Basis.INTEROP, r.id


def test_requirements_that_a_text_names_exist() -> None:
    for r in REQUIREMENTS:
        found = {pair for text in texts(r) for pair in NAMED.findall(text)}
        named = {f"{a}.{b}" for a, b in found if a in PARTS and b not in SUFFIXES}
        assert named <= load().keys() - {r.id}, r.id


def broken(folder: Path, entry: str) -> str:
    for part in PARTS:
        (folder / f"{part}.toml").write_text(entry if part == "tokens" else "", "utf-8")
    with pytest.raises(ValueError, match=r"The keys are level, basis, needs") as caught:
        load(folder)
    return str(caught.value)


ENTRY = """
[some]
level = "must"
basis = "text"
needs = ["read"]
formats = "each"
url = "https://wiki.open311.org/GeoReport_v2/#errors"
statement = '''
    One sentence,
    two lines.'''
judge = "It is looked at."
fix = "Mend it."
"""


@pytest.mark.parametrize("line", ['level = "may"', "fix = 5", 'colour = "red"', ""])
def test_an_entry_that_is_wrong_is_told_in_a_sentence(tmp_path: Path, line: str) -> None:
    key = line.partition(" ")[0] or "judge"
    entry = re.sub(rf"^{key} = .*$", "", ENTRY, flags=re.M)
    assert "tokens.toml [tokens.some]" in broken(tmp_path, f"{entry}\n{line}\n")


def test_a_text_that_is_broken_over_lines_is_one_line(tmp_path: Path) -> None:
    for part in PARTS:
        (tmp_path / f"{part}.toml").write_text(ENTRY if part == "tokens" else "", "utf-8")
    assert load(tmp_path)["tokens.some"].statement == "One sentence, two lines."
