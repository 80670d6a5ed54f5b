"""Checks of asking GET requests for service requests by their ids."""

from __future__ import annotations

from functools import partial

from conformance import selections
from conformance.answers import Answers
from conformance.exchange import Exchange, Unmet
from conformance.excuses import UNLISTED, unlisted
from conformance.harvest import ID, text
from conformance.registry import Violations, check
from conformance.results import Violation


@check("requests.select-by-id", "select-by-id", "id-overrides")
def select_by_id(answers: Answers) -> Violations:
    yield from selections.judged(answers.of("select-by-id"), partial(_by_ids, answers))


def _by_ids(answers: Answers, answer: Exchange) -> Violations:
    ids = _due(answers, answer)
    old = answer.asked.get("old")
    if old and not _dates_overridden(answers):
        ids.remove(old)
    yield from exactly(answers, answer, ids)


def _due(answers: Answers, answer: Exchange) -> list[str]:
    """Return the ids that should come; one that no list held may be unknown, if it does not.

    Raises:
        Unmet: No other id was asked for.
    """
    given = set(answer.asked.get(UNLISTED, "").split(",")) - {""}
    came = selections.came(answers, answer) if given and answer.status == 200 else {}
    ids = [id for id in answer.asked[ID].split(",") if id not in given or id in came]
    if not ids:
        raise unlisted(answer)
    return ids


def _dates_overridden(answers: Answers) -> bool:
    """Whether an id wins over dates; if not, an old one is missing for that reason."""
    dated = [e for e in answers.everything() if e.question == "id-overrides"]
    dated = [e for e in dated if "start_date" in e.asked and "status" not in e.asked]
    return all(e.status == 200 and e.asked[ID] in selections.came(answers, e) for e in dated)


def exactly(answers: Answers, answer: Exchange, ids: list[str]) -> Violations:
    """Yield what is missing from, and what is beyond, the ids that were asked for."""
    given = [n for n in ("status", "service_code", "start_date") if n in answer.asked]
    asked = "service_request_id" + (f" with {', '.join(given)}" if given else "")
    if answer.complete().status != 200:
        yield from selections.refused(answer, ids, asked)
        return
    records = selections.listed(answers, answer)
    found = {text(record, ID) for record in records}
    missing = [id for id in ids if id not in found]
    more = sorted(found - set(answer.asked[ID].split(",")))
    if missing or more:
        said = [f"{selections.some(missing)} left out"] if missing else []
        said += [f"{selections.some(more)} not asked for"] if more else []
        expected = f"exactly {selections.some(ids)}, asked for by {asked}"
        yield Violation("list", expected, "; ".join(said), answer.id)


@check("requests.id-overrides", "id-overrides", "select-by-id")
def id_overrides(answers: Answers) -> Violations:
    asked = answers.of("id-overrides")
    alone = answers.one("select-by-id")
    if any(exactly(answers, alone, alone.asked[ID].split(","))):
        reason = "Asking for one service request by its id does not work even without filters."
        raise Unmet(reason, blocked_by="requests.select-by-id")
    judge = partial(_alone, answers)
    yield from selections.judged(asked, judge)


def _alone(answers: Answers, answer: Exchange) -> Violations:
    yield from exactly(answers, answer, [answer.asked[ID]])
