"""The report for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping

from conformance.results import Result, Run, Verdict
from reports import summary
from reports.message import told
from reports.summary import Judged, shown
from specs.catalogue import Level, Requirement

WIDTH = 100
COLOURS = {Level.MUST: "31", Level.SECURITY: "31", Level.SHOULD: "33", Level.INTEROP: "36"}
MANY = 5


def render(run: Run, catalogue: Mapping[str, Requirement], *, colour: bool = False) -> str:
    """Return the report as text, lines of about WIDTH characters."""
    return "\n".join(lines(run, catalogue, colour=colour)) + "\n"


def lines(run: Run, catalogue: Mapping[str, Requirement], *, colour: bool) -> Iterator[str]:
    """Yield the report's lines."""
    for level, found in summary.broken(run):
        heading = f"{summary.HEADINGS[level]} ({summary.LEVELS[level]})"
        yield ""
        yield f"\x1b[1;{COLOURS[level]}m{heading}\x1b[0m" if colour else heading
        for judged in found:
            yield ""
            yield from broken(run, judged, catalogue.get(judged.id))
    yield from _kit_errors(run)
    untested = summary.reasons(run, Verdict.NOT_TESTED)
    if untested:
        yield ""
        yield "Not tested"
        for reason, names in untested.items():
            yield from _wrapped(shown(reason), "  ")
            yield from _wrapped(_few(names), "      ")
    yield from _observed(run)
    if run.created:
        yield ""
        yield f"Created at the endpoint, for its operator to close ({len(run.created)})"
        yield from (f"  {told(created)}" for created in run.created)
    yield ""
    yield from _head(run)


def _head(run: Run) -> Iterator[str]:
    yield f"{shown(run.target.name)}"
    seed = f"seed {run.seed}" if run.seed else ""
    kit = f"kit {run.kit_version}, rules {run.requirement_set[:12]}"
    yield ", ".join(filter(None, (run.started, summary.effort(run), seed, kit)))
    for note in run.notes:
        yield from _wrapped(shown(note), "")
    yield ""
    yield f"{'':10}{'met':>7}{'broken':>8}{'not tested':>12}{'not applicable':>16}"
    for level, counted in summary.counts(run).items():
        yield (
            f"{level:10}{counted[Verdict.PASS]:7}{counted[Verdict.FAIL]:8}"
            f"{counted[Verdict.NOT_TESTED]:12}{counted[Verdict.NOT_APPLICABLE]:16}"
        )
    yield ""
    yield summary.sentence(run)
    yield from _wrapped(summary.conclusion(run), "")


def broken(run: Run, judged: Judged, requirement: Requirement | None) -> Iterator[str]:
    """Yield what there is to say of a broken requirement: its name first, then what breaks it."""
    yield f"  {judged.id} [{judged.formats}]"
    if requirement:
        yield from _wrapped(requirement.statement, "    ")
    for result in judged.results:
        yield from _violations(run, result)
    if requirement:
        yield from _wrapped(f"Fix: {requirement.fix}", "    ")
        for client in requirement.clients:
            yield from _wrapped(f"Client: {client}", "    ")
        yield f"    See: {requirement.url}"


def _violations(run: Run, result: Result) -> Iterator[str]:
    for violation in result.violations[:MANY]:
        said = f"{violation.where}: expected {violation.expected}; got {violation.actual}"
        yield from _wrapped(f"{result.format}: {shown(said)}", "      ")
    if result.violation_count > MANY:
        yield f"      ... and {result.violation_count - MANY} more"
    if again := summary.shown_by(run, result):
        yield f"      {again}"


def _kit_errors(run: Run) -> Iterator[str]:
    for reason, names in summary.reasons(run, Verdict.ERROR).items():
        yield ""
        yield f"The kit broke on {', '.join(names)}"
        yield textwrap.indent(reason, "    ")


def _observed(run: Run) -> Iterator[str]:
    if run.observations:
        yield ""
        yield summary.OBSERVED
    for one, exchange in summary.observed(run):
        yield from _wrapped(f"{shown(one.what)}{summary.times(one)}", "  ")
        if exchange:
            yield f"      {summary.curl(exchange)}"


def _few(names: list[str]) -> str:
    rest = f" and {len(names) - 6} more" if len(names) > 6 else ""
    return ", ".join(names[:6]) + rest


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
