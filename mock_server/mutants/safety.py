"""Servers that publish or run what a reporter sent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from mock_server.create import Form
from mock_server.http import Request, Response
from mock_server.jurisdictions import City
from mock_server.mutants.base import Mutant, breaks
from mock_server.records import Record

PERSONAL = {"email", "phone", "last_name", "account_id"}


class Telling(Mutant, abstract=True):
    """A server that publishes something of who reported."""

    def added(self, given: dict[str, str]) -> Record:
        """Return the fields that are published besides, made from the arguments of a POST."""
        return {}

    def record(self, city: City, service: Record, given: dict[str, str], now: datetime) -> Record:
        made = super().record(city, service, given, now)
        return made | self.added(given) if given.keys() >= PERSONAL else made


class EmailInNotes(Telling):
    """The notes of a service request name the reporter's e-mail address."""

    breaks = breaks("create.reporter-not-published")

    def added(self, given: dict[str, str]) -> Record:
        return {"status_notes": f"Ask {given['email']} for more."}


class EmailEscaped(Telling):
    """The reporter's e-mail address stands in a link, every letter as a character entity."""

    breaks = breaks("create.reporter-not-published")

    def added(self, given: dict[str, str]) -> Record:
        entities = "".join(f"&#{ord(letter)};" for letter in given["email"])
        return {"service_notice": f"mailto:{entities}"}


class EmailInCapitals(Telling):
    """The reporter's e-mail address is published in capitals, its @ percent-encoded."""

    breaks = breaks("create.reporter-not-published")

    def added(self, given: dict[str, str]) -> Record:
        email = given["email"].upper().replace("@", "%40")
        return {"media_url": f"https://www.example.org/?by={email}"}


class EmailInHeader(Mutant):
    """A header of GET requests/<id> holds the reporter's e-mail address."""

    breaks = breaks("create.reporter-not-published")
    email = ""

    def create(self, city: City, form: Form, key: str, now: datetime) -> Record:
        self.email = dict(form).get("email") or self.email
        return super().create(city, form, key, now)

    def respond(self, request: Request) -> Response:
        found = super().respond(request)
        if not self.email or request.method != "GET" or "/requests/" not in request.path:
            return found
        return found._replace(headers=found.headers | {"X-Reporter": self.email})


class NameInExtension(Telling):
    """A field that the specification does not know holds the reporter's last name."""

    breaks = breaks("create.reporter-not-published")

    def added(self, given: dict[str, str]) -> Record:
        return {"extended_attributes": {"owner": given["last_name"]}}


class AccountPublished(Telling):
    """The account_id of who reported is published."""

    breaks = breaks("create.reporter-not-published")

    def added(self, given: dict[str, str]) -> Record:
        return {"account_id": given["account_id"]}


class PhoneInJson(Telling):
    """The reporter's phone is published in JSON alone, written as people do."""

    breaks = breaks("create.reporter-not-published")

    def added(self, given: dict[str, str]) -> Record:
        phone = given["phone"]
        return {"status_notes": f"({phone[-10:-7]}) {phone[-7:-4]}-{phone[-4:]}"}

    def rendered(self, record: Record) -> tuple[str, str]:
        xml, json = super().rendered(record)
        return re.sub(r"\(555\) [\d-]+", "", xml), json


class DeviceInOneOnly(Telling):
    """The device_id of who reported is published where a service request stands alone."""

    breaks = breaks("create.reporter-not-published")

    def one(self, place: City, id: str) -> Sequence[Record]:
        device = place.private(id).get("device_id")
        found = super().one(place, id)
        return [record | {"device_id": device} for record in found] if device else found


class MarkupLive(Mutant):
    """Tags in a description are elements in XML, well-formed."""

    breaks = breaks("create.markup-not-live")

    def xml(self, root: str, value: object) -> str:
        return re.sub(r"&lt;(/?(?:script|b))&gt;", r"<\1>", super().xml(root, value))


class JsonRunByBrowsers(Mutant):
    """A new service request, asked for by its id, is JSON that is labelled text/html."""

    breaks = breaks("create.markup-not-live")

    def respond(self, request: Request) -> Response:
        response = super().respond(request)
        if b"<script>" in response.body and request.path.endswith(".json"):
            response.headers["Content-Type"] = "text/html; charset=utf-8"
        return response


BELL, STAND_IN = "\x07", "\ue007"


class KeepsControl(Mutant, abstract=True):
    """A server that keeps a control character."""

    def record(self, city: City, service: Record, given: dict[str, str], now: datetime) -> Record:
        kept = given | {"description": given.get("description", "").replace(BELL, STAND_IN)}
        return super().record(city, service, kept, now)


class ControlInXml(KeepsControl):
    """A control character of a description stands in the XML, which is not well-formed."""

    breaks = breaks("create.control-characters")

    def xml(self, root: str, value: object) -> str:
        return super().xml(root, value).replace(STAND_IN, BELL)


class ControlAsEntity(KeepsControl):
    """A control character of a description is escaped in the XML, which is not well-formed."""

    breaks = breaks("create.control-characters")

    def xml(self, root: str, value: object) -> str:
        return super().xml(root, value).replace(STAND_IN, "&#7;")


class ControlInJson(KeepsControl):
    """A control character of a description stands in the JSON, which is no JSON."""

    breaks = breaks("create.control-characters")

    def json(self, root: str, value: object) -> str:
        return super().json(root, value).replace(STAND_IN, BELL)


class ControlBreaksTheList(KeepsControl):
    """A list with a control character in it can't be made."""

    breaks = breaks("create.control-characters")

    def respond(self, request: Request) -> Response:
        response = super().respond(request)
        if request.method == "GET" and STAND_IN.encode() in response.body:
            return Response(500, {"Content-Type": "text/plain"}, b"Something went wrong.")
        return response


class ControlBreaksThePost(Mutant):
    """A control character in a description breaks the server."""

    breaks = breaks("create.control-characters")

    def respond(self, request: Request) -> Response:
        if BELL in dict(request.form).get("description", ""):
            return Response(500, {"Content-Type": "text/plain"}, b"Something went wrong.")
        return super().respond(request)


class Honours(Mutant, abstract=True):
    """A server that takes from a POST what a reporter can't set."""

    name: str

    def record(self, city: City, service: Record, given: dict[str, str], now: datetime) -> Record:
        made = super().record(city, service, given, now)
        return made | {self.name: given[self.name]} if self.name in given else made


class StatusHonoured(Honours):
    """A reporter can set the status."""

    breaks = breaks("create.argument-not-honoured")
    name = "status"


class DatetimeHonoured(Honours):
    """A reporter can set requested_datetime."""

    breaks = breaks("create.argument-not-honoured")
    name = "requested_datetime"


class IdHonoured(Honours):
    """A reporter can set the id."""

    breaks = breaks("create.argument-not-honoured")
    name = "service_request_id"
