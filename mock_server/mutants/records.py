"""Faulty service requests: one record is wrong wherever it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from mock_server.mutants.base import Mutant, breaks
from mock_server.records import Record

EVERY = 3


class Altered(Mutant, abstract=True):
    """A server whose every third service request is altered."""

    changes: ClassVar[dict[str, object]] = {}
    lacks: ClassVar[tuple[str, ...]] = ()

    def altered(self, record: Record) -> Record:
        """Return the record as it is shown."""
        kept = {name: value for name, value in record.items() if name not in self.lacks}
        return kept | self.changes

    def published(self, record: Record) -> Record:
        number = str(record["service_request_id"]).rpartition("-")[2]
        wrong = number.isdecimal() and int(number) % EVERY == 0  # not of a new one
        return self.altered(record) if wrong else record


class NoServiceName(Altered):
    """A service request lacks the name of its service."""

    breaks = breaks("requests.service-name-present")
    lacks: ClassVar[tuple[str, ...]] = ("service_name",)


class NoUpdated(Altered):
    """A service request lacks its updated_datetime."""

    breaks = breaks("requests.updated-datetime-present")
    lacks: ClassVar[tuple[str, ...]] = ("updated_datetime",)


class NoZipcode(Altered):
    """A service request lacks its zipcode."""

    breaks = breaks("requests.fields-present")
    lacks: ClassVar[tuple[str, ...]] = ("zipcode",)


class LatitudeTooLarge(Altered):
    """A latitude is beyond 90."""

    breaks = breaks("requests.coordinates-valid")
    changes: ClassVar[dict[str, object]] = {"lat": 123.4, "long": 10.5}


class LatitudeAlone(Altered):
    """A latitude comes without a longitude."""

    breaks = breaks("requests.coordinates-valid")
    changes: ClassVar[dict[str, object]] = {"lat": 42.5, "long": None}


class NoLocation(Altered):
    """A service request has no location at all."""

    breaks = breaks("requests.has-location")
    changes: ClassVar[dict[str, object]] = {
        "lat": None,
        "long": None,
        "address": None,
        "address_id": None,
    }


class DescriptionTooLong(Altered):
    """A description has 4,001 characters."""

    breaks = breaks("requests.description-4000")
    changes: ClassVar[dict[str, object]] = {"description": "x" * 4001}


class DescriptionHtml(Altered):
    """A description holds HTML."""

    breaks = breaks("requests.description-plain")
    changes: ClassVar[dict[str, object]] = {"description": "A <b>big</b> hole."}


class MediaRelative(Altered):
    """A media_url is a path."""

    breaks = breaks("requests.media-url-is-url")
    changes: ClassVar[dict[str, object]] = {"media_url": "/media/1.jpg"}


class UpdatedFirst(Altered):
    """A service request was updated before it was made."""

    breaks = breaks("requests.datetimes-ordered")
    changes: ClassVar[dict[str, object]] = {"updated_datetime": "2020-01-01T00:00:00Z"}


class NameOfAnother(Altered):
    """A service request names its service otherwise."""

    breaks = breaks("requests.service-known")
    changes: ClassVar[dict[str, object]] = {"service_name": "Something else"}


class ExpectedWithoutZone(Altered):
    """An expected_datetime has no zone."""

    breaks = breaks("formats.datetime-format")
    changes: ClassVar[dict[str, object]] = {"expected_datetime": "2026-01-01T00:00:00"}


class ThirtiethOfFebruary(Altered):
    """An expected_datetime is on 30 February."""

    breaks = breaks("formats.datetime-format")
    changes: ClassVar[dict[str, object]] = {"expected_datetime": "2026-02-30T00:00:00Z"}


class WordNull(Altered):
    """An absent address_id is the word null."""

    breaks = breaks("formats.no-null-texts")
    changes: ClassVar[dict[str, object]] = {"address_id": "null"}


class BlankDate(Altered):
    """An absent date is 1970-01-01."""

    breaks = breaks("formats.no-null-texts")
    changes: ClassVar[dict[str, object]] = {"expected_datetime": "1970-01-01T00:00:00Z"}


class ReporterEmail(Altered):
    """A service request shows its reporter's e-mail address."""

    breaks = breaks("requests.reporter-not-published", "formats.no-foreign-elements")
    changes: ClassVar[dict[str, object]] = {"email": "someone@example.com"}


class ReporterPhoneInJson(Mutant):
    """JSON shows the reporter's phone."""

    breaks = breaks("requests.reporter-not-published")

    def json(self, root: str, value: object) -> str:
        if root == "service_requests" and isinstance(value, Sequence):
            value = [record | {"phone": "555-010-0199"} for record in value]
        return super().json(root, value)
