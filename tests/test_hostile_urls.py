"""An endpoint that sends URLs which are none does not break the kit."""

from __future__ import annotations

import pytest

from mock_server.http import Request, Response
from mock_server.records import Record
from mock_server.reference import Reference
from tests.selftest import errors, failed, run_against

NO_URLS = (
    "http://[::1/v2",
    "http://127.0.0.1:99999/v2",
    "http://",
    "//",
    "http://xn--/",
    "http://é/",
)


@pytest.mark.parametrize("url", NO_URLS)
def test_in_the_discovery_document(url: str) -> None:
    class Listing(Reference):
        """Discovery lists what is no URL."""

        def endpoint(self, request: Request) -> Record:
            return super().endpoint(request) | {"url": url}

    run = run_against(Listing)
    assert errors(run.results) == []
    owners = {"discovery.lists-this-endpoint", "discovery.endpoint-url-absolute"}
    assert failed(run.results) & owners


@pytest.mark.parametrize("url", NO_URLS)
def test_in_a_redirect(url: str) -> None:
    class Redirecting(Reference):
        """Every answer sends the client nowhere."""

        def respond(self, request: Request) -> Response:
            return Response(302, {"Location": url}, b"")

    assert errors(run_against(Redirecting).results) == []
