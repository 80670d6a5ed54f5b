"""Faulty answers to requests that should be refused."""

from __future__ import annotations

from mock_server.http import Refused, Request, Response
from mock_server.mutants.base import Mutant, breaks
from mock_server.records import Record

PAGE = b"<!doctype html><html><body><h1>Not found</h1></body></html>"


class SingleError(Mutant):
    """The root of an error is error, or a bare object."""

    breaks = breaks("errors.xml-shape", "errors.json-shape")

    def encode(self, format: str, root: str, value: object) -> bytes:
        if root == "errors" and isinstance(value, list):
            return super().encode(format, "error", value[0])
        return super().encode(format, root, value)


class XmlErrorRoot(Mutant):
    """The root of an XML error is error."""

    breaks = breaks("errors.xml-shape")

    def xml(self, root: str, value: object) -> str:
        if root == "errors" and isinstance(value, list):
            return super().xml("error", value[0])
        return super().xml(root, value)


class XmlErrorEmpty(Mutant):
    """An XML error has no body."""

    breaks = breaks("errors.xml-shape")

    def refusal(self, request: Request, suffix: str, refused: Refused) -> Response:
        found = super().refusal(request, suffix, refused)
        return found if suffix == "json" else Response(found.status, found.headers, b"")


class JsonErrorObject(Mutant):
    """A JSON error is an object."""

    breaks = breaks("errors.json-shape")

    def json(self, root: str, value: object) -> str:
        first = isinstance(value, list) and root == "errors"
        return super().json(root, value[0] if first and isinstance(value, list) else value)


class NoDescription(Mutant):
    """An error's description is empty."""

    breaks = breaks("errors.description-readable", "errors.description-names-argument")

    def errors(self, refused: Refused) -> list[Record]:
        return [{"code": refused.status, "description": ""}]


class MarkupDescription(Mutant):
    """An error's description is a piece of HTML."""

    breaks = breaks("errors.description-readable")

    def errors(self, refused: Refused) -> list[Record]:
        return [{"code": refused.status, "description": f"<b>{refused.description}</b>"}]


class OtherCode(Mutant):
    """The code of an error is a number of its own."""

    breaks = breaks("errors.code-matches-status")

    def errors(self, refused: Refused) -> list[Record]:
        return [{"code": 17, "description": refused.description}]


class Vague(Mutant):
    """An error does not say what was wrong."""

    breaks = breaks("errors.description-names-argument")

    def errors(self, refused: Refused) -> list[Record]:
        return [{"code": refused.status, "description": "That did not work."}]


class StackTrace(Mutant):
    """An error shows a stack trace."""

    breaks = breaks("errors.no-internals-leaked")

    def errors(self, refused: Refused) -> list[Record]:
        return [
            {
                "code": refused.status,
                "description": f"{refused.description} Traceback (most recent call last)",
            }
        ]


class Unknown400(Mutant):
    """What does not exist gets 400."""

    breaks = breaks("errors.unknown-is-404")

    def error_status(self, request: Request, refused: Refused) -> int:
        return 400 if refused.status == 404 else refused.status

    def errors(self, refused: Refused) -> list[Record]:
        return [
            {
                "code": 400 if refused.status == 404 else refused.status,
                "description": refused.description,
            }
        ]


class Bad422(Mutant):
    """Bad input gets 422."""

    breaks = breaks("errors.bad-input-is-400")

    def error_status(self, request: Request, refused: Refused) -> int:
        return 422 if refused.status == 400 else refused.status

    def errors(self, refused: Refused) -> list[Record]:
        return [
            {
                "code": 422 if refused.status == 400 else refused.status,
                "description": refused.description,
            }
        ]


class UnknownBreaks(Mutant):
    """An unknown id breaks the server."""

    breaks = breaks("errors.never-5xx")

    def error_status(self, request: Request, refused: Refused) -> int:
        return 500 if "service_request_id" in refused.description else refused.status


class ErrorAs200(Mutant):
    """Errors come with status 200."""

    breaks = breaks("errors.never-success")

    def error_status(self, request: Request, refused: Refused) -> int:
        return 200 if "token" in refused.description else refused.status


class HtmlErrors(Mutant):
    """Errors are HTML pages."""

    breaks = breaks("errors.requested-format")

    def refusal(self, request: Request, suffix: str, refused: Refused) -> Response:
        return Response(refused.status, {"Content-Type": "text/html"}, PAGE)


class XmlErrorsForJson(Mutant):
    """Errors are XML, whatever was asked for."""

    breaks = breaks("errors.requested-format")

    def refusal(self, request: Request, suffix: str, refused: Refused) -> Response:
        return super().refusal(request, "xml", refused)
