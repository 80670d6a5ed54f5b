"""Scenarios of one's own: what is wrong with a file is told with its line."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from mock_server.reference import Reference
from mock_server.scenarios import locate
from mock_server.scenarios.mistakes import schema
from mock_server.scenarios.read import HERE, BadScenarioError, read, shipped

WHOLE = """[[jurisdictions]]
id = "city.gov"
prefix = "C"
place = {lat = [1, 2], long = [3, 4], streets = ["Main St"], zipcodes = ["1"]}

[[jurisdictions.services]]
code = "001"
name = "Pothole"
description = "A hole."
group = "street"
agency = "Streets"
"""
NO_CODES = (".", "..", ".1", "fault-reset", "a b")


def test_the_schema_is_one_and_the_shipped_scenarios_meet_it() -> None:
    Draft202012Validator.check_schema(schema())
    for name in shipped():
        document = tomllib.loads((HERE / f"{name}.toml").read_text("utf-8"))
        Draft202012Validator(schema()).validate(document)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_file_of_ones_own_is_served(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(WHOLE, encoding)
    server = Reference(scenario=read(file), requests=5)
    (city,) = server.store.cities.values()
    assert {record["service_name"] for record in city.all()} == {"Pothole"}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (WHOLE.replace('"C"', "C"), "line 3, column 10: Invalid value."),
        (WHOLE + "notes = [", "line 12, at the end: Invalid value."),
        (
            WHOLE.replace("agency", "agancy"),
            "line 11: there is no agancy in services number 1. Did you mean agency?",
        ),
        (WHOLE.replace('code = "001"\n', ""), "line 6: services number 1 has no code"),
        (WHOLE + 'type = "realtme"', 'line 12: type = "realtme" is unknown. Did you mean realtime'),
        (WHOLE + 'plan = {close = "at one"}', 'line 12: close has to be "at once"'),
        (WHOLE + 'plan = {token = "reads 2"}', "line 12: a realtime service gives no token"),
        *((WHOLE.replace("001", code), "line 7: code has to be letters") for code in NO_CODES),
        (WHOLE + "plan = {close = 3}", "line 12: close: 3 is not of type"),
        (WHOLE + 'closed = "all"', "line 12: closed:"),
        (WHOLE + "closed = nan", "line 12: closed has to be a number that is finite"),
        (WHOLE + "reports = [2026-01-01]", "line 12: reports number 1 is a date or time"),
        (WHOLE + "weight = 2026-01-01", 'weight is a date or time; it is not of type "number"'),
        (WHOLE + "notes = 2026-01-01", 'notes is a date or time; it is not of type "array"'),
        (WHOLE + "type = 2026-01-01", "type is a date or time; write it in quotes"),
        (WHOLE.replace("Pothole", "  "), "line 8: name has to be more than spaces"),
        (WHOLE.replace("Pothole", ""), "line 8: name has to be more than spaces"),
        (WHOLE.replace("Main St", "\u3000"), "line 4: streets number 1 has to be more than spaces"),
        (WHOLE + 'keywords = [" "]', "line 12: keywords number 1 has to be a word or phrase"),
        ("\ufeff" + WHOLE + "closed = nan", "line 12: closed has"),
        (WHOLE + 'location = "office"', "line 6: the service 001 has location"),
        (WHOLE.replace("[1, 2]", "[2, 1]"), "line 4: lat has the greater number first"),
        (WHOLE + WHOLE, 'line 13: id = "city.gov" is there twice'),
        ("[[jurisdictions", "line 1"),
        ("", "line 1: the scenario has no jurisdictions"),
        ("a = " + "[" * 5000, "nested too deeply"),
        (WHOLE.encode("latin-1") + b"# \xe9", "line 12: it is not UTF-8"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_reason(
    written: str | bytes, said: str, tmp_path: Path
) -> None:
    file = tmp_path / "own.toml"
    file.write_bytes(written if isinstance(written, bytes) else written.encode())
    with pytest.raises(BadScenarioError) as told:
        read(file)
    assert f"{file}" in str(told.value)
    assert said in str(told.value)


def paths(value: object, path: locate.Path = ()) -> Iterator[locate.Path]:
    yield path
    listed = dict(enumerate(value)) if isinstance(value, list) else value
    for key, inner in listed.items() if isinstance(listed, dict) else ():
        yield from paths(inner, (*path, key))


def test_every_value_of_a_document_is_found_in_its_line() -> None:
    text = (HERE / "federal.toml").read_text("utf-8") + (
        '[odd."a.b"]\n"c # d".e = """\n]x\n""""\nf = [\'\'\'#\'\'\', # g\n  {h = 1}, ]\n'
        "last = 1979-05-27 07:32:00\n"
    )
    lines = text.splitlines()
    listed = [path for path in paths(tomllib.loads(text)) if path and isinstance(path[-1], str)]
    assert len(listed) > 400
    for path in listed:
        written = lines[locate.line(text, path) - 1]
        assert str(path[-1]) in written, path
