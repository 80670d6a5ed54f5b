"""What a run created: told by the answers to its POSTs, or found in lists by their markers."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from conformance.answers import Answers, Collection
from conformance.canary import markers
from conformance.compare import plain
from conformance.exchange import Exchange, Unmet
from conformance.harvest import ID, text
from conformance.poster import Poster
from conformance.redact import redact
from conformance.results import Created

LONG_AGO = datetime.min.replace(tzinfo=UTC)  # when a POST was sent whose answer was lost


def told(poster: Poster, collection: Collection, key: str = "") -> tuple[Created, ...]:
    """Return what a run created, or may have: told by the answers to its POSTs, or found in lists.

    A service request that carries a POST's marker was created, even where the POST was refused.
    """
    known = {one.service_request_id for one in poster.created}
    created, refused = list(poster.created), list(poster.refused)
    for id, words in _listed(collection):
        mine = [one for one in (*created, *refused) if one.marker in words]
        if id in known or not mine:
            continue
        known.add(id)
        nameless = next((one for one in mine if not one.service_request_id), None)
        for among in (created, refused):
            if nameless in among:
                among.remove(nameless)
        created.append(replace(nameless or mine[0], service_request_id=id, certain=True))
    created.sort(key=lambda one: one.exchange)
    return tuple(replace(one, location=redact(one.location, key)) for one in created)


def _listed(collection: Collection) -> Iterator[tuple[str, set[str]]]:
    """Yield each id that was first read after a POST, with the markers in its description.

    What was listed before it is another run's, with the same seed.
    """
    posts = [e.started or LONG_AGO for e in collection.exchanges if e.method == "POST"]
    before: set[str] = set()
    for exchange in _readings(collection):
        with contextlib.suppress(Unmet):
            view = Answers(collection, exchange.format)
            records = view.read(exchange, "requests").records
            if exchange.started and posts and exchange.started > min(posts):
                found = ((text(r, ID), markers(plain(r.get("description")))) for r in records)
                yield from ((id, words) for id, words in found if id and id not in before)
            else:
                before |= {text(record, ID) for record in records}


def _readings(collection: Collection) -> Iterator[Exchange]:
    """Yield the answers that show service requests."""
    for exchange in collection.exchanges:
        if exchange.method == "GET" and "/requests" in urlsplit(exchange.url).path:
            yield exchange
