"""`open311 mock` as a process: it says when it is ready, lasts, speaks https, and ends in order."""

from __future__ import annotations

import json
import os
import shlex
import signal
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import trustme

from mock_server.profiles import PROFILES

ROOT = Path(__file__).parent.parent
CODE = [sys.executable, "-c", "from conformance.cli import main; main()"]
FORM = b"api_key=demo-key&service_code=006&lat=42.1&long=-72.6&description=Look"

MINE = """[[jurisdictions]]
id = "springfield.example"
prefix = "C"
place = {lat = [1, 2], long = [3, 4], streets = ["Main St"], zipcodes = ["1"]}
services = [
  {code = "1", name = "Pothole", description = "A hole.", group = "street", agency = "Streets"},
]
"""


@contextmanager
def mock(*options: str, **variables: str) -> Iterator[dict[str, Any]]:
    """Run the command until the context ends; gives its ready line, with the process in it."""
    process = subprocess.Popen(  # noqa: S603
        [*CODE, "mock", "--json", *options],
        env={**os.environ, "PYTHONPATH": str(ROOT), "OPEN311_MOCK_PORT": "0", **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield {**json.loads(process.stdout.readline()), "process": process}
    finally:
        process.terminate()
        process.communicate(timeout=20)


def get(url: str, data: bytes | None = None, **more: Any) -> Any:  # noqa: ANN401
    with urllib.request.urlopen(url, data, timeout=10, **more) as answer:  # noqa: S310
        return json.loads(answer.read())


def stored(ready: dict[str, Any]) -> int:
    """Return how many service requests the one jurisdiction has."""
    with urllib.request.urlopen(f"{ready['admin']}/metrics", timeout=10) as answer:  # noqa: S310
        lines = answer.read().decode().splitlines()
    found = next(line for line in lines if line.startswith("open311_mock_service_requests{"))
    return int(found.rpartition(" ")[2])


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603
        [*CODE, *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), **variables},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_options_come_from_the_environment_and_the_end_is_orderly() -> None:
    with mock(OPEN311_MOCK_REQUESTS="3", OPEN311_MOCK_JURISDICTIONS="a.example") as ready:
        assert stored(ready) == 3
        assert get(ready["admin"])["jurisdictions"] == ["a.example"]
        process = ready["process"]
        assert ready["pid"] == process.pid
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0


def test_a_scenario_is_served_whole_or_in_part() -> None:
    federal = ("--scenario", "federal", "--requests", "3")
    with mock(*federal) as ready:
        assert get(ready["admin"])["jurisdictions"] == [
            "usa.gov",
            "sandiego.gov",
            "phila.gov",
            "nyc.gov",
        ]
    with mock(*federal, "--jurisdictions", "phila.gov") as ready:
        codes = [service["service_code"] for service in get(f"{ready['url']}/services.json")]
        assert codes == ["001", "002", "003", "004"]


def test_a_file_keeps_what_was_posted(tmp_path: Path) -> None:
    file = str(tmp_path / "city.sqlite")
    with mock("--db", file, "--requests", "3") as ready:
        id = get(f"{ready['url']}/requests.json", FORM)[0]["service_request_id"]
    with mock("--db", file) as ready:
        assert get(f"{ready['url']}/requests/{id}.json")[0]["description"] == "Look"
        assert stored(ready) == 4
        second = run("mock", "--db", file, "--port", "0")
        assert second.returncode == 2
        assert "can't be used as the store: database is locked." in second.stderr
    other = run("mock", "--db", file, "--scenario", "federal")
    assert other.returncode == 2
    assert "holds springfield.example, not nyc.gov" in other.stderr
    snapshots = Path(f"{file}.snapshots")
    snapshots.write_text("Holiday photos, the year at the sea.\n" * 20)
    spoilt = run("mock", "--db", file, "--port", "0")
    snapshots.unlink()
    snapshots.mkdir()
    barred = run("mock", "--db", file, "--port", "0")
    for done in (spoilt, barred):
        assert done.returncode == 2
        assert f"its snapshots are in {snapshots}, which can't be used" in done.stderr
        assert "Traceback" not in done.stderr


def test_what_a_file_was_made_without_is_told_where_it_was_asked_for(tmp_path: Path) -> None:
    file = str(tmp_path / "city.sqlite")

    def told(*options: str, **variables: str) -> str:
        with mock("--db", file, *options, **variables) as ready:
            process = ready["process"]
            process.terminate()
            said: str = process.stderr.read()
        return said.partition("keeps what it was made with; ")[2].partition(" can't")[0]

    made = ("--seed", "7", "--requests", "3", "--services", "9")
    assert [told(*made), told(*made), told()] == ["", "", ""]
    assert told("--requests", "500", "--seed", "7") == "--requests"
    assert told(*made[:4], OPEN311_MOCK_SERVICES="25") == "--services"
    assert told("--seed", "8", "--services", "8") == "--seed and --services"
    scenario = tmp_path / "mine.toml"
    scenario.write_text(MINE)
    assert told("--scenario", str(scenario)) == "--scenario"


def test_https_with_a_certificate_of_ones_own(tmp_path: Path) -> None:
    authority = trustme.CA()
    certificate = authority.issue_cert("127.0.0.1")
    file = tmp_path / "both.pem"
    certificate.private_key_and_cert_chain_pem.write_to_path(str(file))
    trusted = ssl.create_default_context()
    authority.configure_trust(trusted)
    with mock("--tls-cert", str(file), "--requests", "2") as ready:
        assert ready["url"].startswith("https://")
        assert len(get(f"{ready['url']}/services.json", context=trusted)) == 25


def test_snapshots_from_the_command_line() -> None:
    with mock("--requests", "3") as ready:
        server = ready["admin"].removesuffix("/_mock")
        assert run("snapshot", "save", "one", "--server", server).returncode == 0
        get(f"{ready['url']}/requests.json", FORM)
        assert run("snapshot", "restore", "one", "--server", server).returncode == 0
        assert stored(ready) == 3
        assert '"one"' in run("snapshot", "list", "--server", server).stdout
        elsewhere = run("snapshot", "list", "--server", ready["url"])
        assert (elsewhere.returncode, "without a path" in elsewhere.stderr) == (2, True)
        unknown = run("snapshot", "restore", "two", "--server", server)
        assert (unknown.returncode, "Nothing was saved as two" in unknown.stderr) == (2, True)


@pytest.mark.parametrize("name", ["profile.fixmystreet", "profile.klarschiff"])
def test_the_check_that_a_start_names_finds_all_that_the_profile_breaks(
    tmp_path: Path, name: str
) -> None:
    process = subprocess.Popen(  # noqa: S603
        [*CODE, "mock", "--port", "0", "--requests", "120", "--profile", name],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    try:
        line = next(line for line in process.stderr if line.startswith("Check it: "))
        *_, command = line.partition(" open311 ")
        more = ("--json", "--examples", "0", "--wait", "0.2", "--out", str(tmp_path / "report"))
        results = json.loads(run(*shlex.split(command), *more, OPEN311_KEY="demo-key").stdout)
    finally:
        process.terminate()
        process.communicate(timeout=20)
    broken = {r["requirement"] for r in results["results"] if r["verdict"] == "fail"}
    assert "Check it: OPEN311_KEY=demo-key " in line
    assert broken == PROFILES[name].breaks


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_what_a_start_says_is_there_when_it_is_ready(
    tmp_path: Path, form: tuple[str, ...], unbuffered: str
) -> None:
    """Stderr is a file here, and containers are run with PYTHONUNBUFFERED."""
    said = tmp_path / "said"
    with said.open("w") as file:
        process = subprocess.Popen(  # noqa: S603
            [*CODE, "mock", "--port", "0", "--requests", "3", "--admin-token", "a-token", *form],
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": unbuffered},
            stdout=subprocess.PIPE,
            stderr=file,
            text=True,
        )
    assert process.stdout is not None
    try:
        assert "/open311/v2" in process.stdout.readline()
        assert "need the token that you gave" in said.read_text()
        assert "a-token" not in said.read_text()
    finally:
        process.terminate()
        process.communicate(timeout=20)


def test_a_token_is_asked_for() -> None:
    with mock("--requests", "3", "--admin-token", "a-token") as ready:
        server = ready["admin"].removesuffix("/_mock")
        without = run("snapshot", "list", "--server", server)
        assert (without.returncode, "--token" in without.stderr) == (2, True)
        assert run("snapshot", "list", "--server", server, "--token", "a-token").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["mock", "--mutant", "services.cod-unique"], "Near it"),
        (["mock", "--scenario", "fedral"], "Did you mean federal?"),
        (["mock", "--scenario", str(ROOT / "pyproject.toml")], "line 1: there is no build-system"),
        (["mock", "--scenario", "federal", "--jurisdictions", "usa.com"], "it has usa.gov"),
        (["mock", "--jurisdictions", ",,"], "names none"),
        (["mock", "--db", str(ROOT / "README.md")], "can't be used as the store"),
        (["mock", "--scenario", "federal", "--services", "9"], "lists its own"),
        (["mock", "--replay", str(ROOT), "--profile", "klarschiff"], "leave out --mutant"),
        (["mock", "--replay", str(ROOT / "specs" / "xml")], "holds no recorded answers"),
        (["mock", "--tls-cert", "no-such.pem"], "does not exist"),
        (["mock", "--tls-key", "no-such.pem"], "give --tls-cert too"),
        (["mock", "--api-key", ""], "a POST has to send"),
        (["mock", "--host", "nowhere.invalid"], "an address of this machine"),
        (["snapshot", "list", "--server", "http://127.0.0.1:9"], "open311 mock"),
        (["snapshot", "save"], "Which one?"),
    ],
)
def test_what_cannot_be_meant_is_told_in_a_sentence(arguments: list[str], said: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
