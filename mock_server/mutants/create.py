"""Faulty taking of new service requests."""

from __future__ import annotations

from datetime import datetime

from mock_server.city import Record
from mock_server.http import Refused, Request, Response
from mock_server.jurisdictions import City
from mock_server.mutants.base import Mutant, breaks

Form = tuple[tuple[str, str], ...]


class AlwaysRefused(Mutant):
    """Every new service request is refused."""

    breaks = breaks("create.accepted")

    def create(self, city: City, form: Form, key: str, now: datetime) -> Record:
        super().create(city, form, key, now)
        raise Refused(400, "The service request can't be taken.")


class Answered(Mutant, abstract=True):
    """A server that creates what is posted, and answers otherwise than a client expects."""

    def respond(self, request: Request) -> Response:
        response = super().respond(request)
        if request.method != "POST" or response.status != 200:
            return response
        return self.altered(response)

    def altered(self, response: Response) -> Response:
        """Return the answer to a POST as it is sent."""
        return response


class OtherRoot(Answered):
    """The XML that answers a POST has the root service_request."""

    breaks = breaks("create.accepted")

    def altered(self, response: Response) -> Response:
        body = response.body.replace(b"service_requests>", b"service_request>")
        return Response(200, response.headers, body)


class ThanksPage(Answered):
    """A POST is answered with a page that says thank you."""

    breaks = breaks("create.accepted")

    def altered(self, response: Response) -> Response:
        page = b"<!doctype html><html><body><h1>Thank you</h1></body></html>"
        return Response(200, {"Content-Type": "text/html"}, page)


class SilentlyTaken(Answered):
    """A POST is answered with 204 and nothing."""

    breaks = breaks("create.accepted")

    def altered(self, response: Response) -> Response:
        return Response(204, {}, b"")


class BreaksAfterwards(Answered):
    """A POST is taken, and then something breaks."""

    breaks = breaks("create.accepted")

    def altered(self, response: Response) -> Response:
        return Response(500, {"Content-Type": "text/plain"}, b"Something broke.")


class NoId(Mutant):
    """A realtime service tells no id."""

    breaks = breaks("create.realtime-returns-id")

    def receipt(self, city: City, service: Record, id: str) -> Record:
        told = super().receipt(city, service, id)
        return {name: value for name, value in told.items() if name != "service_request_id"}


class IdAndToken(Mutant):
    """An id and a token are told together."""

    breaks = breaks("create.id-or-token")

    def receipt(self, city: City, service: Record, id: str) -> Record:
        told = super().receipt(city, service, id)
        return {**told, "token": "T1"} if "service_request_id" in told else told


class LocationOptional(Mutant):
    """A service request without a location is taken."""

    breaks = breaks("create.location-missing-refused")

    def check_location(self, given: dict[str, str]) -> None:
        if {"lat", "long", "address_string", "address_id"} & given.keys():
            super().check_location(given)
        given.setdefault("address_string", "unknown")


class ServiceOptional(Mutant):
    """A service request without a service_code goes to the first service."""

    breaks = breaks("create.service-code-missing-refused")

    def service(self, city: City, given: dict[str, str]) -> Record:
        return super().service(city, given) if "service_code" in given else city.services[0]
