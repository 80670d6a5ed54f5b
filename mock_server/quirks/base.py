"""What a quirk is: the reference as some software answers, in one respect."""

from __future__ import annotations

import re
from typing import ClassVar

from mock_server.reference import Reference

QUIRKS: dict[str, type[Reference]] = {}


class Quirk(Reference):
    """A reference server with a habit of known software; its id follows from its name."""

    keeps_pages: ClassVar[bool] = False

    def __init_subclass__(cls, *, abstract: bool = False) -> None:
        if abstract or len(cls.__bases__) > 1:  # several at once are no quirk of their own
            return
        name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", cls.__name__).lower()
        QUIRKS[f"quirk.{name}"] = cls
