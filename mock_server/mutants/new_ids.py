"""Servers that tell another's id of a new service request."""

from __future__ import annotations

from mock_server.jurisdictions import City
from mock_server.mutants.base import Mutant, breaks
from mock_server.records import NEW, Record, is_new


class WordlessHasOneId(Mutant):
    """What is posted without a description is told the id of what was posted before."""

    breaks = breaks("create.ids-unique")

    def receipt(self, city: City, service: Record, id: str) -> Record:
        wordless = not city.by_ids([id])[0]["description"]
        prefix, number = id.split(NEW)
        told = f"{prefix}{NEW}{int(number) - 1:05}" if wordless else id
        return super().receipt(city, service, told)


class WordlessHasOldId(Mutant):
    """What is posted without a description is told the id of an old service request."""

    breaks = breaks("create.ids-unique")

    def receipt(self, city: City, service: Record, id: str) -> Record:
        old = next(r for r in city.all() if not is_new(r["service_request_id"]))
        wordless = not city.by_ids([id])[0]["description"]
        return super().receipt(city, service, str(old["service_request_id"]) if wordless else id)
