"""What pytest's options, and the kit's, do to the suite."""

from __future__ import annotations

import sys

import annotated_types  # noqa: F401  (typer's limits: once, not again in each inner session)
import pytest
import typer
from lxml import etree

import conformance.door
import conformance.door.suite  # once, not again in each inner session
from conformance import stored
from conformance.cli import app
from conformance.door.options import OPTIONS, Takes
from tests.door.conftest import NO, ROOT, Judge, Serve

pytest_plugins = "pytester"

# What `open311 check` has besides: pytest has its own ways, or none.
APART = {"plan", "resume", "quiet", "json"}


def test_collecting_asks_nothing(serve: Serve, judge: Judge, pytester: pytest.Pytester) -> None:
    endpoint = serve()
    done = judge(endpoint.url, "--collect-only", "-q")
    done.stdout.fnmatch_lines(["conformance.suite::services.type-value[[]json]"])
    assert endpoint.asked == 0
    assert not (pytester.path / "open311-report").exists()


def test_only_what_is_selected_is_asked(serve: Serve, judge: Judge) -> None:
    endpoint = serve()
    judge(endpoint.url, "-k", "services.type-value")
    assert 0 < endpoint.asked <= 4


def test_a_node_id_can_be_given_back(serve: Serve, judge: Judge) -> None:
    done = judge(serve().url, suite="conformance.suite::services.type-value[json]")
    done.assert_outcomes(passed=1)


def test_x_stops_at_the_first_failure(serve: Serve, judge: Judge) -> None:
    done = judge(serve("services.type-instant").url, "-x", "--open311-only", "services")
    assert done.parseoutcomes()["failed"] == 1


def test_junit(serve: Serve, judge: Judge, pytester: pytest.Pytester) -> None:
    judge(serve("services.type-instant").url, "--junitxml=j.xml", "--open311-only", "services")
    cases = etree.parse(pytester.path / "j.xml").findall(".//testcase")
    failed = [case for case in cases if case.find("failure") is not None]
    assert [case.get("name") for case in failed] == [
        "services.type-value[xml]",
        "services.type-value[json]",
    ]
    assert {case.get("classname") for case in cases} == {"conformance.suite"}
    assert "curl -i http" in (failed[0].findtext("failure") or "")


def test_writing_and_the_key(
    serve: Serve, judge: Judge, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITY_KEY", "demo-key")
    writing = ("--open311-allow-writes", "--open311-api-key-env", "CITY_KEY")
    done = judge(serve().url, *writing, "--open311-wait", "0.1", "-k", "create.accepted", "-l")
    assert done.parseoutcomes()["passed"] >= 1
    done.stdout.fnmatch_lines(["For the operator: *message-to-operator.txt"])
    assert "demo-key" not in done.stdout.str()
    told = (path.read_bytes() for path in pytester.path.rglob("*") if path.is_file())
    assert not any(b"demo-key" in content for content in told)


def test_nothing_is_posted_without_leave(serve: Serve, judge: Judge) -> None:
    done = judge(serve().url, "--collect-only", "-q")
    assert "create.accepted" not in done.stdout.str()


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        ((), "*Add --open311-url URL, as in: pytest --pyargs conformance --open311-url https:*"),
        (("--open311-url", "city.gov/v2"), "*Did you mean https://city.gov/v2 *"),
        (("--open311-url", "http://a.gov/v2", "--open311-format", "yaml"), "*--open311-format*"),
        (("--open311-url", "http://a.gov/v2", "--open311-only", "servces"), "*services*"),
        (("--open311-url", "http://a.gov/v2", "--open311-wait", "-1"), "*--open311-wait*"),
    ],
)
def test_wrong_usage_is_told_in_a_sentence(
    options: tuple[str, ...], hint: str, judge: Judge
) -> None:
    done = judge("", *options)
    assert done.ret == pytest.ExitCode.INTERRUPTED
    done.stdout.fnmatch_lines([hint])
    assert "Traceback" not in done.stdout.str()


def test_a_key_that_is_not_there_is_an_error(judge: Judge) -> None:
    done = judge(
        "http://127.0.0.1:9/v2", "--open311-api-key-env", "NO_SUCH", "-k", "services.type-value"
    )
    done.stdout.fnmatch_lines(["*NO_SUCH is not set. *--open311-api-key-env*"])
    assert done.parseoutcomes()["errors"] == 2


class Worker:
    """Makes a session one of two that pytest-xdist started."""

    def pytest_configure(self, config: pytest.Config) -> None:
        config.workerinput = {"workercount": 2}  # type: ignore[attr-defined]


def test_workers_do_not_ask_one_by_one(pytester: pytest.Pytester) -> None:
    done = pytester.runpytest_inprocess(
        *(*NO, "-pno:xdist", "--pyargs", "conformance", "--open311-url", "http://127.0.0.1:9/v2"),
        plugins=[conformance.door, Worker()],
    )
    done.stdout.fnmatch_lines(["*Add --dist loadgroup*"])


def test_one_worker_asks_for_all(
    serve: Serve, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    endpoint = serve()
    done = pytester.run(
        *(sys.executable, "-m", "pytest", *NO, "-pconformance.door", "-n2", "--dist=loadgroup"),
        *("--pyargs", "conformance", "--open311-url", endpoint.url, "--open311-only", "services"),
        "--junitxml=j.xml",
    )
    run = stored.load(pytester.path / "open311-report")
    assert done.parseoutcomes()["passed"] == len(run.results)
    assert endpoint.asked == run.requests
    assert len(etree.parse(pytester.path / "j.xml").findall(".//testcase")) == len(run.results)
    done.stdout.fnmatch_lines(["Report: *report.html"])


def test_the_options_are_those_of_check() -> None:
    command = typer.main.get_group(app).commands["check"]
    theirs = {
        str(one.name).replace("_", "-"): (
            getattr(one, "help", ""),
            getattr(one, "is_flag", False),
            getattr(one, "multiple", False),
        )
        for one in command.params
        if one.name not in APART
    }
    assert theirs == {
        one.word: (one.help, one.takes is Takes.NOTHING, one.takes is Takes.VALUES)
        for one in OPTIONS
    }
