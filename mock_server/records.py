"""Records as the mock server keeps and publishes them."""

from __future__ import annotations

from datetime import datetime

Record = dict[str, object]


def stamp(moment: datetime) -> str:
    """Write an instant (UTC) as every jurisdiction here writes it: whole seconds, Z."""
    return f"{moment.isoformat()[:19]}Z"
