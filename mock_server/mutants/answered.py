"""Faulty answers to a POST and to a token: bytes, headers and shapes."""

from __future__ import annotations

from mock_server.http import Request, Response
from mock_server.mutants.base import Mutant, breaks

BOM = b"\xef\xbb\xbf"


class Answered(Mutant, abstract=True):
    """A server whose answers to POSTs and tokens alone are faulty."""

    def respond(self, request: Request) -> Response:
        response = super().respond(request)
        about = request.method == "POST" or "/tokens/" in request.path
        return self.altered(request, response) if about and response.status == 200 else response

    def altered(self, request: Request, response: Response) -> Response:
        """Return the answer to a POST or a token as it is sent."""
        return response


class PostInLatin1(Answered):
    """The answer to a POST is encoded as ISO-8859-1."""

    breaks = breaks("formats.utf8-bytes")

    def altered(self, request: Request, response: Response) -> Response:
        body = response.body.replace(b"look at it", "look at it, s'il vous plaît".encode("latin-1"))
        return Response(200, response.headers, body)


class PostWithoutDeclaration(Answered):
    """The XML that answers a POST comes without its declaration."""

    breaks = breaks("formats.xml-declaration")

    def altered(self, request: Request, response: Response) -> Response:
        if request.path.endswith(".json"):
            return response
        return Response(200, response.headers, response.body[response.body.find(b"<service") :])


class PostLabelledHtml(Answered):
    """The answer to a POST is labelled text/html."""

    breaks = breaks("formats.media-family")

    def altered(self, request: Request, response: Response) -> Response:
        return Response(200, {"Content-Type": "text/html; charset=utf-8"}, response.body)


class TokenWithBom(Answered):
    """A byte order mark stands before the JSON of a token."""

    breaks = breaks("formats.json-no-bom")

    def altered(self, request: Request, response: Response) -> Response:
        token = "/tokens/" in request.path and request.path.endswith(".json")
        return Response(200, response.headers, BOM * token + response.body)


class PostAlwaysXml(Mutant):
    """A POST to requests.json is answered with XML."""

    breaks = breaks("formats.suffix-selects")

    def answer(self, request: Request, format: str, root: str, value: object) -> Response:
        chosen = "xml" if request.method == "POST" else format
        return super().answer(request, chosen, root, value)


class PostWrapped(Answered):
    """An object stands around the JSON that answers a POST."""

    breaks = breaks("formats.json-spark-shape")

    def altered(self, request: Request, response: Response) -> Response:
        if request.path.endswith(".xml"):
            return response
        return Response(200, response.headers, b'{"service_requests": %b}' % response.body)
