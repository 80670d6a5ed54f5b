"""Questions about HTTP itself."""

from __future__ import annotations

from conformance import canary, forms, selections, writes
from conformance.ask import Ask, segment
from conformance.compare import plain
from conformance.exchange import Unmet
from conformance.probes.create import accepted
from conformance.probes.readback import nameless, with_ids
from conformance.registry import Stage, probe

LOOKED_AT = 3  # of what the run made, until one is surely its own


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
    cost=2 + LOOKED_AT,
    stage=Stage.SPOIL,
    refusals=2,
)
async def refuse_method(ask: Ask) -> None:
    """PUT and DELETE requests/<id> of what is surely the run's own, without the api_key."""
    await accepted(ask)
    if not writes.is_safe(ask.answers):
        raise Unmet(
            "PUT and DELETE are sent to this machine itself and to test endpoints only, since they"
            " could change what is there. Use a test endpoint."
        )
    id = await _own(ask)
    path = f"requests/{segment(id)}"
    for method, form in (("PUT", [("description", forms.described(ask.marker()))]), ("DELETE", [])):
        await ask.attempt(method, path, form, provokes="method", service_request_id=id)


async def _own(ask: Ask) -> str:
    """Return the id of a service request that is the run's own beyond doubt.

    Raises:
        Unmet: None is, or none can be read.
    """
    known = list(with_ids(ask))[:LOOKED_AT]
    for id, _ in known:
        if await _is_own(ask, id):
            return id
    if not known:
        raise nameless(ask)
    raise Unmet(
        "PUT and DELETE were not tried: read by the id that a POST of the run was answered with,"
        f" {selections.some([id for id, _ in known])} carries no word of the run in its"
        " description, so it may be somebody else's."
    )


async def _is_own(ask: Ask, id: str) -> bool:
    """Whether an id is the run's own: by a marker where it can be read, else by a POST's answer."""
    answer = await ask.get(f"requests/{segment(id)}", service_request_id=id)
    created = ask.asker.poster.created
    document = ask.answers.read(answer, "request") if answer.status == 200 else None
    if not (document and document.value):
        return any(one.service_request_id == id for one in created)
    markers = {one.marker for one in created} | {ask.marker()}  # what PUT says, once resumed
    return any(markers & canary.markers(plain(r.get("description"))) for r in document.records)
