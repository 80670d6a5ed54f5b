"""The report as Markdown, for an issue or a wiki."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from conformance.results import Result, Run, Verdict
from reports import summary
from reports.message import told
from specs.catalogue import Requirement

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|&~])")


def render(run: Run, catalogue: Mapping[str, Requirement]) -> str:
    """Return the report as Markdown; what the endpoint sent is escaped."""
    return "\n".join(_lines(run, catalogue)) + "\n"


def safe(text: str) -> str:
    """Return foreign text so that Markdown shows it as it is."""
    return literal(summary.shown(text))


def literal(text: str) -> str:
    """Return a text so that Markdown shows it as it is: our own texts quote XML and JSON."""
    return _SPECIAL.sub(r"\\\1", text)


def _lines(run: Run, catalogue: Mapping[str, Requirement]) -> Iterator[str]:
    yield f"# {safe(run.target.name)}"
    yield f"\n{summary.sentence(run)} {safe(summary.conclusion(run))}"
    kit = f"kit {run.kit_version}, rules {run.requirement_set[:12]}"
    yield "\n" + ", ".join(filter(None, (run.started, summary.effort(run), kit)))
    yield from (f"\n{safe(note)}" for note in run.notes)
    yield ""
    yield "| level | met | broken | not tested | not applicable |"
    yield "|---|---|---|---|---|"
    for level, counted in summary.counts(run).items():
        cells = (Verdict.PASS, Verdict.FAIL, Verdict.NOT_TESTED, Verdict.NOT_APPLICABLE)
        yield f"| {level} | " + " | ".join(str(counted[verdict]) for verdict in cells) + " |"
    yield from _broken(run, catalogue)
    untested = summary.reasons(run, Verdict.NOT_TESTED)
    if untested:
        yield "\n## Not tested\n"
    for reason, names in untested.items():
        yield f"- {safe(reason)} ({', '.join(names)})"
    if run.observations:
        yield f"\n## {summary.OBSERVED}\n"
    for one in run.observations:
        yield f"- {safe(one.what)}{summary.times(one)}"
    if run.created:
        yield "\n## Created at the endpoint, for its operator to close\n"
    yield from (f"- {safe(told(created))}" for created in run.created)


def _broken(run: Run, catalogue: Mapping[str, Requirement]) -> Iterator[str]:
    for level, found in summary.broken(run):
        yield f"\n## {summary.HEADINGS[level]}"
        for judged in found:
            yield f"\n### {judged.id} ({judged.formats})"
            requirement = catalogue.get(judged.id)
            if requirement:
                yield f"\n{literal(requirement.statement)} [Specification]({requirement.url})\n"
            for result in judged.results:
                yield from _violations(run, result)
            if requirement:
                yield from _advice(requirement)


def _advice(requirement: Requirement) -> Iterator[str]:
    yield f"\n**Fix:** {literal(requirement.fix)}"
    if requirement.clients:
        yield f"\n**Clients:** {literal('; '.join(requirement.clients))}."
    if requirement.interpretation:
        yield f"\n**Decided:** {literal(requirement.interpretation)}"


def _violations(run: Run, result: Result) -> Iterator[str]:
    for v in result.violations:
        said = f"expected {safe(v.expected)}; got {safe(v.actual)}"
        yield f"- {result.format}: {safe(v.where)}: {said}"
    if result.violation_count > len(result.violations):
        yield f"- {result.format}: … and {result.violation_count - len(result.violations)} more"
    shown_by = summary.shown_by(run, result)
    if shown_by:
        yield f"- {code(shown_by)}"


def code(text: str) -> str:
    """Return a text on one line as code, whatever ticks it holds."""
    ticks = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    return f"{ticks} {text} {ticks}" if "`" in text else f"`{text}`"
