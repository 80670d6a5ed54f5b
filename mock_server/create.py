"""POST requests: what is accepted, and what comes of it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from mock_server import life
from mock_server.filters import DATE
from mock_server.http import Refused
from mock_server.jurisdictions import City
from mock_server.records import NEW, Record, stamp

PERSONAL = ("email", "phone", "first_name", "last_name", "device_id", "account_id")
Form = tuple[tuple[str, str], ...]
LONGEST = 4000
_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]+)\](\[\])?")
_MEDIA = re.compile(r"https?://[^\s/?#]\S*", re.I)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


class Create:
    """Taking a new service request."""

    def create(self, city: City, form: Form, key: str, now: datetime) -> Record:
        """Create a service request and return the answer's record; raises Refused."""
        given = {name: value.strip() for name, value in form if value.strip()}
        self.check_key(given, key)
        service = self.service(city, given)
        self.check_all(service, city, given, form)
        record = self.record(city, service, given, now)
        city.add(record, {name: given[name] for name in PERSONAL if name in given})
        id = str(record["service_request_id"])
        city.schedule(id, life.steps(city.plans.get(str(service["service_code"]), {}), now))
        if city.waits:
            life.progress(city, now)
        return self.receipt(city, service, id)

    def prefix(self, jurisdiction: str) -> str:
        """Return what the ids of a jurisdiction's service requests begin with."""
        return ""

    def check_key(self, given: dict[str, str], key: str) -> None:
        """Refuse whoever has no right key."""
        if "api_key" not in given:
            raise Refused(403, "The api_key is missing.")
        if given["api_key"] != key:
            raise Refused(403, "The api_key is wrong.")

    def service(self, city: City, given: dict[str, str]) -> Record:
        """Return the service that is asked for."""
        code = given.get("service_code")
        if code is None:
            raise Refused(400, "The service_code was not given.")
        for service in city.services:
            if service["service_code"] == code:
                return service
        raise Refused(404, f"The service_code {code[:40]!r} was not found.")

    def check_all(self, service: Record, city: City, given: dict[str, str], form: Form) -> None:
        """Refuse with everything that is wrong."""
        _together(
            lambda: self.check_location(given),
            lambda: self.check_description(given),
            lambda: self.check_media(given),
            lambda: self.check_attributes(service, city, form),
        )

    def check_location(self, given: dict[str, str]) -> None:
        """Refuse a service request without a whole location."""
        if ("lat" in given) != ("long" in given) and not self.in_words(given):
            raise Refused(400, "lat and long have to be given together.")
        if "lat" in given and "long" in given:
            lat, long = given["lat"], given["long"]
            numbers = is_number(lat) and is_number(long)
            if not numbers or abs(float(lat)) > 90 or abs(float(long)) > 180:
                raise Refused(400, "lat and long have to be decimal degrees (WGS84).")
        elif not self.in_words(given):
            raise Refused(400, "A location is needed: lat and long, address_string or address_id.")

    def in_words(self, given: dict[str, str]) -> bool:
        """Whether the location is told other than by coordinates."""
        return "address_string" in given or "address_id" in given

    def check_description(self, given: dict[str, str]) -> None:
        """Refuse a description that is too long."""
        if len(given.get("description", "")) > LONGEST:
            raise Refused(400, f"The description has more than {LONGEST} characters.")

    def check_media(self, given: dict[str, str]) -> None:
        """Refuse a media_url that could not be published as one."""
        if "media_url" in given and not _MEDIA.fullmatch(given["media_url"]):
            raise Refused(400, "The media_url has to be a whole URL, with http or https.")

    def check_attributes(self, service: Record, city: City, form: Form) -> None:
        """Refuse missing required attributes and values that are not of their datatype."""
        if not service["metadata"]:
            return
        values: dict[str, list[str]] = {}
        for name, value in form:
            found = _ATTRIBUTE.fullmatch(name)
            if found and value.strip():
                values.setdefault(found.group(1), []).append(value.strip())
        attributes = city.definitions[str(service["service_code"])]["attributes"]
        _together(
            *(
                partial(self.check_attribute, attribute, values.get(attribute["code"], []))
                for attribute in (attributes if isinstance(attributes, list) else [])
            )
        )

    def check_attribute(self, attribute: dict[str, Any], values: list[str]) -> None:
        """Refuse what was given for one attribute of a definition."""
        code, datatype = attribute["code"], attribute["datatype"]
        if attribute["required"] and not values:
            raise Refused(400, f"The attribute {code} is required.")
        if len(values) > 1 and datatype != "multivaluelist":
            raise Refused(400, f"The attribute {code} takes one value.")
        keys = {choice["key"] for choice in attribute["values"]}
        if keys and not set(values) <= keys:
            raise Refused(400, f"The attribute {code} has to be one of its values.")
        if datatype == "number" and not all(is_number(value) for value in values):
            raise Refused(400, f"The attribute {code} has to be a number, such as 2.5.")
        if datatype == "datetime" and not all(is_datetime(value) for value in values):
            raise Refused(
                400, f"The attribute {code} has to be a date-time such as 2010-01-01T00:00:00Z."
            )

    def record(self, city: City, service: Record, given: dict[str, str], now: datetime) -> Record:
        """Return the new service request as it will be published."""
        made = stamp(now)
        lat, long = given.get("lat"), given.get("long")
        return {
            "service_request_id": f"{self.prefix(city.name)}{NEW}{city.count + 1:05}",
            "status": "open",
            "status_notes": None,
            "service_name": service["service_name"],
            "service_code": service["service_code"],
            "description": _CONTROL.sub("", given.get("description", "")) or None,
            "agency_responsible": city.agencies.get(str(service["service_code"])),
            "service_notice": None,
            "requested_datetime": made,
            "updated_datetime": made,
            "expected_datetime": None,
            "address": given.get("address_string"),
            "address_id": given.get("address_id"),
            "zipcode": None,
            "lat": float(lat) if lat and long else None,
            "long": float(long) if lat and long else None,
            "media_url": given.get("media_url"),
        }

    def receipt(self, city: City, service: Record, id: str) -> Record:
        """Return what the reporter is told: an id, a token, or neither."""
        notice: Record = {
            "service_notice": "A crew will look at it.",
            "account_id": None,
        }
        if service["type"] == "blackbox":
            return notice
        if service["type"] == "batch":
            token = f"T{city.count:06}"
            city.give_token(token, id)
            return {"token": token, **notice}
        return {"service_request_id": id, **notice}


def is_number(text: str) -> bool:
    """Whether a text is a decimal number, in ASCII digits."""
    return bool(_NUMBER.fullmatch(text)) and math.isfinite(float(text))


def is_datetime(text: str) -> bool:
    """Whether a text is a W3C date-time with a zone, of a day that exists."""
    try:
        return bool(DATE.fullmatch(text) and datetime.fromisoformat(text.replace(" ", "+")))
    except ValueError:
        return False


def _together(*checks: Callable[[], None]) -> None:
    """Make all checks; refuse with everything that they found."""
    found: list[str] = []
    for check in checks:
        try:
            check()
        except Refused as refused:
            found += refused.descriptions
    if found:
        raise Refused(400, *found)
