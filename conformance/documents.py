"""Answers as records: the same for XML and JSON, each value knowing its place in the body.

Reading stops at the first fault that a requirement owns: whoever needs what would have been read
is told which requirement that is, so that one fault makes one complaint.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from conformance import json_body, xml_body
from conformance.exchange import Exchange, Unmet
from conformance.looks import looks_like
from specs.vocabulary import RESOURCES, Resource

Record = dict[str, object]

# Who answers for an answer that is not the resource asked for: its XML root, its JSON shape.
OWNERS: dict[str, tuple[str, str]] = {
    "services": ("services.list-served", "formats.json-spark-shape"),
    "service-definition": ("definitions.root", "definitions.root"),
    "requests": ("requests.list-served", "formats.json-spark-shape"),
    "request": ("request.list-of-one", "request.list-of-one"),
    "post-response": ("create.accepted", "formats.json-spark-shape"),
    "token-response": ("tokens.resolves", "formats.json-spark-shape"),
    "errors": ("errors.xml-shape", "errors.json-shape"),
    "discovery": ("discovery.xml-root", "discovery.json-spark-shape"),
}

# Who answers for a method that does not answer with 200.
SERVED_BY: dict[str, str] = {
    "services": "services.list-served",
    "service-definition": "definitions.served-when-metadata",
    "requests": "requests.list-served",
    "request": "request.list-of-one",
    "token-response": "tokens.resolves",
    "post-response": "create.accepted",
}

KEYS = ("service_code", "service_request_id", "token")  # one of them is in every record of a list

CREATED = range(200, 300)  # statuses that tell of a new service request: no number is specified


@dataclass(frozen=True, eq=False)
class Document:
    """A body that could be parsed. Two documents are equal only when they are the same one.

    Attributes:
        exchange: Where it came from.
        resource: What it was read as.
        value: The model: for a list an array of records, for a definition or discovery a record;
            in XML every leaf is text or None.
        root: The XML root element; None for JSON.
        wrapped: An object of one name stood around a discovery document; it was taken off.
    """

    exchange: Exchange
    resource: Resource
    value: object
    root: etree._Element | None
    wrapped: bool = False

    @property
    def owner(self) -> str:
        """Requirement that answers for a wrong root or shape of this document."""
        return OWNERS[self.resource.name][self.root is None]

    def shape_problem(self) -> str:
        """Say what is wrong with root or shape; empty when the records can be read."""
        name = self.resource.name
        if self.root is not None:
            root = xml_body.local_name(self.root)
            return f"root element {root}" if root != self.resource.root else self._misnamed()
        if name in ("service-definition", "discovery"):
            expected = isinstance(self.value, dict) and not _wrapped(self.value, self.resource)
            return "" if expected else _json_kind(self.value)
        return "" if isinstance(self.value, list) else _json_kind(self.value)

    @property
    def due(self) -> str:
        """The XML elements that the resource stands in."""
        root, item = self.resource.root, self.resource.item
        return f"root element {root}" + (f", each record in an element {item}" if item else "")

    def _misnamed(self) -> str:
        """Say that the records of a list stand in another element; empty when they don't."""
        if self.root is None or self.value != [] or not self.resource.item:
            return ""
        inner = {*KEYS, self.resource.item}
        records = (e for e in self.root if any(xml_body.local_name(f) in inner for f in e))
        name = next(map(xml_body.local_name, records), "")
        return f"records in elements {name}" if name else ""

    @cached_property
    def records(self) -> list[Record]:
        """The list's records (a definition or discovery is a list of one).

        Raises:
            Unmet: Root or shape are wrong, or the list is empty.
        """
        problem = self.shape_problem()
        if problem:
            raise Unmet(f"The answer has the wrong shape: {problem}.", blocked_by=self.owner)
        items = self.value if isinstance(self.value, list) else [self.value]
        records = [item for item in items if isinstance(item, dict)]
        if items and not records:
            raise Unmet("The list holds no objects.", blocked_by=self.owner)
        if not records:
            raise Unmet(f"{self.exchange.url or self.exchange.file} is an empty list.")
        return records

    def where(self, *path: str | int) -> str:
        """Return the place of a value: JSON Pointer, or XPath with its line."""
        if self.root is not None:
            return xml_body.locate(self.root, path)
        return json_body.pointer(path)

    def text(self, index: int, name: str) -> str:
        """Return all text of a record's field, that of elements inside it included."""
        if self.root is not None:
            element = xml_body.find(self.root, (index, name))
            return "".join(str(part) for part in element.itertext())
        value = self.records[index].get(name)
        return value if isinstance(value, str) else ""


def read(exchange: Exchange, resource: str) -> Document:
    """Parse an answer with status 200 as a resource; of an error or a saved body any status.

    Raises:
        Unmet: It can't be read; `blocked_by` names the requirement that says so.
    """
    exchange.complete()
    created = resource == "post-response" and exchange.status in CREATED
    if exchange.status not in (200, None) and resource != "errors" and not created:
        owner = _served_by(exchange, resource)
        raise Unmet(f"{exchange.url} answered {exchange.status}.", blocked_by=owner)
    if created and looks_like(exchange) in ("html", "empty"):
        said = f"{exchange.url} answered {exchange.status} and told nothing of what was created."
        raise Unmet(said, blocked_by=SERVED_BY[resource])
    return parse(exchange, resource)


def parse(exchange: Exchange, resource: str) -> Document:
    """Parse a body as a resource, whatever its status.

    Raises:
        Unmet: It can't be decoded or parsed; `blocked_by` names the requirement that says so.
    """
    text = decoded(exchange)
    if resource != "errors":
        _in_format(exchange, resource)
    root: etree._Element | None = None
    try:
        if exchange.format == "xml":
            root = xml_body.parse(exchange.body)
            value = xml_body.value_of(root)
        else:
            value = json_body.parse(text)
    except etree.XMLSyntaxError as problem:
        where, why = xml_body.fault(problem)
        said = f"The body is not well-formed XML: {why} ({where})."
        raise Unmet(said, blocked_by="formats.xml-well-formed") from problem
    except ValueError as problem:
        said = f"The body is not JSON: {problem}."
        raise Unmet(said, blocked_by="formats.json-valid") from problem
    if exchange.format == "xml" and xml_body.declares_entities(exchange.body):
        raise entities(exchange)
    wrapped = resource == "discovery" and _wrapped(value, RESOURCES[resource])
    if wrapped and isinstance(value, dict):
        value = value[RESOURCES[resource].root]
    document = Document(exchange, RESOURCES[resource], value, root, wrapped)
    if resource != "errors" and is_errors(document):
        owner = "errors.never-success" if exchange.provokes else _served_by(exchange, resource)
        raise Unmet(f"{exchange.url or exchange.file} brought an error.", blocked_by=owner)
    return document


def _in_format(exchange: Exchange, resource: str) -> None:
    """Return unless a body is recognisably of another format; raises Unmet."""
    kind = looks_like(exchange)
    if kind in {"html", "xml", "json"} - {exchange.format}:
        owner = _served_by(exchange, resource)
        if kind != "html" and resource in SERVED_BY:
            owner = "formats.suffix-selects"
        said = f"{exchange.url or exchange.file} brought {kind}, not {exchange.format}."
        raise Unmet(said, blocked_by=owner)


def decoded(exchange: Exchange) -> str:
    """Return the body as text.

    Raises:
        Unmet: Its Content-Encoding lies, or it is not UTF-8.
    """
    if exchange.encoding_problem:
        raise Unmet(exchange.encoding_problem, blocked_by="transport.content-encoding-true")
    try:
        return exchange.body.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise Unmet("The body is not UTF-8.", blocked_by="formats.utf8-bytes") from problem


def entities(exchange: Exchange) -> Unmet:
    """Say why a body with entities is not read: expanding them is not safe, and they are legal."""
    return Unmet(
        f"{exchange.url or exchange.file} declares entities of its own (<!ENTITY>). Clients that"
        " are safe do not expand them, and neither does this kit: write the characters themselves."
    )


def is_errors(document: Document) -> bool:
    """Whether a document is an errors document, whatever it was asked for as."""
    if document.root is not None:
        return xml_body.local_name(document.root) in ("errors", "error")
    value = document.value
    items: Sequence[object] = value if isinstance(value, list) else [value]
    return bool(items) and all(isinstance(item, dict) and _is_error(item) for item in items)


def _is_error(item: Record) -> bool:
    """Whether a JSON object tells of an error: more may stand beside code and description."""
    told = "description" in item and ("code" in item or len(item) == 1)
    return told and not any(name in item for name in KEYS)


def _served_by(exchange: Exchange, resource: str) -> str:
    return SERVED_BY.get(resource, f"{resource}.{exchange.format}-served")


def _wrapped(value: object, resource: Resource) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == {resource.root}
        and isinstance(value[resource.root], dict)
    )


def _json_kind(value: object) -> str:
    if isinstance(value, dict):
        return "an object" + (
            f' with the one name "{next(iter(value))}"' if len(value) == 1 else ""
        )
    kinds = {list: "an array", str: "a text", bool: "true or false", type(None): "null"}
    return kinds.get(type(value), "a number")
