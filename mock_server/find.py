"""Find a server by the name that a user gives."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from mock_server.mutants import MUTANTS, RARE
from mock_server.reference import Reference
from mock_server.variants import VARIANTS


def find(name: str) -> type[Reference]:
    """Return the reference for an empty name, else a mutant or a variant by its id.

    Raises:
        LookupError: There is none; the message names what is near.
    """
    if not name:
        return Reference
    known = {**MUTANTS, **RARE, **VARIANTS}
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name, known, 3, 0.4)
    hint = f" Near it: {', '.join(near)}." if near else ""
    raise LookupError(f"There is no mutant {name}.{hint} All of them: open311 mock --mutant list")


def several(names: Sequence[str]) -> type[Reference]:
    """Return one class with the faults of several mutants; raises LookupError for an unknown one.

    Of two that replace the same method, the first named has the last word.
    """
    kinds = [find(name) for name in names]
    if len(kinds) < 2:
        return kinds[0] if kinds else Reference
    broken = frozenset().union(*(kind.breaks for kind in kinds))
    return type("Several", tuple(dict.fromkeys(kinds)), {"breaks": broken, "__doc__": Several})


Several = "Several faults at once."


def listing() -> str:
    """Return every mutant and variant, a line each."""
    rows = [(name, kind.__doc__ or "") for name, kind in {**MUTANTS, **RARE, **VARIANTS}.items()]
    return "".join(f"{name:42} {text}\n" for name, text in sorted(rows))
