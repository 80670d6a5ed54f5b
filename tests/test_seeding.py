"""What a server begins with is lifelike, equal for equal seeds, and written fast and alike."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from xml.sax.saxutils import escape

import pytest

from mock_server import encode
from mock_server.scenarios import springfield
from mock_server.scenarios.generate import Seeded, service_requests
from mock_server.scenarios.rhythm import reported, share

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
CITY = springfield.scenario(["springfield.example"], 25).jurisdictions[0]


@pytest.fixture(scope="module")
def seeded() -> Seeded:
    return service_requests(CITY, 3000, Random(1), NOW)  # noqa: S311


def test_equal_seeds_make_equal_reports_and_others_do_not(seeded: Seeded) -> None:
    assert service_requests(CITY, 3000, Random(1), NOW) == seeded  # noqa: S311
    assert service_requests(CITY, 3000, Random(2), NOW) != seeded  # noqa: S311


def test_what_a_report_shows_is_the_last_thing_in_its_history(seeded: Seeded) -> None:
    history: dict[str, list[tuple[datetime, str, str]]] = {}
    for id, *event in seeded.events:
        history.setdefault(id, []).append(tuple(event))  # type: ignore[arg-type]
    for record in seeded.records:
        opened = (_instant(record["requested_datetime"]), "open", "")
        events = [opened, *history.get(str(record["service_request_id"]), [])]
        at, kind, note = events[-1]
        assert events == sorted(events, key=lambda event: event[0])
        assert _instant(record["updated_datetime"]) == at <= NOW
        assert record["status"] == ("closed" if kind == "close" else "open")
        assert record["status_notes"] == (note or None)


def test_reports_come_newest_first_with_ids_of_their_own(seeded: Seeded) -> None:
    made = [str(record["requested_datetime"]) for record in seeded.records]
    assert made == sorted(made, reverse=True)
    assert len({record["service_request_id"] for record in seeded.records}) == 3000


def test_a_duplicate_names_an_older_report_of_the_same_service_and_place(seeded: Seeded) -> None:
    known = {record["service_request_id"]: record for record in seeded.records}
    found = 0
    for record in seeded.records:
        said = str(record["status_notes"])
        if said.startswith("Duplicate of "):
            other = known[said.removeprefix("Duplicate of ").rstrip(".")]
            found += 1
            assert str(other["requested_datetime"]) <= str(record["requested_datetime"])
            for name in ("service_code", "address", "lat", "long"):
                assert other[name] == record[name]
    assert 50 < found < 300


def test_services_differ_in_how_many_are_closed_and_how_fast(seeded: Seeded) -> None:
    def closed(code: str) -> float:
        old = str(NOW - timedelta(days=60)).replace(" ", "T")
        of = [r for r in seeded.records if r["service_code"] == code]
        settled = [r for r in of if str(r["requested_datetime"]) < old]
        return sum(r["status"] == "closed" for r in settled) / len(settled)

    assert closed("009") > 0.9 > closed("016")  # missed collections; trees to plant


def test_reports_have_the_rhythm_of_the_week_and_the_day() -> None:
    moments = list(reported(CITY.services, 4000, Random(1), NOW, 0))  # noqa: S311
    days = Counter(moment.weekday() for moment, _ in moments)
    assert min(days[day] for day in range(5)) > max(days[5], days[6])
    hours = {"Pothole": Counter[bool](), "Noise": Counter[bool]()}
    for moment, service in moments:
        if service.name in hours:
            hours[service.name][6 <= moment.hour < 18] += 1
    assert hours["Pothole"][True] > 2 * hours["Pothole"][False]
    assert hours["Noise"][False] > 2 * hours["Noise"][True]


def test_reports_have_their_season() -> None:
    noise = next(service for service in CITY.services if service.name == "Noise")
    assert share(noise, 7, 22) > 2 * share(noise, 1, 22)


def _instant(text: object) -> datetime:
    return datetime.fromisoformat(str(text))


AWKWARD: list[object] = [
    *("plain", "", "a & b <c>", "\x01\x0b", "tab\tline\nend\r", "Peña 🌲 \ud800 \uffff", "'\"]]>"),
    *(
        None,
        True,
        False,
        0,
        -7,
        1.5,
        1e300,
        float("inf"),
        [],
        ["a", "b"],
        {},
        {"k": [1, {"x": "<"}]},
    ),
]


def plainly(name: str, value: object) -> str:
    """Write an element without any short cut."""
    if isinstance(value, list):
        inner = "".join(plainly({"keys": "key"}.get(name, "item"), one) for one in value)
    elif isinstance(value, dict):
        inner = "".join(plainly(key, one) for key, one in value.items())
    elif isinstance(value, bool):
        inner = str(value).lower()
    else:
        allowed = (c for c in str("" if value is None else value) if c in "\t\n\r" or _is_xml(c))
        inner = escape("".join(allowed))
    return f"<{name}>{inner}</{name}>"


def _is_xml(character: str) -> bool:
    return (
        character >= " " and not "\ud800" <= character <= "\udfff" and character < "\ufffe"
    ) or (character > "\uffff")


@pytest.mark.parametrize("value", AWKWARD, ids=ascii)
def test_a_value_is_written_as_without_short_cuts(value: object) -> None:
    assert encode.element("one", value) == plainly("one", value)
    assert encode.as_json(value) == json.dumps(value, ensure_ascii=False)


def test_service_requests_are_written_as_without_short_cuts(seeded: Seeded) -> None:
    for record in seeded.records:
        assert encode.element("request", record) == plainly("request", record)
        assert encode.as_json(record) == json.dumps(record, ensure_ascii=False)
