"""Faulty lists of service requests and single ones."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from mock_server.filters import SPAN
from mock_server.http import Refused, Request, Response
from mock_server.jurisdictions import City
from mock_server.mutants.base import Mutant, breaks
from mock_server.records import Record, is_new


class StatusCapital(Mutant):
    """A status is written Open."""

    breaks = breaks("requests.status-value")

    def published(self, record: Record) -> Record:
        return record | {"status": str(record["status"]).title()}


class ListRefused(Mutant):
    """The list of service requests is shown to holders of an api_key only."""

    breaks = breaks("requests.list-served")

    def method(self, request: Request, steps: list[str]) -> tuple[str, object]:
        if steps == ["requests"] and request.method == "GET":
            raise Refused(403, "The api_key is missing.")
        return super().method(request, steps)


class ItemsRenamed(Mutant):
    """In XML each listed service request stands in an element service_request."""

    breaks = breaks("requests.list-served")

    def answer(self, request: Request, format: str, root: str, value: object) -> Response:
        answer = super().answer(request, format, root, value)
        if format != "xml" or request.steps()[0][2:] != ["requests"] or request.method != "GET":
            return answer
        body = re.sub(rb"(</?)request>", rb"\1service_request>", answer.body)
        return Response(answer.status, answer.headers, body)


class ListAsPage(Mutant):
    """The list of all service requests is a page, with status 200."""

    breaks = breaks("requests.list-served")

    def answer(self, request: Request, format: str, root: str, value: object) -> Response:
        if request.path.endswith(f"/requests.{format}") and request.method != "POST":
            page = b"<!doctype html><html><body>Log in<br></body></html>"
            return Response(200, {"Content-Type": "text/html"}, page)
        return super().answer(request, format, root, value)


class OneAsError(Mutant):
    """A service request that is listed brings an error with status 200."""

    breaks = breaks("request.list-of-one")

    def one(self, place: City, id: str) -> Sequence[Record]:
        super().one(place, id)
        raise Refused(200, "Sorry, not now.")


class EmptyIs404(Mutant):
    """A query that matches nothing gets 404."""

    breaks = breaks("requests.empty-list")

    def select(self, place: City, query: Mapping[str, str]) -> Sequence[Record]:
        found = super().select(place, query)
        if not found and query.get("start_date", "").startswith("2000-01-01"):
            raise Refused(404, "No service request was found.")
        return found


class EverOld(Mutant):
    """Without dates everything comes, however old."""

    breaks = breaks("requests.default-window")

    def default_window(self) -> tuple[datetime, datetime]:
        return self.now() - timedelta(days=4000), self.now()


class TooMany(Mutant):
    """More than 1,000 service requests come."""

    breaks = breaks("requests.default-volume")

    def requests_made(self, jurisdiction: str, records: list[Record]) -> list[Record]:
        newest = records[0]
        id = newest["service_request_id"]
        return [newest | {"service_request_id": f"{id}-{n}"} for n in range(1001)] + records

    most = 10_000


class LongSpan(Mutant):
    """A span of 200 days is answered whole."""

    breaks = breaks("requests.span-90-days")

    def span(self, start: datetime, end: datetime) -> tuple[datetime, datetime]:
        return super().span(start, end) if end - start <= SPAN else (start, end)


class ReversedIsAll(Mutant):
    """A start_date after the end_date brings everything."""

    breaks = breaks("requests.reversed-range")

    def span(self, start: datetime, end: datetime) -> tuple[datetime, datetime]:
        return super().span(start, end) if start <= end else self.default_window()


class OrderChanges(Mutant):
    """Each read of the list turns it round."""

    breaks = breaks("requests.order-stable")
    asked: frozenset[str] = frozenset()

    def respond(self, request: Request) -> Response:
        question = f"{request.path}?{sorted(request.query.items())}"
        self.again = question in self.asked
        self.asked |= {question}
        return super().respond(request)

    def select(self, place: City, query: Mapping[str, str]) -> Sequence[Record]:
        found = super().select(place, query)
        return found[::-1] if self.again else found


class OneAsObject(Mutant):
    """A single service request comes without its list."""

    breaks = breaks("request.list-of-one")

    def encode(self, format: str, root: str, value: object) -> bytes:
        if getattr(self, "single", False) and isinstance(value, Sequence) and root != "errors":
            if format == "json":
                return super().encode(format, root, value[0])
            return super().encode(format, "request", value[0])
        return super().encode(format, root, value)

    def method(self, request: Request, steps: list[str]) -> tuple[str, object]:
        self.single = len(steps) == 2 and steps[0] == "requests"
        return super().method(request, steps)


class OneDiffers(Mutant):
    """A single service request has another description than in the list."""

    breaks = breaks("request.same-as-in-list")

    def one(self, place: City, id: str) -> Sequence[Record]:
        found = super().one(place, id)
        return found if is_new(id) else [found[0] | {"description": "Something else."}]


class UnknownIsEmpty(Mutant):
    """An unknown id brings an empty list."""

    breaks = breaks("request.unknown-refused")

    def one(self, place: City, id: str) -> Sequence[Record]:
        try:
            return super().one(place, id)
        except Refused:
            return []


class UnknownNumberIsEmpty(Mutant):
    """Ids are numbers; one that is unknown brings an empty list, and a word leads nowhere."""

    breaks = breaks("request.unknown-refused")

    def requests_made(self, jurisdiction: str, records: list[Record]) -> list[Record]:
        made = super().requests_made(jurisdiction, records)
        base = 10_000 * (1 + len(jurisdiction))
        return [r | {"service_request_id": f"{base + n}"} for n, r in enumerate(made)]

    def one(self, place: City, id: str) -> Sequence[Record]:
        try:
            return super().one(place, id)
        except Refused:
            if id.isdecimal():
                return []
            raise


class TokenInvented(Mutant):
    """An unknown token brings a service request."""

    breaks = breaks("tokens.unknown-refused")

    def token(self, place: City, token: str) -> list[Record]:
        if place.id_of(token):
            return super().token(place, token)
        return [{"service_request_id": "1", "token": token}]


class IdTwice(Mutant):
    """Two listed service requests share an id."""

    breaks = breaks("requests.id-unique")

    def respond(self, request: Request) -> Response:
        filters = ("start_date", "end_date", "status", "service_code", "service_request_id")
        self.plain = not any(request.query.get(name) for name in filters)
        return super().respond(request)

    def select(self, place: City, query: Mapping[str, str]) -> Sequence[Record]:
        found = super().select(place, query)
        return [found[0], *found] if self.plain else found


class NoServiceCode(Mutant):
    """A listed service request lacks its service_code."""

    breaks = breaks("requests.service-code-present")

    def published(self, record: Record) -> Record:
        return (
            record
            if not str(record["service_request_id"]).endswith("07")
            else _bare(record, "service_code")
        )


class NoRequestedDatetime(Mutant):
    """A listed service request lacks its requested_datetime."""

    breaks = breaks("requests.requested-datetime-present")

    def published(self, record: Record) -> Record:
        return (
            record
            if not str(record["service_request_id"]).endswith("07")
            else _bare(record, "requested_datetime")
        )


def _bare(record: Record, name: str) -> Record:
    return {key: value for key, value in record.items() if key != name}
