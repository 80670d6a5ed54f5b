"""What known software's answers look like, whatever is in them."""

from __future__ import annotations

import re
from datetime import datetime

from mock_server.jurisdictions import City
from mock_server.mutants.base import breaks
from mock_server.quirks.base import Quirk
from mock_server.records import Record

WRAPPED = ("services", "service_requests")


class ListsWrapped(Quirk):
    """JSON lists stand in an object that repeats the root of the XML."""

    breaks = breaks("formats.json-spark-shape", "request.list-of-one")

    def json(self, root: str, value: object) -> str:
        if root not in WRAPPED:
            return super().json(root, value)
        return f'{{"{root}": {super().json(root, value)}}}'


class IsArray(Quirk):
    """The root of a list says is_array, an attribute for the JSON's sake."""

    breaks = breaks("formats.no-foreign-elements")

    def xml(self, root: str, value: object) -> str:
        return super().xml(root, value).replace(f"<{root}>", f'<{root} is_array="true">', 1)


class RailsAttributes(Quirk):
    """XML says which elements are arrays, numbers and nil, as Rails writes it."""

    breaks = breaks("formats.no-foreign-elements")

    def xml(self, root: str, value: object) -> str:
        text = re.sub(r"<(\w+)></\1>", r'<\1 nil="true"/>', super().xml(root, value))
        text = re.sub(r"<(services|service_requests|error_messages)>", r'<\1 type="array">', text)
        return re.sub(r"<(service_request_id|code)>(\d+)<", r'<\1 type="integer">\2<', text)


class IdsAsNumbers(Quirk):
    """Ids are numbers in JSON."""

    breaks = breaks("formats.ids-are-strings")

    def requests_made(self, jurisdiction: str, records: list[Record]) -> list[Record]:
        made = super().requests_made(jurisdiction, records)
        return [r | {"service_request_id": f"{2_000_000 + n}"} for n, r in enumerate(made)]

    def record(self, city: City, service: Record, given: dict[str, str], now: datetime) -> Record:
        made = super().record(city, service, given, now)
        return made | {"service_request_id": f"{3_000_000 + city.count}"}

    def receipt(self, city: City, service: Record, id: str) -> Record:
        told = super().receipt(city, service, id)
        return {k: int(id) if k == "service_request_id" else v for k, v in told.items()}

    def published(self, record: Record) -> Record:
        shown = super().published(record)
        return shown | {"service_request_id": int(str(record["service_request_id"]))}


class PlacesAsTexts(Quirk):
    """lat and long are texts in JSON."""

    breaks = breaks("formats.json-native-types")

    def published(self, record: Record) -> Record:
        shown = super().published(record)
        return shown | {name: str(shown[name]) for name in ("lat", "long") if shown.get(name)}


class AllRealtime(Quirk):
    """Every service is realtime."""

    def services_made(self, services: list[Record]) -> list[Record]:
        return [s | {"type": "realtime"} for s in super().services_made(services)]


class EmptyLeftOut(Quirk):
    """What a service request does not have is not there at all."""

    breaks = breaks("requests.fields-present")

    def published(self, record: Record) -> Record:
        return {k: v for k, v in super().published(record).items() if v not in (None, "")}
