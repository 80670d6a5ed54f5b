"""Turn what an endpoint answered into results. Pure: the same answers give the same verdicts."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from conformance import checks as _checks  # noqa: F401  (registers every check)
from conformance import clauses, conditions, suite
from conformance.answers import RESOURCE_OF, Answers, Collection, resource_of
from conformance.exchange import Exchange, NotApplicable, Unmet
from conformance.excuses import excuse
from conformance.registry import CHECKS, DRAWN, Check, Given
from conformance.results import Result, Verdict, Violation
from specs.catalogue import Requirement

Excuses = Mapping[str, Unmet]  # why answers show nothing, by their exchange's id


@dataclass(slots=True)
class Finding:
    """What judging one requirement in one format has come to so far.

    Attributes:
        violations: What was found broken.
        observed: Something was judged, on the whole or in some answer.
        open: What takes all answers to judge could not be observed; no clause makes up for it.
        unmet: The first reason why something could not be observed.
        not_applicable: Why there is nothing to judge; empty when there is.
    """

    violations: list[Violation] = field(default_factory=list)
    observed: bool = False
    open: bool = False
    unmet: Unmet | None = None
    not_applicable: str = ""

    def lack(self, unmet: Unmet, exchange: Exchange | None) -> None:
        """Note what could not be observed in an answer, or in all of them together."""
        self.unmet = self.unmet or unmet
        self.open = self.open or exchange is None


def judge(collection: Collection, requirements: Iterable[Requirement]) -> list[Result]:
    """Judge requirements in their order, each in the formats that it and the target have."""
    results = []
    excused = excuses(collection)
    for requirement, label in suite.items(requirements, collection.target.formats):
        format, name = format_of(label, collection)
        results.append(judge_one(requirement, Answers(collection, format), name, excused))
    return list(_blaming(results))


def excuses(collection: Collection) -> Excuses:
    """Return why some answers show nothing, by the ids of their exchanges."""
    told = ((e.id, excuse(collection.target, e)) for e in collection.exchanges)
    return {id: why for id, why in told if why}


def _blaming(results: list[Result]) -> Iterator[Result]:
    """Let each result that another requirement hides name one that is broken, or none.

    A check names who answers for what is in its way; that one may be hidden by a third.
    """
    broken = {r.requirement for r in results if r.verdict is Verdict.FAIL}
    judged = {r.requirement for r in results}
    behind = {r.requirement: r.blocked_by for r in results if r.blocked_by}
    for result in results:
        owner, seen = result.blocked_by, {result.requirement}
        while owner in judged - broken - seen:
            seen.add(owner)
            owner = behind.get(owner, "")
        yield replace(result, blocked_by="" if owner in seen - broken else owner)


def format_of(label: str, collection: Collection) -> tuple[str, str]:
    """Return the format to judge in, and the name that the result gives it."""
    if label == suite.ONCE:
        main = conditions.main_format(collection)
        return main, main
    return ("xml", label) if label == "both" else (label, label)


def judge_one(requirement: Requirement, answers: Answers, label: str, excused: Excuses) -> Result:
    """Judge one requirement; a crash of a check is the kit's fault, not the endpoint's."""
    finding = Finding()
    try:
        conditions.apply(requirement, answers)
        for exchange, judgement in judgements(requirement.id, answers):
            _observe(finding, exchange, judgement, excused)
        finding.violations += _drawn(requirement.id, answers, excused)
    except Unmet as unmet:
        finding.unmet = finding.unmet or unmet
    except NotApplicable as why:
        finding.not_applicable = finding.not_applicable or str(why)
    except Exception:
        reason = f"The kit broke, please report it: {traceback.format_exc(limit=-3)}"
        return Result(requirement.id, requirement.level, label, Verdict.ERROR, reason=reason)
    first = smallest(requirement.id, answers) if finding.violations else set()
    finding.violations.sort(key=lambda one: one.exchange not in first)
    return _result(requirement, label, finding, _evidence(requirement.id, answers, finding))


def _drawn(requirement: str, answers: Answers, excused: Excuses) -> list[Violation]:
    """Return the breaches that a search found; that it found none shows nothing."""
    try:
        found = list(DRAWN[requirement].run(answers)) if requirement in DRAWN else []
    except Unmet:
        return []
    return [violation for violation in found if violation.exchange not in excused]


def smallest(requirement: str, answers: Answers) -> set[str]:
    """Return the exchanges that a search found to be the smallest that break a requirement."""
    return {
        e.id for e in answers.everything() if requirement in e.asked.get("smallest", "").split()
    }


def questions_of(requirement: str) -> tuple[str, ...]:
    """Return the questions whose answers a requirement is judged by."""
    check = CHECKS.get(requirement)
    resources = clauses.requirements_with_clauses().get(requirement, frozenset())
    main = (question for question, resource in RESOURCE_OF.items() if resource in resources)
    return tuple(dict.fromkeys((*(check.questions if check else ()), *main)))


def judgements(
    requirement: str, answers: Answers
) -> Iterator[tuple[Exchange | None, Callable[[], Iterator[Violation]]]]:
    """Yield each judgement that a requirement asks for, with the exchange it is about.

    Raises:
        Unmet: There is no answer to judge.
    """
    check = CHECKS.get(requirement)
    if check and check.given is Given.ANSWERS:
        yield None, partial(check.run, answers)
    resources = clauses.requirements_with_clauses().get(requirement, frozenset())
    found = False
    for exchange in answers.everything():
        resource = resource_of(exchange.question)
        if resource in resources:
            found = True
            yield exchange, partial(_by_clauses, answers, exchange, requirement)
        if check and exchange.question in check.questions and check.given is not Given.ANSWERS:
            found = True
            yield exchange, partial(_by_check, check, answers, exchange)
    if not found and not (check and check.given is Given.ANSWERS):
        answers.of(questions_of(requirement)[0])


def _by_clauses(answers: Answers, exchange: Exchange, requirement: str) -> Iterator[Violation]:
    return clauses.judge(answers.read(exchange), requirement)


def _by_check(check: Check, answers: Answers, exchange: Exchange) -> Iterator[Violation]:
    exchange.complete()
    return check.run(answers.read(exchange) if check.given is Given.DOCUMENT else exchange)


def _observe(
    finding: Finding,
    exchange: Exchange | None,
    judgement: Callable[[], Iterator[Violation]],
    excused: Excuses,
) -> None:
    """Take down what a judgement comes to; an answer that shows nothing breaks nothing."""
    own = exchange.id if exchange else ""
    if own in excused:
        finding.lack(excused[own], exchange)
        return
    try:
        for violation in judgement():
            known = violation if violation.exchange else replace(violation, exchange=own)
            if known.exchange in excused:
                finding.lack(excused[known.exchange], exchange)
            else:
                finding.violations.append(known)
        finding.observed = True
    except Unmet as unmet:
        finding.lack(unmet, exchange)
    except NotApplicable as why:
        finding.not_applicable = finding.not_applicable or str(why)


def _result(
    requirement: Requirement, label: str, finding: Finding, evidence: tuple[str, ...]
) -> Result:
    reason, blocked_by = "", ""
    if finding.violations:
        verdict = Verdict.FAIL
    elif finding.observed and not finding.open:
        verdict = Verdict.PASS
    elif finding.unmet:
        verdict = Verdict.NOT_TESTED
        reason, blocked_by = finding.unmet.reason, finding.unmet.blocked_by
    else:
        verdict, reason = Verdict.NOT_APPLICABLE, finding.not_applicable
    return Result(
        requirement.id,
        requirement.level,
        label,
        verdict,
        tuple(finding.violations),
        len(finding.violations),
        reason,
        blocked_by,
        evidence,
    )


def _evidence(requirement: str, answers: Answers, finding: Finding) -> tuple[str, ...]:
    questions = questions_of(requirement)
    own = [e.id for e in answers.everything() if e.question in questions]
    return tuple(dict.fromkeys([*own, *(v.exchange for v in finding.violations if v.exchange)]))
