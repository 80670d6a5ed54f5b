"""What a quirk is: the reference as some software answers, in one respect."""

from __future__ import annotations

from typing import ClassVar

from mock_server.enrol import enrol
from mock_server.reference import Reference

QUIRKS: dict[str, type[Reference]] = {}


class Quirk(Reference):
    """A reference server with a habit of known software; its id follows from its name."""

    keeps_pages: ClassVar[bool] = False

    def __init_subclass__(cls, *, abstract: bool = False) -> None:
        if abstract or len(cls.__bases__) > 1:  # several at once are no quirk of their own
            return
        enrol(cls, "quirk", QUIRKS)
