"""Turn an XML body into the records that the JSON of the same resource would hold.

The meaning of the Spark convention, at the level of the model: lists become arrays, records become
objects, every leaf is text (trimmed, line ends LF) or None. Values keep their spelling: 001 stays
"001".
"""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

from conformance.json_body import trimmed
from specs.vocabulary import CONTAINERS

# A document type that declares entities.
_ENTITIES = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s|<\?(?>.*?\?>)|<!--(?>.*?-->))*+"
    rb"<!doctype[^>\[]*\[(?:(?!\]\s*>).)*?<!entity",
    re.S | re.I,
)

Value = object
Element = etree._Element


def parse(body: bytes) -> Element:
    """Return the root element.

    The bytes are read as UTF-8 whatever the declaration says: whether that is true has its own
    requirement. Nothing is fetched, no entity is expanded.

    Raises:
        etree.XMLSyntaxError: The body is not well-formed.
    """
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    return etree.fromstring(body, parser)


def fault(problem: etree.XMLSyntaxError) -> tuple[str, str]:
    """Say where a body is not well-formed, and why."""
    line, column = problem.position
    where = f"line {line}, column {column}"
    why = str(problem.msg).removesuffix(f", {where}")
    if "amplification" in why or "entity reference loop" in why:
        why = "entities that expand without bound"
    return where, why


def declares_entities(body: bytes) -> bool:
    """Whether a body declares entities of its own."""
    return bool(_ENTITIES.match(body))


def local_name(element: Element) -> str:
    """Return the element's name without its namespace; empty for an unexpanded entity."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value_of(element: Element) -> Value:
    """Return a list for a known container, a record for an element with children, or text."""
    item = CONTAINERS.get(local_name(element))
    if item is not None:
        return [record_or_text(child) for child in element if local_name(child) == item]
    return record_or_text(element)


def record_or_text(element: Element) -> Value:
    """Return a record for an element with children, else its trimmed text or None."""
    if not len(element):
        return trimmed(element.text or "") or None
    record: dict[str, Value] = {}
    repeated: set[str] = set()
    for child in element:
        tag = child.tag
        if not isinstance(tag, str):
            continue
        name = tag.rpartition("}")[2]
        value = (
            value_of(child)
            if len(child) or name in CONTAINERS
            else (trimmed(child.text or "") or None)
        )
        if name not in record:
            record[name] = value
        elif name in repeated:
            record[name].append(value)  # type: ignore[attr-defined]
        else:
            record[name] = [record[name], value]
            repeated.add(name)
    return record


def locate(root: Element, path: tuple[str | int, ...]) -> str:
    """Return the XPath and line of the element that a path through the records leads to.

    A path that ends in something absent leads to the element that lacks it.
    """
    walked = _walk(root, path)
    return "/" + "/".join(step for step, _ in walked) + f" (line {walked[-1][1].sourceline})"


def find(root: Element, path: tuple[str | int, ...]) -> Element:
    """Return the element that a path through the records leads to, or the one that lacks it."""
    return _walk(root, path)[-1][1]


def _walk(root: Element, path: tuple[str | int, ...]) -> list[tuple[str, Element]]:
    """Return each element on a path, with its step in an XPath."""
    element, found = root, [(local_name(root), root)]
    for step in path:
        if isinstance(step, int):
            name, position = CONTAINERS.get(local_name(element), ""), step
            children = _items(element, name)
        else:
            name, position = step, 0
            children = list(element.iterchildren(f"{{*}}{name}"))
        if position >= len(children):
            break
        element = children[position]
        found.append((f"{name}[{position + 1}]" if len(children) > 1 else name, element))
    return found


@lru_cache(maxsize=16)  # a list with a thousand broken records is counted once
def _items(element: Element, name: str) -> list[Element]:
    return list(element.iterchildren(f"{{*}}{name}")) if name else []
