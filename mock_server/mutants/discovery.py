"""Faulty discovery documents."""

from __future__ import annotations

from mock_server.http import Refused, Request, Response
from mock_server.mutants.base import Mutant, breaks
from mock_server.records import Record


class NoXml(Mutant):
    """Discovery is not to be had as XML."""

    breaks = breaks("discovery.xml-served")

    def discovery_answer(self, request: Request, steps: list[str], suffix: str) -> Response:
        if suffix == "xml":
            return self.refusal(request, suffix, Refused(404, "There is nothing here."))
        return super().discovery_answer(request, steps, suffix)


class NoJson(Mutant):
    """Discovery is not to be had as JSON."""

    breaks = breaks("discovery.json-served")

    def discovery_answer(self, request: Request, steps: list[str], suffix: str) -> Response:
        if suffix == "json":
            return self.refusal(request, suffix, Refused(404, "There is nothing here."))
        return super().discovery_answer(request, steps, suffix)


class NoPage(Mutant):
    """There is no discovery page for people."""

    breaks = breaks("discovery.html-served")

    def discovery_answer(self, request: Request, steps: list[str], suffix: str) -> Response:
        if suffix == "html":
            return self.refusal(request, suffix, Refused(404, "There is nothing here."))
        return super().discovery_answer(request, steps, suffix)


class RootRenamed(Mutant):
    """The root of the discovery document is misspelt."""

    breaks = breaks("discovery.xml-root")

    def xml(self, root: str, value: object) -> str:
        return super().xml("dicovery" if root == "discovery" else root, value)


class NoKeyService(Mutant):
    """The document lacks its key_service."""

    breaks = breaks("discovery.document-fields")

    def discovery(self, request: Request) -> Record:
        return super().discovery(request) | {"key_service": None}


class NoEndpoints(Mutant):
    """The document lists no endpoint."""

    breaks = breaks("discovery.has-endpoint")

    def discovery(self, request: Request) -> Record:
        return super().discovery(request) | {"endpoints": []}


class NoChangeset(Mutant):
    """An endpoint lacks its changeset."""

    breaks = breaks("discovery.endpoint-fields")

    def endpoint(self, request: Request) -> Record:
        return super().endpoint(request) | {"changeset": None}


class TypeLive(Mutant):
    """An endpoint is of the type live."""

    breaks = breaks("discovery.endpoint-type-value")

    def endpoint(self, request: Request) -> Record:
        return super().endpoint(request) | {"type": "live"}


class FormatWord(Mutant):
    """A format is a word instead of a MIME type."""

    breaks = breaks("discovery.formats-are-mime-types")

    def endpoint(self, request: Request) -> Record:
        return super().endpoint(request) | {"formats": ["text/xml", "application/json", "xml"]}


class XmlNotDeclared(Mutant):
    """The endpoint does not list text/xml."""

    breaks = breaks("discovery.v2-declares-xml")

    def endpoint(self, request: Request) -> Record:
        return super().endpoint(request) | {"formats": ["application/json"]}


class JsonNotDeclared(Mutant):
    """The endpoint does not list application/json."""

    breaks = breaks("discovery.served-format-declared")

    def endpoint(self, request: Request) -> Record:
        return super().endpoint(request) | {"formats": ["text/xml"]}


class TokenSlash(Mutant):
    """The specification token ends in a slash."""

    breaks = breaks("discovery.specification-token-exact")

    def endpoint(self, request: Request) -> Record:
        return super().endpoint(request) | {
            "specification": "http://wiki.open311.org/GeoReport_v2/"
        }


class TokenUnknown(Mutant):
    """No endpoint names GeoReport v2."""

    breaks = breaks("discovery.specification-token")

    def endpoint(self, request: Request) -> Record:
        return super().endpoint(request) | {"specification": "http://example.com/API"}


class UrlRelative(Mutant):
    """An endpoint's url is a path."""

    breaks = breaks("discovery.endpoint-url-absolute")

    def endpoint(self, request: Request) -> Record:
        return super().endpoint(request) | {"url": "/open311/v2"}


class ChangesetNewer(Mutant):
    """An endpoint's changeset is newer than the document's."""

    breaks = breaks("discovery.changeset-sorts")

    def endpoint(self, request: Request) -> Record:
        return super().endpoint(request) | {"changeset": "2026-06-01T00:00:00Z"}


class ChangesetNewerInWords(Mutant):
    """An endpoint's changeset is newer, both written as in the specification's example."""

    breaks = breaks("discovery.changeset-sorts")

    def discovery(self, request: Request) -> Record:
        newer = self.endpoint(request) | {"changeset": "2011-02-03 14:19"}
        return super().discovery(request) | {"changeset": "2011-02-03 14:18", "endpoints": [newer]}


class ListsAnother(Mutant):
    """Another endpoint is listed instead of this one."""

    breaks = breaks("discovery.lists-this-endpoint")

    def endpoint(self, request: Request) -> Record:
        return super().endpoint(request) | {"url": "http://other.example/open311/v2"}


class DeadEndpoint(Mutant):
    """A second listed endpoint does not answer."""

    breaks = breaks("discovery.endpoint-answers")

    def discovery(self, request: Request) -> Record:
        dead = self.endpoint(request) | {"url": f"{request.origin}/gone"}
        return super().discovery(request) | {"endpoints": [self.endpoint(request), dead]}


class LoginPage(Mutant):
    """A second listed endpoint answers everything with a page, and status 200."""

    breaks = breaks("discovery.endpoint-answers")

    def discovery(self, request: Request) -> Record:
        page = self.endpoint(request) | {"url": f"{request.origin}/page", "formats": ["text/xml"]}
        return super().discovery(request) | {"endpoints": [self.endpoint(request), page]}

    def respond(self, request: Request) -> Response:
        if request.path.startswith("/page/"):
            body = b"<!doctype html><html><body>Log in<br></body></html>"
            return Response(200, {"Content-Type": "text/html"}, body)
        return super().respond(request)


class JsonWrapped(Mutant):
    """The JSON document stands in an object."""

    breaks = breaks("discovery.json-spark-shape")

    def json(self, root: str, value: object) -> str:
        return super().json(root, {root: value} if root == "discovery" else value)


class JsonDiffers(Mutant):
    """The JSON document names another contact."""

    breaks = breaks("discovery.xml-json-same")

    def json(self, root: str, value: object) -> str:
        if root == "discovery" and isinstance(value, dict):
            value = value | {"contact": "Somebody else."}
        return super().json(root, value)


class JsonOnlyListed(Mutant):
    """Discovery lists JSON, and the endpoint does not serve it."""

    breaks = breaks("discovery.declared-format-served")

    def method(self, request: Request, steps: list[str]) -> tuple[str, object]:
        if request.path.endswith(".json"):
            raise Refused(404, "JSON is not offered.")
        return super().method(request, steps)
