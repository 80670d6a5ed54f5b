"""What the server knows, in SQLite: a file that lasts, or memory; one path for both.

A service request is written as XML and JSON when it changes, not when it is read.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from mock_server.database import Database
from mock_server.encode import as_json
from mock_server.jurisdictions import City, ticks
from mock_server.kept import Kept
from mock_server.records import Record
from mock_server.snapshots import Snapshots

MEMORY = ":memory:"
SCHEMA = """
CREATE TABLE IF NOT EXISTS jurisdiction (name TEXT PRIMARY KEY, city TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS written (by TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS request (
  seq INTEGER PRIMARY KEY, jurisdiction TEXT NOT NULL, id TEXT NOT NULL,
  service_code TEXT, status TEXT, requested INTEGER NOT NULL,
  record TEXT, xml TEXT NOT NULL, json TEXT NOT NULL, private TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS by_id ON request (jurisdiction, id, requested DESC, seq DESC);
CREATE INDEX IF NOT EXISTS by_time ON request
  (jurisdiction, requested DESC, seq DESC, status, service_code);
CREATE INDEX IF NOT EXISTS by_code ON request
  (jurisdiction, service_code, requested DESC, seq DESC, status);
CREATE TABLE IF NOT EXISTS token (
  jurisdiction TEXT NOT NULL, token TEXT NOT NULL, id TEXT NOT NULL,
  PRIMARY KEY (jurisdiction, token));
CREATE TABLE IF NOT EXISTS event (
  jurisdiction TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL, kind TEXT NOT NULL,
  note TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS event_of ON event (jurisdiction, id, at);
CREATE TABLE IF NOT EXISTS step (
  jurisdiction TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, due INTEGER,
  reads INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS step_due ON step (jurisdiction, due) WHERE due IS NOT NULL;
CREATE INDEX IF NOT EXISTS step_of ON step (jurisdiction, id);
"""


class Writer(NamedTuple):
    """How a behaviour publishes service requests.

    Attributes:
        name: Tells it from every other behaviour.
        render: Writes one as XML and as JSON.
        alters: Whether what it writes may differ from the record itself.
    """

    name: str
    render: Callable[[Record], tuple[str, str]]
    alters: bool


def utc_now() -> datetime:
    """Return the present instant."""
    return datetime.now(UTC)


class Store(Database):
    """All jurisdictions of one server.

    Attributes:
        cities: By jurisdiction_id, in order.
        found: Which service requests were found before; forgotten when there are new ones too.
        snapshots: What it held once; in a file beside its own, if it lasts.
        pages: Lists that were written before; forgotten when a service request changes.
    """

    def __init__(self, path: str | Path = MEMORY) -> None:
        super().__init__(path, lasts=str(path) != MEMORY)
        self.cities: dict[str, City] = {}
        self.found: Kept[str] = Kept()
        self.pages: Kept[bytes] = Kept()
        self._writer: Writer
        self.connection.executescript(SCHEMA)
        self._read_cities()
        self.snapshots = Snapshots(MEMORY if str(path) == MEMORY else f"{path}.snapshots")
        if not self.cities:  # what is there was another file's of the same name
            self.snapshots.clear()

    def close(self) -> None:
        super().close()
        self.snapshots.close()

    def _read_cities(self) -> None:
        self.found.clear()
        self.pages.clear()
        self.cities.clear()
        listed = self.connection.execute("SELECT name, city FROM jurisdiction ORDER BY rowid")
        for name, told in listed.fetchall():
            self._open(name, json.loads(told))

    def add_city(self, name: str, told: Mapping[str, Any]) -> City:
        """Add a jurisdiction, told what its attributes are."""
        self.begin()
        insert = "INSERT INTO jurisdiction VALUES (?, ?)"
        self.connection.execute(insert, (name, json.dumps(told)))
        return self._open(name, told)

    def _open(self, name: str, told: Mapping[str, Any]) -> City:
        count = self._one("SELECT count(*) FROM request WHERE jurisdiction = ?", name)
        city = City(name, self, count=count, **told)
        self.cities[name] = city
        return city

    def add(self, jurisdiction: str, records: Iterable[tuple[Record, Record]]) -> None:
        """Add service requests, each with what its reporter said of himself; newest last."""
        self.begin()
        self.found.clear()
        self.connection.executemany(
            "INSERT INTO request (jurisdiction, id, service_code, status, requested, record, xml,"
            " json, private) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (jurisdiction, *self._columns(record, self._writer), as_json(private))
                for record, private in records
            ),
        )

    def change(self, seq: int, record: Record) -> None:
        """Replace a service request."""
        self.begin()
        self.found.clear()
        self.pages.clear()
        self._update(seq, self._columns(record, self._writer))

    def _update(self, seq: int, columns: tuple[object, ...]) -> None:
        self.connection.execute(
            "UPDATE request SET id = ?, service_code = ?, status = ?, requested = ?, record = ?,"
            " xml = ?, json = ? WHERE seq = ?",
            (*columns, seq),
        )

    def _columns(self, record: Record, writer: Writer) -> tuple[object, ...]:
        xml, text = writer.render(record)
        whole = as_json(record) if writer.alters else text
        return (
            record.get("service_request_id"),
            record.get("service_code"),
            record.get("status"),
            ticks(record.get("requested_datetime")),
            whole if whole != text else None,
            xml,
            text,
        )

    def seqs(self, sql: str, *values: object) -> list[int]:
        """Return the first column of a query."""
        return [row[0] for row in self.connection.execute(sql, values)]

    def _one(self, sql: str, *values: object) -> int:
        return int(self.connection.execute(sql, values).fetchone()[0])

    def column(self, name: str, listed: str) -> list[str]:
        """Return a column ("xml", "json", "record") of listed service requests, in their order."""
        value = f"request.{name}"
        if name == "record":  # kept only where it is published otherwise than it is
            value = "coalesce(record, request.json)"
        sql = f"SELECT {value} FROM json_each(?) CROSS JOIN request ON seq = value"  # noqa: S608
        return [row[0] for row in self.connection.execute(sql, (listed,))]

    def snapshot(self) -> bytes:
        """Return everything that the store holds."""
        self.commit()
        kept = self.connection.serialize()
        return kept[:18] + b"\1\1" + kept[20:]  # not WAL: memory can't be that when restored

    def restore(self, snapshot: bytes) -> None:
        """Hold what a snapshot holds instead, as it was written then."""
        self.commit()
        kept = sqlite3.connect(MEMORY)
        kept.deserialize(snapshot)
        kept.backup(self.connection)
        kept.close()
        self._read_cities()

    def writer(self) -> str:
        """Return the name of the behaviour that wrote the service requests; empty for none."""
        return "".join(by for (by,) in self.connection.execute("SELECT by FROM written"))

    def write_as(self, writer: Writer) -> None:
        """Write as a behaviour publishes from now on: anew what one of another name has written."""
        if self.writer() != writer.name:
            self.commit()
            self.begin()
            try:
                for seq in self.seqs("SELECT seq FROM request"):
                    record = json.loads(self.column("record", f"[{seq}]")[0])
                    self._update(seq, self._columns(record, writer))
                self.connection.execute("DELETE FROM written")
                self.connection.execute("INSERT INTO written VALUES (?)", (writer.name,))
            except BaseException:
                self.give_up()
                raise
            self.commit()
            self.pages.clear()
        self._writer = writer

    def give_up(self) -> None:
        super().give_up()
        self._read_cities()
