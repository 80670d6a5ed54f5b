"""The command, as a user meets it: exit status, streams, help."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mock_server.background import background
from mock_server.mutants import MUTANTS
from mock_server.reference import Reference

ONE = ("springfield.example",)
TWO = ("--jurisdiction", "a.gov", "--jurisdiction", "b.gov")
DEAD = "http://127.0.0.1:9/v2"


COMMAND = "from conformance.cli import main; main()"


def open311(
    *arguments: str, cwd: Path, code: str = COMMAND, **environment: str
) -> subprocess.CompletedProcess[str]:
    root = str(Path(__file__).parent.parent)
    return subprocess.run(  # noqa: S603
        [sys.executable, "-c", code, *arguments],
        cwd=cwd,
        env={"PYTHONPATH": root, "PATH": "", "COLUMNS": "100", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def reference() -> Iterator[str]:
    with background(Reference(requests=60, jurisdictions=ONE)) as url:
        yield url


def test_0_when_every_must_is_met(reference: str, tmp_path: Path) -> None:
    done = open311("check", reference, "--jurisdiction", ONE[0], cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Every must that applies is met." in done.stdout
    for name in ("run.json", "report.html", "junit.xml", "evidence"):
        assert (tmp_path / "open311-report" / name).exists()


def test_the_demo_ends_well_and_says_what_it_took(tmp_path: Path) -> None:
    done = open311("demo", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    found = re.search(r"(\d+) requests for (\d+) requirements in [\d.]+ s", done.stdout)
    assert found
    assert int(found[1]) < int(found[2])


def test_1_when_a_must_is_broken(tmp_path: Path) -> None:
    mutant = MUTANTS["services.type-instant"](requests=60, jurisdictions=ONE)
    with background(mutant) as url:
        done = open311("check", url, "--only", "services", "--quiet", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.count("\n") == 1


def test_the_readme_shows_a_real_report(tmp_path: Path) -> None:
    with background(MUTANTS["services.type-instant"](jurisdictions=ONE)) as url:
        done = open311("check", url, "--only", "services.type-value", cwd=tmp_path)
    readme = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
    excerpt = re.search(r"^    Broken: must.*?(?=^\S)", readme, re.M | re.S)
    assert excerpt
    told = done.stdout.replace(url.rpartition("/open311")[0], "http://127.0.0.1:8311")
    assert " ".join(excerpt[0].split()) in " ".join(told.split())


def test_1_for_a_should_when_strict(tmp_path: Path) -> None:
    mutant = MUTANTS["services.no-group"](requests=60, jurisdictions=ONE)
    with background(mutant) as url:
        plain = open311("check", url, "--only", "services", cwd=tmp_path)
        strict = open311("check", url, "--only", "services", "--strict", cwd=tmp_path)
    assert (plain.returncode, strict.returncode) == (0, 1)


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["check"], "open311 demo"),
        (["check", "api.city.gov/v2"], "https://api.city.gov/v2"),
        (["check", "https://api.city.gov/v2/services.xml"], "https://api.city.gov/v2"),
        (["check", "http://127.0.0.1:99999/v2"], "Port out of range"),
        (["check", "http://[::1/v2"], "IPv6"),
        (["check", "http://me:secret@127.0.0.1:9/v2"], "would be in the report"),
        (["check", "http://127.0.0.1:9/v2?api_key=abc"], "--api-key-env"),
        (["check", "--discovery", "discovery.xml"], "https://discovery.xml"),
        (["check", DEAD, "--only", "servces"], "services"),
        (["check", DEAD, "--api-key-env", "NO_SUCH"], "NO_SUCH"),
        (["check", DEAD, "--only", "services", "--skip", "services"], "Nothing is left to judge"),
        (["check", DEAD, "--jurisdiction", ""], "leave the option out"),
        (["check", DEAD, *TWO, "--single-jurisdiction"], "2 are named: a.gov, b.gov"),
        (["check", "--resume", "nowhere"], "nowhere holds no run to go on with (No such file"),
        (["validate", "no-such-file.xml"], "no-such-file.xml"),
        (["report", "nowhere"], "open311 check"),
        (["requirements", "services.nothing"], "services"),
        (["mock", "--mutant", "services.type"], "services.type-instant"),
    ],
)
def test_2_when_used_wrongly_with_a_way_on(arguments: list[str], hint: str, tmp_path: Path) -> None:
    done = open311(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert hint in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "meta",
    [
        "",
        '{"url": "http://city.gov/v2/serv',
        "[" * 100_000,
        "[]",
        '{"headers": 5}',
        '{"headers": ["content-type"]}',
        '{"question": "services"}',
        '{"question": "services", "asked": {}, "started": "noon"}',
        '{"question": "services", "asked": {}, "format": "yaml"}',
    ],
)
def test_2_when_what_stands_beside_a_body_is_broken(meta: str, tmp_path: Path) -> None:
    (tmp_path / "services.xml").write_text("<services/>")
    (tmp_path / "services.xml.meta.json").write_text(meta)
    done = open311("validate", ".", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("services.xml.meta.json ")
    assert "delete it" in done.stderr
    assert "Traceback" not in done.stderr


def test_3_when_there_is_nothing_to_judge(tmp_path: Path) -> None:
    done = open311("validate", ".", cwd=tmp_path)
    assert done.returncode == 3
    assert "No saved answer was found" in done.stdout


BREAKS_A_CHECK = """
from dataclasses import replace
from conformance import judge, registry

def broken(given):
    raise RuntimeError("planted")

id = "services.code-unique"
registry.CHECKS[id] = replace(registry.CHECKS[id], run=broken)
"""
BREAKS_THE_KIT = """
from conformance import choose

def broken(*given, **more):
    raise RuntimeError("planted")

choose.choose = broken
"""


def test_4_when_a_check_breaks_and_the_other_verdicts_stand(reference: str, tmp_path: Path) -> None:
    arguments = ("check", reference, "--only", "services")
    done = open311(*arguments, cwd=tmp_path, code=BREAKS_A_CHECK + COMMAND)
    assert done.returncode == 4
    assert "The kit broke on services.code-unique [xml], services.code-unique [json]" in done.stdout
    assert "planted" in done.stdout
    assert "please report it" in done.stdout
    run = json.loads((tmp_path / "open311-report" / "run.json").read_text("utf-8"))
    verdicts = {result["requirement"]: result["verdict"] for result in run["results"]}
    assert verdicts.pop("services.code-unique") == "error"
    assert "pass" in verdicts.values()
    assert (tmp_path / "open311-report" / "report.html").exists()


def test_4_when_the_kit_itself_breaks(tmp_path: Path) -> None:
    arguments = ("check", DEAD)
    done = open311(*arguments, cwd=tmp_path, code=BREAKS_THE_KIT + COMMAND)
    assert done.returncode == 4
    assert done.stderr.startswith("open311 itself broke; this says nothing about the endpoint.")
    assert "RuntimeError: planted" in done.stderr


def test_a_terminal_of_another_time_shows_any_character(tmp_path: Path) -> None:
    code = "é€😀"
    (tmp_path / "services.xml").write_text(f"<services><type>{code}</type></services>", "utf-8")
    done = open311("validate", ".", cwd=tmp_path, PYTHONIOENCODING="ascii")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        ([DEAD], "no connection"),
        ([DEAD, "--quiet"], "is the server up?"),
        (["--discovery", "http://127.0.0.1:9/discovery.xml"], "give the endpoint's own URL"),
    ],
)
def test_3_when_nobody_answers_with_a_way_on(
    arguments: list[str], hint: str, tmp_path: Path
) -> None:
    done = open311("check", *arguments, cwd=tmp_path)
    assert done.returncode == 3
    assert hint in done.stdout + done.stderr


def test_the_plan_asks_nothing(tmp_path: Path) -> None:
    done = open311("check", "--plan", cwd=tmp_path)
    assert done.returncode == 0
    assert "nothing was asked" in done.stdout
    assert "create" not in done.stdout


def test_the_plan_says_what_the_budget_bounds_and_what_it_may_not_reach(tmp_path: Path) -> None:
    done = open311("check", "--plan", "--allow-writes", "--write-budget", "11", cwd=tmp_path)
    assert "It is meant to create at most 11 service requests" in done.stdout
    missed = [line.split()[5] for line in done.stdout.splitlines() if "may not reach" in line]
    assert missed == ["post-hostile:", "post-drawn:", "post-life:"]


def test_json_is_the_run(reference: str, tmp_path: Path) -> None:
    done = open311("check", reference, "--only", "services", "--json", cwd=tmp_path)
    assert {r["requirement"].partition(".")[0] for r in json.loads(done.stdout)["results"]} == {
        "services"
    }


def test_one_requirement_is_explained_in_full(tmp_path: Path) -> None:
    done = open311("requirements", "services.type-value", cwd=tmp_path)
    assert "open311 mock --mutant services.type-instant" in done.stdout


def test_an_explanation_is_labelled_and_fits_a_terminal(tmp_path: Path) -> None:
    lines = open311("requirements", "requests.status-value", cwd=tmp_path).stdout.splitlines()
    labels = {line[:12].strip() for line in lines}
    assert labels >= {"Level", "Says", "Where", "Judged", "Decided", "To fix", "Clients"}
    assert max(map(len, lines)) <= 100


def test_the_help_has_examples(tmp_path: Path) -> None:
    for command in ("check", "validate", "mock", "requirements", "report"):
        assert f"open311 {command}" in open311(command, "--help", cwd=tmp_path).stdout
