"""Faulty taking of new service requests."""

from __future__ import annotations

from datetime import datetime

from mock_server.city import Record
from mock_server.http import Refused
from mock_server.jurisdictions import City
from mock_server.mutants.base import Mutant, breaks

Form = tuple[tuple[str, str], ...]


class AlwaysRefused(Mutant):
    """Every new service request is refused."""

    breaks = breaks("create.accepted")

    def create(self, city: City, form: Form, key: str, now: datetime) -> Record:
        super().create(city, form, key, now)
        raise Refused(400, "The service request can't be taken.")


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
