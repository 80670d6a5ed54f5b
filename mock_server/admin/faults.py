"""What the admin API does with the faults that befall a tenant's requests."""

from __future__ import annotations

import math
import re
from typing import Any

from mock_server import faults
from mock_server.admin.routes import NUMBER, TEXT, WHOLE, Call, pattern, route
from mock_server.http import Refused
from mock_server.rules import Rule

NO_FRACTION = ("times", "seed")
MANY = 1_000_000_000


@route("GET", "/faults")
def list_faults(call: Call) -> object:
    """The rules by which requests are met with faults."""
    return [_told(rule) for rule in call.tenant.rules]


@route(
    "POST",
    "/faults",
    fault=TEXT,
    method=TEXT,
    path=TEXT,
    arguments={"type": "object", "additionalProperties": TEXT},
    times=WHOLE,
    probability=NUMBER,
    seed=WHOLE,
    seconds=NUMBER,
)
def add_fault(call: Call) -> object:
    """Meet requests with a "fault": method, path, arguments; times, probability, seed, seconds."""
    rule = _rule(call)
    seconds = _number(call, "seconds", 0, MANY)
    return _told(call.tenant.rules.add(rule, call.tenant.clock.now(), seconds))


@route("DELETE", "/faults")
def clear_faults(call: Call) -> object:
    """Take all faults away."""
    call.tenant.rules.clear()
    return []


@route("DELETE", "/faults/{number}")
def remove_fault(call: Call) -> object:
    """Take one fault away."""
    number = call.parts["number"]
    if not re.fullmatch(r"\d{1,9}", number) or not call.tenant.rules.remove(int(number)):
        raise Refused(404, f"There is no fault {number}.")
    return list_faults(call)


def _rule(call: Call) -> Rule:
    """Return the rule that a body tells; raises Refused for what can't be meant."""
    arguments = call.body.get("arguments", {})
    if not isinstance(arguments, dict):
        raise Refused(400, '"arguments" is an object: {"service_code": "001"}.')
    times, seed = _number(call, "times", 1, MANY), _number(call, "seed", 0, MANY)
    probability = _number(call, "probability", 0, 1)
    try:
        return Rule(
            faults.parse(call.text("fault")),
            method=call.text("method", ""),
            path=pattern(call.text("path", "")),
            arguments={str(name): str(value) for name, value in arguments.items()},
            times=None if times is None else int(times),
            probability=1.0 if probability is None else probability,
            seed=None if seed is None else int(seed),
        )
    except ValueError as problem:
        raise Refused(400, str(problem)) from None


def _number(call: Call, name: str, least: int, most: int) -> float | None:
    """Return a number of the body, which forms send as a text; None when it is not there."""
    value = call.body.get(name)
    if value is None:
        return None
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    whole = name not in NO_FRACTION or number == number // 1
    if not (least <= number <= most and whole):
        kind = "a whole number" if name in NO_FRACTION else "a number"
        raise Refused(400, f'"{name}" is {kind} from {least} to {most}.')
    return number


def _told(rule: Rule) -> dict[str, Any]:
    return {
        "number": rule.number,
        "fault": str(rule.fault),
        "method": rule.method,
        "path": rule.path,
        "arguments": rule.arguments,
        "times": rule.times,
        "done": rule.done,
        "probability": rule.probability,
        "seed": rule.seed,
        "until": rule.until and rule.until.isoformat(),
    }
