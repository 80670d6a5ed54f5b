"""Faulty taking of new service requests."""

from __future__ import annotations

from datetime import datetime

from mock_server.create import Form
from mock_server.http import Refused, Request, Response
from mock_server.jurisdictions import City
from mock_server.mutants.base import Mutant, breaks
from mock_server.records import Record


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


class ListsInstead(Mutant):
    """What is posted is taken, and answered with the list of all service requests."""

    breaks = breaks("create.accepted")

    def create(self, city: City, form: Form, key: str, now: datetime) -> Record:
        super().create(city, form, key, now)
        raise Refused(200, "")

    def refusal(self, request: Request, suffix: str, refused: Refused) -> Response:
        if refused.status != 200:
            return super().refusal(request, suffix, refused)
        query = {"jurisdiction_id": dict(request.form).get("jurisdiction_id", "")}
        return super().respond(request._replace(method="GET", query=query))


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


class EmailDemanded(Mutant):
    """A service request without an email is refused."""

    breaks = breaks("create.minimal-accepted")

    def check_description(self, given: dict[str, str]) -> None:
        super().check_description(given)
        if "email" not in given:
            raise Refused(400, "An email is required.")


class DescriptionDemanded(Mutant):
    """A service request without a description is refused."""

    breaks = breaks("create.minimal-accepted")

    def check_description(self, given: dict[str, str]) -> None:
        super().check_description(given)
        if "description" not in given:
            raise Refused(400, "A description is required.")


class AddressDemanded(Mutant):
    """Coordinates without an address are refused."""

    breaks = breaks("create.location-lat-long")

    def check_location(self, given: dict[str, str]) -> None:
        super().check_location(given)
        if "lat" in given and "address_string" not in given:
            raise Refused(400, "An address is required.")


class CoordinatesDemanded(Mutant):
    """An address without coordinates is refused."""

    breaks = breaks("create.location-address-string")

    def check_location(self, given: dict[str, str]) -> None:
        super().check_location(given)
        if "address_string" in given and "lat" not in given:
            raise Refused(400, "lat and long are required.")


class AddressIdUnread(Mutant):
    """An address_id is no location."""

    breaks = breaks("create.location-address-id")

    def in_words(self, given: dict[str, str]) -> bool:
        return "address_string" in given


class CharsetRefused(Mutant):
    """A form whose Content-Type names a charset is refused."""

    breaks = breaks("create.form-encoding")

    def method(self, request: Request, steps: list[str]) -> tuple[str, object]:
        if request.method == "POST" and "charset" in request.headers.get("content-type", ""):
            raise Refused(415, "Only application/x-www-form-urlencoded is taken.")
        return super().method(request, steps)


class EmptyEmailRefused(Mutant):
    """An email without a value is taken for a wrong one."""

    breaks = breaks("create.empty-argument-is-none")

    def create(self, city: City, form: Form, key: str, now: datetime) -> Record:
        if ("email", "") in form:
            raise Refused(400, "The email is not one.")
        return super().create(city, form, key, now)


class UnknownArgumentRefused(Mutant):
    """A service request with an argument that is not known is refused."""

    breaks = breaks("create.unknown-argument-ignored")

    def create(self, city: City, form: Form, key: str, now: datetime) -> Record:
        if "conformance_test" in dict(form):
            raise Refused(400, "conformance_test is not known.")
        return super().create(city, form, key, now)


class BatchWithoutToken(Mutant):
    """A batch service tells nothing that its service request can be found by."""

    breaks = breaks("create.batch-returns-token")

    def receipt(self, city: City, service: Record, id: str) -> Record:
        told = super().receipt(city, service, id)
        return {name: value for name, value in told.items() if name != "token"}


class BatchGivesId(Mutant):
    """A batch service tells an id at once."""

    breaks = breaks("create.batch-returns-token")

    def receipt(self, city: City, service: Record, id: str) -> Record:
        told = super().receipt(city, service, id)
        return {"service_request_id": id} if "token" in told else told


class BlackboxGivesId(Mutant):
    """A blackbox service tells the id."""

    breaks = breaks("create.blackbox-returns-no-id")

    def receipt(self, city: City, service: Record, id: str) -> Record:
        told = super().receipt(city, service, id)
        return {"service_request_id": id, **told} if service["type"] == "blackbox" else told
