"""What a variant is: the reference with a legal peculiarity."""

from __future__ import annotations

import re
from typing import ClassVar

from mock_server.reference import Reference

VARIANTS: dict[str, type[Reference]] = {}


class Variant(Reference):
    """A reference server with a legal peculiarity; its id follows from its name."""

    keeps_pages: ClassVar[bool] = False

    def __init_subclass__(cls, *, abstract: bool = False) -> None:
        if abstract or len(cls.__bases__) > 1:  # several at once are no variant of their own
            return
        name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", cls.__name__).lower()
        if f"variant.{name}" in VARIANTS:
            raise ValueError(f"two variants are called {name}")
        VARIANTS[f"variant.{name}"] = cls
