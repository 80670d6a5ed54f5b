"""How answers are written. Each step is a method that a mutant can replace."""

from __future__ import annotations

import gzip
import re
from typing import ClassVar

from mock_server import encode
from mock_server.http import Refused, Request, Response
from mock_server.records import Record
from mock_server.rows import Rows
from mock_server.store import Store

SUFFIXES = ("xml", "json")
_NO_GZIP = re.compile(r"gzip\s*;\s*q=0(\.0*)?\s*(,|$)")


class Writing:
    """Answers in XML and JSON.

    Attributes:
        keeps_pages: The same list is written once; False where it may be written otherwise.
        store: Where service requests, and the pages that were written, are kept.
    """

    keeps_pages: ClassVar[bool] = True
    store: Store

    def refusal(self, request: Request, suffix: str, refused: Refused) -> Response:
        """Answer with an errors document."""
        errors = self.errors(refused)
        format = suffix if suffix in SUFFIXES else "xml"
        body = self.encode(format, "errors", errors)
        headers = {**self.error_headers(format), **refused.headers}
        return Response(self.error_status(request, refused), headers, body)

    def errors(self, refused: Refused) -> list[Record]:
        """Return the records of an errors document."""
        return [{"code": refused.status, "description": text} for text in refused.descriptions]

    def error_status(self, request: Request, refused: Refused) -> int:
        """Return the HTTP status of an error."""
        return refused.status

    def error_headers(self, format: str) -> dict[str, str]:
        """Return the headers of an error."""
        return self.headers(format)

    def answer(self, request: Request, format: str, root: str, value: object) -> Response:
        """Answer with status 200, compressed where the client takes it and it is worth it."""
        if self.keeps_pages and isinstance(value, Rows) and value:
            key = (format, root, value.listed)
            body = self.store.pages.get(key, lambda: self.encode(format, root, value))
        else:
            body = self.encode(format, root, value)
        headers = self.headers(format)
        accepted = request.headers.get("accept-encoding", "")
        if len(body) > 1000 and "gzip" in accepted and not _NO_GZIP.search(accepted):
            return Response(200, {**headers, "Content-Encoding": "gzip"}, self.compress(body))
        return Response(200, headers, body)

    def compress(self, body: bytes) -> bytes:
        """Compress a body."""
        return gzip.compress(body, 1)

    def headers(self, format: str) -> dict[str, str]:
        """Return the headers of every answer in a format."""
        return {
            "Content-Type": self.content_type(format),
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Expose-Headers": "*",  # so that apps in a browser see Retry-After
        }

    def content_type(self, format: str) -> str:
        """Return the Content-Type of a format."""
        return {"xml": "text/xml", "json": "application/json"}[format] + "; charset=utf-8"

    def encode(self, format: str, root: str, value: object) -> bytes:
        """Write a value in a format, as UTF-8."""
        text = self.xml(root, value) if format == "xml" else self.json(root, value)
        return text.encode("utf-8")

    def xml(self, root: str, value: object) -> str:
        """Write an XML document."""
        return encode.xml(root, value, self.xml_declaration())

    def json(self, root: str, value: object) -> str:
        """Write a JSON document."""
        return encode.as_json(value)

    def xml_declaration(self) -> str:
        """Return the XML declaration."""
        return '<?xml version="1.0" encoding="utf-8"?>\n'
