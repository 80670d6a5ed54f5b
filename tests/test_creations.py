"""The operator is told what was created, whatever the POSTs were answered with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from conformance.results import Run
from mock_server.http import Refused, Request, Response
from mock_server.reference import Reference
from reports import RENDERERS
from specs.catalogue import load
from tests.selftest import OPTIONS, WRITES, run_against

Odd = Callable[[Reference, Request, str], Response]


def to_the_new_one(server: Reference, request: Request, id: str) -> Response:
    return Response(303, {"Location": f"{request.origin}/open311/v2/requests/{id}.xml"}, b"")


def no_mail(server: Reference, request: Request, id: str) -> Response:
    return server.refusal(request, "xml", Refused(400, "The confirmation could not be mailed."))


def broken(server: Reference, request: Request, id: str) -> Response:
    return Response(500, {"Content-Type": "text/html"}, b"<html>Oops</html>")


def creating(answer: Odd | None, made: list[str], *, takes_all: bool = False) -> type[Reference]:
    """Return a server that creates, notes the ids, and answers each POST in its own way."""

    class Creating(Reference):
        serves = ("springfield.example",)

        def respond(self, request: Request) -> Response:
            before = self.count
            response = super().respond(request)
            if self.count == before and takes_all and request.method == "POST":
                response = super().respond(request._replace(form=self.good(request)))
            if self.count == before:
                return response
            made.append(f"A1-N{self.count:05}")
            return answer(self, request, made[-1]) if answer else response

        @property
        def count(self) -> int:
            return self.store.cities["springfield.example"].count

        def good(self, request: Request) -> tuple[tuple[str, str], ...]:
            said = [pair for pair in request.form if pair[0] == "description"]
            least = {"service_code": "021", "lat": "42.1", "long": "-72.5", "api_key": self.key}
            return (*least.items(), *said)

    return Creating


def told(run: Run) -> Iterator[str]:
    """Yield the message to the operator, line by line."""
    yield from RENDERERS["message"](run, load()).splitlines()


@pytest.mark.parametrize("answer", [to_the_new_one, no_mail, broken])
def test_all_that_is_created_is_told(answer: Odd) -> None:
    made: list[str] = []
    run = run_against(creating(answer, made))
    lines = [line for line in told(run) if line.startswith("  ")]
    assert 0 < len(made) == len(run.created) == len(lines)
    assert {one.service_request_id for one in run.created} == set(made)


def test_where_a_redirect_leads_is_told() -> None:
    made: list[str] = []
    run = run_against(creating(to_the_new_one, made))
    assert all(
        one.location.endswith(f"/{id}.xml") for one, id in zip(run.created, made, strict=True)
    )
    assert any(one.location in line for one in run.created for line in told(run))


def test_a_server_that_takes_everything_is_told_all_of_it_and_gets_no_more_than_both_budgets() -> (
    None
):
    made: list[str] = []
    writes = replace(WRITES, budget=4, refusals=6)
    run = run_against(creating(None, made, takes_all=True), options=replace(OPTIONS, writes=writes))
    assert 4 < len(made) <= 4 + 6
    assert {one.service_request_id for one in run.created} == set(made)
