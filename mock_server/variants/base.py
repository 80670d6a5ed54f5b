"""What a variant is: the reference with a legal peculiarity."""

from __future__ import annotations

from typing import ClassVar

from mock_server.enrol import enrol
from mock_server.reference import Reference

VARIANTS: dict[str, type[Reference]] = {}


class Variant(Reference):
    """A reference server with a legal peculiarity; its id follows from its name."""

    keeps_pages: ClassVar[bool] = False

    def __init_subclass__(cls, *, abstract: bool = False) -> None:
        if abstract or len(cls.__bases__) > 1:  # several at once are no variant of their own
            return
        enrol(cls, "variant", VARIANTS)
