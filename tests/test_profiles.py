"""Profiles answer as known software does, and the kit finds on each exactly what it declares."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from conformance.cli import app
from mock_server.extensions import EXTENSIONS
from mock_server.find import find, several, unheard
from mock_server.http import Request, Response
from mock_server.mutants import MUTANTS
from mock_server.profiles import HIDES, PROFILES
from mock_server.quirks import QUIRKS
from mock_server.reference import Reference
from mock_server.settings import Settings
from mock_server.variants import VARIANTS
from specs.catalogue import load
from tests.selftest import FEW, errors, failed, misnamed, run_against, unjudged

PLACE = "springfield.example"


def get(server: type[Reference], path: str, **query: str) -> Response:
    """Return what a server of one jurisdiction answers."""
    behaviour = server(requests=200, jurisdictions=(PLACE,))
    return behaviour.respond(Request("GET", f"/open311/v2/{path}", query))


def records(server: type[Reference], path: str, **query: str) -> list[dict[str, object]]:
    """Return the records of a JSON answer."""
    answer = get(server, path, **query)
    found: list[dict[str, object]] = json.loads(answer.body)
    return found


def hides(name: str) -> set[str]:
    """Return what can't be judged on a profile; a name without a dot stands for a whole part."""
    return {id for id in load() if {id, id.partition(".")[0]} & set(HIDES[name])}


@pytest.fixture(scope="module")
def never_judged() -> set[str]:
    """Return what is not judged on the reference either."""
    return set(unjudged(run_against(Reference).results))


# A list that ends after 25 shows less of a city of the usual size than of a small one.
SIZES = [*((name, FEW) for name in PROFILES), ("profile.mark-a-spot", Settings.requests)]


@pytest.mark.parametrize(("name", "requests"), SIZES)
def test_the_kit_finds_what_a_profile_breaks_and_nothing_else(
    name: str, requests: int, never_judged: set[str]
) -> None:
    profile = PROFILES[name]
    run = run_against(profile, requests=requests)
    assert failed(run.results) == profile.breaks
    assert set(unjudged(run.results)) - never_judged == hides(name)
    assert errors(run.results) == []
    assert misnamed(run.results) == set()


def test_what_compares_lists_is_blocked_by_ids_that_are_not_there() -> None:
    run = run_against(QUIRKS["quirk.markaspot-fields"], writes=False)
    blocked = unjudged(run.results)
    for name in ("filter-status", "select-by-id", "order-stable"):
        assert blocked[f"requests.{name}"] == {"requests.id-unique"}


@pytest.mark.parametrize("name", QUIRKS)
def test_a_quirk_alone_breaks_exactly_what_it_declares(name: str) -> None:
    run = run_against(QUIRKS[name])
    assert failed(run.results) == QUIRKS[name].breaks
    assert errors(run.results) == []
    assert misnamed(run.results) == set()


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_is_made_of_faults_that_are_known_one_by_one(name: str) -> None:
    quirks = [kind for kind in PROFILES[name].__bases__ if issubclass(kind, Reference)]
    assert PROFILES[name].breaks <= frozenset().union(*(quirk.breaks for quirk in quirks))
    assert PROFILES[name].breaks <= load().keys()
    assert unheard(PROFILES[name]) == []


@pytest.mark.parametrize("name", EXTENSIONS)
def test_an_extension_breaks_nothing(name: str) -> None:
    run = run_against(EXTENSIONS[name], writes=False)
    assert failed(run.results) == set()
    assert errors(run.results) == []


def test_pages_are_served_by_profiles_and_not_by_the_reference() -> None:
    spot = PROFILES["profile.connected-bits"]
    first = records(spot, "requests.json", page_size="5")
    second = records(spot, "requests.json", page_size="5", page="2")
    assert len(first) == len(second) == 5
    assert not {r["service_request_id"] for r in first} & {r["service_request_id"] for r in second}
    assert len(records(spot, "requests.json")) == 50
    assert len(records(Reference, "requests.json", page_size="5", page="2")) > 50


@pytest.mark.parametrize("query", [{"page": "0"}, {"page": "x"}, {"page_size": "9" * 5000}])
def test_a_page_that_can_not_be_is_refused(query: dict[str, str]) -> None:
    answer = get(PROFILES["profile.connected-bits"], "requests.json", **query)
    assert answer.status == 400
    assert b"page" in answer.body


@pytest.mark.parametrize(
    ("name", "argument", "usual"),
    [
        ("fixmystreet", "max_requests", 200),
        ("klarschiff", "max_requests", 200),
        ("mark-a-spot", "limit", 25),
    ],
)
def test_a_list_is_cut_by_the_name_that_the_software_has_for_it(
    name: str, argument: str, usual: int
) -> None:
    def number(**query: str) -> int:
        body = get(PROFILES[f"profile.{name}"], "requests.xml", jurisdiction_id=PLACE, **query).body
        return body.count(b"</request>")

    assert number() == usual
    assert number(**{argument: "7"}) == 7


def test_extended_attributes_come_when_asked_for_and_never_from_the_reference() -> None:
    def shown(server: type[Reference], **query: str) -> bool:
        return "extended_attributes" in records(server, "requests.json", **query)[0]

    klarschiff = PROFILES["profile.klarschiff"]
    assert shown(klarschiff, extensions="true")
    assert not shown(klarschiff)
    assert not shown(Reference, extensions="true")


def test_updates_are_served_by_the_adapter_and_not_by_the_reference() -> None:
    adapter = PROFILES["profile.mysociety-adapter"]
    updates = records(adapter, "servicerequestupdates.json")
    times = [str(update["updated_datetime"]) for update in updates]
    assert times == sorted(times)
    assert len({update["update_id"] for update in updates}) == len(updates) > 0
    body = get(adapter, "servicerequestupdates.xml").body.decode()
    assert body.count("<request_update>") == len(updates)
    assert get(Reference, "servicerequestupdates.json").status == 404


def test_the_command_lists_profiles_and_names_what_is_near() -> None:
    listed = CliRunner().invoke(app, ["mock", "--profile", "list"])
    assert listed.exit_code == 0
    names = [line.split()[0] for line in listed.stdout.splitlines()]
    assert [f"profile.{name}" for name in names] == sorted(PROFILES)
    wrong = CliRunner().invoke(app, ["mock", "--profile", "fixmystret"])
    assert wrong.exit_code == 2
    assert "profile.fixmystreet" in wrong.output


@pytest.mark.parametrize("registry", [MUTANTS, VARIANTS, EXTENSIONS, QUIRKS])
def test_two_servers_of_a_kind_have_two_names(registry: dict[str, type[Reference]]) -> None:
    one = next(iter(registry.values()))
    before = dict(registry)
    with pytest.raises(ValueError, match="two servers are called"):
        type(one.__name__, one.__bases__, {"breaks": one.breaks})
    assert registry == before


def test_a_profile_is_found_by_its_id() -> None:
    assert find("profile.klarschiff") is PROFILES["profile.klarschiff"]


def test_a_fault_that_another_leaves_no_say_is_named() -> None:
    alone = several(["services.no-group", "requests.status-capital"])
    assert unheard(alone) == []
    both = several(["services.code-twice", "services.no-code"])
    said = "services.no-code has no say in service_list: services.code-twice answers there alone."
    assert unheard(both) == [said]


def test_a_profile_goes_with_another_fault_or_says_why_not() -> None:
    both = several(["profile.klarschiff", "services.type-instant"])
    assert "services.type-value" in both.breaks
    with pytest.raises(LookupError, match="can't be had together"):
        several(["profile.fixmystreet", "profile.klarschiff"])
    command = ["mock", "--profile", "fixmystreet", "--mutant", "requests.ever-old"]
    told = CliRunner().invoke(app, command)
    assert told.exit_code == 2
    assert "Name them in another order" in " ".join(told.output.split())
