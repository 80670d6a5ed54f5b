"""Checks of what was created: is it there, and is it what was sent?"""

from __future__ import annotations

from conformance import posted
from conformance.answers import Answers
from conformance.clauses import shown
from conformance.compare import plain, same
from conformance.exchange import Unmet
from conformance.harvest import ID
from conformance.registry import Violations, check
from conformance.results import Violation
from conformance.selections import came

SENT = ("service_code", "lat", "long", "description")


@check("request.created-is-readable", "post-plain", "created-request")
def created_is_readable(answers: Answers) -> Violations:
    for post, exchange, record in posted.read_back(answers, "post-plain"):
        document = answers.read(exchange)
        if plain(record.get("status")).casefold() == "closed":
            yield Violation(
                document.where(0, "status"), "open, since it is new", "closed", exchange.id
            )
        sent = dict(post.form())
        for name in SENT:
            if name in sent and not same(name, sent[name], record.get(name)):
                expected = f"{shown(sent[name])}, as it was posted"
                yield Violation(
                    document.where(0, name), expected, shown(record.get(name)), exchange.id
                )


@check("request.created-is-listed", "post-plain", "created-request", "created-list")
def created_is_listed(answers: Answers) -> Violations:
    ids = [plain(record.get(ID)) for _, _, record in posted.read_back(answers, "post-plain")]
    lists = [e for e in answers.of("created-list") if e.status == 200]
    if not lists:
        raise Unmet("The list could not be read again.", blocked_by="requests.list-served")
    listed = {id for exchange in lists for id in came(answers, exchange)}
    for id in ids:
        if id not in listed:
            yield Violation("list", f"{id}, which can be read by its id", "left out", lists[-1].id)
