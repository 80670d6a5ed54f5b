"""Imports only point downwards, and files stay small."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PARTS = {"specs", "conformance", "mock_server", "reports"}
TOP_FLOOR = ("cli", "door")  # of conformance: these know everybody
MAY_IMPORT = {
    "specs": {"specs"},
    "conformance": {"specs", "conformance"},
    "mock_server": {"specs", "mock_server"},
    "reports": {"specs.catalogue", "conformance.results", "reports"},
}
LONGEST = 260


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return {name for name in names if name.split(".")[0] in PARTS}


@pytest.mark.parametrize("part", sorted(PARTS))
def test_imports_point_down(part: str) -> None:
    for path in (ROOT / part).rglob("*.py"):
        if path.parent.name in TOP_FLOOR:
            continue
        for name in imported(path):
            allowed = any(name == one or name.startswith(one + ".") for one in MAY_IMPORT[part])
            assert allowed, f"{path.relative_to(ROOT)} imports {name}"


def test_only_the_client_does_network_io() -> None:
    for path in (ROOT / "conformance").rglob("*.py"):
        if path.name not in ("client.py", "transfer.py", "run.py"):
            assert "import aiohttp" not in path.read_text("utf-8"), path


def test_files_stay_small() -> None:
    long = {
        path.name: lines
        for part in PARTS
        for path in (ROOT / part).rglob("*.py")
        if (lines := path.read_text("utf-8").count("\n")) > LONGEST
    }
    assert long == {}


def test_one_module_knows_schemathesis() -> None:
    knowing = {
        path.relative_to(ROOT).as_posix()
        for part in PARTS
        for path in (ROOT / part).rglob("*.py")
        if "schemathesis" in roots(path)
    }
    assert knowing == {"conformance/fuzzing/engine.py"}


def roots(path: Path) -> set[str]:
    """Return the packages that a file imports from, also inside its functions."""
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    return {name.split(".")[0] for name in names}


def test_what_takes_long_to_import_is_imported_when_it_is_needed() -> None:
    code = "import sys, conformance.cli; print(*sys.modules)"
    loaded = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert "conformance.cli.fuzz" in loaded
    assert not {"schemathesis", "hypothesis", "aiohttp", "lxml", "jinja2"} & set(loaded)
