"""A city without HTTP that answers GET requests, to try questions and checks of filters on.

Its faults are planted by replacing one method.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit
from xml.sax.saxutils import escape

from conformance.answers import Answers, Collection
from conformance.ask import Ask, Options
from conformance.asker import Asker
from conformance.dates import instant, query
from conformance.exchange import Exchange, Unmet
from conformance.judge import judge
from conformance.questions import formats_of, probes_for
from conformance.results import Result, Target, Verdict
from specs import catalogue
from specs.catalogue import Requirement
from tests.evidence import DECLARATION, ENDPOINT, NOW, TYPES

DAY = timedelta(days=1)
OPTIONS = Options()
Record = dict[str, Any]
Query = dict[str, str]


class Refusal(Exception):  # noqa: N818  (an answer, not an error)
    """The city refuses with a status."""


def record(number: int, *, codes: int = 6, step: timedelta = 1.25 * DAY) -> Record:
    """Return one of the city's service requests; number 0 is the newest."""
    requested = NOW - timedelta(hours=2) - number * step
    closed = number % 3 != 0
    updated = min(requested + (number % 7) * DAY, NOW - timedelta(hours=1)) if closed else None
    code = f"{(number * number) % codes:03}"
    return {
        "service_request_id": f"26-{number:05}",
        "status": "closed" if closed else "open",
        "service_code": code,
        "service_name": f"Service {code}",
        "description": f"Report {number}",
        "requested_datetime": query(requested),
        "updated_datetime": query(updated) if updated else None,
        **dict.fromkeys(("address_id", "zipcode", "media_url")),
        "address": f"{number} Main Street",
        "lat": 42.0,
        "long": -72.0,
    }


def xml(records: Iterable[Record], root: str = "service_requests", item: str = "request") -> str:
    """Write records as XML."""
    rows = (
        "".join(f"<{k}>{escape(str(v)) if v is not None else ''}</{k}>" for k, v in r.items())
        for r in records
    )
    rows = "".join(f"<{item}>{row}</{item}>\n" for row in rows)  # type: ignore[assignment]
    return f"{DECLARATION}<{root}>\n{rows}</{root}>"


class City:
    """Answers GET requests as it should; a fault is a subclass."""

    records: Sequence[Record] = tuple(record(number) for number in range(120))

    def select(self, asked: Query) -> list[Record]:
        """Return what a query selects; raises Refusal."""
        asked = {name: value for name, value in asked.items() if value}
        ids = asked.get("service_request_id")
        if ids:
            return self.by_ids(ids.split(","), asked)
        return self.page(self.filtered(asked), asked)

    def filtered(self, asked: Query) -> list[Record]:
        start, end = self.range(asked)
        found = self.dated(start, end)
        if "status" in asked:
            found = self.by_status(found, asked["status"].split(","))
        if "service_code" in asked:
            found = self.by_code(found, asked["service_code"].split(","))
        return found

    def by_ids(self, ids: list[str], asked: Query) -> list[Record]:
        return [r for r in self.records if r["service_request_id"] in ids]

    def range(self, asked: Query) -> tuple[datetime, datetime]:
        start, end = self.moment(asked, "start_date"), self.moment(asked, "end_date")
        if start and end and (start > end or end - start > 90 * DAY):
            raise Refusal(400)
        if not start and not end:
            return NOW - 90 * DAY, NOW
        return (
            start or cast(datetime, end) - 90 * DAY,
            end or cast(datetime, start) + 90 * DAY,
        )

    def moment(self, asked: Query, name: str) -> datetime | None:
        found = instant(asked.get(name))
        if name in asked and found is None:
            raise Refusal(400)
        return found

    def dated(self, start: datetime, end: datetime) -> list[Record]:
        return [r for r in self.records if start <= self.when(r) <= end]

    def when(self, record: Record) -> datetime:
        return cast(datetime, instant(record["requested_datetime"]))

    def by_status(self, found: list[Record], statuses: list[str]) -> list[Record]:
        if not {*statuses} <= {"open", "closed"}:
            raise Refusal(400)
        return [r for r in found if r["status"] in statuses]

    def by_code(self, found: list[Record], codes: list[str]) -> list[Record]:
        return [r for r in found if r["service_code"] in codes]

    def page(self, found: list[Record], asked: Query) -> list[Record]:
        return found[:1000]

    def respond(self, asked: Query, format: str) -> tuple[int, str]:
        """Return status and body."""
        try:
            found = self.select(asked)
        except Refusal as refusal:
            status = int(str(refusal))
            error = [{"code": status, "description": f"{', '.join(asked)} can't be right."}]
            return status, self.write(error, format, "errors", "error")
        return 200, self.write(found, format, "service_requests", "request")

    def write(self, found: list[Record], format: str, root: str, item: str) -> str:
        return json.dumps(found) if format == "json" else xml(found, root, item)

    def services(self) -> list[Record]:
        pairs = {r["service_code"]: r["service_name"] for r in City.records}
        return [
            {"service_code": c, "service_name": n, "type": "realtime", "metadata": False}
            for c, n in sorted(pairs.items())
        ]


class Line:
    """Stands in for the connection: the city answers at once."""

    def __init__(self, city: City, collection: Collection) -> None:
        self.city, self.collection = city, collection

    async def send(self, ask: Exchange) -> Exchange:
        url = urlsplit(ask.url)
        asked = dict(parse_qsl(url.query, keep_blank_values=True))
        if "/services." in url.path:
            body = self.city.write(self.city.services(), ask.format, "services", "service")
            status = 200
        else:
            status, body = self.city.respond(asked, ask.format)
        header = (("content-type", TYPES[ask.format]),)
        started = NOW + timedelta(seconds=len(self.collection.exchanges))
        answer = replace(ask, status=status, body=body.encode(), headers=header, started=started)
        self.collection.exchanges.append(answer)
        return answer

    def take_key(self) -> bool:
        return False


async def ask(
    city: City,
    requirements: Iterable[Requirement],
    options: Options = OPTIONS,
    jurisdictions: tuple[str, ...] = (),
) -> Collection:
    """Ask a city everything that requirements rest on."""
    collection = Collection(Target(ENDPOINT, jurisdictions=jurisdictions))
    line = cast(Asker, Line(city, collection))
    for probe in probes_for(requirements, search=False):
        for format in formats_of(probe, collection):
            view = Answers(collection, format)
            given = Ask(probe.name, view, options, Random(probe.name), line)  # noqa: S311
            try:
                await probe.run(given)
            except Unmet as unmet:
                collection.missing[probe.name, format] = unmet
    return collection


def requirements(part: str) -> list[Requirement]:
    """Return the requirements of a part that can be judged."""
    return [r for r in catalogue.load().values() if r.part == part and not r.not_tested]


def results(city: City, part: str = "requests") -> list[Result]:
    """Judge a city by a part of the catalogue."""
    wanted = requirements(part)
    return judge(asyncio.run(ask(city, wanted)), wanted)


def failed(found: Iterable[Result]) -> set[str]:
    """Return the ids of the requirements that are broken."""
    return {result.requirement for result in found if result.verdict is Verdict.FAIL}
