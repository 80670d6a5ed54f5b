"""Judge saved answers: the same checks, no network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from conformance import saved, stored, unasked
from conformance.answers import Collection
from conformance.exchange import Exchange, Unmet
from conformance.results import Result, Run, State, Target, Verdict
from conformance.run import begin, finish
from specs.catalogue import Requirement

# A requirement that several folders were judged by takes the first of these that one came to.
STRONGEST = (
    Verdict.ERROR,
    Verdict.FAIL,
    Verdict.PASS,
    Verdict.NOT_TESTED,
    Verdict.NOT_APPLICABLE,
)


@dataclass(slots=True)
class Group:
    """The saved answers of one folder, taken to be one endpoint's."""

    folder: Path
    exchanges: list[Exchange] = field(default_factory=list)


def validate(
    paths: Sequence[Path],
    requirements: Sequence[Requirement],
    *,
    resource: str = "",
    strict: bool = False,
) -> Run:
    """Judge saved bodies; those that can't be read or recognised become notes.

    Raises:
        FileNotFoundError: A path does not exist.
        ValueError: A .meta.json can't be read; the message says what to do.
    """
    groups, notes, unread = _groups(saved.bodies(paths), resource)
    if not groups and not notes and not unread:
        endings = ", ".join(sorted(saved.BODY_ENDINGS))
        notes.append(f"No saved answer was found; in folders it is files ending in {endings}.")
    target = Target(files=tuple(str(path) for path in paths))
    run = begin(target, seed=0, strict=strict)
    known = _known(groups)
    judged = [
        finish(run, _collection(group, target), _ordered(group, requirements)) for group in groups
    ]
    return replace(
        run,
        target=known.target if known else target,
        state=State.INTERRUPTED if unread else State.COMPLETE,
        stopped=f"{len(unread)} of the saved answers can't be read." if unread else "",
        notes=(*notes, *unread),
        results=tuple(merge([one.results for one in judged])),
        observations=known.observations if known else (),
        evidence=tuple(evidence for one in judged for evidence in one.evidence),
        finished=judged[-1].finished if judged else run.started,
    )


def merge(runs: Sequence[Sequence[Result]]) -> list[Result]:
    """Join the results of several groups, requirement by requirement and format by format."""
    found: dict[tuple[str, str], list[Result]] = {}
    for run in runs:
        for result in run:
            found.setdefault((result.requirement, result.format), []).append(result)
    return [_joined(results) for results in found.values()]


def _joined(group: list[Result]) -> Result:
    strongest = min(group, key=lambda result: STRONGEST.index(result.verdict))
    violations = tuple(violation for result in group for violation in result.violations)
    return replace(
        strongest,
        violations=violations,
        violation_count=len(violations),
        evidence=tuple(dict.fromkeys(id for result in group for id in result.evidence)),
    )


def _groups(paths: Iterable[Path], resource: str) -> tuple[list[Group], list[str], list[str]]:
    groups: dict[Path, Group] = {}
    notes: list[str] = []
    unread: list[str] = []
    for number, path in enumerate(paths, 1):
        try:
            answer = saved.read(path, number, resource)
        except Unmet as unmet:
            notes.append(unmet.reason)
            continue
        except OSError as problem:
            unread.append(f"{problem.filename or path} can't be read ({problem.strerror}).")
            continue
        group = groups.setdefault(answer.folder, Group(answer.folder))
        group.exchanges.append(answer.exchange)
    return list(groups.values()), notes, unread


def _collection(group: Group, target: Target) -> Collection:
    seen = {exchange.format for exchange in group.exchanges}
    formats = tuple(format for format in target.formats if format in seen)
    run = _stored(group)
    if run is None:
        return Collection(replace(target, formats=formats), group.exchanges)
    return Collection(run.target, group.exchanges, unasked.missing(run.unasked))


def _known(groups: Sequence[Group]) -> Run | None:
    """Return the run whose folder was given; None when something else was."""
    return _stored(groups[0]) if len(groups) == 1 else None


def _ordered(group: Group, requirements: Sequence[Requirement]) -> list[Requirement]:
    """Return the requirements to judge; of a run folder, those that the run was about."""
    run = _stored(group)
    ordered = set(run.settings.get("requirements", ())) if run else set()
    return [one for one in requirements if not ordered or one.id in ordered]


def _stored(group: Group) -> Run | None:
    """Return the run that a group's answers are the evidence of; None when they are of none."""
    try:
        return stored.load(group.folder.parent)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
