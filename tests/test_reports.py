"""Reports say what was found, and show hostile content harmlessly."""

from __future__ import annotations

from itertools import pairwise

import pytest
from lxml import etree, html

from conformance.results import (
    Evidence,
    Observation,
    Outcome,
    Result,
    Run,
    State,
    Target,
    Verdict,
    Violation,
)
from conformance.results import outcome as outcome_of
from reports import RENDERERS, markdown, summary, text
from specs.catalogue import Level, load

HOSTILE = "<script>alert(1)</script> <img src=x> | `x` \x1b[31m \u202e \x00"
URL = "http://127.0.0.1:1/v2/services.xml?x='; rm -rf /"


def result(id: str, verdict: Verdict, format: str = "xml", **more: object) -> Result:
    level = load()[id].level
    violations: tuple[Violation, ...] = ()
    if verdict is Verdict.FAIL:
        violations = (Violation("/services", HOSTILE, HOSTILE, "0001"),)
    return Result(id, level, format, verdict, violations, len(violations), **more)  # type: ignore[arg-type]


def run(*results: Result, **more: object) -> Run:
    evidence = Evidence(
        "0001", "services", "xml", "GET", URL, (), 200, "", "", 0.1, 9, "evidence/0001-services.xml"
    )
    return Run(
        target=Target(endpoint=f"http://127.0.0.1:1/{HOSTILE}"),
        kit_version="0.1.0",
        requirement_set="0" * 64,
        seed=1,
        strict=bool(more.pop("strict", False)),
        started="2026-01-01T00:00:00.000Z",
        state=State.COMPLETE,
        results=results,
        evidence=(evidence,),
        **more,  # type: ignore[arg-type]
    )


MUST = result("services.type-value", Verdict.FAIL)
SHOULD = result("services.group-present", Verdict.FAIL)
MET = result("services.name-present", Verdict.PASS)
UNTESTED = result("services.code-unique", Verdict.NOT_TESTED, reason=HOSTILE)
BROKE = result("services.metadata-value", Verdict.ERROR, reason="boom")


@pytest.mark.parametrize(
    ("results", "strict", "expected"),
    [
        ([MET], False, Outcome.MET),
        ([MET, SHOULD], False, Outcome.MET),
        ([MET, SHOULD], True, Outcome.BROKEN),
        ([MET, MUST, UNTESTED], False, Outcome.BROKEN),
        ([MET, UNTESTED], False, Outcome.INCOMPLETE),
        ([], False, Outcome.INCOMPLETE),
        ([MET, BROKE], False, Outcome.KIT_ERROR),
    ],
)
def test_a_run_in_one_word(results: list[Result], strict: bool, expected: Outcome) -> None:
    one = run(*results, strict=strict)
    assert outcome_of(one) is expected
    assert summary.conclusion(one).endswith((".", "below."))


def test_requirements_are_counted_once_for_both_formats() -> None:
    twice = run(MET, result("services.name-present", Verdict.FAIL, "json"), MUST)
    assert summary.sentence(twice) == "0 of 2 requirements that could be tested are met."
    assert summary.counts(twice)[Level.MUST][Verdict.FAIL] == 2


@pytest.mark.parametrize("kind", sorted(RENDERERS.keys() - {"message"}))
def test_every_report_can_show_everything(kind: str) -> None:
    shown = RENDERERS[kind](run(MUST, SHOULD, MET, UNTESTED, BROKE, stopped=HOSTILE), load())
    assert "services.type-value" in shown
    assert not {"\x00", "\x1b", "\u202e"} & set(shown) - ({"\u202e"} if kind == "junit" else set())


def test_html_runs_and_loads_nothing() -> None:
    page = html.document_fromstring(RENDERERS["html"](run(MUST, UNTESTED), load()))
    assert not page.xpath("//script | //img | //iframe | //link | //*[@src] | //*[@onclick]")
    assert {a.get("href").split(":")[0] for a in page.xpath("//a")} <= {"https", "#main"}


def test_html_headings_and_tables_can_be_navigated() -> None:
    page = html.document_fromstring(RENDERERS["html"](run(MUST, SHOULD, UNTESTED, MET), load()))
    levels = [int(h.tag[1]) for h in page.xpath("//h1 | //h2 | //h3")]
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert all(th.get("scope") for th in page.xpath("//th"))
    assert page.get("lang") == "en"


@pytest.mark.parametrize("kind", ["text", "markdown", "html"])
def test_a_finding_says_how_to_see_it_again_and_how_to_fix_it(kind: str) -> None:
    noted = run(MUST, notes=("The endpoint asked for a pause.",), requests=9, seconds=1.25)
    shown = RENDERERS[kind](noted, load())
    requirement = load()["services.type-value"]
    for told in ("curl -i", requirement.url, "Write realtime", "asked for a pause", "9 requests"):
        assert told in shown


def test_markdown_code_holds_any_ticks() -> None:
    assert markdown.code("a") == "`a`"
    assert markdown.code("a ``` b") == "```` a ``` b ````"


def test_markdown_shows_markup_as_text() -> None:
    assert "<script>" not in RENDERERS["markdown"](run(MUST, UNTESTED), load())


def test_markdown_shows_markup_of_our_own_texts() -> None:
    one = run(result("requests.empty-list", Verdict.FAIL))
    assert r"200 with \<service\_requests/\> in XML" in RENDERERS["markdown"](one, load())


@pytest.mark.parametrize("kind", ["html", "markdown"])
def test_a_breach_is_told_with_what_was_decided(kind: str) -> None:
    shown = RENDERERS[kind](run(result("requests.has-location", Verdict.FAIL)), load())
    assert "services without a place exist" in shown


def test_junit_fails_what_binds_only() -> None:
    def failures(strict: bool) -> list[str]:
        one = run(MUST, SHOULD, MET, UNTESTED, BROKE, strict=strict)
        suite = etree.fromstring(RENDERERS["junit"](one, load())).find("testsuite")
        assert suite is not None
        counted = [suite.get(name) for name in ("tests", "errors", "skipped")]
        assert counted == ["5", "1", "1"]
        return [case.get("name", "") for case in suite if case.find("failure") is not None]

    assert failures(strict=False) == ["services.type-value [xml]"]
    assert len(failures(strict=True)) == 2


def test_the_curl_line_can_be_pasted() -> None:
    assert summary.curl(run().evidence[0]).endswith("rm -rf /'")
    assert """'"'"'""" in summary.curl(run().evidence[0])


def test_no_colour_unless_asked() -> None:
    assert "\x1b" not in text.render(run(MUST), load())
    assert "\x1b[1;31m" in text.render(run(MUST), load(), colour=True)


@pytest.mark.parametrize("kind", ["text", "html", "markdown", "junit"])
def test_what_no_requirement_speaks_of_is_told_apart(kind: str) -> None:
    odd = Observation(f"The status 206 is odd. {HOSTILE}", "0001", 3)
    shown = " ".join(RENDERERS[kind](run(MET, observations=(odd,)), load()).split())
    assert summary.OBSERVED in shown
    assert "The status 206 is odd." in shown
    assert "(3 times)" in shown
    assert ("<script>" in shown) is (kind == "text")
    assert summary.OBSERVED not in RENDERERS[kind](run(MET), load())
    assert outcome_of(run(MET, observations=(odd,))) is Outcome.MET
