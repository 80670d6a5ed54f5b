"""Servers that can be asked for by name: each kind enrols its classes as they are defined."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mock_server.reference import Reference


def enrol(
    server: type[Reference],
    part: str,
    into: dict[str, type[Reference]],
    *beside: Mapping[str, type[Reference]],
) -> str:
    """Enrol a class under a part and its own name, in small letters with dashes; return that id.

    Raises:
        ValueError: Another one is called so, there or in a registry beside.
    """
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", server.__name__).lower()
    id = f"{part}.{name}"
    if any(id in registry for registry in (into, *beside)):
        raise ValueError(f"two servers are called {id}")
    into[id] = server
    return id
