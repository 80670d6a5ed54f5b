"""What is drawn about POSTs that are to be refused: one thing wrong, by name, in a good form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from conformance import forms
from conformance.forms import Attribute, Pairs, Template, without
from conformance.generate.hunt import pick

PLACE = ("lat", "long", "address_string", "address_id")
COORDINATES = {
    "lat": ("90.0001", "-90.5", "180", "NaN", "42.1N", "north"),
    "long": ("180.0001", "-180.5", "361", "NaN", "72.6W", "west"),
}
NO_NUMBERS = ("many", "3 inches", "--3")
NO_DATES = ("never", "soon")


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is wrong.

    Attributes:
        name: What it is, for the report.
        breaks: The requirement that is broken when it is accepted.
        drop: Arguments that are left out.
        add: Arguments that are put in, in this order.
        argument: The argument that the refusal has to name; empty for none in particular.
    """

    name: str
    breaks: str
    drop: tuple[str, ...] = ()
    add: tuple[tuple[str, str], ...] = ()
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Refusable:
    """A POST to be, with one thing wrong in a form that is accepted without it.

    Attributes:
        wrong: What is wrong.
        base: The form that was accepted; empty for the plain one.
        marker: The word that its description is found by.
    """

    wrong: Wrong
    base: tuple[tuple[str, str], ...] = ()
    marker: str = ""

    def form(self, template: Template, marker: str) -> Pairs:
        """Return its form, with another marker."""
        form = [(name, value.replace(self.marker, marker)) for name, value in self.base]
        form = form or template.plain(forms.described(marker))
        return [*without(form, *self.wrong.drop), *self.wrong.add]


Cases = SearchStrategy[Refusable | None]
Bases = list[tuple[tuple[tuple[str, str], ...], str]]


def cases(template: Template, codes: frozenset[str], bases: Bases, random: Random) -> Cases:
    """Draw what is wrong, in the plain form or in one that says more; at first nothing.

    `bases` are forms that were accepted, each with the marker in its description.
    """
    wrongs = list(_wrongs(template, codes, random))
    random.shuffle(wrongs)
    return st.builds(
        lambda wrong, base: wrong and Refusable(wrong, *base),
        pick([None, *wrongs]),
        pick([((), ""), *bases]),
    )


def _wrongs(template: Template, codes: frozenset[str], random: Random) -> Iterator[Wrong]:
    code = template.service_code
    yield Wrong("no location", "create.location-missing-refused", PLACE)
    name = "service_code"
    yield Wrong(f"no {name}", "create.service-code-missing-refused", (name,), (), name)
    for unknown in (f"{code}x", f"x{code}", f"{code}{code}"):
        if unknown not in codes:
            refused, add = "create.service-code-unknown-refused", ((name, unknown),)
            yield Wrong(f"{name}={unknown}", refused, (name,), add, name)
    if template.lat:
        for half, other in (("lat", "long"), ("long", "lat")):
            drop = tuple(name for name in PLACE if name != half)
            yield Wrong(f"{half} without {other}", "create.location-half-refused", drop)
        for name, values in COORDINATES.items():
            right = {"lat": template.lat, "long": template.long}  # a base may lack the other one
            value = random.choice(values)
            refused = "create.coordinates-out-of-range-refused"
            both = tuple((right | {name: value}).items())
            yield Wrong(f"{name}={value}", refused, PLACE, both)
    for attribute in template.attributes:
        yield from _of_attribute(attribute, random)


def _of_attribute(attribute: Attribute, random: Random) -> Iterator[Wrong]:
    name = attribute.name
    if attribute.required and attribute.fillable:
        yield Wrong(f"no {name}", "create.attribute-missing-refused", (name,))
    refused = "create.attribute-value-refused"
    values = {"number": NO_NUMBERS, "datetime": NO_DATES}.get(attribute.datatype, ())
    if attribute.keys:
        values = ("no-such-key", f"{attribute.keys[0]}0{attribute.keys[-1]}")
    for value in values:
        for said in _among(attribute, value, random):
            add = tuple(forms.pairs(attribute, said))
            yield Wrong(f"{name}={', '.join(said)}", refused, (name,), add)


def _among(attribute: Attribute, wrong: str, random: Random) -> Iterator[list[str]]:
    """Yield a wrong value alone, and where several are possible before and after right ones."""
    yield [wrong]
    if attribute.several:
        right = random.sample(attribute.keys, random.randint(1, len(attribute.keys)))
        yield [wrong, *right]
        yield [*right, wrong]
