"""What the admin API does with a tenant: data, clock, mutants and one service request."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from mock_server import life
from mock_server.admin.routes import TEXT, Call, route
from mock_server.find import unheard
from mock_server.http import Refused
from mock_server.jurisdictions import City
from mock_server.life import UNITS
from mock_server.reference import OwnDataError

STEPS = ("note", "close", "open", "token")
_BY = re.compile(r"(-?\d{1,9})([smhd])")


@route("POST", "/reset")
def reset(call: Call) -> object:
    """Go back to the beginning: data, clock, faults and journal."""
    call.tenant.reset()
    return {"reset": True}


@route("GET", "/snapshots")
def snapshots(call: Call) -> object:
    """The names under which the data was saved, with their bytes."""
    return call.tenant.snapshots


@route("PUT", "/snapshots/{name}")
def save(call: Call) -> object:
    """Save the data under a name."""
    call.tenant.save(call.parts["name"])
    return {"saved": call.parts["name"]}


@route("POST", "/snapshots/{name}/restore")
def restore(call: Call) -> object:
    """Hold again what was saved under a name; the clock goes on from where it is."""
    name = call.parts["name"]
    if not call.tenant.restore(name):
        raise Refused(404, f"Nothing was saved as {name}; GET /_mock/snapshots lists what was.")
    return {"restored": name}


@route("DELETE", "/snapshots/{name}")
def forget(call: Call) -> object:
    """Forget what was saved under a name."""
    return {"forgotten": call.tenant.behaviour.store.snapshots.forget(call.parts["name"])}


@route("GET", "/clock")
def clock(call: Call) -> object:
    """What the clock shows, and whether it stands still."""
    return {"now": call.tenant.clock.now().isoformat(), "frozen": call.tenant.clock.frozen}


@route("PUT", "/clock", now={**TEXT, "format": "date-time"}, frozen={"type": "boolean"})
def set_clock(call: Call) -> object:
    """Set the clock ("now", a date-time with a zone), freeze it or let it go ("frozen")."""
    moment, frozen = _moment(call), call.body.get("frozen")
    if "frozen" in call.body and not isinstance(frozen, bool):
        raise Refused(400, '"frozen" is true or false.')
    try:
        if frozen:
            call.tenant.clock.freeze(moment)
        elif moment:
            call.tenant.clock.set(moment)
    except ValueError as problem:
        raise Refused(400, str(problem)) from None
    if frozen is False:
        call.tenant.clock.go_on()
    return clock(call)


def _moment(call: Call) -> datetime | None:
    if "now" not in call.body:
        return None
    try:
        moment = datetime.fromisoformat(call.text("now"))
    except ValueError:
        moment = datetime.min
    if moment.tzinfo is None:
        raise Refused(400, '"now" is a date-time with a zone: 2026-07-01T12:00:00Z.')
    return moment


@route("POST", "/clock/advance", by={**TEXT, "examples": ["90s", "2h"]})
def advance_clock(call: Call) -> object:
    """Move the clock "by" a time: 90s, 5m, 2h or 3d."""
    found = _BY.fullmatch(call.text("by"))
    if not found:
        raise Refused(400, '"by" is a number with s, m, h or d: {"by": "2h"}.')
    try:
        call.tenant.clock.advance(timedelta(**{UNITS[found.group(2)]: int(found.group(1))}))
    except ValueError as problem:
        raise Refused(400, str(problem)) from None
    return clock(call)


@route("PUT", "/mutants", mutants={"type": "array", "items": TEXT})
def set_mutants(call: Call) -> object:
    """Behave as the "mutants" of these ids do, none for the reference; the data stays.

    The "notes" say which of them have no say beside the others.
    """
    names = call.body.get("mutants", [])
    if not isinstance(names, list):
        raise Refused(400, '"mutants" is a list of ids; empty for the reference.')
    try:
        call.tenant.become([str(name) for name in names])
    except OwnDataError as problem:
        raise Refused(409, str(problem)) from None
    except LookupError as problem:
        raise Refused(400, str(problem.args[0])) from None
    return {"mutants": call.tenant.mutants, "notes": unheard(type(call.tenant.behaviour))}


@route("GET", "/requests/{jurisdiction}/{id}")
def one_request(call: Call) -> object:
    """One service request with its history and what its reporter said of himself."""
    city = _city(call)
    found = city.by_ids([call.parts["id"]])
    if not found:
        raise Refused(404, f"There is no service request {call.parts['id']} in {city.name}.")
    history = [
        {"at": at.isoformat(), "kind": kind, "note": note}
        for at, kind, note in city.history(call.parts["id"])
    ]
    return {
        "service_request": found[0],
        "history": history,
        "reporter": city.private(call.parts["id"]),
    }


@route(
    "POST",
    "/requests/{jurisdiction}/{id}/advance",
    step={**TEXT, "enum": list(STEPS), "default": "close"},
    note=TEXT,
    agency=TEXT,
)
def advance_request(call: Call) -> object:
    """Take a "step" of a service request: note, close, open (again) or token (tell its id).

    A "note" becomes its status_notes, and an "agency" its agency_responsible: a handover.
    """
    step, agency = call.text("step", "close"), call.text("agency", "")
    if step not in STEPS:
        raise Refused(400, '"step" is note, close, open or token.')
    fields = {"agency_responsible": agency} if agency else {}
    city, id = _city(call), call.parts["id"]
    if not life.tell(city, id, step, call.tenant.clock.now(), call.text("note", ""), **fields):
        raise Refused(404, f"There is no service request {id} in {city.name}.")
    return one_request(call)


def _city(call: Call) -> City:
    cities, name = call.tenant.behaviour.store.cities, call.parts["jurisdiction"]
    if name not in cities:
        raise Refused(
            404, f"There is no jurisdiction {name}; there are {', '.join(cities) or 'none'}."
        )
    return cities[name]


@route("GET", "/tenants")
def tenants(call: Call) -> object:
    """The tenants, with how much each was asked."""
    return {tenant.name: tenant.journal.count for tenant in call.seen() if tenant.name}


@route("DELETE", "/tenants/{name}")
def remove_tenant(call: Call) -> object:
    """Forget a tenant."""
    name = call.parts["name"]
    seen = any(tenant.name == name for tenant in call.seen())
    return {"forgotten": seen and call.tenants.remove(name)}
