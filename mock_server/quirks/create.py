"""What known software makes of a POST."""

from __future__ import annotations

from datetime import datetime

from mock_server.create import Form
from mock_server.http import Request
from mock_server.jurisdictions import City
from mock_server.mutants.base import breaks
from mock_server.quirks.base import Quirk
from mock_server.records import Record


class PostIsGet(Quirk):
    """What is posted is read as a question: the whole list comes, and nothing is taken."""

    breaks = breaks(
        "create.accepted",
        "create.attribute-missing-refused",
        "create.attribute-value-refused",
        "create.coordinates-out-of-range-refused",
        "create.key-missing-refused",
        "create.key-wrong-refused",
        "create.location-half-refused",
        "create.location-missing-refused",
        "create.service-code-missing-refused",
        "create.service-code-unknown-refused",
    )

    def method(self, request: Request, steps: list[str]) -> tuple[str, object]:
        if request.method == "POST" and steps[:1] == ["requests"]:
            given = {**request.query, **dict(request.form), "service_code": ""}
            request = request._replace(method="GET", query=given)
        return super().method(request, steps)


class NoServiceIsGet(Quirk):
    """What is posted without a service_code is answered with the list."""

    breaks = breaks("create.service-code-missing-refused")

    def method(self, request: Request, steps: list[str]) -> tuple[str, object]:
        if request.method == "POST" and "service_code" not in dict(request.form):
            given = {**request.query, **dict(request.form)}
            request = request._replace(method="GET", query=given)
        return super().method(request, steps)


class Posted(Quirk, abstract=True):
    """A server that knows whether it answers a POST when it writes."""

    posting = False

    def method(self, request: Request, steps: list[str]) -> tuple[str, object]:
        self.posting = False
        found = super().method(request, steps)
        self.posting = request.method == "POST"
        return found


class PostAsObject(Posted):
    """The JSON that answers a POST is an object without its list."""

    breaks = breaks("formats.json-spark-shape")

    def json(self, root: str, value: object) -> str:
        if self.posting and root == "service_requests" and isinstance(value, list):
            value = value[0]
        return super().json(root, value)


class PostNested(Posted):
    """The answer to a POST repeats the root, and JSON has objects for lists."""

    breaks = breaks("create.accepted", "formats.json-spark-shape")

    def xml(self, root: str, value: object) -> str:
        text = super().xml(root, value)
        if not self.posting or root != "service_requests":
            return text
        return text.replace(f"<{root}>", f"<{root}><{root}>") + f"</{root}>"

    def json(self, root: str, value: object) -> str:
        if self.posting and root == "service_requests" and isinstance(value, list):
            value = {root: {"request": value[0]}}
        return super().json(root, value)


class AttributesUnchecked(Quirk):
    """Attributes may have any value, and required ones may be left out."""

    breaks = breaks("create.attribute-missing-refused", "create.attribute-value-refused")

    def check_attributes(self, service: Record, city: City, form: Form) -> None:
        """Take them as they are."""


class LocationUnchecked(Quirk):
    """A location may be any, half or none."""

    breaks = breaks(
        "create.coordinates-out-of-range-refused",
        "create.location-half-refused",
        "create.location-missing-refused",
    )

    def check_location(self, given: dict[str, str]) -> None:
        """Take what can be kept as a number."""
        for name in ("lat", "long"):
            try:
                float(given.get(name, "0"))
            except ValueError:
                given[name] = "0"


class NewIsNeither(Quirk):
    """A new service request is neither open nor closed but new, and not listed until it is."""

    breaks = breaks("request.created-is-listed", "requests.status-value")

    def record(self, city: City, service: Record, given: dict[str, str], now: datetime) -> Record:
        return super().record(city, service, given, now) | {"status": "new"}

    def statuses(self, given: dict[str, str]) -> set[str] | None:
        return super().statuses(given) or {"open", "closed"}
