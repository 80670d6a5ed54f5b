"""A server to be judged by pytest, in an inner session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import annotated_types  # noqa: F401  (typer's limits: once, not again in each inner session)
import pytest

import conformance.door
import conformance.door.suite  # once, not again in each inner session
from mock_server.background import Thread
from mock_server.settings import Settings
from mock_server.tenants import Tenants

ROOT = Path(__file__).parents[2]
NO = tuple(
    f"-pno:{name}" for name in ("cacheprovider", "schemathesis", "hypothesispytest", "anyio")
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server to be judged."""

    url: str
    tenants: Tenants

    @property
    def asked(self) -> int:
        return self.tenants.root.journal.count


Serve = Callable[..., Endpoint]
Judge = Callable[..., pytest.RunResult]


@pytest.fixture(scope="module")
def thread() -> Iterator[Thread]:
    with Thread() as running:
        yield running


@pytest.fixture
def serve(thread: Thread) -> Iterator[Serve]:
    def start(name: str = "") -> Endpoint:
        mutants = (name,) if name else ()
        one = ("springfield.example",)
        tenants = Tenants(Settings(requests=60, jurisdictions=one, mutants=mutants))
        return Endpoint(servers.enter_context(thread.serve(tenants)), tenants)

    with ExitStack() as servers:
        yield start


@pytest.fixture
def judge(pytester: pytest.Pytester) -> Judge:
    def run(url: str, *options: str, suite: str = "conformance") -> pytest.RunResult:
        given = ("--open311-url", url) if url else ()
        return pytester.runpytest_inprocess(
            *NO,
            "-p",
            "no:xdist",
            "--pyargs",
            suite,
            *given,
            *options,
            plugins=[conformance.door],
        )

    return run
