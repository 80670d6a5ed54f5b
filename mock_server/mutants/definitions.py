"""Faulty service definitions."""

from __future__ import annotations

from typing import ClassVar

from mock_server.http import Refused
from mock_server.jurisdictions import City
from mock_server.mutants.base import Mutant, breaks
from mock_server.records import Record


class Altered(Mutant, abstract=True):
    """A server whose definitions have one altered attribute."""

    changes: ClassVar[dict[str, object]] = {}
    at: ClassVar[int] = 3

    def definition(self, place: City, code: str) -> Record:
        found = super().definition(place, code)
        attributes = list(_records(found["attributes"]))
        attributes[self.at] = attributes[self.at] | self.changes
        return found | {"attributes": attributes}


def _records(value: object) -> list[Record]:
    return value if isinstance(value, list) else []


class VariableYes(Altered):
    """An attribute says yes for true."""

    breaks = breaks("definitions.variable-value")
    changes: ClassVar[dict[str, object]] = {"variable": "yes"}
    at = 3


class CodeEmpty(Altered):
    """An attribute has no code."""

    breaks = breaks("definitions.code-unique")
    changes: ClassVar[dict[str, object]] = {"code": ""}
    at = 3


class CodeTwice(Altered):
    """Two attributes share a code."""

    breaks = breaks("definitions.code-unique")
    changes: ClassVar[dict[str, object]] = {"code": "SIZE"}
    at = 3


class DatatypeBoolean(Altered):
    """An attribute has a datatype of its own."""

    breaks = breaks("definitions.datatype-value")
    changes: ClassVar[dict[str, object]] = {"datatype": "boolean"}
    at = 3


class RequiredOne(Altered):
    """An attribute says 1 for true."""

    breaks = breaks("definitions.required-value")
    changes: ClassVar[dict[str, object]] = {"required": "1"}
    at = 3


class OrderZero(Altered):
    """An attribute has the order 0."""

    breaks = breaks("definitions.order-unique-positive")
    changes: ClassVar[dict[str, object]] = {"order": 0}
    at = 3


class OrderTwice(Altered):
    """Two attributes share an order."""

    breaks = breaks("definitions.order-unique-positive")
    changes: ClassVar[dict[str, object]] = {"order": 2}
    at = 3


class ListWithoutValues(Altered):
    """A list attribute has no values."""

    breaks = breaks("definitions.list-has-values")
    changes: ClassVar[dict[str, object]] = {"values": []}
    at = 2


class KeyTwice(Altered):
    """Two values of a list share a key."""

    breaks = breaks("definitions.list-has-values")
    changes: ClassVar[dict[str, object]] = {
        "values": [{"key": "01", "name": "A"}, {"key": "01", "name": "B"}]
    }
    at = 0


class TextWithValues(Altered):
    """A text attribute has values."""

    breaks = breaks("definitions.only-list-has-values")
    changes: ClassVar[dict[str, object]] = {"values": [{"key": "01", "name": "A"}]}
    at = 6


class FixedRequired(Altered):
    """An attribute that nobody can fill in is required."""

    breaks = breaks("definitions.fixed-not-required")
    changes: ClassVar[dict[str, object]] = {"required": True}
    at = 1


class NoDescriptions(Mutant):
    """An attribute lacks its description."""

    breaks = breaks("definitions.descriptions-present")

    def definition(self, place: City, code: str) -> Record:
        found = super().definition(place, code)
        bare = [
            {k: v for k, v in a.items() if k != "description"}
            for a in _records(found["attributes"])
        ]
        return found | {"attributes": bare}


class NoAttributes(Mutant):
    """A definition has no attributes."""

    breaks = breaks("definitions.has-attribute")

    def definition(self, place: City, code: str) -> Record:
        found = super().definition(place, code)
        return found if code != "002" else found | {"attributes": []}


class AttributesLeftOut(Mutant):
    """A definition says nothing of attributes."""

    breaks = breaks("definitions.has-attribute")

    def definition(self, place: City, code: str) -> Record:
        found = super().definition(place, code)
        return found if code != "002" else {"service_code": code}


class OtherCode(Mutant):
    """A definition carries another service_code."""

    breaks = breaks("definitions.code-matches")

    def definition(self, place: City, code: str) -> Record:
        return super().definition(place, code) | {"service_code": "0"}


class NotServed(Mutant):
    """A service that promises a definition has none."""

    breaks = breaks("definitions.served-when-metadata")

    def definition(self, place: City, code: str) -> Record:
        if code == "002":
            raise Refused(404, "The service_code '002' has no definition.")
        return super().definition(place, code)


class Wrapped(Mutant):
    """The definition's root is wrapped or renamed."""

    breaks = breaks("definitions.root")

    def encode(self, format: str, root: str, value: object) -> bytes:
        if root == "service_definition":
            return super().encode(format, "definition", {"service_definition": value})
        return super().encode(format, root, value)


class AttributesOutside(Mutant):
    """Attributes stand outside their container, as in an older draft."""

    breaks = breaks("definitions.attributes-container")

    def definition(self, place: City, code: str) -> Record:
        found = super().definition(place, code)
        first = _records(found["attributes"])[0]
        return {"service_code": code, "attribute": first}


class UnknownAccepted(Mutant):
    """An unknown service_code gets a definition."""

    breaks = breaks("definitions.unknown-refused")

    def definition(self, place: City, code: str) -> Record:
        try:
            return super().definition(place, code)
        except Refused:
            return {"service_code": code, "attributes": []}
