"""Faulty answers to POSTs that should be refused."""

from __future__ import annotations

from mock_server.http import Refused, Request, Response
from mock_server.mutants.base import Mutant, breaks
from mock_server.mutants.errors import PAGE


class PostErrorPage(Mutant):
    """What is wrong with a POST is told on an HTML page."""

    breaks = breaks("errors.requested-format")

    def refusal(self, request: Request, suffix: str, refused: Refused) -> Response:
        if request.method == "POST":
            return Response(refused.status, {"Content-Type": "text/html"}, PAGE)
        return super().refusal(request, suffix, refused)


class PostErrorEmpty(Mutant):
    """What is wrong with a POST is not told at all."""

    breaks = breaks("errors.xml-shape", "errors.json-shape")

    def refusal(self, request: Request, suffix: str, refused: Refused) -> Response:
        found = super().refusal(request, suffix, refused)
        return found._replace(body=b"") if request.method == "POST" else found


class PostErrorUnclosed(Mutant):
    """The XML of an error about a POST is not well-formed."""

    breaks = breaks("formats.xml-well-formed")

    def refusal(self, request: Request, suffix: str, refused: Refused) -> Response:
        found = super().refusal(request, suffix, refused)
        if request.method == "POST" and suffix == "xml":
            return found._replace(body=found.body.removesuffix(b"</errors>"))
        return found


class PostErrorAs200(Mutant):
    """What is wrong with a POST is told with status 200."""

    breaks = breaks("errors.never-success")

    def error_status(self, request: Request, refused: Refused) -> int:
        return 200 if request.method == "POST" else refused.status


class PostTrace(Mutant):
    """An unknown service_code in a POST shows a stack trace."""

    breaks = breaks("errors.no-internals-leaked")

    def refusal(self, request: Request, suffix: str, refused: Refused) -> Response:
        found = super().refusal(request, suffix, refused)
        if request.method == "POST" and refused.status == 404:
            leak = b"Traceback (most recent call last)"
            return found._replace(body=found.body.replace(b"was not found", leak))
        return found
