"""Servers that do something else with a new service request than what they were told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from mock_server.http import Refused, Request
from mock_server.jurisdictions import City
from mock_server.mutants.base import Mutant, breaks
from mock_server.records import NEW, Record, is_new, stamp


class Reworded(Mutant):
    """The description of a new service request is shown in capitals."""

    breaks = breaks("request.created-is-readable")

    def published(self, record: Record) -> Record:
        said = str(record["description"]).upper()
        return record | {"description": said} if is_new(record["service_request_id"]) else record


class Moved(Mutant):
    """A new service request is shown a kilometre to the north."""

    breaks = breaks("request.created-is-readable")

    def published(self, record: Record) -> Record:
        lat = record["lat"]
        moved = is_new(record["service_request_id"]) and isinstance(lat, float)
        return record | {"lat": lat + 0.01} if moved and isinstance(lat, float) else record


class ClosedAtOnce(Mutant):
    """A new service request is closed."""

    breaks = breaks("request.created-is-readable")

    def published(self, record: Record) -> Record:
        return record | {"status": "closed"} if is_new(record["service_request_id"]) else record


class NewCrashes(Mutant):
    """Asking for a new service request by its id breaks the server."""

    breaks = breaks("request.created-is-readable")

    def one(self, place: City, id: str) -> Sequence[Record]:
        if is_new(id):
            raise Refused(500, "Something went wrong.")
        return super().one(place, id)


class NewInXmlOnly(Mutant):
    """A new service request can be read by its id in XML, and not in JSON."""

    breaks = breaks("request.created-is-readable", "tokens.id-readable")

    def method(self, request: Request, steps: list[str]) -> tuple[str, object]:
        if steps[0] == "requests" and is_new(steps[-1]) and request.path.endswith("json"):
            raise Refused(404, "The service_request_id was not found.")
        return super().method(request, steps)


class NewHasAnotherId(Mutant):
    """A new service request is shown by an id without the letter that was told."""

    breaks = breaks("request.created-is-readable")

    def published(self, record: Record) -> Record:
        id = str(record["service_request_id"])
        return record | {"service_request_id": id.replace(NEW, "-")}


class NewUnlisted(Mutant):
    """New service requests are not listed."""

    breaks = breaks("request.created-is-listed")

    def select(self, place: City, query: Mapping[str, str]) -> Sequence[Record]:
        return [r for r in super().select(place, query) if not is_new(r)]


class NewListedClosed(Mutant):
    """New service requests are open, and listed as closed."""

    breaks = breaks("request.same-as-in-list")

    def select(self, place: City, query: Mapping[str, str]) -> Sequence[Record]:
        found = super().select(place, query)
        return [r | {"status": "closed"} if is_new(r) else r for r in found]


class Misdated(Mutant, abstract=True):
    """A server that dates new service requests wrongly."""

    off: ClassVar[timedelta]

    def record(self, city: City, service: Record, given: dict[str, str], now: datetime) -> Record:
        made = super().record(city, service, given, now)
        return made | {"requested_datetime": stamp(now + self.off)}


class LocalTime(Misdated):
    """New service requests are dated in local time, and it is called UTC."""

    breaks = breaks("create.datetime-true")
    off = timedelta(hours=-5)


class LocalTimeAhead(Misdated):
    """New service requests are dated in a local time that is ahead, and it is called UTC."""

    breaks = breaks("create.datetime-true")
    off = timedelta(hours=5, minutes=30)


class HalfAnHourOff(Misdated):
    """New service requests are dated half an hour early."""

    breaks = breaks("create.datetime-true")
    off = timedelta(minutes=-30)


class DayAlone(Mutant):
    """A new service request is dated noon of the day before, whatever the hour."""

    breaks = breaks("create.datetime-true")

    def record(self, city: City, service: Record, given: dict[str, str], now: datetime) -> Record:
        noon = now.replace(hour=12, minute=0, second=0) - timedelta(days=1)
        made = super().record(city, service, given, now)
        return made | {"requested_datetime": stamp(noon)}


class TokenUnnamed(Mutant):
    """The answer for a token does not repeat it."""

    breaks = breaks("tokens.resolves")

    def token(self, place: City, token: str) -> list[Record]:
        return [{ID: record[ID]} for record in super().token(place, token)]


class TokenOfAnother(Mutant):
    """The answer for a token is about another one."""

    breaks = breaks("tokens.resolves")

    def token(self, place: City, token: str) -> list[Record]:
        return [record | {"token": "T0"} for record in super().token(place, token)]


class TokenGivesOldId(Mutant):
    """A token gives the id of an old service request."""

    breaks = breaks("tokens.resolves")

    def token(self, place: City, token: str) -> list[Record]:
        old = next(r[ID] for r in place.all() if not is_new(r))
        return [record | {ID: old} for record in super().token(place, token)]


class TokenForbidden(Mutant):
    """A token can't be asked for without the api_key."""

    breaks = breaks("tokens.resolves")

    def token(self, place: City, token: str) -> list[Record]:
        super().token(place, token)
        raise Refused(403, "The api_key is missing or wrong.")


class TokenResolvedInXml(Mutant):
    """A token gives its id in XML, and not in JSON."""

    breaks = breaks("tokens.resolves")

    def method(self, request: Request, steps: list[str]) -> tuple[str, object]:
        if steps[0] == "tokens" and request.path.endswith(".json"):
            raise Refused(404, "The token was not found.")
        return super().method(request, steps)


class TokenLeadsNowhere(Mutant):
    """A token gives an id that nothing can be read by."""

    breaks = breaks("tokens.id-readable")

    def token(self, place: City, token: str) -> list[Record]:
        return [record | {ID: "nowhere"} for record in super().token(place, token)]


ID = "service_request_id"
