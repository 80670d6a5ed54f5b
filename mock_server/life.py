"""What becomes of a new service request, and when: a plan for each service.

    plan = {note = "after 2h", close = "after 3d", token = "reads 2"}

A step is taken "at once", "after 90s" (s, m, h or d of the tenant's clock), after so many reads
("reads 3": of the service request by its id, or of its token), or "when told". Without a plan, note
and close wait until they are told, and a token leads to its id at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from mock_server.records import stamp

if TYPE_CHECKING:
    from mock_server.jurisdictions import City

STEPS = ("token", "note", "close")
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
STATUS = {"close": "closed", "open": "open"}
NOTES = {"note": "A crew has looked at it.", "close": "Done."}
NEVER = 2**62  # reads
_WHEN = re.compile(r"(when told)|at once|after (\d{1,6})([smhd])|reads ([1-9]\d{0,3})")

Plan = dict[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a service request's life.

    Attributes:
        kind: "token" (its id is told), "note" or "close".
        due: The instant it is taken at, aware; None when reads count.
        reads: The reads that it still waits for; 0 when time counts.
    """

    kind: str
    due: datetime | None = None
    reads: int = 0


def steps(plan: Plan, now: datetime) -> list[Step]:
    """Return the steps of a plan for a service request that is made now.

    Raises:
        ValueError: There is no such step, or when it is taken can't be meant.
    """
    return [step(kind, when, now) for kind, when in plan.items()]


def step(kind: str, when: str, now: datetime) -> Step:
    """Return one step; raises ValueError like `steps`."""
    found = _WHEN.fullmatch(when.strip())
    if kind not in STEPS or found is None:
        raise ValueError(
            f'{kind} = "{when}" can\'t be meant. The steps are {", ".join(STEPS)}; each is taken'
            ' "at once", "after 90s" (s, m, h or d), "reads 3" or "when told".'
        )
    untold, number, unit, reads = found.groups()
    if untold or reads:
        return Step(kind, reads=NEVER if untold else int(reads))
    return Step(kind, now + timedelta(**{UNITS[unit]: int(number)}) if number else now)


def take(city: City, id: str, kind: str, now: datetime, note: str = "", **fields: object) -> bool:
    """Take a step now: note it, close it, open it again; False when there is none of that id.

    `fields` change with it.
    """
    text = note or NOTES.get(kind, "")
    fields["updated_datetime"] = stamp(now)
    if kind in STATUS:
        fields["status"] = STATUS[kind]
    if text:
        fields["status_notes"] = text
    if kind != "token" and not city.change(id, **fields):
        return False
    city.remember((id, now, kind, text))
    return True


def tell(city: City, id: str, kind: str, now: datetime, note: str = "", **fields: object) -> bool:
    """Take a step because somebody says so: what its plan had yet to do about it falls away."""
    if not city.by_ids([id]):
        return False
    city.unschedule(id, ("note", "close") if kind == "close" else (kind,))
    return take(city, id, kind, now, note, **fields)


def progress(city: City, now: datetime) -> None:
    """Take every step that is due by now, in the order of their times."""
    for id, kind, due in city.due(now):
        take(city, id, kind, due)


def was_read(city: City, id: str, now: datetime, *, token: bool = False) -> None:
    """Count a read of a service request, or of its token; take the steps that waited for it."""
    for kind in city.counted(id, token=token):
        take(city, id, kind, now)
