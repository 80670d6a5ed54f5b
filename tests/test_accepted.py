"""POSTs that are to be accepted: what they say, how they are shared, and what is left alone."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from conformance.ask import Options
from conformance.bundle import Bundle
from conformance.canary import NOTE
from conformance.checks.attributes import same
from conformance.compare import unchanged
from conformance.forms import LONGEST, WORLD, long_description
from conformance.questions import plan
from conformance.results import Run, Verdict
from conformance.validate import validate
from conformance.writes import Writes
from mock_server.find import find
from mock_server.http import Refused
from mock_server.reference import Reference
from specs.catalogue import load
from tests.selftest import failed, run_against
from tests.test_writes import PLACE, Watched
from tests.test_writes import run as run_watched


class OneAddressUnknown(Reference):
    """A city that can't find the first address that is posted alone on its map."""

    unknown = ""

    def check_location(self, given: dict[str, str]) -> None:
        super().check_location(given)
        if "lat" not in given and "address_string" in given:
            self.unknown = self.unknown or given["address_string"]
            if given["address_string"] == self.unknown:
                raise Refused(400, "The address was not found.")


def forms(run: Run, *questions: str) -> list[dict[str, str]]:
    """Return the forms of a run's POSTs that were to be accepted."""
    posts = [e for e in run.evidence if e.question.startswith("post-")]
    chosen = [e for e in posts if not questions or e.question in questions]
    return [dict(parse_qsl(e.sent, keep_blank_values=True)) for e in chosen]


@pytest.fixture(scope="module")
def reference() -> Run:
    return run_against(Reference)


def test_the_reference_needs_the_budget_that_is_given_anyway(reference: Run) -> None:
    rows = plan(load().values(), ("xml", "json"))
    assert len(reference.created) <= Writes().budget
    assert sum(row.cost.creates for row in rows) <= Writes().budget
    assert len(reference.created) <= sum(row.cost.creates for row in rows)


def test_every_post_says_what_it_is_but_the_least_one(reference: Run) -> None:
    least, *others = forms(reference, "post-minimal"), *forms(reference)
    assert [set(form) for form in least] == [
        {"jurisdiction_id", "service_code", "lat", "long", "attribute[SIZE]"}
    ]
    assert all(f["description"].startswith(NOTE) for f in others if f not in least)


def test_on_a_production_endpoint_the_least_post_says_what_it_is_too() -> None:
    server = Watched()
    server.kind = "production"
    run = run_watched(server, Writes(True, True, location=PLACE.location), host="city.example")
    assert all(form["description"].startswith(NOTE) for form in forms(run, "post-minimal"))


def test_what_is_posted_holds_every_form_of_an_attribute(reference: Run) -> None:
    sent = "&".join(e.sent for e in reference.evidence if e.question.startswith("post-"))
    for form in ("attribute[SIZE]=", "attribute%5BSIZE%5D=", "attribute[WHERE][]="):
        assert form in sent
    assert sent.count("attribute%5BWHERE%5D%5B%5D=") == 2
    assert sent.count("attribute[WHERE]=") == 2


def test_nothing_is_posted_twice_but_the_twin(reference: Run) -> None:
    posts = [e for e in reference.evidence if e.method == "POST" and e.question != "post-twin"]
    assert max(Counter(e.sent + e.url for e in posts).values()) == 1


def test_an_address_that_is_not_found_is_not_the_only_one_tried() -> None:
    options = Options(seed=7, examples=0, writes=Writes(allowed=True, wait=0.2))
    run = run_against(OneAddressUnknown, options=options)
    assert failed(run.results) == set()
    addresses = [form["address_string"] for form in forms(run, "post-address")]
    assert len(set(addresses)) == 2


def test_a_list_without_brackets_that_is_refused_is_noted() -> None:
    run = run_against(find("variant.lists-unmarked-refused"))
    assert any("FixMyStreet" in note for note in run.notes)
    assert not any("FixMyStreet" in note for note in run_against(Reference).notes)


def test_the_long_description_is_as_long_as_it_may_be() -> None:
    text = long_description("o311abcdefghij")
    assert len(text) == LONGEST
    assert text == text.strip()
    assert "\n\n" in text
    assert len(text.encode()) > 2 * LONGEST
    assert max(text) <= "\uffff"


@pytest.mark.parametrize(
    ("came", "same_text"),
    [
        (WORLD, True),
        (f" {WORLD}\r\n", True),
        (WORLD.replace("e\u0301", "é"), True),
        (WORLD.replace("\u200d", ""), False),
        (WORLD.replace("\u0301", ""), False),
        (WORLD.lower(), False),
        (None, False),
    ],
)
def test_a_text_is_the_same_text_to_unicode(came: str | None, same_text: bool) -> None:
    assert unchanged(WORLD, came) is same_text


@pytest.mark.parametrize(
    ("sent", "came", "alike"),
    [
        (["3"], ["3.0"], True),
        (["3"], ["4"], False),
        (["2026-01-02T03:04:05Z"], ["2026-01-01T22:04:05-05:00"], True),
        (["2026-01-02T03:04:05Z"], ["2026-01-02T03:04:05-05:00"], False),
        (["2026-01-02T03:04:05Z"], ["2 January"], True),
        (["Conformance test"], ["Conformance test"], True),
        (["Conformance test"], ["Conformance"], False),
        (["01"], ["Small"], True),
        (["01", "02"], ["01,02"], True),
        (["01", "02"], ["Small", "Medium"], True),
        (["01", "02"], ["02"], False),
    ],
)
def test_an_attribute_is_shown_as_it_was_posted(
    sent: list[str], came: list[str], alike: bool
) -> None:
    assert same(sent, came) is alike


@pytest.mark.parametrize(
    "name",
    [
        "",
        "create.email-demanded",
        "create.cut-at-emoji",
        "variant.awkward-ids",
        "variant.blackbox-only",
        "variant.batch-only",
        "variant.no-requests",
    ],
)
def test_a_stored_run_is_judged_as_it_was(tmp_path: Path, name: str) -> None:
    live = run_against(find(name), bundle=Bundle(tmp_path, "demo-key"))
    again = validate([tmp_path], list(load().values()))
    told = [(r.requirement, r.format, r.verdict, r.blocked_by) for r in live.results]
    assert [(r.requirement, r.format, r.verdict, r.blocked_by) for r in again.results] == told


def test_why_something_was_not_asked_is_kept_with_the_run(tmp_path: Path) -> None:
    live = run_against(find("variant.blackbox-only"), bundle=Bundle(tmp_path, "demo-key"))
    again = validate([tmp_path], [r for r in load().values() if r.part == "create"])
    reasons = {r.reason for r in live.results if r.verdict is Verdict.NOT_APPLICABLE}
    assert {r.reason for r in again.results if r.verdict is Verdict.NOT_APPLICABLE} <= reasons
    assert "Every service is of the type blackbox: nothing has to be shown." in reasons
