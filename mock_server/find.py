"""Find a server by the name that a user gives."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from functools import cache
from types import FunctionType

from mock_server.reference import Reference


@cache
def known() -> dict[str, type[Reference]]:
    """Return everything that can be found, by its id; imported only where it is asked for."""
    from mock_server.extensions import EXTENSIONS
    from mock_server.mutants import MUTANTS, RARE
    from mock_server.profiles import PROFILES
    from mock_server.quirks import QUIRKS
    from mock_server.variants import VARIANTS

    return {**MUTANTS, **RARE, **VARIANTS, **EXTENSIONS, **QUIRKS, **PROFILES}


def find(name: str) -> type[Reference]:
    """Return the reference for an empty name, else what has that id: a mutant, a profile and so on.

    Raises:
        LookupError: There is none; the message names what is near.
    """
    if not name:
        return Reference
    if name in known():
        return known()[name]
    near = difflib.get_close_matches(name, known(), 3, 0.4)
    hint = f" Near it: {', '.join(near)}." if near else ""
    kind, _, rest = name.partition(".")
    sort, called = ("profile", rest) if kind == "profile" else ("mutant", name)
    said = f"There is no {sort} {called}.{hint} All of them: open311 mock --{sort} list"
    raise LookupError(said)


def several(names: Sequence[str]) -> type[Reference]:
    """Return one class with the faults of several mutants.

    Of two that replace the same method, the first named has the last word.

    Raises:
        LookupError: One is unknown, or they can't be combined; the message says what to do.
    """
    kinds = [find(name) for name in names]
    if len(kinds) < 2:
        return kinds[0] if kinds else Reference
    broken = frozenset().union(*(kind.breaks for kind in kinds))
    try:
        return type("Several", tuple(dict.fromkeys(kinds)), {"breaks": broken, "__doc__": Several})
    except TypeError as clash:  # one of them is made of another
        said = f"{' and '.join(names)} can't be had together, since they share a fault."
        raise LookupError(f"{said} Name them in another order, or one alone.") from clash


Several = "Several faults at once."


def unheard(kind: type[Reference]) -> list[str]:
    """Say which parts of a class that is made of several never have a say, a sentence each.

    Of two that replace the same method, the first one may answer without asking the second.
    """
    parts = [k for k in kind.__mro__[1:] if issubclass(k, Reference) and k is not Reference]
    return [
        f"{_id(later)} has no say in {method}: {_id(first)} answers there alone."
        for position, first in enumerate(parts)
        for method, function in vars(first).items()
        if isinstance(function, FunctionType) and "super" not in function.__code__.co_names
        for later in parts[position + 1 :]
        if method in vars(later) and not issubclass(first, later)
    ]


def _id(kind: type[Reference]) -> str:
    """Return the id that a class is asked for by; its own name for a part of others."""
    return next((id for id, one in known().items() if one is kind), kind.__name__)


def listing(begins: str = "") -> str:
    """Return everything that can be found, or the rest of what begins so, a line each."""
    rows = [(n, kind.__doc__ or "") for n, kind in known().items() if n.startswith(begins)]
    return "".join(f"{name.removeprefix(begins):42} {text}\n" for name, text in sorted(rows))
