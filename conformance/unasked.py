"""What was not asked, and why: kept with a run, so that it is judged again by the same reasons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from conformance.exchange import NotApplicable, Unmet
from conformance.redact import redact

# Why a question was not asked, by question and format.
Missing = dict[tuple[str, str], Unmet | NotApplicable]


@dataclass(frozen=True, slots=True)
class Unasked:
    """A question that was not asked in one format.

    Attributes:
        question: Name of the probe.
        format: "xml" or "json".
        reason: What is missing and how to supply it, or why there is nothing to ask.
        blocked_by: Id of the requirement whose breach is in the way; empty for none.
        applies: False where there is nothing to ask.
    """

    question: str
    format: str
    reason: str
    blocked_by: str
    applies: bool


def listed(missing: Missing, key: str = "") -> tuple[Unasked, ...]:
    """Return what was not asked as a run lists it, redacted."""
    return tuple(
        Unasked(
            question,
            format,
            redact(str(why), key),
            why.blocked_by if isinstance(why, Unmet) else "",
            isinstance(why, Unmet),
        )
        for (question, format), why in missing.items()
    )


def missing(unasked: Iterable[Unasked]) -> Missing:
    """Return what a run lists as not asked as its collection had it."""
    return {
        (one.question, one.format): (
            Unmet(one.reason, one.blocked_by) if one.applies else NotApplicable(one.reason)
        )
        for one in unasked
    }
