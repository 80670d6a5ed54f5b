"""Questions about jurisdiction_id."""

from __future__ import annotations

from conformance import harvest
from conformance.ask import Ask, segment
from conformance.exchange import Exchange, Unmet
from conformance.registry import probe

UNKNOWN = "no-such-jurisdiction.example"
LISTS = ("services", "requests")


def several(ask: Ask) -> bool:
    """Whether the user named several jurisdictions."""
    return len(ask.target.jurisdictions) > 1


def paths(ask: Ask) -> list[str]:
    """Return a path of each method that can be read, as far as they are known."""
    found = [name for name in LISTS if ask.answers.one(name).status == 200]
    for question, name in (("definitions", "service_code"), ("request", harvest.ID)):
        try:
            answer = ask.answers.one(question)
        except Unmet:
            continue
        folder = "services" if question == "definitions" else "requests"
        if answer.status == 200:
            found.append(f"{folder}/{segment(answer.asked[name])}")
    return found


@probe(
    "missing-jurisdiction",
    after=("services", "requests", "definitions", "request"),
    formats="once",
    cost=4,
)
async def missing_jurisdiction(ask: Ask) -> None:
    """GET each method without jurisdiction_id."""
    if not ask.target.jurisdictions:
        raise Unmet("No jurisdiction was named, so everything was asked without one.")
    if not several(ask):
        for path in LISTS:
            await ask.get(path, jurisdiction=None, under=path)
        return
    for path in paths(ask):
        await ask.get(
            path, jurisdiction=None, provokes="bad", argument="jurisdiction_id", under=path
        )


@probe(
    "unknown-jurisdiction",
    after=("services", "requests", "definitions", "request"),
    formats="once",
    cost=4,
)
async def unknown_jurisdiction(ask: Ask) -> None:
    """GET each method with a jurisdiction_id that does not exist."""
    if not several(ask):
        raise Unmet("Only an endpoint with several jurisdictions has to refuse an unknown one.")
    for path in paths(ask):
        await ask.get(path, jurisdiction=UNKNOWN, provokes="unknown", argument="jurisdiction_id")


@probe(
    "empty-jurisdiction", after=(*LISTS, "missing-jurisdiction"), formats="once", cost=len(LISTS)
)
async def empty_jurisdiction(ask: Ask) -> None:
    """GET services and requests with jurisdiction_id empty."""
    for path in LISTS:
        await ask.get(path, {"jurisdiction_id": ""}, jurisdiction=None, under=path)


@probe("other-jurisdiction", after=("requests",), formats="once")
async def other_jurisdiction(ask: Ask) -> None:
    """GET requests/<id> of one jurisdiction under another."""
    if not several(ask):
        raise Unmet("Only one jurisdiction was named.")
    first, second = ask.target.jurisdictions[:2]
    own, others = (_ids(ask, name) for name in (first, second))
    known = sorted(own - others) or sorted(own)
    if not known:
        raise Unmet("The first jurisdiction lists no service_request_id to ask for.")
    id = ask.random.choice(known)
    await ask.get(f"requests/{segment(id)}", jurisdiction=second, foreign=id)


def _ids(ask: Ask, jurisdiction: str) -> set[str]:
    answer: Exchange = ask.answers.one("requests", jurisdiction_id=jurisdiction)
    return {harvest.text(r, harvest.ID) for r in ask.answers.read(answer).records} - {""}
