"""Checks of POSTs that are to be accepted."""

from __future__ import annotations

from conformance import posted
from conformance.answers import Answers
from conformance.documents import looks_like
from conformance.exchange import Exchange, NotApplicable, Unmet
from conformance.harvest import ID
from conformance.poster import told
from conformance.refusals import took
from conformance.registry import Violations, check
from conformance.results import Violation
from conformance.templates import type_of


@check("create.accepted", "post-plain")
def accepted(answers: Answers) -> Violations:
    posts = answers.of("post-plain")
    taken = [post for post in posts if took(post)]
    if taken:
        yield from _receipt(answers, taken[-1])
        return
    for post in posts:
        if post.status in posted.KEY_WANTED:
            raise Unmet(
                f"The endpoint asks for another api_key ({post.status}: {posted.error(post)})."
                " Give one that it takes: put it into an environment variable and name that with"
                " --api-key-env."
            )
    expected = "200 or 201, since nothing that has to be there is missing"
    yield from posted.refused(posts[0], expected)


def _receipt(answers: Answers, post: Exchange) -> Violations:
    """Yield what breaks when the body of a 2xx is not what a POST is answered with."""
    if looks_like(post) in {"xml", "json"} - {answers.format}:
        raise Unmet("It came in the other format.", blocked_by="formats.suffix-selects")
    document = answers.read(post)
    problem = document.shape_problem()
    if problem and document.owner != "create.accepted":
        raise Unmet(f"The answer has the wrong shape: {problem}.", blocked_by=document.owner)
    if problem:
        yield Violation(document.where(), "root element service_requests", problem, post.id)


@check("create.realtime-returns-id", "post-plain")
def realtime_returns_id(answers: Answers) -> Violations:
    post = posted.accepted(answers, "post-plain")
    code = post.asked.get("service_code")
    if code is None:
        raise Unmet("Which service_code was asked for is not known for a saved body.")
    if type_of(answers, code) != "realtime":
        raise NotApplicable("No service is of the type realtime.")
    document = answers.read(post)
    problem = document.shape_problem()
    if problem:
        raise Unmet(f"The answer has the wrong shape: {problem}.", blocked_by=document.owner)
    if not told(post).get(ID):
        yield Violation(document.where(0, ID), "an id", "none", post.id)
