"""Ask the reference as a client does, over HTTP."""

from __future__ import annotations

from typing import Any

import requests

from mock_server.handle import MockServer

PLACE = "springfield.example"
PLAIN = {"api_key": "demo-key", "service_code": "006", "lat": "42.1", "long": "-72.6"}


def get(server: MockServer, path: str, **query: str) -> requests.Response:
    """Ask for something of the first city."""
    arguments = {"jurisdiction_id": PLACE, **query}
    return requests.get(f"{server.url}/{path}", params=arguments, timeout=20)


def post(server: MockServer, format: str = "json", **more: Any) -> requests.Response:  # noqa: ANN401  (of requests)
    """Report something simple; `data` adds to the form or replaces what is in it."""
    form = {"jurisdiction_id": PLACE, **PLAIN, **more.pop("data", {})}
    return requests.post(f"{server.url}/requests.{format}", data=form, timeout=20, **more)


def records(answer: requests.Response) -> list[dict[str, Any]]:
    """Return the records of a JSON list."""
    assert answer.status_code == 200
    found = answer.json()
    assert isinstance(found, list)
    return found


def newest(server: MockServer) -> str:
    return str(records(get(server, "requests.json"))[0]["service_request_id"])


def asking(server: MockServer) -> str:
    """Return the code of a service that has a definition."""
    services = records(get(server, "services.json"))
    return str(next(s["service_code"] for s in services if s["metadata"]))
