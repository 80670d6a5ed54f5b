"""Checks of POSTs that are to be accepted."""

from __future__ import annotations

from conformance import posted, tracked
from conformance.answers import POST, Answers
from conformance.clauses import shown
from conformance.exchange import Exchange, NotApplicable, Unmet
from conformance.harvest import ID
from conformance.looks import looks_like
from conformance.parts import taken
from conformance.poster import told
from conformance.refusals import took
from conformance.registry import Violations, check
from conformance.results import Violation
from conformance.templates import hidden, type_of


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
    yield from posted.refused(answers, posts[0], expected)


def _receipt(answers: Answers, post: Exchange) -> Violations:
    """Yield what breaks when the body of a 2xx is not what a POST is answered with."""
    if looks_like(post) in {"xml", "json"} - {answers.format}:
        raise Unmet("It came in the other format.", blocked_by="formats.suffix-selects")
    document = answers.read(post)
    problem = document.shape_problem()
    if problem and document.owner != "create.accepted":
        raise Unmet(f"The answer has the wrong shape: {problem}.", blocked_by=document.owner)
    if problem:
        yield Violation(document.where(), document.due, problem, post.id)
    elif posted.several(document):
        came = f"{posted.several(document)} service requests"
        yield Violation(document.where(), "the service request that was created", came, post.id)


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
    posted.not_several(document)
    if not told(post).get(ID):
        yield Violation(document.where(0, ID), "an id", "none", post.id)


@check("create.location-lat-long", "post-plain", "post-minimal")
def location_lat_long(answers: Answers) -> Violations:
    posts = [*posted.sent(answers, posted.PLAIN), *posted.sent(answers, "post-minimal")]
    if any(took(post) and _places(post) == {"lat", "long"} for post in posts):
        return
    if not any("lat" in _places(post) for post in posts):
        raise Unmet("No coordinates to post are known. Give some with --location LAT,LONG.")
    expected = "a 2xx, since lat and long are a location"
    yield from taken(answers, "post-minimal", "lat-long", expected)


def _places(post: Exchange) -> set[str]:
    return {name for name, _ in post.form()} & {"lat", "long", "address_string", "address_id"}


@check("create.location-address-string", "post-address")
def location_address_string(answers: Answers) -> Violations:
    expected = "a 2xx, since an address_string is a location"
    return taken(answers, "post-address", "address", expected)


@check("create.location-address-id", "post-address-id")
def location_address_id(answers: Answers) -> Violations:
    expected = "a 2xx, since an address_id is a location"
    return taken(answers, "post-address-id", "address_id", expected)


@check("create.minimal-accepted", "post-minimal")
def minimal_accepted(answers: Answers) -> Violations:
    expected = "a 2xx, since whatever is not there is optional"
    return taken(answers, "post-minimal", "minimal", expected)


@check("create.form-encoding", "post-minimal")
def form_encoding(answers: Answers) -> Violations:
    expected = "a 2xx, with charset=utf-8 in its Content-Type as without"
    return taken(answers, "post-minimal", "charset", expected)


@check("create.empty-argument-is-none", "post-long")
def empty_argument_is_none(answers: Answers) -> Violations:
    expected = "a 2xx, since an empty argument is the same as none"
    return taken(answers, "post-long", "empty", expected)


@check("create.unknown-argument-ignored", "post-long")
def unknown_argument_ignored(answers: Answers) -> Violations:
    expected = "a 2xx, since an unknown argument is to be ignored"
    return taken(answers, "post-long", "unknown", expected)


@check("create.ids-unique", "post-twin")
def ids_unique(answers: Answers) -> Violations:
    twin = posted.sent(answers, "post-twin")[0]
    ids = posted.ids(answers)
    first: dict[str, str] = {}
    for exchange, id in ids.items():
        if id in first and exchange != twin.id:
            expected = f"an id that is not that of exchange {first[id]}"
            yield Violation(ID, expected, shown(id), exchange)
        first.setdefault(id, exchange)
    yield from _older(answers)
    if twin.id in ids and first[ids[twin.id]] == twin.id:
        return
    nothing = hidden(answers)
    if nothing:
        raise nothing
    if twin.id in ids:
        raise Unmet(
            f"The same POST a second time was told the id of the first, {ids[twin.id]}. It is the"
            " same byte for byte, so the endpoint may know it again; others have an id of their"
            " own."
        )
    if took(twin):
        posted.nameless(answers, twin)
    raise Unmet(
        f"The same POST a second time was refused ({twin.status}: {posted.error(twin)}), so"
        " that it has no id to compare."
    )


def _older(answers: Answers) -> Violations:
    """Yield each POST that was told an id which had been listed before anything was posted."""
    for post in answers.collection.exchanges:
        if not post.question.startswith(POST) or not took(post):
            continue
        if told(post).get(ID) in posted.older(answers, post):
            expected = "a new id, since this one was listed before anything was posted"
            yield Violation(ID, expected, shown(told(post)[ID]), post.id)


@check("create.batch-returns-token", "post-batch")
def batch_returns_token(answers: Answers) -> Violations:
    document, tells = tracked.answered(answers, "post-batch")
    if not tells.get("token"):
        actual = f"the id {tells[ID]} instead" if tells.get(ID) else "none"
        where, own = document.where(0, "token"), document.exchange.id
        yield Violation(where, "a token, since it is batch", actual, own)


@check("create.blackbox-returns-no-id", "post-blackbox")
def blackbox_returns_no_id(answers: Answers) -> Violations:
    document, tells = tracked.answered(answers, "post-blackbox")
    if tells.get(ID):
        where, own = document.where(0, ID), document.exchange.id
        yield Violation(where, "no id, since it is blackbox", tells[ID], own)
