"""Servers that do something else with a new service request than what they were told."""

from __future__ import annotations

from collections.abc import Sequence

from mock_server.city import Record
from mock_server.jurisdictions import City
from mock_server.mutants.base import Mutant, breaks
from mock_server.mutants.records import NEW


class Reworded(Mutant):
    """The description of a new service request is shown in capitals."""

    breaks = breaks("request.created-is-readable")

    def published(self, record: Record) -> Record:
        new = str(record["service_request_id"]).startswith(NEW)
        return record | {"description": str(record["description"]).upper()} if new else record


class NewUnlisted(Mutant):
    """New service requests are not listed."""

    breaks = breaks("request.created-is-listed")

    def select(self, place: City, query: dict[str, str]) -> Sequence[Record]:
        found = super().select(place, query)
        return [r for r in found if not str(r["service_request_id"]).startswith(NEW)]
