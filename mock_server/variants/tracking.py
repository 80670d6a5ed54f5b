"""Servers that show new service requests in an unusual way, and are right."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cached_property

from mock_server.http import Refused, Request, Response
from mock_server.jurisdictions import City
from mock_server.records import Record, is_new
from mock_server.variants.base import Variant

ID = "service_request_id"
DELAY = 0.1  # seconds
BEHIND = timedelta(hours=3)
LONG_NOTICE = "Thank you, a crew will look at it. " * 100
Form = tuple[tuple[str, str], ...]


class TokenUnknownAtFirst(Variant):
    """A token is answered with 404 when it is first asked for."""

    @cached_property
    def asked(self) -> set[str]:
        """Return the tokens that were asked for."""
        return set()

    def token(self, place: City, token: str) -> list[Record]:
        if place.id_of(token) and token not in self.asked:
            self.asked.add(token)
            return self.first(token)
        return super().token(place, token)

    def first(self, token: str) -> list[Record]:
        """Answer for a token that was not asked for before."""
        raise Refused(404, f"The token {token} was not found.")


class TokenAloneAtFirst(TokenUnknownAtFirst):
    """A token is answered with the token alone when it is first asked for."""

    def first(self, token: str) -> list[Record]:
        return [{ID: None, "token": token}]


class TokenListEmptyAtFirst(TokenUnknownAtFirst):
    """A token is answered with an empty list when it is first asked for."""

    def first(self, token: str) -> list[Record]:
        return []


class TokenUsedUp(TokenUnknownAtFirst):
    """A token gives its id once, and is answered with 404 from then on."""

    def token(self, place: City, token: str) -> list[Record]:
        if token in self.asked:
            return self.first(token)
        found = Variant.token(self, place, token)
        self.asked.add(token)
        return found


class TokenTomorrow(Variant):
    """A token gives its id on the next day."""

    def token(self, place: City, token: str) -> list[Record]:
        super().token(place, token)
        return [{ID: None, "token": token}]


class ShownLater(Variant):
    """A new service request is shown a moment after it was posted."""

    @cached_property
    def shown(self) -> dict[str, float]:
        """Return when new service requests are shown (monotonic seconds), by id."""
        return {}

    def record(self, city: City, service: Record, given: dict[str, str], now: datetime) -> Record:
        made = super().record(city, service, given, now)
        self.shown[str(made[ID])] = time.monotonic() + DELAY
        return made

    def hidden(self, record: Record) -> bool:
        """Whether a service request is not shown yet."""
        return self.shown.get(str(record[ID]), 0) > time.monotonic()

    def one(self, place: City, id: str) -> Sequence[Record]:
        found = super().one(place, id)
        if self.hidden(found[0]):
            raise Refused(404, f"The service_request_id {id} was not found.")
        return found

    def select(self, place: City, query: Mapping[str, str]) -> Sequence[Record]:
        return [r for r in super().select(place, query) if not self.hidden(r)]


class ListedLater(ShownLater):
    """A new service request is listed a moment after it can be read by its id."""

    def one(self, place: City, id: str) -> Sequence[Record]:
        return Variant.one(self, place, id)


class Moderated(ShownLater):
    """A new service request is shown when somebody has looked at it, which takes days."""

    def hidden(self, record: Record) -> bool:
        return str(record[ID]) in self.shown


class BlackboxOnly(Variant):
    """Every service is blackbox, and nothing that is posted is shown."""

    def services_made(self, services: list[Record]) -> list[Record]:
        return [service | {"type": "blackbox"} for service in services]

    def select(self, place: City, query: Mapping[str, str]) -> Sequence[Record]:
        return [r for r in super().select(place, query) if not is_new(r[ID])]


class BlackboxSilent(Variant):
    """A blackbox service answers with an empty list."""

    def receipt(self, city: City, service: Record, id: str) -> Record:
        return {} if service["type"] == "blackbox" else super().receipt(city, service, id)

    def answer(self, request: Request, format: str, root: str, value: object) -> Response:
        return super().answer(request, format, root, [] if value == [{}] else value)


class BlackboxSaysNothing(Variant):
    """A blackbox service answers with an empty record."""

    def receipt(self, city: City, service: Record, id: str) -> Record:
        return {} if service["type"] == "blackbox" else super().receipt(city, service, id)


class PostTellsAll(Variant):
    """The answer to a POST repeats the account_id, in JSON all that the reporter said."""

    def create(self, city: City, form: Form, key: str, now: datetime) -> Record:
        told = super().create(city, form, key, now)
        self.said = {name: value for name, value in form if name != "api_key"}
        return {**told, "account_id": self.said.get("account_id"), "service_notice": LONG_NOTICE}

    def json(self, root: str, value: object) -> str:
        if isinstance(value, list) and value and value[0].get("service_notice") == LONG_NOTICE:
            value = [{**self.said, **value[0]}]
        return super().json(root, value)


class MarkupStripped(Variant):
    """Tags are taken out of a description."""

    def record(self, city: City, service: Record, given: dict[str, str], now: datetime) -> Record:
        plain = re.sub(r"</?\w[^>]*>", "", given.get("description", ""))
        return super().record(city, service, given | {"description": plain}, now)


class MarkupRefused(Variant):
    """A description with a tag in it is refused."""

    def check_description(self, given: dict[str, str]) -> None:
        super().check_description(given)
        if re.search(r"<[a-z]", given.get("description", "")):
            raise Refused(400, "The description has to be plain text.")


class MarkupEscapedTwice(Variant):
    """A tag in a description is kept with its < and > as entities, and escaped once more."""

    def record(self, city: City, service: Record, given: dict[str, str], now: datetime) -> Record:
        said = given.get("description", "")
        kept = given | {"description": html.escape(said)} if "<script" in said else given
        return super().record(city, service, kept, now)


class ControlRefused(Variant):
    """A control character in a description is refused."""

    def check_description(self, given: dict[str, str]) -> None:
        super().check_description(given)
        if re.search(r"[\x00-\x08]", given.get("description", "")):
            raise Refused(400, "The description holds a control character.")


class ControlReplaced(Variant):
    """A control character in a description is replaced."""

    def record(self, city: City, service: Record, given: dict[str, str], now: datetime) -> Record:
        said = re.sub(r"[\x00-\x08\x1b]", "\ufffd", given.get("description", ""))
        return super().record(city, service, given | {"description": said}, now)


class ControlEscapedInJson(Variant):
    """A control character in a description is dropped in XML and escaped in JSON."""

    def record(self, city: City, service: Record, given: dict[str, str], now: datetime) -> Record:
        said = given.get("description", "")
        return super().record(city, service, given, now) | {"description": said or None}


class ArgumentRefused(Variant):
    """An argument that a reporter can't set is refused."""

    def check_location(self, given: dict[str, str]) -> None:
        super().check_location(given)
        if {"status", "requested_datetime", ID} & given.keys():
            raise Refused(400, "The status can't be set.")


class ClockBehind(Variant):
    """The clock of the server is three hours behind, in its Date header as well."""

    def now(self) -> datetime:
        return super().now() - BEHIND

    def respond(self, request: Request) -> Response:
        response = super().respond(request)
        now = format_datetime(self.now().astimezone(UTC).replace(microsecond=0), usegmt=True)
        return Response(response.status, {**response.headers, "Date": now}, response.body)


class Rounded(Variant):
    """Coordinates are shown with four decimals."""

    def published(self, record: Record) -> Record:
        lat, long = record["lat"], record["long"]
        if not isinstance(lat, float) or not isinstance(long, float):
            return record
        return record | {"lat": round(lat, 4), "long": round(long, 4)}


class OldestFirst(Variant):
    """Lists begin with the oldest service request, and end after 20."""

    def select(self, place: City, query: Mapping[str, str]) -> Sequence[Record]:
        found = super().select(place, query)[::-1]
        page = int(query.get("page") or 1)
        return found[(page - 1) * 20 : page * 20]
