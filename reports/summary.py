"""What every report tells first: counts and sentences. Never a score."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from conformance.results import Evidence, Observation, Outcome, Result, Run, Verdict, outcome
from specs.catalogue import Level

ORDER = (
    Verdict.ERROR,
    Verdict.FAIL,
    Verdict.PASS,
    Verdict.NOT_TESTED,
    Verdict.NOT_APPLICABLE,
)
LEVELS = {
    Level.MUST: "a breach fails conformance",
    Level.SECURITY: "safety: what a public body must not do",
    Level.SHOULD: "a warning: recommended, or only shown by an example",
    Level.INTEROP: "a note: the text leaves it open, but software relies on it",
}
HEADINGS = {
    Level.MUST: "Broken: must",
    Level.SECURITY: "Broken: safety",
    Level.SHOULD: "Warnings: should",
    Level.INTEROP: "Notes: interop",
}
NAMES = {
    Verdict.PASS: "met",
    Verdict.FAIL: "broken",
    Verdict.NOT_TESTED: "not tested",
    Verdict.NOT_APPLICABLE: "not applicable",
    Verdict.ERROR: "kit error",
}
VERDICTS = {
    Verdict.PASS: "observed, and every observation meets it",
    Verdict.FAIL: "at least one observation breaks it",
    Verdict.NOT_TESTED: "could not be observed; the reason says what is missing",
    Verdict.NOT_APPLICABLE: "says nothing about this endpoint",
    Verdict.ERROR: "the kit broke; says nothing about the endpoint",
}
OBSERVED = "Odd, but no requirement speaks of it"
LONGEST = 300
LONGEST_FORM = 1000  # longer ones are told by their file in the run folder
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Judged:
    """One requirement with its results in all formats.

    Attributes:
        id: The requirement.
        level: Its level.
        verdict: The strongest of its verdicts: error, fail, pass, not-tested, not-applicable.
        results: One for each format.
    """

    id: str
    level: Level
    verdict: Verdict
    results: tuple[Result, ...]

    @property
    def formats(self) -> str:
        """The formats of the results that came to the verdict."""
        return ", ".join(r.format for r in self.results if r.verdict is self.verdict)


def by_requirement(run: Run) -> list[Judged]:
    """Group the results by requirement, in their order."""
    groups: dict[str, list[Result]] = {}
    for result in run.results:
        groups.setdefault(result.requirement, []).append(result)
    return [
        Judged(
            id,
            group[0].level,
            min((result.verdict for result in group), key=ORDER.index),
            tuple(group),
        )
        for id, group in groups.items()
    ]


def counts(run: Run) -> dict[Level, Counter[Verdict]]:
    """Count requirements by level and verdict."""
    found: dict[Level, Counter[Verdict]] = {level: Counter() for level in LEVELS}
    for judged in by_requirement(run):
        found[judged.level][judged.verdict] += 1
    return found


def sentence(run: Run) -> str:
    """Say what came out, to be read aloud."""
    judged = by_requirement(run)
    met = sum(one.verdict is Verdict.PASS for one in judged)
    tested = met + sum(one.verdict is Verdict.FAIL for one in judged)
    if not tested:
        return "No requirement could be tested."
    return f"{met} of {tested} requirements that could be tested are met."


def line(run: Run) -> str:
    """Say what came out in one line; when nothing could be tested, also why and what to do."""
    if any(one.verdict in (Verdict.PASS, Verdict.FAIL) for one in by_requirement(run)):
        return sentence(run)
    return " ".join([sentence(run), *map(shown, (conclusion(run), *run.notes))])


def effort(run: Run) -> str:
    """Say what the run took; empty when nothing was asked, as of saved answers."""
    if not run.requests:
        return ""
    number = len(by_requirement(run))
    return f"{run.requests} requests for {number} requirements in {run.seconds:.1f} s"


def conclusion(run: Run) -> str:
    """Say what the outcome means and what to do next."""
    broken = counts(run)[Level.MUST][Verdict.FAIL]
    warnings = counts(run)[Level.SHOULD][Verdict.FAIL] if run.strict else 0
    match outcome(run):
        case Outcome.MET:
            return "Every must that applies is met."
        case Outcome.BROKEN if warnings:
            return f"{_many(broken, 'must')} and {_many(warnings, 'should')} (strict) broken."
        case Outcome.BROKEN:
            return f"{_many(broken, 'must')} broken; each finding says how to fix it."
        case Outcome.KIT_ERROR:
            return "The kit itself broke; please report it. The other verdicts stand."
    if run.stopped:
        return f"Incomplete: {run.stopped}"
    if not run.results:
        return "Incomplete: there was nothing to judge."
    untested = counts(run)[Level.MUST][Verdict.NOT_TESTED]
    if untested:
        return f"Incomplete: {_many(untested, 'must')} not tested; the reasons say what is missing."
    return "Incomplete: not every must could be tested in both formats; the reasons say why."


def observed(run: Run) -> list[tuple[Observation, Evidence | None]]:
    """Return what is odd without breaking a requirement, with the exchange that shows it."""
    known = evidence(run)
    return [(one, known.get(one.exchange)) for one in run.observations]


def times(one: Observation) -> str:
    """Say how often something was observed; nothing for once."""
    return f" ({one.times} times)" if one.times > 1 else ""


def broken(run: Run) -> Iterator[tuple[Level, list[Judged]]]:
    """Yield the broken requirements, musts first."""
    judged = by_requirement(run)
    for level in LEVELS:
        found = [one for one in judged if one.level is level and one.verdict is Verdict.FAIL]
        if found:
            yield level, found


def reasons(run: Run, verdict: Verdict) -> dict[str, list[str]]:
    """Group results of a verdict by their reason; each is named with its format."""
    found: dict[str, list[str]] = {}
    for result in run.results:
        if result.verdict is verdict:
            found.setdefault(why(result), []).append(f"{result.requirement} [{result.format}]")
    return found


def why(result: Result) -> str:
    """Return a result's reason, and what stands in its way."""
    blocked = f" (first mend {result.blocked_by})" if result.blocked_by else ""
    return result.reason + blocked


def evidence(run: Run) -> dict[str, Evidence]:
    """Return the run's evidence by id."""
    return {one.id: one for one in run.evidence}


def shown_by(run: Run, result: Result) -> str:
    """Return what shows a result's first violation again: a curl line, or the saved file."""
    known = evidence(run)
    one = next((known[v.exchange] for v in result.violations if v.exchange in known), None)
    if one is None:
        return ""
    return curl(one) if one.url.startswith("http") and run.target.endpoint else shown(one.file)


def curl(one: Evidence) -> str:
    """Return a command that asks the same again, without the api_key."""
    method = {"HEAD": "-I", "GET": "-i"}.get(one.method, f"-i -X {one.method}")
    headers = (f"-H {shlex.quote(f'{name}: {value}')}" for name, value in one.request_headers)
    form = [f"--data {shlex.quote(one.sent)}"] if len(one.sent) <= LONGEST_FORM else []
    if not form:
        form = [f"--data @{shlex.quote(one.file + '.sent')}"]
    form = form if one.sent else []
    key = ['-d "api_key=$KEY"'] if one.key == "body" else []
    url = shlex.quote(shown(one.url, 2000)) + ('"?api_key=$KEY"' if one.key == "url" else "")
    return " ".join(["curl", method, *headers, *form, *key, url])


def shown(text: str, longest: int = LONGEST) -> str:
    """Return foreign text on one line, what can't be seen made visible, shortened."""
    visible = _UNSEEN.sub(lambda found: f"\\u{ord(found.group()):04x}", text.replace("\n", "⏎"))
    visible = visible.encode("utf-8", "replace").decode("utf-8")
    return visible if len(visible) <= longest else visible[: longest - 1] + "…"


def _many(number: int, noun: str) -> str:
    return f"1 {noun} is" if number == 1 else f"{number} {noun}s are"
