"""The message to an endpoint's operator: what the run created there, to be closed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from conformance.results import Created, Run
from reports.summary import shown
from specs.catalogue import Requirement


def render(run: Run, catalogue: Mapping[str, Requirement]) -> str:
    """Return the message as text, ready to be sent."""
    return "\n".join(_lines(run)) + "\n"


def _lines(run: Run) -> Iterator[str]:
    yield "Hello,"
    yield ""
    yield f"a conformance test of the Open311 interface at {shown(run.target.name)}"
    day, time = run.started[:10], run.started[11:19]
    yield f"{_counted(run)} there on {day} from {time} (UTC) on."
    yield "None of them needs any action. Please close or delete them:"
    yield ""
    for created in run.created:
        yield f"  {told(created)}"
    yield ""
    yield 'Their descriptions say "Conformance test" and hold the word in brackets, to be searched'
    yield "for. Where there is no such word, one was sent without a description on purpose."
    yield "Thank you."


def told(created: Created) -> str:
    """Return one service request in a line: how to find it."""
    names = {"id": created.service_request_id, "token": created.token}
    known = ", ".join(f"{name} {shown(value)}" for name, value in names.items() if value)
    word = f" [{created.marker}]" if created.marker else ""
    doubt = "" if created.certain else " (it is not known whether it was created)"
    doubt += f", answered by a redirect to {shown(created.location)}" if created.location else ""
    return f"{known or 'no id was told'}, service {shown(created.service_code)}{word}{doubt}"


def _counted(run: Run) -> str:
    """Say how many service requests the run created, and how many it may have."""
    certain = sum(created.certain for created in run.created)
    counts = (("created", certain), ("may have created", len(run.created) - certain))
    return " and ".join(f"{verb} {_many(number)}" for verb, number in counts if number)


def _many(number: int) -> str:
    return "1 service request" if number == 1 else f"{number} service requests"
