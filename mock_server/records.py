"""Records as the mock server keeps and publishes them."""

from __future__ import annotations

from datetime import datetime

Record = dict[str, object]
NEW = "-N"  # between the prefix of a jurisdiction's ids and the number of what was reported to it


def is_new(id: object) -> bool:
    """Whether an id is that of a service request that was created while the server ran."""
    return NEW in str(id)


def stamp(moment: datetime) -> str:
    """Write an instant (UTC) as every jurisdiction here writes it: whole seconds, Z."""
    return f"{moment.isoformat()[:19]}Z"
