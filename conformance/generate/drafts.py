"""What is drawn about POSTs that are to be accepted: forms made of a service definition.

As with lists, nothing here knows a server: numbers of values, spellings, letters are gone through.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from conformance import forms
from conformance.compare import canonical
from conformance.forms import Attribute, Pairs, Template, without
from conformance.generate import letters
from conformance.generate.hunt import pick

MOST_VALUES = 8
NUMBERS = ("3", "12", "2.5")
DATES = ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05+01:00")
TEXTS = (forms.TEXT, "Prüfung der Schnittstelle")
OFTEN = 3  # how much rather an argument is drawn than left out
Values = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A POST to be: the plain one, and what is different in it.

    Attributes:
        place: Where it says to be: "" as the plain one does, "address", or "both" ways.
        escaped: The brackets of attribute[CODE] are escaped.
        lists: The keys given to lists, by the attribute's name.
        values: The values given to other attributes, by the attribute's name.
        text: What the description says besides what it has to.
    """

    place: str = ""
    escaped: bool = False
    lists: Values = ()
    values: Values = ()
    text: str = ""

    @property
    def apart(self) -> tuple[str, ...]:
        """What sets it apart from the plain POST."""
        return tuple(n for n in ("place", "lists", "values", "text") if getattr(self, n))


Drafts = SearchStrategy[Draft]


def drafts(template: Template, random: Random, turn: int) -> Drafts:
    """Draw a form: each list with another number of keys each turn, the rest at will."""
    text = canonical(letters.chain(random))
    places = ["", "address", "both"] if template.lat and template.address else [""]
    given = [(a, _given(a, random, turn + n)) for n, a in enumerate(template.attributes)]
    return st.builds(
        Draft,
        pick(places),
        pick([False, True]),
        _chosen([(a.name, values) for a, values in given if values and a.keys]),
        _chosen([(a.name, values) for a, values in given if values and not a.keys]),
        pick(["", *[text] * OFTEN]),
    )


def _chosen(given: list[tuple[str, tuple[str, ...]]]) -> SearchStrategy[Values]:
    """Draw which attributes are given their values."""
    each = st.tuples(*(pick([(), *[((name, values),)] * OFTEN]) for name, values in given))
    return each.map(lambda chosen: tuple(one for some in chosen for one in some))


def _given(attribute: Attribute, random: Random, turn: int) -> tuple[str, ...]:
    """Return what an attribute is given this turn; nothing for a list without keys."""
    number = 1
    if attribute.several:
        number += turn % min(MOST_VALUES, len(attribute.keys) or 1)
    if not attribute.fillable:
        return ()
    known = {"number": NUMBERS, "datetime": DATES}.get(attribute.datatype, TEXTS)
    return tuple(random.sample(attribute.keys or known, number))


def size(draft: Draft) -> tuple[int, int, int]:
    """Return how large a form is: what sets it apart, how many values, how long a text."""
    values = [value for _, given in (*draft.lists, *draft.values) for value in given]
    return len(draft.apart), len(values), len(draft.text)


def alone(failed: Draft) -> Drafts | None:
    """Draw what sets a form apart, one at a time; None where it is one already."""
    each = [Draft(**{name: getattr(failed, name)}) for name in failed.apart]
    return pick(each) if len(each) > 1 else None


def of_one_attribute(failed: Draft) -> Drafts | None:
    """Draw the values of one attribute of a form at a time; None where it has but one."""
    each = [replace(failed, lists=(one,), values=()) for one in failed.lists]
    each += [replace(failed, lists=(), values=(one,)) for one in failed.values]
    return pick(each) if len(each) > 1 else None


def parts(failed: Draft, altered_at: int | None) -> Drafts | None:
    """Draw parts of a form that failed: fewer of its values, or less of its text.

    `altered_at` is the first letter of the text that came back as another.
    """
    if failed.lists:
        return _some(failed.lists).map(lambda lists: replace(failed, lists=lists))
    if failed.values:
        return _some(failed.values).map(lambda values: replace(failed, values=values))
    if altered_at is not None:
        return st.just(replace(failed, text=letters.around(failed.text, altered_at)))
    sizes = pick(range(len(failed.text) + 1))
    return st.builds(lambda a, b: replace(failed, text=failed.text[-a:][:b].strip()), sizes, sizes)


def _some(given: Values) -> SearchStrategy[Values]:
    """Draw some of the values, at first none."""
    flat = [(name, value) for name, values in given for value in values]

    def kept(keep: tuple[bool, ...]) -> Values:
        left = [pair for pair, chosen in zip(flat, keep, strict=True) if chosen]
        return tuple((name, tuple(v for n, v in left if n == name)) for name in dict(left))

    return st.tuples(*[st.booleans()] * len(flat)).map(kept)


def form_of(template: Template, draft: Draft, marker: str) -> Pairs:
    """Return the form of a draft."""
    form = template.plain(forms.described(marker, draft.text))
    if draft.place:
        address = ("address_string", template.address)
        form = [*without(form, *(("lat", "long") if draft.place == "address" else ())), address]
    given = [(n, value) for n, values in (*draft.lists, *draft.values) for value in values]
    return [*without(form, *dict(given)), *given]
