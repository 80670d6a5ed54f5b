"""What is wrong in a drawn request, by the rules of GeoReport v2. Pure.

The OpenAPI document is stricter: it allows no unknown argument and no empty one, which GeoReport v2
wants to be overlooked. So that something was accepted is held against an endpoint only when one of
these rules is broken.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from urllib.parse import parse_qsl, urlsplit

from conformance.forms import Attribute, Pairs, Template
from conformance.harvest import ID

# A question of `check` whose answers are judged, and what it is about.
Fault = tuple[str, dict[str, str]]
WORDS = ("address_string", "address_id")
DATES = ("start_date", "end_date")
LIMITS = {"lat": 90.0, "long": 180.0}


def in_form(form: Pairs, template: Template, codes: Collection[str]) -> Fault | None:
    """Return the first thing that a POST has to be refused for; None for none."""
    return next(_faults(form, template, codes), None)


def _faults(form: Pairs, template: Template, codes: Collection[str]) -> Iterator[Fault]:
    given = {name: value.strip() for name, value in form if value.strip()}
    code = given.get("service_code")
    if code is None:
        yield "refuse-no-service", {}
    elif code not in codes:
        yield "refuse-unknown-service", {}
    if not given.keys() & set(WORDS):
        yield from _in_coordinates(given)
    for attribute in template.attributes if code == template.service_code else ():
        values = [value for name, value in form if name == attribute.name and value.strip()]
        yield from _in_attribute(attribute, values)


def _in_coordinates(given: dict[str, str]) -> Iterator[Fault]:
    told = [name for name in LIMITS if name in given]
    if not told:
        yield "refuse-no-location", {}
    if len(told) == 1:
        yield "refuse-half-location", {"part": told[0]}
    for name in told:
        if not _is_degrees(given[name], LIMITS[name]):
            yield "refuse-coordinates", {"part": f"{name}={given[name]}"}


def _is_degrees(text: str, limit: float) -> bool:
    try:
        return abs(float(text)) <= limit
    except ValueError:
        return False


def _in_attribute(attribute: Attribute, values: Sequence[str]) -> Iterator[Fault]:
    if attribute.required and attribute.fillable and not values:
        yield "refuse-no-attribute", {"attribute": attribute.code}
    for value in values:
        if _is_wrong(attribute, value):
            asked = {"attribute": attribute.code, "datatype": attribute.datatype, "value": value}
            yield "refuse-attribute", asked


def _is_wrong(attribute: Attribute, value: str) -> bool:
    """Whether a value is certainly none of the attribute's."""
    if attribute.keys:
        return value.strip() not in attribute.keys
    wordy = not any(letter.isdigit() for letter in value)
    return wordy and attribute.datatype in ("number", "datetime")


def in_query(url: str) -> str:
    """Name the date of a GET that can't be one, with its value; empty for none.

    Where ids are asked for, dates need not be looked at.
    """
    query = parse_qsl(urlsplit(url).query)
    for name, value in query if ID not in dict(query) else ():
        if name in DATES and not any(letter.isdigit() for letter in value):
            return f"{name}={value}"
    return ""


def has_dates(url: str) -> bool:
    """Whether a GET names dates, which may be refused for what lies between them."""
    return any(name in DATES for name, _ in parse_qsl(urlsplit(url).query))


def is_strange(url: str) -> bool:
    """Whether a gateway may refuse a URL before the endpoint sees it.

    Slashes, backslashes and control characters in the path, control characters in the query, and
    more than 2,000 characters: how that is refused says little about the endpoint.
    """
    parts = urlsplit(url)
    path, query = parts.path.upper(), parts.query.upper()
    controls = [f"%{number:02X}" for number in (*range(32), 127)]
    return (
        len(url) > 2000
        or any(escape in path for escape in ("%2F", "%5C", "%25", "/.", *controls))
        or any(escape in query for escape in controls)
    )
