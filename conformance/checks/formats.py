"""Checks of headers and bytes of ordinary answers."""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator

from lxml import etree

from conformance import json_body, xml_body
from conformance.answers import POSTS, WRITTEN, Answers
from conformance.documents import CREATED, entities
from conformance.exchange import Exchange, NotApplicable, Unmet
from conformance.looks import looks_like
from conformance.refusals import FUZZED, PROVOKING, REFUSED, Reaction, accepted, reaction
from conformance.registry import Violations, check, check_exchange
from conformance.results import Violation

METHODS = ("services", "definitions", "requests", "request")
READ = (*METHODS, "discovery")
ORDINARY = (*READ, *WRITTEN, *FUZZED)
ERRORS = ("errors", *PROVOKING, *REFUSED)
DECLARATION = re.compile(rb"<\?xml\s[^>]*?\?>")
ENCODING = re.compile(rb"""encoding\s*=\s*(["'])([A-Za-z][A-Za-z0-9._-]*)\1""")
FORMATS = {"xml", "json"}
BOM = b"\xef\xbb\xbf"
UTF8 = ("utf-8", "utf8")
EMPTY = re.compile(rb"(<\?[^>]*>\s*)?<\w+\s*/>|\[\]|\{\}|null")


def ordinary(answer: Exchange) -> Exchange:
    """Return a successful answer whose body is in the format asked for; raises Unmet."""
    if answer.status not in (200, None, *(CREATED if answer.question in POSTS else ())):
        raise Unmet(f"{answer.url} answered {answer.status}.")
    kind = looks_like(answer)
    if kind in FORMATS - {answer.format} and answer.question != "discovery":
        raise Unmet(f"{answer.url} brought {kind}.", blocked_by="formats.suffix-selects")
    if kind in {"html", "empty", *FORMATS} - {answer.format}:
        raise Unmet(f"{answer.url or answer.file} is {kind}, not {answer.format}.")
    if answer.format == "xml" and xml_body.declares_entities(answer.body):
        raise entities(answer)
    if EMPTY.fullmatch(answer.body.strip()):
        raise Unmet(f"{answer.url or answer.file} is an empty list, which shows little.")
    return answer


@check_exchange("formats.utf8-bytes", *ORDINARY, *ERRORS)
def utf8_bytes(answer: Exchange) -> Violations:
    if answer.provokes:
        _an_error(answer)
    else:
        ordinary(answer)
    try:
        answer.body.decode("utf-8")
    except UnicodeDecodeError as problem:
        line = answer.body.count(b"\n", 0, problem.start) + 1
        byte = answer.body[problem.start]
        where = f"line {line}, byte {problem.start}"
        yield Violation(where, "UTF-8", f"the byte 0x{byte:02X}, which is not UTF-8")


@check_exchange("formats.xml-well-formed", *ORDINARY, *ERRORS)
def xml_well_formed(answer: Exchange) -> Violations:
    _parsable(answer)
    try:
        xml_body.parse(answer.body)
    except etree.XMLSyntaxError as problem:
        where, why = xml_body.fault(problem)
        yield Violation(where, "well-formed XML", why)


@check_exchange("formats.json-valid", *ORDINARY, *ERRORS)
def json_valid(answer: Exchange) -> Violations:
    _parsable(answer)
    try:
        json_body.parse(answer.body.decode("utf-8"))
    except ValueError as problem:
        yield Violation("body", "JSON (RFC 8259)", str(problem))


@check_exchange("formats.json-names-unique", *ORDINARY, *ERRORS)
def json_names_unique(answer: Exchange) -> Violations:
    _parsable(answer)
    try:
        name = json_body.repeated(answer.body.decode("utf-8"))
    except ValueError as problem:
        said = f"The body is not JSON: {problem}."
        raise Unmet(said, blocked_by="formats.json-valid") from problem
    if name:
        yield Violation("body", "each name once in an object", f'"{name}" twice', answer.id)


def _parsable(answer: Exchange) -> None:
    """Return when a body is to be parsed; raises Unmet or NotApplicable."""
    read = answer.question not in POSTS  # an empty answer to a POST belongs to create.accepted
    empty, entity = looks_like(answer) == "empty", xml_body.declares_entities(answer.body)
    if answer.provokes:
        _an_error(answer)
    elif not (read and empty) and not entity:
        ordinary(answer)
    try:
        answer.body.decode("utf-8")
    except UnicodeDecodeError:
        raise Unmet("The body is not UTF-8.", blocked_by="formats.utf8-bytes") from None
    if answer.encoding_problem:
        raise Unmet(answer.encoding_problem, blocked_by="transport.content-encoding-true")


@check_exchange("formats.xml-declaration", *ORDINARY)
def xml_declaration(answer: Exchange) -> Violations:
    found = DECLARATION.match(ordinary(answer).body.removeprefix(BOM))
    expected = '<?xml version="1.0" encoding="utf-8"?>'
    if found is None and DECLARATION.match(answer.body.lstrip()):
        said = "Something stands before the XML declaration."
        raise Unmet(said, blocked_by="formats.xml-well-formed")
    if found is None and answer.body.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        raise Unmet("The body is not UTF-8.", blocked_by="formats.utf8-bytes")
    if found is None:
        yield Violation("first line", expected, _start(answer))
    elif not ENCODING.search(found.group()):
        actual = f"{found.group().decode('ascii', 'replace')}, without an encoding"
        yield Violation("first line", expected, actual)


@check_exchange("formats.charsets-agree", *ORDINARY)
def charsets_agree(answer: Exchange) -> Violations:
    charset = ordinary(answer).charset()
    body = answer.body.removeprefix(BOM)
    declared = ENCODING.search(found.group()) if (found := DECLARATION.match(body)) else None
    said = {"Content-Type": charset}
    if declared and answer.format == "xml":
        said["XML declaration"] = declared.group(2).decode("ascii").lower()
    fine = {*UTF8, ""} | ({"us-ascii", "ascii"} if body.isascii() else set())
    if not any(said.values()):
        raise NotApplicable("Neither a header nor a declaration names a charset.")
    for where, name in said.items():
        if name not in fine:
            yield Violation(where, "utf-8", name)


@check_exchange("formats.json-no-bom", *ORDINARY)
def json_no_bom(answer: Exchange) -> Violations:
    if ordinary(answer).body.startswith(BOM):
        yield Violation("first bytes", "the JSON itself", "a byte order mark (EF BB BF)")


@check("formats.suffix-selects", "other-accept", *METHODS, *WRITTEN)
def suffix_selects(answers: Answers) -> Violations:
    asked = [e for e in answers.everything() if e.question in (*METHODS, *WRITTEN, "other-accept")]
    wrong = [e for e in asked if e.status in CREATED and looks_like(e) in FORMATS - {e.format}]
    for answer in wrong:
        kind, accept = looks_like(answer), dict(answer.request_headers).get("Accept")
        said = f"{kind} (with Accept: {accept})" if accept else kind
        yield Violation("body", f"{answer.format}, as the suffix says", said, answer.id)
    if not wrong:
        answers.serves("services")
        answers.of("other-accept")


@check("formats.xml-everywhere", *READ)
def xml_everywhere(answers: Answers) -> Violations:
    broken = False
    for xml, json in _pairs(answers):
        if json.status == 200 and xml.status != 200 and looks_like(json) == "json":
            expected = f"200, as {json.url} has it"
            yield Violation("status", expected, f"{xml.status or xml.problem}", xml.id)
            broken = True
    if not broken:
        answers.other("xml").serves()


def _pairs(answers: Answers) -> Iterator[tuple[Exchange, Exchange]]:
    others = {_path(e): e for e in answers.other("json").everything() if e.question in READ}
    for exchange in answers.other("xml").everything():
        if exchange.question in METHODS and _path(exchange) in others:
            yield exchange, others[_path(exchange)]


def _path(exchange: Exchange) -> str:
    return exchange.question + exchange.url.replace(f".{exchange.format}", "", 1)


@check("formats.unknown-suffix", "unknown-suffix")
def unknown_suffix(answers: Answers) -> Violations:
    asked = answers.of("unknown-suffix")
    if any(reaction(e) is Reaction.DISGUISED for e in asked):
        yield Violation("status", "a 4xx", "200 with an error in it", asked[0].id)
        return
    yield from accepted(answers, asked, "a 4xx, since nobody serves this format")


def _an_error(answer: Exchange) -> None:
    """Return for an error whose body is in the format asked for; raises Unmet otherwise."""
    refused = answer.status is not None and answer.status >= 400
    if not (refused or answer.provokes == "saved") or looks_like(answer) != answer.format:
        raise Unmet("The error has no body in this format.")


def _start(answer: Exchange) -> str:
    return answer.body[:40].decode("utf-8", "replace").splitlines()[0]
