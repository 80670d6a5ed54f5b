"""pytest as a door: the suite as items, and a reference server as a fixture.

pytest loads this package in every project where the kit is installed: it imports pytest alone, and
does nothing until it is asked to.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conformance.door.options import OPTIONS, name

if TYPE_CHECKING:
    from conformance.door.suite import Suite
    from mock_server.handle import MockServer

SUITE = Path(__file__).parent.parent / "suite.py"
NODE = "conformance.suite"  # can be given to --pyargs again, wherever the package is installed
RUN = "open311"  # the property of a report that tells about the run


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of `open311 check`, each after --open311-."""
    group = parser.getgroup("open311", "Open311 GeoReport v2 (pytest --pyargs conformance)")
    for option in OPTIONS:
        group.addoption(name(option.word), default=None, help=option.help, **option.action())


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> Suite | None:
    """Hang the requirements on conformance/suite.py."""
    if file_path.name != SUITE.name or not file_path.samefile(SUITE):
        return None
    from conformance.door.suite import Suite

    return Suite.from_parent(parent, path=file_path, nodeid=NODE)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what the run was, when there was one."""
    for reports in terminalreporter.stats.values():
        for report in reports:
            for key, told in getattr(report, "user_properties", ()):
                if key == RUN:
                    terminalreporter.ensure_newline()
                    terminalreporter.section("Open311 GeoReport v2")
                    terminalreporter.write_line(told)
                    return


@pytest.fixture(scope="session")
def _open311_server() -> Iterator[MockServer]:
    from mock_server.handle import serving

    with serving() as server:
        yield server


@pytest.fixture
def open311_server(_open311_server: MockServer) -> MockServer:
    """A GeoReport v2 server that breaks nothing, in this process, as new for each test.

    url, api_key, jurisdictions: what an app is told. posted: what it sent. add_request(...),
    advance(id, status=..., note=...): what the city does. inject(mutant): break one thing.
    """
    _open311_server.reset()
    return _open311_server
