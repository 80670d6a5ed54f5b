"""The result model: what a run found. Reports import this module and the catalogue, nothing else.

A run is a plain JSON document (`run.json`, described by specs/schemas/run.schema.json).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from conformance.unasked import Unasked
from specs.catalogue import Level


class Verdict(StrEnum):
    """Outcome of judging one requirement in one format."""

    PASS = "pass"  # noqa: S105  (a verdict, not a password)  observed, and every observation meets it
    FAIL = "fail"  # at least one observation breaks it
    NOT_APPLICABLE = "not-applicable"  # the requirement says nothing about this endpoint
    NOT_TESTED = "not-tested"  # could not be observed; the reason says what is missing
    ERROR = "error"  # the kit broke; says nothing about the endpoint


class State(StrEnum):
    """How far a run came."""

    RUNNING = "running"  # still asking, or cut off without a chance to say so
    COMPLETE = "complete"
    INTERRUPTED = "interrupted"  # stopped early, or not all could be read; `stopped` says why


@dataclass(frozen=True, slots=True)
class Violation:
    """One place where an answer breaks a requirement.

    Attributes:
        where: JSON Pointer, or XPath with its line, or the name of a header.
        expected: What the requirement asks for, as a phrase.
        actual: What came, as a phrase or the value itself, shortened.
        exchange: Id of the exchange that shows it; empty until the judge fills it in.
    """

    where: str
    expected: str
    actual: str
    exchange: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """One requirement, judged in one format.

    Attributes:
        requirement: Id in the catalogue.
        level: Level of the requirement.
        format: "xml", "json" or "both".
        verdict: The outcome.
        violations: What breaks it, at most stored.SHOWN_VIOLATIONS once stored.
        violation_count: How many there were before the list was cut.
        reason: For not-applicable, not-tested and error: why, and what to do about it.
        blocked_by: Id of the requirement whose breach hides this one; empty for none.
        evidence: Ids of the exchanges that the verdict rests on.
    """

    requirement: str
    level: Level
    format: str
    verdict: Verdict
    violations: tuple[Violation, ...] = ()
    violation_count: int = 0
    reason: str = ""
    blocked_by: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One exchange as a run lists it; bodies and headers stand in files beside the run.

    Attributes:
        id: "0001", in the order of asking.
        question: Name of the probe that asked.
        format: "xml" or "json".
        method: HTTP method.
        url: URL asked, api_key left out; for a saved body its recorded URL, or empty.
        request_headers: Pairs worth repeating in a curl line.
        status: HTTP status; None without a complete response.
        problem: Why there is no complete response; empty when there is one.
        started: UTC, ISO 8601.
        seconds: From sending to the last byte.
        size: Bytes of the body as received.
        file: Path of the body, relative to the run folder, or as given by the user.
        sent: Form body of a POST as sent, api_key left out; empty for other requests.
        key: Where the user's api_key went in what could change something: "body", "url" or
            "nowhere"; empty for other requests.
    """

    id: str
    question: str
    format: str
    method: str
    url: str
    request_headers: tuple[tuple[str, str], ...]
    status: int | None
    problem: str
    started: str
    seconds: float
    size: int
    file: str
    sent: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Created:
    """A service request that the run created at the endpoint, for its operator to close.

    Attributes:
        write: Name of the POST: question, format and number.
        exchange: Id of the exchange.
        service_code: What was asked for.
        service_request_id: The id that was answered; empty for none (yet).
        token: The token that was answered; empty for none.
        marker: The word in its description that it can be found by; empty when it has none.
        certain: Whether it was created; False when the answer was lost, a 5xx or a redirect.
        location: Where the redirect leads that it was answered with; empty for none.
    """

    write: str
    exchange: str
    service_code: str
    service_request_id: str
    token: str
    marker: str
    certain: bool = True
    location: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """Something odd that no requirement speaks of.

    Attributes:
        what: What is odd, a sentence.
        exchange: Id of the first exchange that shows it.
        times: How many exchanges show it.
    """

    what: str
    exchange: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class Target:
    """What was judged.

    Attributes:
        endpoint: URL of the endpoint; empty for saved files.
        discovery: URL of the discovery document that was found or given; empty for none.
        jurisdictions: The jurisdiction_ids that the user named, in order.
        single_jurisdiction: The user says that the endpoint serves one jurisdiction only.
        formats: "xml", "json" or both.
        files: Saved bodies or folders that were judged; empty for a live endpoint.
    """

    endpoint: str = ""
    discovery: str = ""
    jurisdictions: tuple[str, ...] = ()
    single_jurisdiction: bool = False
    formats: tuple[str, ...] = ("xml", "json")
    files: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What to call it in a sentence."""
        return self.endpoint or ", ".join(self.files)


@dataclass(frozen=True, slots=True)
class Run:
    """All results of one run, with when, where and by which kit.

    Attributes:
        target: What was judged.
        kit_version: Version of this kit.
        requirement_set: SHA-256 (hex) of the requirements and schemas it judged by.
        seed: What the drawn ids, codes and dates follow from.
        strict: A should counts like a must.
        started: UTC, ISO 8601.
        finished: UTC, ISO 8601; empty while running.
        state: How far it came.
        stopped: Why not all was asked or read; empty when it was.
        requests: HTTP requests sent.
        seconds: Wall time of asking and judging.
        notes: What was sampled, skipped or delayed, and what to do when nothing could be read.
        results: In catalogue order.
        observations: What is odd without breaking a requirement; only a fuzz run looks for that.
        created: What the run created at the endpoint, in order.
        unasked: Which questions were not asked, and why.
        settings: What the user chose about the asking, to resume it with.
        evidence: In the order of asking.
    """

    target: Target
    kit_version: str
    requirement_set: str
    seed: int
    strict: bool
    started: str
    finished: str = ""
    state: State = State.RUNNING
    stopped: str = ""
    requests: int = 0
    seconds: float = 0.0
    notes: tuple[str, ...] = ()
    results: tuple[Result, ...] = ()
    observations: tuple[Observation, ...] = ()
    created: tuple[Created, ...] = ()
    unasked: tuple[Unasked, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = field(default=())


class Outcome(StrEnum):
    """A whole run in one word; `EXIT_STATUS` gives its exit status."""

    MET = "met"
    BROKEN = "broken"
    INCOMPLETE = "incomplete"
    KIT_ERROR = "kit-error"


EXIT_STATUS = {Outcome.MET: 0, Outcome.BROKEN: 1, Outcome.INCOMPLETE: 3, Outcome.KIT_ERROR: 4}


def outcome(run: Run) -> Outcome:
    """Sum a run up: what was not observed is not passed."""
    binding = {Level.MUST, Level.SHOULD} if run.strict else {Level.MUST}
    verdicts = {result.verdict for result in run.results if result.level in binding}
    if any(result.verdict is Verdict.ERROR for result in run.results):
        return Outcome.KIT_ERROR
    if Verdict.FAIL in verdicts:
        return Outcome.BROKEN
    seen = {result.verdict for result in run.results}
    if run.state is not State.COMPLETE or not seen & {Verdict.PASS, Verdict.FAIL}:
        return Outcome.INCOMPLETE
    return Outcome.INCOMPLETE if Verdict.NOT_TESTED in verdicts else Outcome.MET
