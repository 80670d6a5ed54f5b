"""The admin API is what its OpenAPI document says."""

from __future__ import annotations

import json

import pytest
from openapi_spec_validator import validate

from mock_server import admin
from mock_server.admin.routes import Route
from mock_server.http import Request, Response
from mock_server.settings import Settings
from mock_server.tenants import Tenants

WITH_BODY = [route for route in admin.ROUTES if route.method in ("POST", "PUT")]


def call(method: str, path: str, body: bytes = b"") -> Response:
    tenants = Tenants(Settings(requests=5))
    return admin.answer(tenants, tenants.root, Request(method, path), body)


def test_the_document_is_sound_and_names_every_call() -> None:
    document = json.loads(call("GET", "/_mock/openapi.json").body)
    validate(document)
    paths = document["paths"]
    named = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    assert named == {(route.method, route.path) for route in admin.ROUTES}
    assert len(json.loads(call("GET", "/_mock").body)["calls"]) == len(admin.ROUTES)


def test_it_names_what_a_call_takes() -> None:
    paths = json.loads(call("GET", "/_mock/openapi.json").body)["paths"]
    body = paths["/_mock/faults"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert {"fault", "times", "probability", "seed"} <= body["properties"].keys()
    asked = {each["name"] for each in paths["/_mock/journal/verify"]["get"]["parameters"]}
    assert asked == {"method", "path", "status", "times"}


@pytest.mark.parametrize("route", WITH_BODY, ids=lambda route: f"{route.method} {route.path}")
def test_what_it_does_not_name_is_refused(route: Route) -> None:
    path = route.path.format(name="one", jurisdiction="springfield.example", id="1", number="1")
    refused = call(route.method, path, b'{"tmies": 1}')
    assert refused.status == 400
    assert "takes no tmies" in json.loads(refused.body)["error"]
