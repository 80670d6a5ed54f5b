"""What a POST says: forms made of a service, its definition and a place. Pure.

A form is a list of pairs, since names may repeat (attribute[CODE][]) and their order counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

from conformance.canary import NOTE
from conformance.conditions import metadata
from conformance.documents import Record
from conformance.harvest import text

Pairs = list[tuple[str, str]]
LONGEST = 4000
JUDGEABLE = ("singlevaluelist", "multivaluelist", "number", "datetime")  # a value can be wrong

# Accents, CJK, right-to-left, combining marks, and beyond the BMP an emoji with a joiner.
WORLD = "Ça va? Straße · 東京の道路 · שלום · e\u0301 · 👩\u200d🔧 \U0001d4b3 ·"
TEXT = "Conformance test"  # what a string or text attribute gets
THREE_BYTES = (
    "歩道に大きな穴、とても危ない。"  # three bytes each in UTF-8, none that can be composed
)
MARKUP = "<script>alert(1)</script><b>bold</b>"
CONTROL = "bell\x07 escape\x1b backspace\x08 end"
# What a reporter can't set.
IMPOSSIBLE = {
    "status": "closed",
    "requested_datetime": "2001-02-03T04:05:06Z",
    "service_request_id": "set-by-the-reporter",
}


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute that a reporter fills in, as its service definition describes it.

    Attributes:
        code: Its code.
        datatype: "string", "number", "datetime", "text", "singlevaluelist", "multivaluelist".
        required: A POST without it is to be refused.
        keys: The keys of a list's values, in order; empty for other datatypes.
    """

    code: str
    datatype: str
    required: bool
    keys: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of its arguments: [] after it where several values are possible."""
        return f"attribute[{self.code}]" + ("[]" if self.several else "")

    @property
    def several(self) -> bool:
        """Whether it takes several values."""
        return self.datatype == "multivaluelist"

    @property
    def fillable(self) -> bool:
        """Whether there is a value to give: a list without keys has none."""
        return not self.datatype.endswith("list") or bool(self.keys)


@dataclass(frozen=True, slots=True)
class Template:
    """What POSTs to one service of an endpoint are made of.

    Attributes:
        service_code: The service.
        attributes: What its definition asks for.
        lat: WGS84 decimal degrees, as text; empty when no place is known.
        long: Likewise.
        address: An address_string; empty when none is known.
        address_id: An id of the endpoint's own address register; empty when none is known.
        more: What the endpoint demands on top, and need not be there: an address, a reporter.
    """

    service_code: str
    attributes: tuple[Attribute, ...] = ()
    lat: str = ""
    long: str = ""
    address: str = ""
    address_id: str = ""
    more: tuple[tuple[str, str], ...] = ()

    def place(self) -> Pairs:
        """Return the location: coordinates where they are known, else the address."""
        if self.lat:
            return [("lat", self.lat), ("long", self.long)]
        return [("address_string", self.address)]

    def plain(self, description: str, wanted: Sequence[Attribute] = ()) -> Pairs:
        """Return what has to be there, a description, and some attributes more."""
        return [
            ("service_code", self.service_code),
            *self.place(),
            *self.more,
            ("description", description),
            *filled([a for a in self.attributes if a.required or a in wanted]),
        ]


def attributes(definition: Record) -> tuple[Attribute, ...]:
    """Return the attributes of a service definition that a reporter can fill in."""
    listed = definition.get("attributes")
    records = [a for a in (listed if isinstance(listed, list) else []) if isinstance(a, dict)]
    return tuple(
        Attribute(
            text(a, "code"), text(a, "datatype"), a.get("required") in (True, "true"), keys(a)
        )
        for a in records
        if text(a, "code") and a.get("variable") in (True, "true")
    )


def keys(attribute: Record) -> tuple[str, ...]:
    """Return the keys of a list attribute's values, in order."""
    values = attribute.get("values")
    records = [v for v in (values if isinstance(values, list) else []) if isinstance(v, dict)]
    return tuple(key for value in records if (key := text(value, "key")))


def filled(chosen: Sequence[Attribute]) -> Pairs:
    """Return attributes with a value each, lists of several with two where they have two."""
    return [pair for a in chosen if a.fillable for pair in pairs(a, values(a))]


def values(attribute: Attribute) -> list[str]:
    """Return right values for an attribute."""
    match attribute.datatype:
        case "multivaluelist":
            return list(attribute.keys[:2])
        case "singlevaluelist":
            return list(attribute.keys[:1])
        case "number":
            return ["3"]
        case "datetime":
            return ["2026-01-02T03:04:05Z"]
    return list(attribute.keys[:1]) or [TEXT]


def wrong(attribute: Attribute) -> str:
    """Return a value that the attribute's datatype does not allow; empty where every text is."""
    if attribute.keys:
        return "no-such-key"
    return {"number": "many", "datetime": "never"}.get(attribute.datatype, "")


def pairs(attribute: Attribute, given: Sequence[str]) -> Pairs:
    """Return an attribute's pairs, one for each value."""
    return [(attribute.name, value) for value in given]


def encode(form: Sequence[tuple[str, str]], *, escape_brackets: bool = False) -> str:
    """Write a form as application/x-www-form-urlencoded (WHATWG URL), UTF-8."""
    safe = "" if escape_brackets else "[]"
    return "&".join(f"{quote(name, safe=safe)}={quote_plus(value)}" for name, value in form)


def described(marker: str, more: str = "") -> str:
    """Return a description that says what it is and can be found again."""
    return f"{NOTE} [{marker}]" + (f" {more}" if more else "")


def long_description(marker: str) -> str:
    """Return a description of 4,000 characters exactly, with line breaks, most of three bytes."""
    body = described(marker) + "\n\n" + f"{THREE_BYTES}\n" * LONGEST
    return body[: LONGEST - 1].rstrip().ljust(LONGEST - 1, "道") + "."


def over_long(marker: str) -> str:
    """Return a description of 4,100 characters, all of them ASCII."""
    return (described(marker) + " too long" * LONGEST)[: LONGEST + 99] + "."


def without(form: Pairs, *names: str) -> Pairs:
    """Return a form without some names."""
    return [(name, value) for name, value in form if name not in names]


def emptied(form: Pairs, *names: str) -> Pairs:
    """Return a form with some names left empty, which is the same as leaving them out."""
    return [*without(form, *names), *((name, "") for name in names)]


def offered(services: Sequence[Record], kind: str) -> list[Record]:
    """Return the services of a type, those without a definition last."""
    found = [s for s in services if s.get("type") == kind and text(s, "service_code")]
    return sorted(found, key=lambda service: not metadata(service))
