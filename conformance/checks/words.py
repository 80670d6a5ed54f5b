"""Checks of element names and namespaces in XML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from conformance.documents import Document
from conformance.exchange import NotApplicable, Unmet
from conformance.registry import Violations, check_document
from conformance.results import Violation
from conformance.xml_body import local_name
from specs import vocabulary

PLAIN = ("services", "definitions", "requests", "request", "discovery")
KEYS = {"services": "service_code", "requests": "service_request_id"}
LISTED = 5
MANY = 500  # foreign names in one answer
_WITH_ATTRIBUTES = etree.XPath("//*[@*]")


@check_document("formats.no-namespaces", *PLAIN)
def no_namespaces(document: Document) -> Violations:
    if document.root is None:
        raise NotApplicable("Namespaces are a matter of XML.")
    found: dict[str, None] = {}
    for element in document.root.iter():
        for prefix, uri in element.nsmap.items():
            if (prefix, uri.rstrip("/")) != (None, vocabulary.SPECIFICATION):
                found[f'xmlns{":" + prefix if prefix else ""}="{uri}"'] = None
    for name in found:
        yield Violation(document.where(), "no namespace", name)
    if not found:
        document.records  # noqa: B018  (raises for an empty list, which shows little)


@check_document("formats.no-foreign-elements", *PLAIN)
def no_foreign_elements(document: Document) -> Violations:
    for name, times in foreign(document).most_common(MANY):
        if not near_miss(name, document.resource.name):
            known = ", a known extension" if name in vocabulary.EXTENSIONS else ""
            actual = f"{name}{known}, {times} times" if times > 1 else f"{name}{known}"
            yield Violation(document.where(), "the specification's elements only", actual)
    for name in _attributes(document):
        yield Violation(document.where(), "no attributes on elements", name)


@check_document("formats.no-misspelt-elements", *PLAIN)
def no_misspelt_elements(document: Document) -> Violations:
    names = foreign(document)
    if len(names) > MANY:
        reason = f"More than {MANY} names are foreign; which are misspelt was not looked into."
        raise Unmet(reason, blocked_by="formats.no-foreign-elements")
    for name, times in names.items():
        meant = near_miss(name, document.resource.name)
        if meant:
            yield Violation(document.where(), meant, f"{name}, {times} times")


def foreign(document: Document) -> Counter[str]:
    """Count the names that the specification does not know in this resource; lists recurse."""
    known = vocabulary.fields(document.resource.name)
    records = document.records
    if document.root is not None:
        tags = Counter(str(element.tag) for element in document.root.iter("*"))
        names: Counter[str] = Counter()
        for tag, times in tags.items():
            names[tag.rpartition("}")[2]] += times
    else:
        names = Counter(name for record in records for name in record)
    return Counter({name: times for name, times in names.items() if name and name not in known})


@lru_cache(maxsize=4 * MANY)
def near_miss(name: str, resource: str) -> str:
    """Return the name that another was meant to be; empty when it is a name of its own."""
    if name in vocabulary.MISSPELT:
        return vocabulary.MISSPELT[name]
    if name in vocabulary.EXTENSIONS or len(name) < LISTED:
        return ""
    # Two edits change four letters at the most; counting them is quicker than the distance.
    like = [k for k in vocabulary.fields(resource) if len(k) >= LISTED and len({*name} ^ {*k}) <= 4]
    close = [k for k in like if _distance(name, k) <= 2]
    return min(close, default="")


def _distance(one: str, other: str) -> int:
    """Return the edit distance of two names (Levenshtein)."""
    if abs(len(one) - len(other)) > 2:
        return 3
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        above, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (a != b))
    return row[-1]


def _attributes(document: Document) -> Iterator[str]:
    if document.root is not None:
        found = Counter(
            f"{name.rpartition('}')[2]} on {local_name(element)}"
            for element in _WITH_ATTRIBUTES(document.root)
            for name in map(str, element.attrib)
            if not name.startswith("{")
        )
        for name, times in found.items():
            yield f"the attribute {name}, {times} times"
