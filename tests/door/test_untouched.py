"""A project's own tests do not notice that the kit is installed beside them."""

from __future__ import annotations

import re
import shutil
import sys
import tomllib
from pathlib import Path

import pytest

pytest_plugins = "pytester"

ROOT = Path(__file__).parents[2]
HEAVY = ("aiohttp", "lxml", "jsonschema_rs", "schemathesis", "typer", "conformance", "mock_server")
NO = tuple(
    f"-pno:{name}"
    for name in ("cacheprovider", "schemathesis", "hypothesispytest", "anyio", "xdist")
)


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """An empty project where the kit is installed, as pyproject.toml says it is."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    site = pytester.mkdir("site")
    installed = site / "open311_conformance-0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text(f"Name: {told['name']}\nVersion: 0\n")
    plugins = (f"{name} = {value}\n" for name, value in told["entry-points"]["pytest11"].items())
    (installed / "entry_points.txt").write_text("[pytest11]\n" + "".join(plugins))
    shutil.copy(ROOT / "conformance" / "door" / "pytest_open311.py", site)
    (pytester.path / "own").mkdir()
    monkeypatch.chdir(pytester.path / "own")
    monkeypatch.setenv("PYTHONPATH", f"{site}:{ROOT}")
    return pytester


def ran(project: pytest.Pytester, *options: str) -> tuple[int, str]:
    """Run the project's tests; return the exit status and the output.

    Without the time, and without the line in which pytest itself lists what is installed.
    """
    done = project.run(sys.executable, "-m", "pytest", *NO, *options)
    output = re.sub(r"^plugins: .*\n", "", done.stdout.str(), flags=re.M)
    return int(done.ret), re.sub(r"in \d+\.\d+s", "in a moment", output)


def test_an_empty_project_stays_empty(project: pytest.Pytester) -> None:
    status, output = ran(project)
    assert status == pytest.ExitCode.NO_TESTS_COLLECTED
    assert (status, output) == ran(project, "-pno:conformance.door")


def test_tests_come_out_as_they_would_without(project: pytest.Pytester) -> None:
    for name in ("conformance", "mock_server", "reports", "specs"):
        Path(name).mkdir()
        Path(name, "__init__.py").touch()
    Path("conformance", "suite.py").write_text("def test_no_test(): assert False\n")
    Path("test_own.py").write_text(
        f"""
import sys, conformance
def test_ours(): assert conformance.__file__.startswith({str(Path.cwd())!r})
def test_bad(): assert 1 == 2
def test_light(): assert not {{*{HEAVY!r}}} - {{"conformance"}} & {{*sys.modules}}
"""
    )
    status, output = ran(project)
    assert "1 failed, 2 passed" in output
    assert (status, output) == ran(project, "-pno:conformance.door")


def test_the_plugin_is_found_where_the_kit_is_installed(project: pytest.Pytester) -> None:
    _, output = ran(project, "--fixtures")
    assert "open311_server" in output
