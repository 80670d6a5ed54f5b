"""Servers whose lists and single answers are unusual and right."""

from __future__ import annotations

from datetime import timedelta
from json import dumps, loads
from typing import ClassVar

from mock_server.http import Refused, Request, Response
from mock_server.jurisdictions import City
from mock_server.records import Record, stamp
from mock_server.variants.base import Variant


class ElementOrder(Variant):
    """Fields come in another order."""

    def service_list(self, place: City) -> list[Record]:
        return [dict(reversed(service.items())) for service in super().service_list(place)]

    def published(self, record: Record) -> Record:
        return dict(reversed(record.items()))


class ExtraJsonFields(Variant):
    """JSON carries fields of its own."""

    def json(self, root: str, value: object) -> str:
        if root == "services" and isinstance(value, list):
            value = [item | {"x_priority": "high"} for item in value]
        return super().json(root, value)


class SingleQuotes(Variant):
    """The XML declaration has single quotes, capitals and standalone."""

    def xml_declaration(self) -> str:
        return "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\r\n"


class LowerCase(Variant):
    """The XML declaration is in lower case and followed by nothing."""

    def xml_declaration(self) -> str:
        return '<?xml version="1.0" encoding="utf-8" ?>'


class QuotedCharset(Variant):
    """The Content-Type is in capitals, its charset quoted."""

    def content_type(self, format: str) -> str:
        media = {"xml": "Text/XML", "json": "Application/JSON"}[format]
        return f'{media};charset="UTF-8"'


class Comments(Variant):
    """XML holds comments and processing instructions."""

    def xml(self, root: str, value: object) -> str:
        text = super().xml(root, value)
        text = text.replace("<service_name>P", "<service_name>P<!-- p --><?go on?>")
        return text.replace(f"<{root}>", f"<!-- hello --><{root}><?go on?><!-- < & -->", 1)


class CharacterData(Variant):
    """XML writes descriptions as CDATA and by character references."""

    def xml(self, root: str, value: object) -> str:
        text = super().xml(root, value)
        return text.replace("<service_name>P", "<service_name><![CDATA[P]]>").replace("é", "&#233;")


class CrLf(Variant):
    """Lines end in CR LF, and XML is indented."""

    def xml(self, root: str, value: object) -> str:
        return super().xml(root, value).replace("><", ">\r\n  <")


class UnicodeEscapes(Variant):
    """JSON escapes every letter beyond ASCII."""

    def json(self, root: str, value: object) -> str:
        return dumps(loads(super().json(root, value)))


class OneJurisdiction(Variant):
    """The endpoint serves one jurisdiction."""

    serves = ("springfield.example",)


class Offsets(Variant):
    """Times have offsets and fractions."""

    def published(self, record: Record) -> Record:
        made, changed = record["requested_datetime"], record["updated_datetime"]
        return record | {
            "requested_datetime": str(made).replace("Z", ".000+00:00"),
            "updated_datetime": str(changed).replace("Z", ".0+00:00"),
        }


class NumericTextIds(Variant):
    """Ids look like numbers and are texts."""

    def requests_made(self, jurisdiction: str, records: list[Record]) -> list[Record]:
        base = 10_000 * (1 + len(jurisdiction))
        return [r | {"service_request_id": f"0{base + n}"} for n, r in enumerate(records)]


class AwkwardIds(Variant):
    """Ids hold blanks and a plus sign."""

    def requests_made(self, jurisdiction: str, records: list[Record]) -> list[Record]:
        named = [(r, str(r["service_request_id"])) for r in records]
        return [r | {"service_request_id": f"{id[0]} +{id[1:]}"} for r, id in named]


class NumberedFromOne(Variant):
    """Each jurisdiction numbers its service requests from 1."""

    def requests_made(self, jurisdiction: str, records: list[Record]) -> list[Record]:
        return [r | {"service_request_id": f"{n}"} for n, r in enumerate(records, 1)]


class TwoErrors(Variant):
    """An error document holds two errors, the codes as texts."""

    def errors(self, refused: Refused) -> list[Record]:
        first: Record = {"code": str(refused.status), "description": refused.description}
        return [first, {"code": "E17", "description": "Zum Beispiel so."}]


class ErrorsTraced(Variant):
    """An error carries the number that the log knows it by."""

    def errors(self, refused: Refused) -> list[Record]:
        return [error | {"trace_id": "9f2c"} for error in super().errors(refused)]


class VagueElsewhere(Variant):
    """Errors name the arguments that the specification wants to be named, and no others."""

    def errors(self, refused: Refused) -> list[Record]:
        named = ("jurisdiction_id", "service_code", "token", "api_key")
        if any(name in refused.description for name in named):
            return super().errors(refused)
        return [{"code": refused.status, "description": "That can't be had."}]


class OptionalLeftOut(Variant):
    """Fields that may not be returned are left out when they are empty."""

    optional: ClassVar[set[str]] = {"status_notes", "agency_responsible", "service_notice"}

    def published(self, record: Record) -> Record:
        return {k: v for k, v in record.items() if v is not None or k not in self.optional}


class BatchOnly(Variant):
    """Every service is batch."""

    def services_made(self, services: list[Record]) -> list[Record]:
        return [service | {"type": "batch"} for service in services]


class OneService(Variant):
    """One service, and all requests are of it."""

    def services_made(self, services: list[Record]) -> list[Record]:
        return services[2:3]

    def requests_made(self, jurisdiction: str, records: list[Record]) -> list[Record]:
        kept = {"service_code": "003", "service_name": "Sidewalk damage"}
        return [record | kept for record in records]


class NoServices(Variant):
    """A new city that offers no service yet, which deserves a note."""

    breaks = frozenset({"services.list-not-empty"})

    def services_made(self, services: list[Record]) -> list[Record]:
        return []

    def requests_made(self, jurisdiction: str, records: list[Record]) -> list[Record]:
        return []


class NoRequests(Variant):
    """A new city where nothing was reported yet."""

    def requests_made(self, jurisdiction: str, records: list[Record]) -> list[Record]:
        return []


class XmlOnly(Variant):
    """Only XML is offered, and discovery says so."""

    def method(self, request: Request, steps: list[str]) -> tuple[str, object]:
        if request.path.endswith(".json"):
            raise Refused(404, "JSON is not offered.")
        return super().method(request, steps)

    def endpoint(self, request: Request) -> Record:
        return super().endpoint(request) | {"formats": ["text/xml"]}


class VeryLong(Variant):
    """Exactly 1,000 service requests come."""

    def requests_made(self, jurisdiction: str, records: list[Record]) -> list[Record]:
        day = stamp(self.now() - timedelta(hours=16))
        one = records[0] | {"requested_datetime": day, "updated_datetime": day}
        id = str(one["service_request_id"])
        return [one | {"service_request_id": f"{id}-{n}"} for n in range(1100)] + records[1:]


class ChangesetsAsShown(Variant):
    """Changesets are written as in the specification's example."""

    def discovery(self, request: Request) -> Record:
        listed = self.endpoint(request) | {"changeset": "2010-11-23 09:01"}
        return super().discovery(request) | {"changeset": "2011-02-03 14:18", "endpoints": [listed]}


class DiscoveryAbove(Variant):
    """The discovery document stands above the endpoint only, not beside its methods as well."""

    def discovery_answer(self, request: Request, steps: list[str], suffix: str) -> Response:
        elsewhere = ["nothing"] if "v2" in steps else steps
        return super().discovery_answer(request, elsewhere, suffix)
