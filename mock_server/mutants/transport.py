"""Faults of HTTP itself."""

from __future__ import annotations

from mock_server.http import Refused, Request
from mock_server.mutants.base import Mutant, breaks


class GzipLies(Mutant):
    """The body is not compressed as Content-Encoding says."""

    breaks = breaks("transport.content-encoding-true")

    def compress(self, body: bytes) -> bytes:
        return body


class NoCors(Mutant):
    """No header lets browsers read the answers."""

    breaks = breaks("transport.cors")

    def headers(self, format: str) -> dict[str, str]:
        return {"Content-Type": self.content_type(format)}


class NoHead(Mutant):
    """HEAD is refused."""

    breaks = breaks("transport.gzip-and-head")

    def method(self, request: Request, steps: list[str]) -> tuple[str, object]:
        if request.method == "HEAD":
            raise Refused(405, "HEAD is not possible here.")
        return super().method(request, steps)


class UnknownArgumentRefused(Mutant):
    """An unknown argument is refused."""

    breaks = breaks("transport.unknown-argument-ignored")

    def method(self, request: Request, steps: list[str]) -> tuple[str, object]:
        if "x_unknown" in request.query:
            raise Refused(400, "The argument x_unknown is unknown.")
        return super().method(request, steps)


class ReadingCreates(Mutant):
    """Whoever reads the list of service requests makes another one."""

    breaks = breaks("transport.get-is-safe")

    def method(self, request: Request, steps: list[str]) -> tuple[str, object]:
        found = super().method(request, steps)
        if request.method == "GET" and steps == ["requests"]:
            place = self.place(request)
            place.add({**place.all()[0], "service_request_id": f"R-{place.count}"})
        return found


class PutAnswered(Mutant):
    """PUT gets what GET gets."""

    breaks = breaks("transport.method-refused")

    def method(self, request: Request, steps: list[str]) -> tuple[str, object]:
        read = request._replace(method="GET") if request.method == "PUT" else request
        return super().method(read, steps)


class DeleteWorks(Mutant):
    """Whoever wants to can close a service request by DELETE."""

    breaks = breaks("transport.method-refused")

    def method(self, request: Request, steps: list[str]) -> tuple[str, object]:
        if request.method == "DELETE" and steps[0] == "requests":
            place = self.place(request)
            place.change(steps[1], status="closed")
            return "service_requests", self.one(place, steps[1])
        return super().method(request, steps)
