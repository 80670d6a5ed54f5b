"""Servers that take an empty argument for one that was given."""

from __future__ import annotations

from datetime import datetime

from mock_server.create import Form
from mock_server.jurisdictions import City
from mock_server.mutants.base import Mutant, breaks
from mock_server.records import Record


class EmptyTaken(Mutant, abstract=True):
    """A server that reads something into the empty arguments of a POST."""

    def create(self, city: City, form: Form, key: str, now: datetime) -> Record:
        read = self.read()
        return super().create(city, tuple((n, v or read.get(n, "")) for n, v in form), key, now)

    def read(self) -> dict[str, str]:
        """Return what arguments are taken to mean that are there and empty."""
        return {}


class EmptyKey(EmptyTaken):
    """An empty api_key is taken."""

    breaks = breaks("create.key-missing-refused")

    def read(self) -> dict[str, str]:
        return {"api_key": self.key}


class EmptyService(EmptyTaken):
    """An empty service_code means some service."""

    breaks = breaks("create.service-code-missing-refused")

    def read(self) -> dict[str, str]:
        return {"service_code": self.simplest_service()}


class EmptyCoordinates(EmptyTaken):
    """An empty lat and long are taken for 0."""

    breaks = breaks("create.location-missing-refused")

    def read(self) -> dict[str, str]:
        return {"lat": "0", "long": "0"}


class EmptyAttribute(EmptyTaken):
    """A required attribute may be empty."""

    breaks = breaks("create.attribute-missing-refused")

    def read(self) -> dict[str, str]:
        return {"attribute[SIZE]": "01"}
