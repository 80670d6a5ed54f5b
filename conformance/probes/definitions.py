"""Questions about service definitions."""

from __future__ import annotations

from conformance import harvest
from conformance.ask import Ask, segment
from conformance.documents import Record
from conformance.exchange import Unmet
from conformance.registry import probe

UNKNOWN = ("no-such-service", "999999999")


@probe("definitions", after=("services",), cost=5)
async def definitions(ask: Ask) -> None:
    """GET services/<code> for a sample of the services that have a definition."""
    services = _services(ask)
    codes = harvest.with_definition(services)
    known = {harvest.text(service, "service_code") for service in services}
    for code in sorted(set(ask.options.service_codes) - known):
        ask.answers.collection.note(f"No service has the code {code}, which --service-code gives.")
    given = [code for code in ask.options.service_codes if code in codes]
    drawn = given or harvest.sample(codes, ask.options.definitions, ask.random)
    if len(drawn) < len(codes):
        ask.answers.collection.note(
            f"Of {len(codes)} service definitions {len(drawn)} were read ({', '.join(drawn)});"
            " --definitions N reads more."
        )
    for code in drawn:
        await ask.get(f"services/{segment(code)}", service_code=code)
    if not drawn:
        raise Unmet("No service says metadata=true, so there is no definition to ask for.")


def _services(ask: Ask) -> list[Record]:
    """Return the services of the first format that has them, so that both ask for the same."""
    for format in ask.target.formats:
        try:
            return ask.answers.other(format).records("services")
        except Unmet:
            continue
    return ask.answers.records("services")


@probe("unknown-definition", after=("services",), cost=2)
async def unknown_definition(ask: Ask) -> None:
    """GET services/<code> for codes that no service has."""
    known = {harvest.text(s, "service_code") for s in ask.answers.records("services")}
    for code in UNKNOWN:
        if code not in known:
            await ask.get(
                f"services/{segment(code)}",
                service_code=code,
                provokes="unknown",
                argument="service_code",
            )
