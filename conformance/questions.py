"""Which questions are asked, in which order, and what becomes of those that can't be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from random import Random
from typing import NamedTuple

from conformance import conditions
from conformance import probes as _probes  # noqa: F401  (registers every probe)
from conformance.answers import Answers, Collection
from conformance.ask import Ask
from conformance.asker import Asker
from conformance.exchange import NotApplicable, Unmet
from conformance.judge import questions_of
from conformance.patience import Stop
from conformance.registry import DRAWN, PROBES, Cost, Probe, Stage
from specs.catalogue import Formats, Requirement

FIRST = ("services", "requests")  # what most other questions draw from
ANYWAY = "discovery"  # asked even where no list is answered
WRITE = "write"  # what a requirement needs that takes a POST


async def ask_all(
    asker: Asker, requirements: Sequence[Requirement], progress: Callable[[str], None]
) -> str:
    """Ask what the requirements need; return why it ended early, empty when it did not."""
    stopped = ""
    rows = plan(requirements, asker.collection.target.formats, asker.options.examples)
    asker.later = sum((row.cost for row in rows if not row.probe.draws), Cost())
    for probe, cost in rows:
        asker.later -= Cost() if probe.draws else cost
        for format in formats_of(probe, asker.collection):
            reason = stopped or unasked(probe, format, asker.collection)
            if reason:
                asker.collection.missing[probe.name, format] = Unmet(reason)
                continue
            progress(f"{probe.name} ({format})")
            try:
                await _ask(asker, probe, format)
            except Stop as stop:
                stopped = str(stop)
                asker.collection.missing[probe.name, format] = Unmet(stopped)
    return stopped


async def ask_some(asker: Asker, names: Iterable[str], progress: Callable[[str], None]) -> None:
    """Ask some questions, in their order; raises Stop at the end of asking."""
    for name in names:
        for format in formats_of(PROBES[name], asker.collection):
            reason = unasked(PROBES[name], format, asker.collection)
            if reason:
                asker.collection.missing[name, format] = Unmet(reason)
                continue
            progress(f"{name} ({format})")
            await _ask(asker, PROBES[name], format)


async def _ask(asker: Asker, probe: Probe, format: str) -> None:
    """Ask one question in one format; when it can't be asked, remember why."""
    answers = Answers(asker.collection, format)
    random = Random(f"{asker.options.seed}:{probe.name}")  # noqa: S311  (draws, no secrets)
    try:
        await probe.run(Ask(probe.name, answers, asker.options, random, asker))
    except (Unmet, NotApplicable) as why:
        asker.collection.missing[probe.name, format] = why


def probes_for(requirements: Iterable[Requirement], *, search: bool = True) -> list[Probe]:
    """Return the probes that requirements rest on, each after those that it needs.

    Those that read once more what was read before come late, those that write last. Only a
    requirement that needs writing has something written for it. Unless `search`, nothing is drawn.
    """
    ordered: dict[str, Probe] = {name: PROBES[name] for name in FIRST}

    def add(name: str) -> None:
        if name not in ordered and name in PROBES:
            for earlier in PROBES[name].after:
                add(earlier)
            ordered[name] = PROBES[name]

    for requirement in requirements:
        if not requirement.not_tested:
            for question in (*questions_of(requirement.id), *_drawn_for(requirement.id)):
                if not _writes(question) or WRITE in requirement.needs:
                    add(question)
    return sorted((p for p in ordered.values() if search or not p.draws), key=_turn)


def _drawn_for(requirement: str) -> tuple[str, ...]:
    return DRAWN[requirement].questions if requirement in DRAWN else ()


def _writes(question: str) -> bool:
    return question in PROBES and PROBES[question].stage >= Stage.CREATE


def _turn(probe: Probe) -> tuple[Stage, int]:
    turn = list(PROBES).index(probe.name) if probe.stage >= Stage.CREATE else 0
    return probe.stage, turn


def formats_of(probe: Probe, collection: Collection) -> Iterator[str]:
    """Yield the formats to ask a question in; "once" is decided by what was answered so far."""
    if probe.formats is Formats.ONCE:
        yield conditions.main_format(collection)
    elif probe.formats in (Formats.EACH, Formats.BOTH):
        yield from collection.target.formats
    elif probe.formats.value in collection.target.formats:
        yield probe.formats.value


def unasked(probe: Probe, format: str, collection: Collection) -> str:
    """Say why a question would be of no use in a format; empty when it is to be asked."""
    if probe.name in FIRST or probe.name.startswith(ANYWAY):
        return ""
    if conditions.offers(Answers(collection, format)):
        return ""
    return (
        f"Neither services.{format} nor requests.{format} was answered with a list, so nothing"
        " more was asked in this format."
    )


class Row(NamedTuple):
    """A question, and the most that it costs in all formats together."""

    probe: Probe
    cost: Cost


def plan(
    requirements: Iterable[Requirement], formats: tuple[str, ...], examples: int = 0
) -> list[Row]:
    """Return the questions in the order of asking; so many examples are drawn in each search."""
    rows = []
    for probe in probes_for(requirements, search=examples > 0):
        each = probe.formats in (Formats.EACH, Formats.BOTH)
        times = len(formats) if each else 1
        if each or probe.formats is Formats.ONCE or probe.formats.value in formats:
            rows.append(Row(probe, probe.most(examples) * times))
    return rows
