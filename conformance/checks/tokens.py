"""Checks of GET tokens/<token>."""

from __future__ import annotations

from conformance.answers import Answers
from conformance.refusals import accepted
from conformance.registry import Violations, check


@check("tokens.unknown-refused", "unknown-token")
def unknown_refused(answers: Answers) -> Violations:
    asked = answers.of("unknown-token")
    return accepted(answers, asked, "404, since this token was never given out")
