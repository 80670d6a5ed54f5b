"""What a mutant is: the reference with one method replaced."""

from __future__ import annotations

from typing import ClassVar

from mock_server.enrol import enrol
from mock_server.reference import Reference

MUTANTS: dict[str, type[Reference]] = {}
RARE: dict[str, type[Reference]] = {}
ONE = ("springfield.example",)


class Mutant(Reference):
    """A reference server with one fault; its id follows from what it breaks and its name.

    Attributes:
        rare: Its fault shows in so few cases that no fixed question meets it; listed in RARE.
    """

    id: ClassVar[str]
    rare: ClassVar[bool] = False
    keeps_pages: ClassVar[bool] = False

    def __init_subclass__(cls, *, abstract: bool = False) -> None:
        if abstract or len(cls.__bases__) > 1:  # several at once are no mutant of their own
            return
        part = min(cls.breaks).partition(".")[0]
        into, beside = (RARE, MUTANTS) if cls.rare else (MUTANTS, RARE)
        cls.id = enrol(cls, part, into, beside)


def breaks(*requirements: str) -> frozenset[str]:
    """Name the requirements that a mutant breaks."""
    return frozenset(requirements)
