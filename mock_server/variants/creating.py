"""Servers that take new service requests in an unusual way, and are right."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import ClassVar

from mock_server.create import Form
from mock_server.http import Refused, Request, Response
from mock_server.jurisdictions import City
from mock_server.records import NEW, Record
from mock_server.variants.base import Variant


class Created201(Variant):
    """A new service request is answered with 201 and its address."""

    status: ClassVar[int] = 201

    def respond(self, request: Request) -> Response:
        answer = super().respond(request)
        if request.method != "POST" or answer.status != 200:
            return answer
        headers = answer.headers | {"Location": f"{request.origin}/open311/v2/requests/new"}
        return answer._replace(status=self.status, headers=headers)


class Accepted202(Created201):
    """A new service request is answered with 202."""

    status: ClassVar[int] = 202


class Keeping(Variant, abstract=True):
    """A server that keeps a new service request in its own way."""

    def kept(self, record: Record) -> Record:
        """Return the fields that differ from what was posted."""
        return {}

    def record(self, city: City, service: Record, given: dict[str, str], now: datetime) -> Record:
        record = super().record(city, service, given, now)
        return record | self.kept(record)


class DescriptionWithheld(Keeping):
    """Until somebody has looked at a description, it says that that is still to be done."""

    def kept(self, record: Record) -> Record:
        return {"description": "redaktionelle Prüfung ausstehend"}


class RoundedToThreePlaces(Keeping):
    """Coordinates are rounded to three decimal places, about 100 m."""

    def kept(self, record: Record) -> Record:
        return {name: self.rounded(record[name]) for name in ("lat", "long")}

    def rounded(self, degrees: object) -> object:
        return degrees and round(float(str(degrees)), 3)


class Geocoded(Keeping):
    """A place that is told by an address gets coordinates, and its address is rewritten."""

    def kept(self, record: Record) -> Record:
        address = record["address"] and f"{record['address']}, Springfield".upper()
        if record["lat"]:
            return {"address": address}
        return {"lat": 42.1015, "long": -72.5898, "address": address or "12 MAIN ST, SPRINGFIELD"}


class AddressFound(Keeping):
    """A place is published by its address only, which is found for the coordinates."""

    def kept(self, record: Record) -> Record:
        address = record["address"] or "12 Main St"
        return {"lat": None, "long": None, "address": address}


class LineEndsKept(Keeping):
    """Lines of a description end in CR LF, with blanks at its end."""

    def kept(self, record: Record) -> Record:
        text = str(record["description"] or "")
        return {"description": text.replace("\n", "\r\n") + "  \r\n"} if text else {}


class LettersComposed(Keeping):
    """Letters and their marks are composed (Unicode NFC)."""

    def kept(self, record: Record) -> Record:
        text = str(record["description"] or "")
        return {"description": unicodedata.normalize("NFC", text) or None}


class LettersDecomposed(Keeping):
    """Letters and their marks are decomposed (Unicode NFD)."""

    def kept(self, record: Record) -> Record:
        text = str(record["description"] or "")
        return {"description": unicodedata.normalize("NFD", text) or None}


class NewNumericIds(Keeping):
    """The ids of new service requests look like numbers and are texts."""

    def kept(self, record: Record) -> Record:
        return {"service_request_id": str(record["service_request_id"]).rpartition(NEW)[2]}


class MediaNotKept(Keeping):
    """What a media_url leads to is not fetched nor shown."""

    def kept(self, record: Record) -> Record:
        return {"media_url": None}


class DuplicatesRefused(Variant):
    """What is posted a second time is refused as a duplicate."""

    def record(self, city: City, service: Record, given: dict[str, str], now: datetime) -> Record:
        record = super().record(city, service, given, now)
        if any(r["description"] == record["description"] for r in city.all()):
            raise Refused(400, "This is a duplicate report.")
        return record


class AccountsKnown(Variant):
    """An account_id that nobody has is refused."""

    def check_location(self, given: dict[str, str]) -> None:
        super().check_location(given)
        if "account_id" in given:
            raise Refused(400, "The account_id was not found.")


class ListsUnmarkedRefused(Variant):
    """A list that is not marked by [] is refused: the specification does not have it."""

    def create(self, city: City, form: Form, key: str, now: datetime) -> Record:
        names = [name for name, _ in form if name.startswith("attribute[")]
        if any(names.count(name) > 1 and not name.endswith("[]") for name in names):
            raise Refused(400, "An attribute takes one value; mark a list by [].")
        return super().create(city, form, key, now)


class PlatesLookedAt(Variant):
    """A text is looked at closely: the number on it has to have digits."""

    def create(self, city: City, form: Form, key: str, now: datetime) -> Record:
        plate = dict(form).get("attribute[PLATE]", "")
        if plate and not any(letter.isdigit() for letter in plate):
            raise Refused(400, "The attribute PLATE has no number on it.")
        return super().create(city, form, key, now)


class AttributesShown(Variant):
    """JSON shows attributes, lists by the names of their values, dates in local time."""

    shown: ClassVar[dict[str, str]] = {"SINCE": "2026-01-01T22:04:05-05:00", "DEPTH": "3.0"}

    def create(self, city: City, form: Form, key: str, now: datetime) -> Record:
        self.form = form
        return super().create(city, form, key, now)

    def record(self, city: City, service: Record, given: dict[str, str], now: datetime) -> Record:
        listed: dict[str, list[str]] = {}
        for name, value in self.form:
            if name.startswith("attribute["):
                code = name[10:].split("]")[0]
                named = {"01": "Small", "02": "Medium"}.get(value, value)
                listed.setdefault(code, []).append(self.shown.get(code, named))
        attributes = [{"code": code, "value": ", ".join(found)} for code, found in listed.items()]
        return super().record(city, service, given, now) | {"attributes": attributes}

    def rendered(self, record: Record) -> tuple[str, str]:
        bare = {name: value for name, value in record.items() if name != "attributes"}
        return super().rendered(bare)[0], super().rendered(record)[1]


class NoDefinitions(Variant):
    """No service has a definition."""

    def services_made(self, services: list[Record]) -> list[Record]:
        return [service | {"metadata": False} for service in services]


class TwinRecognised(Variant):
    """What is posted twice, byte for byte, is told the first one's id."""

    def receipt(self, city: City, service: Record, id: str) -> Record:
        new = city.by_ids([id])[0]
        alike = [r for r in city.all() if _said(r) == _said(new)] if new["description"] else [new]
        return super().receipt(city, service, str(alike[-1]["service_request_id"]))


def _said(record: Record) -> tuple[object, ...]:
    return tuple(record[name] for name in ("service_code", "description", "lat", "long"))
