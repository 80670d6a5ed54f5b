"""Values of another type than they should have."""

from __future__ import annotations

import re

from mock_server import encode
from mock_server.mutants.base import Mutant, breaks
from mock_server.records import Record


class NumericIds(Mutant):
    """Service codes are numbers in JSON."""

    breaks = breaks("formats.ids-are-strings")

    def json(self, root: str, value: object) -> str:
        if root == "services" and isinstance(value, list):
            value = [*value[:-1], value[-1] | {"service_code": 900}]
        return super().json(root, value)

    def services_made(self, services: list[Record]) -> list[Record]:
        return [*services, services[-1] | {"service_code": "900"}]


class EmptyTexts(Mutant):
    """An absent value is an empty text in JSON."""

    breaks = breaks("formats.absent-is-null")

    def json(self, root: str, value: object) -> str:
        return (
            super()
            .json(root, value)
            .replace('"zipcode": null', '"zipcode": ""')
            .replace('"address_id": null', '"address_id": ""')
        )


class QuotedBooleans(Mutant):
    """true and false stand in quotes in JSON."""

    breaks = breaks("formats.json-native-types")

    def json(self, root: str, value: object) -> str:
        text = super().json(root, value)
        return re.sub(r'("(?:metadata|required|variable)": )(true|false)', r'\1"\2"', text)


class AgencyAsObject(Mutant):
    """In JSON the agency that is responsible is an object that has its name."""

    breaks = breaks("formats.json-native-types")

    def rendered(self, record: Record) -> tuple[str, str]:
        xml, _ = super().rendered(record)
        shown = self.published(record)
        agency = {"name": shown["agency_responsible"]}
        return xml, encode.as_json(shown | {"agency_responsible": agency})


class NameTwice(Mutant):
    """In JSON the name of a service stands twice in its object."""

    breaks = breaks("formats.json-names-unique")

    def json(self, root: str, value: object) -> str:
        text = super().json(root, value)
        return re.sub(r'("service_name": "[^"]*")', r"\1, \1", text) if root == "services" else text
