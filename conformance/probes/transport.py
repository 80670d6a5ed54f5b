"""Questions about HTTP itself."""

from __future__ import annotations

from conformance import forms, writes
from conformance.ask import Ask, segment
from conformance.exchange import Unmet
from conformance.probes.create import accepted
from conformance.probes.readback import nameless, with_ids
from conformance.registry import Stage, probe


@probe("services-gzip", after=("services",), formats="once")
async def services_gzip(ask: Ask) -> None:
    """GET services with gzip accepted, to see whether it decodes to the same."""
    await ask.get("services", headers={"Accept-Encoding": "gzip"})


@probe("unknown-argument", after=("services",), formats="once")
async def unknown_argument(ask: Ask) -> None:
    """GET services with an argument that the specification does not know."""
    await ask.get("services", {"x_unknown": "1"})


@probe("head", after=("services",), formats="once")
async def head(ask: Ask) -> None:
    """HEAD services, to see whether it answers."""
    await ask.get("services", method="HEAD")


@probe(
    "refuse-method",
    after=("post-plain", "token"),
    formats="once",
    cost=2,
    stage=Stage.SPOIL,
    refusals=2,
)
async def refuse_method(ask: Ask) -> None:
    """PUT and DELETE requests/<id> of what the run itself created, without the api_key."""
    await accepted(ask)
    if not writes.is_safe(ask.answers):
        raise Unmet(
            "PUT and DELETE are sent to this machine itself and to test endpoints only, since they"
            " could change what is there. Use a test endpoint."
        )
    id, _ = next(with_ids(ask), ("", ""))
    if not id:
        raise nameless(ask)
    path = f"requests/{segment(id)}"
    for method, form in (("PUT", [("description", forms.described(ask.marker()))]), ("DELETE", [])):
        await ask.attempt(method, path, form, provokes="method", service_request_id=id)
