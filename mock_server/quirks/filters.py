"""How known software reads the arguments of a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from mock_server.http import Refused
from mock_server.jurisdictions import City
from mock_server.mutants.base import breaks
from mock_server.quirks.base import Quirk
from mock_server.records import Record


class ManyIdsRefused(Quirk):
    """More than one service_request_id is none."""

    breaks = breaks("requests.select-by-id")

    def ids(self, text: str) -> set[str]:
        if "," in text:
            raise Refused(400, "service_request_id is not a number.")
        return super().ids(text)


class ManyStatusesRefused(Quirk):
    """More than one status is none."""

    breaks = breaks("requests.filter-status")

    def statuses(self, given: dict[str, str]) -> set[str] | None:
        if "," in given.get("status", ""):
            raise Refused(400, "The status is invalid.")
        return super().statuses(given)


class ManyCodesAreOne(Quirk):
    """Several service_codes with a comma are taken for one, which nothing has."""

    breaks = breaks("requests.filter-service-code")

    def codes(self, given: dict[str, str]) -> set[str] | None:
        return {given["service_code"]} if "service_code" in given else None


class ManyStatusesAreOne(Quirk):
    """Several statuses with a comma are taken for one, which nothing has."""

    breaks = breaks("requests.filter-status")

    def statuses(self, given: dict[str, str]) -> set[str] | None:
        return {given["status"]} if "status" in given else None


class IdsIgnored(Quirk):
    """A service_request_id as an argument does nothing."""

    breaks = breaks("requests.select-by-id")

    def select(self, place: City, query: Mapping[str, str]) -> Sequence[Record]:
        left = {k: v for k, v in query.items() if k != "service_request_id"}
        return super().select(place, left)


class NothingIs404(Quirk):
    """A list that nothing is in gets 404, whatever was asked."""

    breaks = breaks("requests.empty-list")

    def select(self, place: City, query: Mapping[str, str]) -> Sequence[Record]:
        found = super().select(place, query)
        if not found:
            raise Refused(404, "No Service requests found")
        return found


class UnknownStatusIs404(Quirk):
    """A status that is none gets 404, and so do several with a comma."""

    breaks = breaks("errors.bad-input-is-400", "requests.filter-status")

    def statuses(self, given: dict[str, str]) -> set[str] | None:
        if given.get("status", "open") not in ("open", "closed"):
            raise Refused(404, "Status not found")
        return super().statuses(given)


class FractionsRefused(Quirk):
    """A date with a fraction of a second is none."""

    def date(self, given: dict[str, str], name: str) -> datetime | None:
        if "." in given.get(name, ""):
            raise Refused(400, f"{name}: found value isn't a datetime")
        return super().date(given, name)


class EmptyDatesRefused(Quirk):
    """An empty date is none."""

    breaks = breaks("requests.empty-argument-is-none")

    def select(self, place: City, query: Mapping[str, str]) -> Sequence[Record]:
        for name in ("start_date", "end_date"):
            if query.get(name) == "":
                raise Refused(400, f"{name}: found value isn't a datetime")
        return super().select(place, query)
