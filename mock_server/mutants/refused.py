"""Servers that take what they should refuse."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mock_server.create import LONGEST, Form
from mock_server.http import Refused, Request
from mock_server.jurisdictions import City
from mock_server.mutants.base import Mutant, breaks
from mock_server.records import Record


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

    def check_all(self, service: Record, city: City, given: dict[str, str], form: Form) -> None:
        if "lat" in given and "long" not in given:
            raise Refused(500, "The service request could not be stored.")
        super().check_all(service, city, given, form)


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


NUMBERS = ("lat", "long")


def number(text: str) -> bool:
    """Whether a coordinate is a number at all."""
    return text.lstrip("-").replace(".", "", 1).isdigit()
