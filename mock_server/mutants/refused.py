"""Servers that take what they should refuse, or refuse it wrongly."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from mock_server.city import Record
from mock_server.create import LONGEST, Form
from mock_server.http import Refused, Request, Response
from mock_server.mutants.base import Mutant, breaks
from mock_server.mutants.errors import PAGE
from mock_server.store import City


class HalfLocation(Mutant):
    """lat without long is taken."""

    breaks = breaks("create.location-half-refused")

    def check_location(self, given: dict[str, str]) -> None:
        if "long" in given or "lat" not in given:
            super().check_location(given)


class OtherHalf(Mutant):
    """long without lat is taken."""

    breaks = breaks("create.location-half-refused")

    def check_location(self, given: dict[str, str]) -> None:
        if "lat" in given or "long" not in given:
            super().check_location(given)


class HalfBreaks(Mutant):
    """lat without long breaks the server."""

    breaks = breaks("errors.never-5xx")

    def check_all(self, service: Record, given: dict[str, str], form: Form) -> None:
        if "lat" in given and "long" not in given:
            raise Refused(500, "The service request could not be stored.")
        super().check_all(service, given, form)


class UnknownServiceTaken(Mutant):
    """A service request of an unknown service goes to the first one."""

    breaks = breaks("create.service-code-unknown-refused")

    def service(self, city: City, given: dict[str, str]) -> Record:
        try:
            return super().service(city, given)
        except Refused as refused:
            if refused.status != 404:
                raise
            return city.services[0]


class KeyOptional(Mutant):
    """A service request without an api_key is taken."""

    breaks = breaks("create.key-missing-refused")

    def check_key(self, given: dict[str, str], key: str) -> None:
        if "api_key" in given:
            super().check_key(given, key)


class AnyKey(Mutant):
    """Any api_key will do."""

    breaks = breaks("create.key-wrong-refused")

    def check_key(self, given: dict[str, str], key: str) -> None:
        super().check_key(given, given.get("api_key", key))


class NoKey(Mutant):
    """Nobody looks at the api_key."""

    breaks = breaks("create.key-missing-refused", "create.key-wrong-refused")

    def check_key(self, given: dict[str, str], key: str) -> None:
        pass


class RequiredLeftOut(Mutant):
    """A required attribute may be left out."""

    breaks = breaks("create.attribute-missing-refused")

    def check_attribute(self, attribute: dict[str, Any], values: list[str]) -> None:
        super().check_attribute(attribute | {"required": False}, values)


class RefusedYetCreated(Mutant):
    """Without a required attribute it answers 400, and creates the service request."""

    breaks = breaks("create.attribute-missing-refused")

    def create(self, city: City, form: Form, key: str, now: datetime) -> Record:
        try:
            return super().create(city, form, key, now)
        except Refused as refused:
            if "is required" in refused.description:
                super().create(city, (*form, ("attribute[SIZE]", "01")), key, now)
            raise


class AnyListKey(Mutant):
    """A list takes any key."""

    breaks = breaks("create.attribute-value-refused")

    def check_attribute(self, attribute: dict[str, Any], values: list[str]) -> None:
        super().check_attribute(attribute | {"values": []}, values)


class AnyNumber(Mutant):
    """A number may be any text."""

    breaks = breaks("create.attribute-value-refused")
    untyped = "number"

    def check_attribute(self, attribute: dict[str, Any], values: list[str]) -> None:
        text = attribute["datatype"] == self.untyped
        super().check_attribute(attribute | ({"datatype": "text"} if text else {}), values)


class AnyDatetime(AnyNumber):
    """A datetime may be any text."""

    breaks = breaks("create.attribute-value-refused")
    untyped = "datetime"


class OffTheGlobe(Mutant):
    """lat and long may be any number."""

    breaks = breaks("create.coordinates-out-of-range-refused")

    def check_location(self, given: dict[str, str]) -> None:
        small = {n: str(float(v) / 1000) for n, v in given.items() if n in NUMBERS and number(v)}
        super().check_location(given | small)


class WordsAsCoordinates(Mutant):
    """Text for lat or long is taken for 0."""

    breaks = breaks("create.coordinates-out-of-range-refused")

    def check_location(self, given: dict[str, str]) -> None:
        given |= {n: "0" for n, v in given.items() if n in NUMBERS and not number(v)}
        super().check_location(given)


class KeptWhole(Mutant):
    """A description of any length is kept and shown."""

    breaks = breaks("create.description-over-4000")

    def check_description(self, given: dict[str, str]) -> None:
        pass


class CutShort(Mutant):
    """Of a description that is too long, the first 1,000 characters are kept."""

    breaks = breaks("create.description-over-4000")

    def check_description(self, given: dict[str, str]) -> None:
        if len(given.get("description", "")) > LONGEST:
            given["description"] = given["description"][:1000]


class LongBreaks(Mutant):
    """A description that is too long breaks the server."""

    breaks = breaks("errors.never-5xx")

    def error_status(self, request: Request, refused: Refused) -> int:
        return 500 if "description" in refused.description else refused.status


class Unauthorized(Mutant):
    """A missing or wrong api_key gets 401."""

    breaks = breaks("errors.key-is-403")
    instead = 401

    def check_key(self, given: dict[str, str], key: str) -> None:
        try:
            super().check_key(given, key)
        except Refused as refused:
            raise Refused(self.instead, *refused.descriptions) from None


class KeyBad(Unauthorized):
    """A missing or wrong api_key gets 400."""

    breaks = breaks("errors.key-is-403")
    instead = 400


class KeyUnnamed(Unauthorized):
    """The error about an api_key does not say that it is about that."""

    breaks = breaks("errors.description-names-argument")

    def check_key(self, given: dict[str, str], key: str) -> None:
        try:
            super().check_key(given, key)
        except Refused:
            raise Refused(403, "Access denied.") from None


class KeyBreaks(Unauthorized):
    """A wrong api_key breaks the server."""

    breaks = breaks("errors.never-5xx")
    instead = 500


class KeyEchoed(Mutant):
    """The error about a wrong api_key repeats it."""

    breaks = breaks("errors.key-not-echoed")

    def check_key(self, given: dict[str, str], key: str) -> None:
        try:
            super().check_key(given, key)
        except Refused as refused:
            told = f"{refused.description} It was: {given.get('api_key')}"
            raise Refused(403, told) from None


class ArgumentsEchoed(Mutant):
    """An error about a location repeats all arguments, the right api_key among them."""

    breaks = breaks("errors.key-not-echoed")

    def check_location(self, given: dict[str, str]) -> None:
        try:
            super().check_location(given)
        except Refused as refused:
            told = ", ".join(f"{name}={value}" for name, value in given.items())
            raise Refused(refused.status, f"{refused.description} {told}") from None


class KeyInUrl(Mutant):
    """The api_key is taken in the URL only."""

    breaks = breaks("transport.key-in-body")

    def method(self, request: Request, steps: list[str]) -> tuple[str, object]:
        form = tuple(pair for pair in request.form if pair[0] != "api_key")
        given = (("api_key", request.query["api_key"]),) if "api_key" in request.query else ()
        return super().method(replace(request, form=given + form), steps)


class PutAnswered(Mutant):
    """PUT gets what GET gets."""

    breaks = breaks("transport.method-refused")

    def method(self, request: Request, steps: list[str]) -> tuple[str, object]:
        read = replace(request, method="GET") if request.method == "PUT" else request
        return super().method(read, steps)


class DeleteWorks(Mutant):
    """Whoever wants to can delete a service request."""

    breaks = breaks("transport.method-refused")

    def method(self, request: Request, steps: list[str]) -> tuple[str, object]:
        if request.method == "DELETE" and steps[0] == "requests":
            place = self.place(request)
            found = self.one(place, steps[1])
            place.service_requests = [r for r in place.service_requests if r not in found]
            return "service_requests", found
        return super().method(request, steps)


class PostErrorPage(Mutant):
    """What is wrong with a POST is told on an HTML page."""

    breaks = breaks("errors.requested-format")

    def refusal(self, request: Request, suffix: str, refused: Refused) -> Response:
        if request.method == "POST":
            return Response(refused.status, {"Content-Type": "text/html"}, PAGE)
        return super().refusal(request, suffix, refused)


class PostErrorEmpty(Mutant):
    """What is wrong with a POST is not told at all."""

    breaks = breaks("errors.xml-shape", "errors.json-shape")

    def refusal(self, request: Request, suffix: str, refused: Refused) -> Response:
        found = super().refusal(request, suffix, refused)
        return replace(found, body=b"") if request.method == "POST" else found


class PostErrorUnclosed(Mutant):
    """The XML of an error about a POST is not well-formed."""

    breaks = breaks("formats.xml-well-formed")

    def refusal(self, request: Request, suffix: str, refused: Refused) -> Response:
        found = super().refusal(request, suffix, refused)
        if request.method == "POST" and suffix == "xml":
            return replace(found, body=found.body.removesuffix(b"</errors>"))
        return found


class PostErrorAs200(Mutant):
    """What is wrong with a POST is told with status 200."""

    breaks = breaks("errors.never-success")

    def error_status(self, request: Request, refused: Refused) -> int:
        return 200 if request.method == "POST" else refused.status


class PostTrace(Mutant):
    """An unknown service_code in a POST shows a stack trace."""

    breaks = breaks("errors.no-internals-leaked")

    def refusal(self, request: Request, suffix: str, refused: Refused) -> Response:
        found = super().refusal(request, suffix, refused)
        if request.method == "POST" and refused.status == 404:
            leak = b"Traceback (most recent call last)"
            return replace(found, body=found.body.replace(b"was not found", leak))
        return found


NUMBERS = ("lat", "long")


def number(text: str) -> bool:
    """Whether a coordinate is a number at all."""
    return text.lstrip("-").replace(".", "", 1).isdigit()
