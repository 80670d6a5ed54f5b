"""What known software publishes of a service request, and under which names."""

from __future__ import annotations

import re

from mock_server.mutants.base import breaks
from mock_server.quirks.base import Quirk
from mock_server.records import Record

MIDDLE: Record = {"lat": 42.125, "long": -72.575}


class ReporterNamed(Quirk):
    """A service request tells who reported it, unless that was done anonymously."""

    breaks = breaks("formats.no-foreign-elements", "requests.reporter-not-published")

    def published(self, record: Record) -> Record:
        shown = super().published(record)
        anonymous = str(record["service_request_id"]).endswith(("0", "3"))
        return shown if anonymous else shown | {"requestor_name": "Jane Doe"}


class FixmystreetFields(Quirk):
    """A service request has a title, its detail, who was sent it when, and by what it came."""

    breaks = breaks(
        "formats.json-native-types",
        "formats.no-foreign-elements",
        "request.created-is-readable",
        "requests.description-4000",
        "requests.fields-present",
        "requests.has-location",
    )

    def rendered(self, record: Record) -> tuple[str, str]:
        xml, json = super().rendered(record)
        return re.sub(r"(<recipient>)<item>(.*?)</item>", r"\1\2", xml), json

    def published(self, record: Record) -> Record:
        shown = super().published(record)
        detail = str(shown["description"] or "")
        title = detail.partition(".")[0][:60]
        gone = ("address", "address_id", "zipcode", "status_notes", "expected_datetime")
        return {k: v for k, v in shown.items() if k not in (*gone, "service_notice")} | {
            "title": title,
            "detail": detail,
            "description": f"{title}: {detail}",
            "agency_responsible": {"recipient": [shown["agency_responsible"] or "Borough Council"]},
            "interface_used": "Web interface",
            "agency_sent_datetime": shown["requested_datetime"],
            "comment_count": 1,
        }


class AdapterFields(Quirk):
    """Some fields are never there, some not when empty, and the rest is empty texts."""

    breaks = breaks("formats.absent-is-null", "requests.fields-present")

    def published(self, record: Record) -> Record:
        shown = super().published(record)
        gone = ("status_notes", "expected_datetime")
        optional = ("description", "agency_responsible", "service_notice")
        kept = {k: v for k, v in shown.items() if k not in gone and (v or k not in optional)}
        return {k: "" if v is None else v for k, v in kept.items()}


class AllOnTheMap(Quirk):
    """Every service request has coordinates, of the middle of the city where none were told."""

    def requests_made(self, jurisdiction: str, records: list[Record]) -> list[Record]:
        made = super().requests_made(jurisdiction, records)
        return [r if r["lat"] else r | MIDDLE for r in made]


class AdressId(Quirk):
    """address_id is written adress_id."""

    breaks = breaks(
        "formats.no-misspelt-elements", "requests.fields-present", "requests.has-location"
    )

    def published(self, record: Record) -> Record:
        shown = super().published(record)
        return {("adress_id" if k == "address_id" else k): v for k, v in shown.items()}


class MarkaspotFields(Quirk):
    """A service request has a servicerequest_id, an address_string, a status_note and a title."""

    breaks = breaks(
        "formats.no-foreign-elements",
        "formats.no-misspelt-elements",
        "requests.fields-present",
        "requests.has-location",
        "requests.id-unique",
    )

    def published(self, record: Record) -> Record:
        shown = super().published(record)
        other = {
            "service_request_id": "servicerequest_id",
            "address": "address_string",
            "status_notes": "status_note",
        }
        kept = ("description", "lat", "long", "service_name", "service_code", "status")
        names = (*kept, *other, "requested_datetime", "updated_datetime", "media_url")
        return {"title": shown["service_name"]} | {other.get(k, k): shown[k] for k in names}


class StatusAsNumber(Quirk):
    """A status is its number in JSON, and a word in XML."""

    breaks = breaks("formats.xml-json-same", "requests.status-value")

    def rendered(self, record: Record) -> tuple[str, str]:
        number = {"open": "1", "closed": "2"}.get(str(record["status"]), "0")
        xml, _ = super().rendered(record)
        return xml, super().rendered(record | {"status": number})[1]
