"""Faulty formats: bytes, headers and shapes."""

from __future__ import annotations

from mock_server.http import Refused, Request, Response
from mock_server.mutants.base import Mutant, breaks
from mock_server.rows import Rows

HALVED = 40


class Latin1(Mutant):
    """Text is encoded as ISO-8859-1."""

    breaks = breaks("formats.utf8-bytes")

    def encode(self, format: str, root: str, value: object) -> bytes:
        body = super().encode(format, root, value)
        if root != "service_requests" or format != "xml":
            return body
        return body.decode().encode("latin-1", "xmlcharrefreplace")


class NoDeclaration(Mutant):
    """XML comes without its declaration."""

    breaks = breaks("formats.xml-declaration")

    def xml_declaration(self) -> str:
        return ""


class DeclarationWithoutEncoding(Mutant):
    """The XML declaration names no encoding."""

    breaks = breaks("formats.xml-declaration")

    def xml_declaration(self) -> str:
        return '<?xml version="1.0"?>'


class DeclarationLies(Mutant):
    """The XML declaration says ISO-8859-1 over UTF-8."""

    breaks = breaks("formats.charsets-agree")

    def xml_declaration(self) -> str:
        return '<?xml version="1.0" encoding="ISO-8859-1"?>'


class BareAmpersand(Mutant):
    """An ampersand is not escaped in XML."""

    breaks = breaks("formats.xml-well-formed")

    def xml(self, root: str, value: object) -> str:
        return super().xml(root, value).replace("&amp;", "&")


class BareCodes(Mutant):
    """Codes with leading zeros stand without quotes in JSON."""

    breaks = breaks("formats.json-valid")

    def json(self, root: str, value: object) -> str:
        text = super().json(root, value)
        return text.replace('"service_code": "001"', '"service_code": 001')


class ByteOrderMark(Mutant):
    """JSON starts with a byte order mark."""

    breaks = breaks("formats.json-no-bom")

    def json(self, root: str, value: object) -> str:
        return "\ufeff" + super().json(root, value)


class Namespace(Mutant):
    """The root declares a namespace prefix."""

    breaks = breaks("formats.no-namespaces")

    def xml(self, root: str, value: object) -> str:
        text = super().xml(root, value)
        return text.replace(f"<{root}>", f'<{root} xmlns:soap="http://example.com/soap">', 1)


class ForeignElement(Mutant):
    """Services carry an element of their own in XML."""

    breaks = breaks("formats.no-foreign-elements")

    def xml(self, root: str, value: object) -> str:
        return super().xml(root, value).replace("</service>", "<priority>1</priority></service>")


class ForeignAttribute(Mutant):
    """The root carries an attribute."""

    breaks = breaks("formats.no-foreign-elements")

    def xml(self, root: str, value: object) -> str:
        return super().xml(root, value).replace(f"<{root}>", f'<{root} type="array">', 1)


class Misspelt(Mutant):
    """A field is spelt status_note, besides the right one."""

    breaks = breaks("formats.no-misspelt-elements")

    def xml(self, root: str, value: object) -> str:
        return super().xml(root, value).replace("</request>", "<status_note/></request>")


class Wrapped(Mutant):
    """JSON lists stand in an object."""

    breaks = breaks("formats.json-spark-shape")

    def json(self, root: str, value: object) -> str:
        wrapped = isinstance(value, list) and root == "services"
        return super().json(root, {root: value} if wrapped else value)


class JsonDiffers(Mutant):
    """JSON has another description than XML."""

    breaks = breaks("formats.xml-json-same")

    def json(self, root: str, value: object) -> str:
        if root == "services" and isinstance(value, list):
            value = [value[0] | {"description": "Something else."}, *value[1:]]
        return super().json(root, value)


class JsonHalf(Mutant):
    """JSON lists every second service request."""

    breaks = breaks("formats.xml-json-same")

    def encode(self, format: str, root: str, value: object) -> bytes:
        if format == "json" and isinstance(value, Rows) and len(value) > HALVED:
            value = value[::2]
        return super().encode(format, root, value)


class JsonListsNothing(Mutant):
    """The list of all service requests is empty in JSON."""

    breaks = breaks("formats.xml-json-same")

    def encode(self, format: str, root: str, value: object) -> bytes:
        if format == "json" and isinstance(value, Rows) and len(value) > HALVED:
            value = []
        return super().encode(format, root, value)


class AcceptDecides(Mutant):
    """The Accept header counts for more than the suffix."""

    breaks = breaks("formats.suffix-selects")

    def answer(self, request: Request, format: str, root: str, value: object) -> Response:
        accept = request.headers.get("accept", "")
        chosen = {"application/json": "json", "text/xml": "xml"}.get(accept, format)
        return super().answer(request, chosen, root, value)


class JsonOnly(Mutant):
    """Nothing is to be had as XML, which discovery lists."""

    breaks = breaks("formats.xml-everywhere", "discovery.declared-format-served")

    def method(self, request: Request, steps: list[str]) -> tuple[str, object]:
        if request.path.endswith(".xml"):
            raise Refused(404, "XML is not offered.")
        return super().method(request, steps)


class SuffixIgnored(Mutant):
    """XML comes whatever the suffix is."""

    breaks = breaks("formats.suffix-selects", "discovery.json-served")

    def answer(self, request: Request, format: str, root: str, value: object) -> Response:
        return super().answer(request, "xml", root, value)


class DefinitionsAlwaysXml(Mutant):
    """Service definitions are XML whatever the suffix is."""

    breaks = breaks("formats.suffix-selects")

    def answer(self, request: Request, format: str, root: str, value: object) -> Response:
        chosen = "xml" if root == "service_definition" else format
        return super().answer(request, chosen, root, value)


class JsonOnlyDefinitions(Mutant):
    """Service definitions come as JSON only."""

    breaks = breaks("formats.xml-everywhere", "definitions.served-when-metadata")

    def method(self, request: Request, steps: list[str]) -> tuple[str, object]:
        if len(steps) == 2 and steps[0] == "services" and request.path.endswith(".xml"):
            raise Refused(404, "The service_code is not to be had as XML.")
        return super().method(request, steps)


class PdfServed(Mutant):
    """An unknown suffix gets the list all the same."""

    breaks = breaks("formats.unknown-suffix")

    def respond(self, request: Request) -> Response:
        if request.path.endswith(".pdf"):
            return self.answer(request, "xml", "services", self.place(request).services)
        return super().respond(request)
