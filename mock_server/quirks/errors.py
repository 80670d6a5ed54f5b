"""How known software refuses, or fails to."""

from __future__ import annotations

from mock_server import encode
from mock_server.http import Refused, Request, Response
from mock_server.jurisdictions import City
from mock_server.mutants.base import breaks
from mock_server.quirks.base import Quirk
from mock_server.records import Record

HTML = {"Content-Type": "text/html; charset=utf-8"}


class ErrorMessages(Quirk):
    """The root of an XML error is error_messages, with an error_message in it."""

    breaks = breaks("errors.xml-shape")

    def xml(self, root: str, value: object) -> str:
        if root != "errors" or not isinstance(value, list):
            return super().xml(root, value)
        inner = "".join(encode.element("error_message", error) for error in value)
        return f"{self.xml_declaration()}<error_messages>{inner}</error_messages>"


class BadArgumentBreaks(Quirk):
    """An argument of the list that can't be read breaks the server."""

    breaks = breaks("errors.never-5xx")

    def method(self, request: Request, steps: list[str]) -> tuple[str, object]:
        try:
            return super().method(request, steps)
        except Refused as refused:
            if refused.status == 400 and request.method != "POST" and steps == ["requests"]:
                raise Refused(500, *refused.descriptions) from refused
            raise


class UnknownServiceIs400(Quirk):
    """A POST for an unknown service gets 400."""

    breaks = breaks("errors.unknown-is-404")

    def service(self, city: City, given: dict[str, str]) -> Record:
        try:
            return super().service(city, given)
        except Refused as refused:
            raise Refused(400, *refused.descriptions) from refused


class KeyErrorsBreak(Quirk):
    """An api_key that is missing or wrong breaks the server, though its error says 400 or 401."""

    breaks = breaks("errors.never-5xx")

    def check_key(self, given: dict[str, str], key: str) -> None:
        try:
            super().check_key(given, key)
        except Refused as refused:
            code = 401 if "api_key" in given else 400
            raise Refused(code, *refused.descriptions) from refused

    def errors(self, refused: Refused) -> list[Record]:
        if "api_key" not in refused.description:
            return super().errors(refused)
        return [{"code": refused.status, "description": refused.description}]

    def error_status(self, request: Request, refused: Refused) -> int:
        broken = "api_key" in refused.description
        return 500 if broken else super().error_status(request, refused)


class NotFoundUnexplained(Quirk):
    """What is not found is told in the same two words, whatever it was."""

    breaks = breaks("errors.description-names-argument")

    def errors(self, refused: Refused) -> list[Record]:
        told = Refused(404, "Resource not found") if refused.status == 404 else refused
        return super().errors(told)


class TokensNotImplemented(Quirk):
    """Tokens are not implemented, which is told with 400."""

    breaks = breaks("errors.description-names-argument", "errors.unknown-is-404", "tokens.resolves")

    def token(self, place: City, token: str) -> list[Record]:
        raise Refused(400, "not implemented")


class JurisdictionDemanded(Quirk):
    """Without a jurisdiction_id service requests are a page that asks for it, with status 200."""

    breaks = breaks("jurisdiction.single-needs-none")
    serves = ("springfield.example",)

    def respond(self, request: Request) -> Response:
        given = request.query.get("jurisdiction_id") or dict(request.form).get("jurisdiction_id")
        if "/v2/requests" in request.path and not given:
            page = b"<!doctype html><html><body>ERROR: Missing jurisdiction_id</body></html>"
            return Response(200, HTML, page)
        return super().respond(request)
