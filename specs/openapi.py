"""GeoReport v2 and service discovery as an OpenAPI 3.1 document, made from the JSON Schemas.

`python -m specs.openapi > specs/openapi.yaml` writes the published file. A path for each format:
whoever asks /services.xml gets XML. What XML holds is described as the records that the JSON of the
same resource would hold, each leaf a text.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import Any

from specs.arguments import NEW_SERVICE_REQUEST, PARAMETERS
from specs.components import components, named, reference
from specs.vocabulary import RESOURCES

PAGE = "https://wiki.open311.org/GeoReport_v2/"
DISCOVERY_PAGE = "https://wiki.open311.org/Service_Discovery/"
ENDPOINT = "https://api.city.gov/dev/v2"
BASE = "https://api.city.gov/dev"
MEDIA_TYPES = {"xml": "text/xml", "json": "application/json"}
REFUSALS = ("400", "403", "404", "4XX")  # the specification tables three; others are refusals too
HEAD = "# Made by `python -m specs.openapi`. Change that, or the schemas, not this file.\n"
ABOUT = (
    "What a GeoReport v2 endpoint has to answer, as the Open311 conformance kit judges it. Only"
    " what the specification demands is in here, not what it recommends; x-requirement names the"
    " demand in the kit's catalogue. XML is described as the records that the JSON of the same"
    " resource would hold, each leaf a text; the exact XML is in the RELAX NG grammars beside this"
    " file. The api_key of a POST is a field of its form."
)


@dataclass(frozen=True, slots=True)
class Method:
    """One method of the specification, in any format.

    Attributes:
        name: Its operationId, before the format.
        path: Below the endpoint, without the format.
        resource: What it answers with.
        summary: What it is for.
        arguments: Names in PARAMETERS.
        section: Where the specification speaks of it.
        verb: HTTP method.
    """

    name: str
    path: str
    resource: str
    summary: str
    arguments: tuple[str, ...]
    section: str
    verb: str = "get"


METHODS = (
    Method(
        "getDiscovery",
        "/discovery",
        "discovery",
        "Which endpoints there are, and in which formats they answer",
        (),
        DISCOVERY_PAGE,
    ),
    Method(
        "getServices",
        "/services",
        "services",
        "The services that can be asked for",
        ("jurisdiction_id",),
        f"{PAGE}#get-service-list",
    ),
    Method(
        "getServiceDefinition",
        "/services/{service_code}",
        "service-definition",
        "What is asked beyond the usual, for a service with metadata=true",
        ("path_service_code", "jurisdiction_id"),
        f"{PAGE}#get-service-definition",
    ),
    Method(
        "createServiceRequest",
        "/requests",
        "post-response",
        "Make a service request",
        (),
        f"{PAGE}#post-service-request",
        "post",
    ),
    Method(
        "getToken",
        "/tokens/{token}",
        "token-response",
        "The service_request_id behind a token",
        ("path_token", "jurisdiction_id"),
        f"{PAGE}#get-service_request_id-from-a-token",
    ),
    Method(
        "getServiceRequests",
        "/requests",
        "requests",
        "Service requests, by what they have in common",
        (
            "jurisdiction_id",
            "service_request_id",
            "service_code",
            "start_date",
            "end_date",
            "status",
        ),
        f"{PAGE}#get-service-requests",
    ),
    Method(
        "getServiceRequest",
        "/requests/{service_request_id}",
        "request",
        "One service request",
        ("path_service_request_id", "jurisdiction_id"),
        f"{PAGE}#get-service-request",
    ),
)


def document(endpoint: str = ENDPOINT, base: str = BASE) -> dict[str, Any]:
    """Return the document for an endpoint, and for the URL that its discovery stands below."""
    paths: dict[str, Any] = {}
    for method in METHODS:
        for format in MEDIA_TYPES:
            item = paths.setdefault(f"{method.path}.{format}", {})
            if method.resource == "discovery":
                item["servers"] = [{"url": base}]
            item[method.verb] = operation(method, format)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Open311 GeoReport v2",
            "version": "2.0",
            "description": ABOUT,
            "license": {"name": "Apache License 2.0", "identifier": "Apache-2.0"},
        },
        "externalDocs": {"url": PAGE},
        "servers": [{"url": endpoint}],
        "security": [],  # OpenAPI knows no key in a form
        "paths": paths,
        "components": {
            "schemas": components() | {"NewServiceRequest": NEW_SERVICE_REQUEST},
            "parameters": PARAMETERS,
            "responses": {_refused(format): refusal(format) for format in MEDIA_TYPES},
        },
    }


def operation(method: Method, format: str) -> dict[str, Any]:
    """Return a method in one format."""
    answer = {"description": method.summary, "content": content(method.resource, format)}
    refused = reference(_refused(format), "responses")
    found: dict[str, Any] = {
        "operationId": method.name + format.capitalize(),
        "summary": method.summary,
        "externalDocs": {"url": method.section},
        "parameters": [reference(name, "parameters") for name in method.arguments],
        "responses": {"200": answer},
    }
    if method.verb == "post":
        form = {"schema": reference("NewServiceRequest")}
        found["requestBody"] = {
            "required": True,
            "content": {"application/x-www-form-urlencoded": form},
        }
        found["responses"]["201"] = answer
    if method.resource != "discovery":
        found["responses"] |= dict.fromkeys(REFUSALS, refused)
    return found


def content(resource: str, format: str) -> dict[str, Any]:
    """Return what an answer holds."""
    schema = reference(named(RESOURCES[resource].schema))
    return {MEDIA_TYPES[format]: {"schema": schema}}


def refusal(format: str) -> dict[str, Any]:
    """Return the answer to what can't be fulfilled."""
    return {
        "description": "400, and 404 for what does not exist, 403 for a wrong or missing api_key",
        "content": content("errors", format),
    }


def as_yaml() -> str:
    """Return the published file's text."""
    import yaml  # a tool for those who publish; running the kit does not need it

    plain = json.loads(json.dumps(document()))  # no part is shared, so that none becomes an alias
    return HEAD + yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=100)


def _refused(format: str) -> str:
    return f"Refused{format.capitalize()}"


if __name__ == "__main__":
    sys.stdout.write(as_yaml())
