"""Recorded answers are served again byte for byte; what was not recorded is refused."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.ask import Options
from conformance.bundle import Bundle
from conformance.client import Limits
from conformance.results import Run, Target
from conformance.run import Order, check
from mock_server import admin, console
from mock_server.app import running
from mock_server.background import background
from mock_server.http import Request, Response
from mock_server.mutants import MUTANTS
from mock_server.reference import Reference
from mock_server.replay import Replay, replay
from mock_server.settings import Settings
from mock_server.tenants import Tenants
from specs.catalogue import load

CITY = ("springfield.example",)
CORPUS = os.environ.get("OPEN311_CORPUS", "")


def checked(server: Reference, folder: Path) -> Run:
    """Check a server with a fixed seed; what it answered is in the folder."""

    async def go() -> Run:
        async with running(server) as url:
            chosen = [r for r in load().values() if r.part in ("services", "definitions")]
            order = Order(Target(endpoint=url), chosen, Options(seed=3), Limits(timeout=10))
            return await check(order, Bundle(folder))

    return asyncio.run(go())


def verdicts(run: Run) -> list[tuple[str, str, str]]:
    return [(r.requirement, r.format, r.verdict.value) for r in run.results]


def test_a_run_that_is_replayed_comes_to_the_same_verdicts(tmp_path: Path) -> None:
    mutant = MUTANTS["services.type-instant"](requests=9, jurisdictions=CITY)
    first = checked(mutant, tmp_path / "first")
    again = checked(replay(tmp_path / "first")(requests=0, jurisdictions=CITY), tmp_path / "again")
    assert verdicts(again) == verdicts(first)
    assert any(verdict == "fail" for _, _, verdict in verdicts(first))


def test_what_was_not_recorded_is_refused_with_what_was(tmp_path: Path) -> None:
    (tmp_path / "services.json").write_text("[]")
    server = replay(tmp_path)(requests=0)
    assert server.respond(Request("GET", "/open311/v2/services.json")).body == b"[]"
    refused = server.respond(Request("GET", "/open311/v2/requests.json"))
    assert refused.status == 404
    assert "services.json" in json.loads(refused.body)[0]["description"]


def test_status_and_headers_are_those_recorded(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(b"<errors/>")
    meta = {"url": "https://x.example/dev/v2/requests/7%208.xml?a=1", "status": 404}
    meta["headers"] = {"content-type": "text/html", "X-City": "yes", "content-length": "3"}
    (tmp_path / "a.xml.meta.json").write_text(json.dumps(meta))
    answer = replay(tmp_path)(requests=0).respond(
        Request("GET", "/open311/v2/requests/7%208.xml", {"a": "1", "jurisdiction_id": "x"})
    )
    assert (answer.status, answer.body) == (404, b"<errors/>")
    assert answer.headers == {"content-type": "text/html", "X-City": "yes"}


def test_each_jurisdiction_gets_what_was_recorded_of_it(tmp_path: Path) -> None:
    for name in ("phila.gov", "nyc.gov"):
        (tmp_path / f"{name}.json").write_text(json.dumps([name]))
        meta = {"url": f"https://x.example/v2/services.json?jurisdiction_id={name}"}
        (tmp_path / f"{name}.json.meta.json").write_text(json.dumps(meta))
    server = replay(tmp_path)(requests=0)
    for name in ("phila.gov", "nyc.gov"):
        asked = Request("GET", "/open311/v2/services.json", {"jurisdiction_id": name})
        assert json.loads(server.respond(asked).body) == [name]
    assert server.respond(Request("GET", "/open311/v2/services.json")).status == 200


def recorded(folder: Path, **answers: str) -> Replay:
    """Return what serves these answers: JSON bodies by name, each that to one URL."""
    for name, url in answers.items():
        (folder / f"{name}.json").write_text(json.dumps([name]))
        (folder / f"{name}.json.meta.json").write_text(json.dumps({"url": url}))
    return replay(folder)(requests=0)


def test_no_jurisdiction_gets_what_was_recorded_of_another(tmp_path: Path) -> None:
    server = recorded(
        tmp_path,
        usa="/requests.json?jurisdiction_id=usa.gov",
        phila="/requests.json?jurisdiction_id=phila.gov",
        phila_open="/requests.json?jurisdiction_id=phila.gov&status=open",
        found="/discovery.json",
    )

    def asked(path: str, **query: str) -> tuple[int, bytes]:
        answer = server.respond(Request("GET", f"/open311/v2/{path}", query))
        return answer.status, answer.body

    status, said = asked("requests.json", jurisdiction_id="sandiego.gov")
    assert (status, b"sandiego.gov" in said) == (404, True)
    assert b"phila.gov, usa.gov." in said
    assert asked("requests.json", jurisdiction_id="usa.gov", status="open") == (200, b'["usa"]')
    assert asked("requests.json") == (200, b'["phila"]')
    assert asked("discovery.json", jurisdiction_id="sandiego.gov") == (200, b'["found"]')


def test_what_a_post_was_answered_is_for_a_post(tmp_path: Path) -> None:
    server = recorded(
        tmp_path, made="/requests.json (POST)", guessed="/tokens/1.json (POST, inferred)"
    )
    for path in ("requests.json", "tokens/1.json"):
        assert server.respond(Request("GET", f"/open311/v2/{path}")).status == 404
        assert server.respond(Request("POST", f"/open311/v2/{path}")).status == 200


@pytest.mark.skipif(not CORPUS, reason="OPEN311_CORPUS does not name a folder of recorded answers")
def test_an_adapters_posts_are_told_from_its_lists() -> None:
    server = replay(Path(CORPUS) / "mysociety-adapter-2026")(requests=0)
    path = "/open311/v2/requests.json"
    assert server.respond(Request("GET", path)).status == 404
    assert server.respond(Request("POST", path)).status == 200


def test_nothing_made_up_is_shown_beside_what_was_recorded(tmp_path: Path) -> None:
    for name in ("services", "requests"):
        meta = {"url": f"/{name}.json?jurisdiction_id=usa.gov"}
        (tmp_path / f"{name}.json").write_text("[]")
        (tmp_path / f"{name}.json.meta.json").write_text(json.dumps(meta))
    tenants = Tenants(Settings(replay=str(tmp_path), jurisdictions=CITY))

    def shown(path: str, **query: str) -> str:
        part = console if path.startswith(console.PREFIX) else admin
        answer: Response = part.answer(tenants, tenants.root, Request("GET", path, query), b"")
        assert answer.status in (200, 404), answer.body
        return answer.body.decode()

    for page in ("", *console.PAGES):
        assert "springfield" not in shown(f"/_console/{page}")
    for page in ("", "overview", "requests", "request", "calls"):
        assert "/services.json?jurisdiction_id=usa.gov" in shown(f"/_console/{page}")
    assert json.loads(shown("/_mock"))["jurisdictions"] == []
    assert "springfield" not in shown("/_mock/metrics")
    assert "Nothing was asked yet" in shown("/_mock/journal/verify", jurisdiction_id="usa.gov")
    assert "there are none" in shown("/_mock/requests/usa.gov/1")
    answer, _ = tenants.root.respond(Request("GET", "/"))
    assert answer.status == 404
    assert b"GET / was not recorded. Recorded are, below /open311/v2: requests.json" in answer.body


def test_a_token_is_not_withheld_where_nothing_is_stored(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('[{"token": "7"}]')
    (tmp_path / "a.json.meta.json").write_text('{"url": "/requests.json (POST)"}')
    headers = {"prefer": "fault=no-token"}
    root = Tenants(Settings(replay=str(tmp_path))).root
    asked = Request("POST", "/open311/v2/requests.json", headers=headers)
    assert root.respond(asked)[0].status == 200


def test_whose_answers_are_served_is_told_when_they_are_of_several(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "services.json").write_text(json.dumps([name]))
    assert f"--replay {tmp_path / 'a'}" in (replay(tmp_path).__doc__ or "")
    server = replay(tmp_path)(requests=0)
    assert server.respond(Request("GET", "/open311/v2/services.json")).body == b'["a"]'
    assert replay(tmp_path / "b").__doc__ == "Recorded answers."


def test_a_page_may_ask_unless_it_was_recorded_that_it_may_not(tmp_path: Path) -> None:
    (tmp_path / "services.json").write_text("[]")
    (tmp_path / "requests.json").write_text("[]")
    (tmp_path / "requests.json.meta.json").write_text(json.dumps({"headers": {"X-City": "yes"}}))
    server = replay(tmp_path)(requests=0)
    for method, name, allowed in (
        ("OPTIONS", "requests", True),
        ("GET", "services", True),
        ("GET", "requests", False),
    ):
        answer = server.respond(Request(method, f"/open311/v2/{name}.json"))
        assert ("Access-Control-Allow-Origin" in answer.headers) == allowed


def test_a_folder_without_answers_is_told(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match="open311 record"):
        replay(tmp_path)


@pytest.mark.skipif(not CORPUS, reason="OPEN311_CORPUS does not name a folder of recorded answers")
@pytest.mark.parametrize("name", ["sf-2012", "dc-2012", "toronto-2018", "giessen-2018"])
def test_a_citys_answers_are_served_byte_for_byte(name: str) -> None:
    folder = Path(CORPUS) / name
    server = replay(folder)(requests=0)
    for body in folder.glob("services.*ml"):
        answer = server.respond(Request("GET", f"/open311/v2/{body.name}"))
        assert answer.body == body.read_bytes()


def walked(url: str, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Record a walk into a folder, as a user does."""
    code = "from conformance.cli import main; main()"
    return subprocess.run(  # noqa: S603
        [sys.executable, "-c", code, "record", url, str(folder), "--rate", "50", *options],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_walk_is_recorded_and_replayed(tmp_path: Path) -> None:
    with background(Reference(requests=9, jurisdictions=CITY)) as url:
        done = walked(url, tmp_path / "kept")
    assert done.returncode == 0, done.stderr
    assert "open311 mock --replay" in done.stdout
    server = replay(tmp_path / "kept")(requests=0)
    for path in ("services.xml", "services.json", "requests.xml", "services/001.json"):
        assert server.respond(Request("GET", f"/open311/v2/{path}")).status == 200


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "answered 400: The jurisdiction_id was not given."),
        (("--jurisdiction", "no.example"), "answered 404: The jurisdiction_id 'no.example' was"),
    ],
)
def test_a_walk_without_a_list_of_services_says_what_to_do(
    options: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    with background(Reference(requests=9)) as url:
        done = walked(url, tmp_path / "kept", *options)
    assert done.returncode == 3
    assert said in done.stderr
    assert "name one of its own with --jurisdiction" in done.stderr
    assert done.stdout == ""
    assert list((tmp_path / "kept" / "evidence").glob("*services.xml"))
