"""Servers that keep something else than what was posted."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import unquote
from xml.sax.saxutils import escape

from mock_server.jurisdictions import City
from mock_server.mutants.base import Mutant, breaks
from mock_server.records import Record


class Altering(Mutant, abstract=True):
    """A server that keeps a field of a new service request in another way."""

    def altered(self, record: Record) -> Record:
        """Return the fields that are not what was posted."""
        return {}

    def record(self, city: City, service: Record, given: dict[str, str], now: datetime) -> Record:
        record = super().record(city, service, given, now)
        return record | self.altered(record)


class RoundedToTwoPlaces(Altering):
    """Coordinates are rounded to two decimal places."""

    breaks = breaks("request.created-is-readable")

    def altered(self, record: Record) -> Record:
        lat, long = record["lat"], record["long"]
        return {
            "lat": lat and round(float(str(lat)), 2),
            "long": long and round(float(str(long)), 2),
        }


class CoordinatesSwapped(Altering):
    """lat is shown as long, and long as lat."""

    breaks = breaks("request.created-is-readable")

    def altered(self, record: Record) -> Record:
        return {"lat": record["long"], "long": record["lat"]}


class CoordinatesLost(Altering):
    """A place is told by an address that is the city's own."""

    breaks = breaks("request.created-is-readable")

    def altered(self, record: Record) -> Record:
        return {"lat": 42.3, "long": -72.3, "address": "City Hall"} if record["lat"] else {}


class Prefixed(Altering):
    """A description begins with where it came from."""

    breaks = breaks("request.created-is-readable")

    def altered(self, record: Record) -> Record:
        return {"description": f"Reported by app: {record['description']}"[:4000]}


class EscapedTwice(Altering):
    """A description is escaped before it is written as XML or JSON."""

    breaks = breaks("request.created-is-readable")

    def altered(self, record: Record) -> Record:
        return {"description": escape(str(record["description"] or "")) or None}


class AnotherService(Altering):
    """A new service request is filed under another service."""

    breaks = breaks("request.created-is-readable")

    def altered(self, record: Record) -> Record:
        return {"service_code": "006", "service_name": "Faded crosswalk"}


class PlusLost(Altering):
    """A plus sign in a description becomes a blank."""

    breaks = breaks("request.created-is-readable")

    def altered(self, record: Record) -> Record:
        return {"description": self.kept(str(record["description"] or "")) or None}

    def kept(self, text: str) -> str:
        """Return what becomes of a description."""
        return text.replace("+", " ")


class QuotesSlashed(PlusLost):
    """Quotation marks in a description get backslashes."""

    breaks = breaks("request.created-is-readable")

    def kept(self, text: str) -> str:
        return text.replace("'", r"\'").replace('"', r"\"")


class DecodedTwice(PlusLost):
    """Percent escapes in a description are decoded, though it is decoded already."""

    breaks = breaks("request.created-is-readable")

    def kept(self, text: str) -> str:
        return unquote(text)


class BackslashesLost(PlusLost):
    """Backslashes in a description are taken for escapes."""

    breaks = breaks("request.created-is-readable")

    def kept(self, text: str) -> str:
        return text.replace("\\", "")
