"""One jurisdiction of a store, and how its service requests are found."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from mock_server.life import NEVER, Plan, Step
from mock_server.records import Record
from mock_server.rows import Rows

if TYPE_CHECKING:
    from mock_server.store import Store


@dataclass(frozen=True, slots=True)
class Selection:
    """Which service requests a query asks for.

    Attributes:
        start: First instant of requested_datetime; aware.
        end: Last instant, included; aware.
        most: How many come at the most, newest first.
        statuses: Statuses asked for; None for all.
        codes: Service codes asked for; None for all.
    """

    start: datetime
    end: datetime
    most: int
    statuses: frozenset[str] | None = None
    codes: frozenset[str] | None = None


class City:
    """One jurisdiction.

    Attributes:
        name: Its jurisdiction_id.
        services: In list order.
        definitions: Service definitions by service_code.
        plans: What becomes of new service requests, by service_code.
        agencies: Who is responsible for new service requests, by service_code.
        count: How many service requests it has.
        made: The "seed" and the number of "requests" that it was made with, if they were kept.
        waits: Whether any step was ever waited for; else none need be looked for.
    """

    def __init__(
        self,
        name: str,
        store: Store,
        *,
        services: list[Record],
        definitions: dict[str, Record],
        plans: dict[str, Plan],
        agencies: dict[str, str],
        count: int,
        made: Mapping[str, int] = MappingProxyType({}),
    ) -> None:
        self.name = name
        self.services = services
        self.definitions = definitions
        self.plans = plans
        self.agencies = agencies
        self.count = count
        self.made = made
        self._store = store
        self.waits = bool(store.seqs("SELECT 1 FROM step WHERE jurisdiction = ? LIMIT 1", name))

    def told(self) -> dict[str, Any]:
        """Return what it was told of its services."""
        told = ("services", "definitions", "plans", "agencies")
        return {name: getattr(self, name) for name in told}

    def add(self, record: Record, private: Record | None = None) -> None:
        """Add a service request, and what its reporter said of himself."""
        self.fill([record], private)

    def fill(self, records: Iterable[Record], private: Record | None = None) -> None:
        """Add service requests, newest last."""
        listed = [(record, private or {}) for record in records]
        self._store.add(self.name, listed)
        self.count += len(listed)

    def find(self, wanted: Selection) -> Rows:
        """Return the service requests of a selection, newest first."""
        index = "by_time" if wanted.codes is None else "by_code"
        values: list[object] = [self.name, ticks(wanted.start), ticks(wanted.end)]
        sql = (
            f"SELECT seq FROM request INDEXED BY {index}"  # noqa: S608  (a name of ours)
            " WHERE jurisdiction = ? AND requested >= ? AND requested <= ?"
        )
        for column, chosen in (("status", wanted.statuses), ("service_code", wanted.codes)):
            if chosen is not None:
                sql += f" AND {column} IN (SELECT value FROM json_each(?))"  # noqa: S608
                values.append(json.dumps(sorted(chosen)))
        sql += " ORDER BY requested DESC, seq DESC LIMIT ?"
        return self._rows(sql, *values, wanted.most)

    def by_ids(self, ids: Iterable[str]) -> Rows:
        """Return the service requests of some ids, newest first."""
        ids = list(ids)
        if len(ids) == 1:
            sql = "SELECT seq FROM request INDEXED BY by_id WHERE jurisdiction = ? AND id = ?"
            return self._rows(sql + " ORDER BY requested DESC, seq DESC", self.name, ids[0])
        return self._rows(
            "SELECT seq FROM request INDEXED BY by_id WHERE jurisdiction = ?"
            " AND id IN (SELECT value FROM json_each(?)) ORDER BY requested DESC, seq DESC",
            self.name,
            json.dumps(sorted(ids)),
        )

    def all(self) -> Rows:
        """Return every service request, newest first."""
        return self._rows(
            "SELECT seq FROM request INDEXED BY by_time WHERE jurisdiction = ?"
            " ORDER BY requested DESC, seq DESC",
            self.name,
        )

    def _rows(self, sql: str, *values: object) -> Rows:
        def listed() -> str:
            numbers = f"SELECT json_group_array(seq) FROM ({sql})"  # noqa: S608
            return str(self._store.connection.execute(numbers, values).fetchone()[0])

        return Rows(self._store, self._store.found.get((sql, values), listed))

    def change(self, id: str, **fields: object) -> bool:
        """Change fields of a service request; False when there is none of that id."""
        for seq in self.by_ids([id]).seqs:
            record = json.loads(self._store.column("record", f"[{seq}]")[0])
            self._store.change(seq, record | fields)
            return True
        return False

    def private(self, id: str) -> Record:
        """Return what the reporter of a service request said of himself."""
        found = self.by_ids([id])
        told: Record = json.loads(self._store.column("private", found.listed)[0]) if found else {}
        return told

    def give_token(self, token: str, id: str) -> None:
        """Remember which service request a token leads to."""
        self._write("INSERT INTO token VALUES (?, ?, ?)", [(self.name, token, id)])

    def withhold(self, token: str) -> None:
        """Never tell the id behind a token."""
        id = self.id_of(token)
        if id is not None:
            self.schedule(id, [Step("token", reads=NEVER)])

    def id_of(self, token: str) -> str | None:
        """Return the id behind a token, None for an unknown one."""
        sql = "SELECT id FROM token WHERE jurisdiction = ? AND token = ?"
        row = self._store.connection.execute(sql, (self.name, token)).fetchone()
        return row and str(row[0])

    def schedule(self, id: str, steps: Iterable[Step]) -> None:
        """Wait with steps of a service request's life for their time or their reads."""
        rows = [(self.name, id, s.kind, s.due and ticks(s.due), s.reads) for s in steps]
        if rows:
            self._write("INSERT INTO step VALUES (?, ?, ?, ?, ?)", rows)
            self.waits = True

    def unschedule(self, id: str, kinds: Iterable[str]) -> None:
        """Wait no longer with some steps of a service request's life."""
        sql = "DELETE FROM step WHERE jurisdiction = ? AND id = ? AND kind = ?"
        self._write(sql, [(self.name, id, kind) for kind in kinds])

    def waits_for(self, id: str, kind: str) -> bool:
        """Whether a step of a service request is still to come."""
        sql = "SELECT 1 FROM step WHERE jurisdiction = ? AND id = ? AND kind = ?"
        return bool(self._store.seqs(sql, self.name, id, kind))

    def due(self, now: datetime) -> list[tuple[str, str, datetime]]:
        """Return id, kind and instant of the steps that are due by now, and drop them."""
        where = "WHERE jurisdiction = ? AND due <= ?"
        sql = f"SELECT id, kind, due FROM step {where} ORDER BY due, rowid"  # noqa: S608
        values = (self.name, ticks(now))
        found = self._store.connection.execute(sql, values).fetchall()
        if found:
            self._write(f"DELETE FROM step {where}", [values])  # noqa: S608
        return [(id, kind, instant(at)) for id, kind, at in found]

    def counted(self, id: str, *, token: bool) -> list[str]:
        """Count a read for the steps that wait for reads; return and drop those that had enough."""
        which = "kind = 'token'" if token else "kind != 'token'"
        where = f"WHERE jurisdiction = ? AND id = ? AND due IS NULL AND {which}"
        sql = f"SELECT kind FROM step {where} AND reads <= 0"  # noqa: S608
        values = (self.name, id)
        if not self._store.seqs(f"SELECT 1 FROM step {where}", *values):  # noqa: S608
            return []
        self._write(f"UPDATE step SET reads = reads - 1 {where}", [values])  # noqa: S608
        found = [row[0] for row in self._store.connection.execute(sql, values)]
        self._write(f"DELETE FROM step {where} AND reads <= 0", [values])  # noqa: S608
        return found

    def remember(self, *events: tuple[str, datetime, str, str]) -> None:
        """Add id, instant, kind and note of what became of service requests to their history."""
        rows = ((self.name, id, ticks(at), kind, note) for id, at, kind, note in events)
        self._write("INSERT INTO event VALUES (?, ?, ?, ?, ?)", rows)

    def history(self, id: str) -> list[tuple[datetime, str, str]]:
        """Return instant, kind and note of what became of a service request, oldest first.

        It begins when it was requested, which its own row tells.
        """
        where = "WHERE jurisdiction = ? AND id = ?"
        sql = (
            f"SELECT requested, 'open', '', 0, 0 FROM request {where} UNION ALL"  # noqa: S608
            f" SELECT at, kind, note, 1, rowid FROM event {where} ORDER BY 4, 1, 5"
        )
        rows = self._store.connection.execute(sql, (self.name, id) * 2)
        found = [(at, kind, note) for at, kind, note, *_ in rows]
        return [(instant(at), kind, note) for at, kind, note in found]

    def _write(self, sql: str, values: Iterable[tuple[object, ...]]) -> None:
        self._store.begin()
        self._store.connection.executemany(sql, values)


def ticks(moment: object) -> int:
    """Return an instant, or a date-time as text, as microseconds since 1970; 0 for none."""
    if isinstance(moment, str):
        try:
            moment = datetime.fromisoformat(moment)
        except ValueError:
            return 0
    if not isinstance(moment, datetime):
        return 0
    return int((moment - _EPOCH).total_seconds() * 1_000_000)


def instant(ticks: int) -> datetime:
    """Return microseconds since 1970 as an instant; aware, UTC."""
    return _EPOCH + timedelta(microseconds=ticks)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
