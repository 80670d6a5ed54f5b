"""What software shares that the specification does not have: served by profiles alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from mock_server import encode
from mock_server.enrol import enrol
from mock_server.http import Refused, Request
from mock_server.jurisdictions import City
from mock_server.records import Record
from mock_server.reference import Reference

EXTENSIONS: dict[str, type[Reference]] = {}
UPDATES, LIST = "servicerequestupdates", "service_request_updates"


class Extension(Reference):
    """A reference server with an extension; its id follows from its name."""

    def __init_subclass__(cls, *, abstract: bool = False) -> None:
        if not abstract and len(cls.__bases__) == 1:  # a profile is no extension of its own
            enrol(cls, "extension", EXTENSIONS)


class Pages(Extension, abstract=True):
    """page (from 1) and page_size are honoured."""

    size: ClassVar[int]

    def select(self, place: City, query: Mapping[str, str]) -> Sequence[Record]:
        found = super().select(place, query)
        size = _positive(query, "page_size", self.size)
        page = _positive(query, "page", 1)
        return found[(page - 1) * size : page * size]


class PagesOf20(Pages):
    """page and page_size are honoured, with 20 on a page unless asked otherwise."""

    size = 20


class PagesOf50(Pages):
    """page and page_size are honoured, with 50 on a page unless asked otherwise."""

    size = 50


class MaxRequests(Extension):
    """With max_requests no more than so many come."""

    def select(self, place: City, query: Mapping[str, str]) -> Sequence[Record]:
        return super().select(place, query)[: _positive(query, "max_requests", self.most)]


class LimitOf25(Extension):
    """limit is honoured up to 50, with 25 unless asked otherwise; page counts from 0."""

    def select(self, place: City, query: Mapping[str, str]) -> Sequence[Record]:
        limit = _positive(query, "limit", 25)
        size = limit if limit <= 50 else 25
        start = size * (_positive(query, "page", 1) if query.get("page", "0") != "0" else 0)
        return super().select(place, query)[start : start + size]


class ExtendedAttributes(Extension):
    """With extensions=true each service request carries extended_attributes."""

    def method(self, request: Request, steps: list[str]) -> tuple[str, object]:
        root, value = super().method(request, steps)
        wanted = request.query.get("extensions") == "true" and steps[:1] == ["requests"]
        if not wanted or request.method == "POST" or not isinstance(value, Sequence):
            return root, value
        return root, [self.published(record) | _extended(record) for record in value]


class Updates(Extension):
    """GET servicerequestupdates lists how service requests went on, oldest first."""

    def method(self, request: Request, steps: list[str]) -> tuple[str, object]:
        if steps != [UPDATES] or request.method not in ("GET", "HEAD"):
            return super().method(request, steps)
        found = self.select(self.place(request), request.query)
        changed = [record for record in found if record["updated_datetime"]]
        changed.sort(key=lambda record: str(record["updated_datetime"]))
        return LIST, [_update(record) for record in changed]

    def xml(self, root: str, value: object) -> str:
        if root != LIST or not isinstance(value, list):
            return super().xml(root, value)
        inner = "".join(encode.element("request_update", update) for update in value)
        return f"{self.xml_declaration()}<{LIST}>{inner}</{LIST}>"


def _positive(query: Mapping[str, str], name: str, usual: int) -> int:
    """Return a whole number from 1 that a query gives, or the usual one; raises Refused."""
    given = query.get(name) or str(usual)
    if not given.isdecimal() or len(given) > 7 or int(given) < 1:
        raise Refused(400, f"{name} has to be a whole number from 1: {given[:20]!r}.")
    return int(given)


def _extended(record: Record) -> Record:
    """Return what the common extension adds, of what the reference knows."""
    told = {"title": record["service_name"], "detailed_status": str(record["status"]).upper()}
    return {"extended_attributes": told}


def _update(record: Record) -> Record:
    """Return a service request's last change, as mySociety's extension writes it."""
    id, at = str(record["service_request_id"]), record["updated_datetime"]
    return {
        "update_id": f"{id}-1",
        "service_request_id": id,
        "status": record["status"],
        "updated_datetime": at,
        "description": record.get("status_notes") or "",
        "media_url": "",
    }
