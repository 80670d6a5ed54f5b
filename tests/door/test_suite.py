"""The suite by pytest: the kit's verdicts in pytest's words."""

from __future__ import annotations

from dataclasses import replace

import annotated_types  # noqa: F401  (typer's limits: once, not again in each inner session)
import pytest

from conformance import stored
from conformance.registry import CHECKS, Violations
from conformance.results import Result, Verdict
from reports.junit import fails
from specs.catalogue import load
from tests.door.conftest import Judge, Serve

pytest_plugins = "pytester"


def expected(result: Result) -> str:
    match result.verdict:
        case Verdict.PASS:
            return "passed"
        case Verdict.ERROR:
            return "errors"
        case Verdict.FAIL:
            return "failed" if fails(result, strict=False) else "xfailed"
    return "skipped"


@pytest.mark.parametrize(
    ("mutant", "part"),
    [
        ("", ""),
        ("services.type-instant", "services"),  # breaks a must
        ("services.no-group", "services"),  # a should
        ("services.list-moves", "services"),  # an interop
        ("formats.reporter-email", "requests"),  # a security
    ],
)
def test_items_tell_what_the_kit_found(
    mutant: str, part: str, serve: Serve, judge: Judge, pytester: pytest.Pytester
) -> None:
    done = judge(serve(mutant).url, *(("--open311-only", part) if part else ()))
    run = stored.load(pytester.path / "open311-report")
    outcomes = [expected(result) for result in run.results]
    assert bool(mutant) == bool({"failed", "xfailed"} & set(outcomes))
    assert done.parseoutcomes() == {word: outcomes.count(word) for word in set(outcomes)}
    assert done.ret == ("failed" in outcomes)


def test_a_failure_says_where_what_and_how_to_mend_it(serve: Serve, judge: Judge) -> None:
    endpoint, requirement = serve("services.type-instant"), load()["services.type-value"]
    done = judge(endpoint.url, "-k", requirement.id)
    done.assert_outcomes(failed=2)
    done.stdout.fnmatch_lines(
        [
            "*_ services.type-value [[]xml] _*",
            requirement.statement,
            "  xml: /services/service[[]2]/type (line 2): expected realtime, *; got instant",
            f"  curl -i {endpoint.url}/services.xml",
            f"Fix: {requirement.fix[:20]}*",
        ]
    )


def test_a_should_fails_only_when_strict(serve: Serve, judge: Judge) -> None:
    endpoint = serve("services.no-group")
    plain = judge(endpoint.url, "-k", "group-present", "-rx")
    plain.assert_outcomes(xfailed=2)
    plain.stdout.fnmatch_lines(["XFAIL *group-present[[]xml] - a warning: *"])
    strict = judge(endpoint.url, "-k", "group-present", "--open311-strict")
    strict.assert_outcomes(failed=2)


def test_a_skip_says_why_and_what_to_add(serve: Serve, judge: Judge) -> None:
    done = judge(serve().url, "-k", "jurisdiction.missing-refused", "-rs")
    done.assert_outcomes(skipped=1)
    done.stdout.fnmatch_lines(["*not-applicable: *--open311-jurisdiction A *"])


def test_the_kits_own_fault_is_an_error(
    serve: Serve, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> Violations:
        raise ZeroDivisionError("of the kit's own")

    check = CHECKS["services.code-unique"]
    monkeypatch.setitem(CHECKS, "services.code-unique", replace(check, run=broken))
    done = judge(serve().url, "-k", "services.code-unique")
    assert set(done.parseoutcomes()) == {"deselected", "errors"}
    done.stdout.fnmatch_lines(["*The kit broke, please report it*", "*of the kit's own*"])


@pytest.mark.parametrize("options", [(), ("--open311-format", "xml", "-k", "services")])
def test_an_endpoint_that_is_not_there_is_an_error_and_no_skip(
    options: tuple[str, ...], judge: Judge
) -> None:
    done = judge("http://127.0.0.1:9/v2", *options)
    assert done.ret == pytest.ExitCode.TESTS_FAILED
    assert done.parseoutcomes().keys() <= {"deselected", "errors", "skipped"}
    assert done.parseoutcomes()["errors"] > 5
    done.stdout.fnmatch_lines(["*no connection to 127.0.0.1:9*"])


def test_a_run_that_was_cut_off_leaves_errors_and_no_skips(serve: Serve, judge: Judge) -> None:
    done = judge(serve().url, "--open311-max-requests", "4")
    assert done.parseoutcomes()["errors"] > 50
    done.stdout.fnmatch_lines(["*raise it with --open311-max-requests.*"])
