"""Faulty Content-Type headers."""

from __future__ import annotations

from mock_server.mutants.base import Mutant, breaks


class Html(Mutant):
    """Lists are labelled text/html."""

    breaks = breaks("formats.media-family")

    def headers(self, format: str) -> dict[str, str]:
        return super().headers(format) | {"Content-Type": "text/html; charset=utf-8"}

    def error_headers(self, format: str) -> dict[str, str]:
        return super().headers(format)


class ApplicationXml(Mutant):
    """XML is labelled application/xml."""

    breaks = breaks("formats.xml-media-type")

    def content_type(self, format: str) -> str:
        return {"xml": "application/xml; charset=utf-8", "json": "application/json; charset=utf-8"}[
            format
        ]


class XmlWithoutCharset(Mutant):
    """The Content-Type of XML names no charset."""

    breaks = breaks("formats.xml-charset")

    def content_type(self, format: str) -> str:
        return "text/xml" if format == "xml" else super().content_type(format)


class TextJson(Mutant):
    """JSON is labelled text/json."""

    breaks = breaks("formats.json-media-type")

    def content_type(self, format: str) -> str:
        return {"xml": "text/xml; charset=utf-8", "json": "text/json; charset=utf-8"}[format]


class JsonWithoutCharset(Mutant):
    """The Content-Type of JSON names no charset."""

    breaks = breaks("formats.json-charset")

    def content_type(self, format: str) -> str:
        return "application/json" if format == "json" else super().content_type(format)


class HeaderLies(Mutant):
    """The Content-Type says ISO-8859-1 over UTF-8."""

    breaks = breaks("formats.charsets-agree")

    def content_type(self, format: str) -> str:
        return {"xml": "text/xml; charset=iso-8859-1", "json": "application/json; charset=utf-8"}[
            format
        ]
