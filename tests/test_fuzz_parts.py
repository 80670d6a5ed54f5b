"""What becomes of a drawn request: its filing, making it smaller, and what is observed."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from conformance.answers import Answers, Collection
from conformance.ask import Options
from conformance.asker import Asker
from conformance.client import Client, Limits
from conformance.exchange import Exchange, Unmet
from conformance.fuzzing import observing, smaller
from conformance.fuzzing.drawing import AGAIN, ALLOWED, LOST, Drawing, noted, provoked
from conformance.fuzzing.drawn import Complaint
from conformance.fuzzing.observing import Said
from conformance.journal import Journal
from conformance.judge import smallest
from conformance.poster import Poster
from conformance.results import Result, Target, Verdict, Violation
from conformance.writes import Budget, Writes
from specs.catalogue import load
from tests.evidence import ENDPOINT, exchange

ERRORS = "<errors><error><code>400</code><description>No.</description></error></errors>"
PAGE = "<!doctype html><html></html>"


@pytest.mark.parametrize(
    ("body", "status", "more", "kind"),
    [
        ("<services/>", 200, {}, ""),
        (ERRORS, 400, {}, "drawn"),
        (ERRORS, 400, {"url": f"{ENDPOINT}/services/%00.xml"}, "strange"),
        ("", 500, {}, "drawn"),
        ("", 503, {"headers": {"retry-after": "1"}}, ""),
        (ERRORS, 200, {}, "drawn"),
        (PAGE, 200, {}, ""),
        (PAGE, 200, {"url": f"{ENDPOINT}/requests.xml?start_date=AAA"}, "drawn"),
        (PAGE, 200, {"question": "refuse-no-location"}, "drawn"),
    ],
)
def test_what_an_answer_turns_out_to_be(
    body: str, status: int, more: dict[str, Any], kind: str
) -> None:
    assert provoked(exchange(body, status=status, **more)) == kind


class Answering(Client):
    """A client whose answers are given."""

    def __init__(self, *answers: Exchange) -> None:
        super().__init__(Limits())
        self._answers = list(answers)

    async def send(self, ask: Exchange, **_: object) -> Exchange:
        given = self._answers.pop(0)
        return replace(ask, status=given.status, body=given.body, problem=given.problem)


def drawing(*answers: Exchange) -> Drawing:
    client = Answering(*answers)
    poster = Poster(client, Writes(), Journal())
    collection = Collection(Target(endpoint=ENDPOINT))
    return Drawing(Asker(client, collection, Options(), lambda _: None, poster))


def get(drawn: Drawing) -> Exchange:
    url = f"{ENDPOINT}/services.xml"
    return asyncio.run(drawn.get("fuzz-services", "xml", url, "yes"))


def test_what_came_before_is_judged_once() -> None:
    drawn = drawing(
        exchange("<services/>"), exchange("<services/>"), exchange("<services></services>")
    )
    questions = [get(drawn).question for _ in range(3)]
    assert questions == ["fuzz-services", AGAIN, "fuzz-services"]
    assert drawn.asker.collection.exchanges[1].asked["same"] == "0001"


def test_an_answer_that_was_lost_on_the_way_is_no_breach() -> None:
    lost = exchange(status=None, problem="the server closed the connection")
    drawn = drawing(lost, exchange("<services/>"))
    assert get(drawn).status == 200
    assert [e.question for e in drawn.asker.collection.exchanges] == [LOST, "fuzz-services"]
    assert len(drawn.lost) == 1


def test_an_answer_that_never_comes_is_one() -> None:
    lost = exchange(status=None, problem="the server closed the connection")
    drawn = drawing(lost, lost)
    assert get(drawn).provokes == "drawn"
    assert [e.question for e in drawn.asker.collection.exchanges] == 2 * ["fuzz-services"]


def test_what_comes_of_a_drawn_post_shows_afterwards() -> None:
    budget = Budget(Writes(budget=2, refusals=2))
    for refused in (True, False, True):
        budget.spend(creates=None)
        budget.settle(creates=None, refused=refused)
    assert (budget.created, budget.refused) == (1, 2)
    with pytest.raises(Unmet, match="--refusal-budget 3"):
        budget.spend(creates=None)
    budget.spend(creates=True)
    assert budget.created == 2
    budget.settle(creates=True, refused=True)
    assert (budget.created, budget.refused) == (1, 3)


def test_a_request_is_taken_apart_and_put_together() -> None:
    url = f"{ENDPOINT}/requests/a%2F%C3%A9.xml?jurisdiction_id=x&status="
    one = exchange(question="fuzz-request", url=url)
    assert smaller.arguments(one) == [("", "a/é"), ("jurisdiction_id", "x"), ("status", "")]
    assert smaller.with_arguments(one, [("", "a/é")]) == f"{ENDPOINT}/requests/a%2F%C3%A9.xml"
    plain = exchange(question="fuzz-requests", url=f"{ENDPOINT}/requests.xml?a=1&b=2")
    assert smaller.with_arguments(plain, [("b", "2")]) == f"{ENDPOINT}/requests.xml?b=2"
    assert smaller.with_arguments(plain, []) == f"{ENDPOINT}/requests.xml"


def test_the_note_of_a_post_is_no_part_of_it() -> None:
    form = noted([("lat", "1"), ("description", "odd ] words")], "o311" + 10 * "a")
    sent = "&".join(f"{name}={value.replace(';', '%3B')}" for name, value in form)
    one = exchange(question="post-fuzz", method="POST", sent=sent.replace(" ", "+"))
    assert smaller.arguments(one) == [("lat", "1"), ("description", "odd ] words")]
    bare = noted([("lat", "1")], "o311" + 10 * "a")
    sent = "&".join(f"{name}={value.replace(';', '%3B')}" for name, value in bare)
    assert smaller.arguments(replace(one, sent=sent.replace(" ", "+"))) == [("lat", "1")]


def test_one_request_can_be_the_smallest_for_several_requirements() -> None:
    drawn = drawing(*[exchange("<services/>")] * 2)
    requirements = [load()[id] for id in ("errors.never-5xx", "errors.xml-shape")]
    first = get(drawn)
    for requirement in requirements:
        asyncio.run(smaller.Smaller(drawn, (requirement, "xml", first), 0).find())
    answers = Answers(drawn.asker.collection, "xml")
    assert [smallest(one.id, answers) for one in requirements] == [{"0001"}, {"0001"}]


def broken(requirement: str, *exchanges: str, format: str = "xml") -> Result:
    violations = tuple(Violation("x", "a", "b", id) for id in exchanges)
    level = load()[requirement].level
    return Result(requirement, level, format, Verdict.FAIL, violations, len(violations))


def said(check: str, requirement: str = "", **more: Any) -> Said:  # noqa: ANN401
    fields: dict[str, Any] = {"question": "fuzz-services", "status": 206, **more}
    one = replace(exchange(**fields), id=fields.pop("id", "0007"))
    return Said(Complaint(check, "Response violates schema", 0, requirement), one)


def test_what_a_requirement_found_is_not_observed_again() -> None:
    one = said("response_schema_conformance", "services.type-value")
    assert list(observing.observations([one], [broken("services.type-value", "0007")])) == []
    assert list(observing.observations([one], [broken("formats.utf8-bytes", "0007")])) == []
    (told,) = observing.observations([one], [broken("services.type-value", "0008")])
    assert "services.type-value" in told.what


def test_a_repeated_answer_is_owned_by_the_first_one() -> None:
    one = said(
        "response_schema_conformance", question=AGAIN, asked={"same": "0002", ALLOWED: "yes"}
    )
    assert list(observing.observations([one], [broken("formats.utf8-bytes", "0002")])) == []


def test_a_strange_request_shows_what_others_show() -> None:
    one = said("content_type_conformance", status=404, asked={"provokes": "strange"})
    others = [broken("errors.requested-format", "0001")]
    assert list(observing.observations([one], others)) == []
    assert list(
        observing.observations([one], [broken("errors.requested-format", "1", format="json")])
    )


def test_alike_observations_are_told_together() -> None:
    alike = [said("status_code_conformance"), said("status_code_conformance")]
    (told,) = observing.observations(alike, [])
    assert (told.times, told.exchange) == (2, "0007")


def test_what_geo_report_wants_overlooked_is_no_observation() -> None:
    empty = said("negative_data_rejection", url=f"{ENDPOINT}/requests.xml?start_date=", status=200)
    dates = said("positive_data_acceptance", url=f"{ENDPOINT}/requests.xml?end_date=1", status=400)
    assert list(observing.observations([empty, dates], [])) == []
