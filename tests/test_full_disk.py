"""When the disk is full, reading goes on, and nothing is acknowledged that isn't stored."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qsl
from urllib.request import urlopen

import pytest

from mock_server.background import Thread
from mock_server.database import Database
from mock_server.http import Request
from mock_server.settings import Settings
from mock_server.tenants import Tenants

FORM = b"api_key=demo-key&service_code=006&lat=42.1&long=-72.6&description=" + b"x" * 1000


def ask(url: str, form: bytes | None = None) -> tuple[int, Any]:
    try:
        with urlopen(url, form, timeout=10) as answer:  # noqa: S310
            return answer.status, json.loads(answer.read())
    except HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


def test_what_was_acknowledged_is_there_and_reading_goes_on(tmp_path: Path) -> None:
    one = ("springfield.example",)
    tenants = Tenants(Settings(requests=5, jurisdictions=one, db=str(tmp_path / "city.sqlite")))
    with Thread() as thread, thread.serve(tenants) as url:
        limit = tenants.root.behaviour.store.connection.execute
        (pages,) = thread.call(limit("PRAGMA page_count").fetchone)
        thread.call(lambda: limit(f"PRAGMA max_page_count = {pages + 20}"))
        answers = [ask(f"{url}/requests.json", FORM) for _ in range(60)]
        assert {status for status, _ in answers} == {200, 507}
        assert "full" in answers[-1][1][0]["description"]
        posted = list(tenants.root.journal)
        assert [entry.response.status for entry in posted] == [status for status, _ in answers]
        assert all(entry.request.form for entry in posted)
        thread.call(lambda: limit(f"PRAGMA max_page_count = {pages + 1000}"))
        answers.append(ask(f"{url}/requests.json", FORM))
        assert answers[-1][0] == 200
        ids = [told[0]["service_request_id"] for status, told in answers if status == 200]
        assert Counter(ids).most_common(1)[0][1] == 1
        assert all(ask(f"{url}/requests/{id}.json")[0] == 200 for id in ids)


def test_a_reset_that_fails_resets_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: bytes) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    one = ("springfield.example",)
    settings = Settings(requests=5, jurisdictions=one, db=str(tmp_path / "city.sqlite"))
    with closing(Tenants(settings)) as tenants:
        root = tenants.root
        root.clock.freeze()
        form = tuple(parse_qsl(FORM.decode()))
        root.respond(Request("POST", "/open311/v2/requests.xml", form=form))
        with monkeypatch.context() as patch:
            patch.setattr(root.behaviour.store, "restore", full)
            with pytest.raises(sqlite3.OperationalError):
                root.reset()
        assert root.behaviour.store.cities[one[0]].count == 6
        assert (len(root.journal), root.clock.frozen) == (1, True)
        root.reset()
        assert (len(root.journal), root.clock.frozen) == (0, False)


class Full:
    """A connection that can't commit."""

    def __init__(self, real: sqlite3.Connection) -> None:
        self.real = real

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(self.real, name)

    def execute(self, sql: str) -> sqlite3.Cursor:
        if sql == "COMMIT":
            raise sqlite3.OperationalError("database or disk is full")
        return self.real.execute(sql)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(Database(tmp_path / "a.sqlite", lasts=True)) as database:
        database.connection.execute("CREATE TABLE t (a)")
        yield database


def write(database: Database) -> None:
    database.begin()
    database.connection.execute("INSERT INTO t VALUES (1)")


def stored(database: Database) -> int:
    return int(database.connection.execute("SELECT count(*) FROM t").fetchone()[0])


async def told(database: Database, writers: int) -> list[BaseException | None]:
    """Let some write in the same turn; return what each of them is told."""

    async def one() -> None:
        write(database)
        await database.durable()

    return await asyncio.gather(*(one() for _ in range(writers)), return_exceptions=True)


def test_all_who_share_a_commit_that_fails_are_told(database: Database) -> None:
    real = database.connection
    database.connection = Full(real)  # type: ignore[assignment]
    failed = asyncio.run(told(database, 3))
    assert [type(problem) for problem in failed] == [sqlite3.OperationalError] * 3
    database.connection = real
    assert asyncio.run(told(database, 2)) == [None, None]
    assert stored(database) == 2


def test_whoever_wrote_beside_one_that_failed_is_told_too(database: Database) -> None:
    async def both() -> list[BaseException | None]:
        write(database)
        beside = asyncio.create_task(told(database, 1))
        await asyncio.sleep(0)  # it gathers
        await asyncio.sleep(0)  # it waits for its commit
        database.give_up()
        return await beside

    assert [type(problem) for problem in asyncio.run(both())] == [sqlite3.OperationalError]
    assert stored(database) == 0
    assert asyncio.run(told(database, 1)) == [None]
