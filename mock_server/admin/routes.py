"""The admin API under /_mock/ of the server and of each tenant: a table of what it can do.

The table is the one source of its routes, of its OpenAPI document and of its index.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from mock_server.http import NOTHING, Refused, Request, Response
from mock_server.tenants import Tenant, Tenants

PREFIX = "/_mock"


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the admin API.

    Attributes:
        tenants: All of them.
        tenant: Whose admin API was called.
        parts: What the braces of the path stand for.
        query: Arguments of the query.
        body: The JSON object that was sent; empty for none.
    """

    tenants: Tenants
    tenant: Tenant
    parts: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)

    def seen(self) -> list[Tenant]:
        """Return the tenants that the caller sees: at the server itself all, else its own alone."""
        return list(self.tenants) if self.tenant is self.tenants.root else [self.tenant]

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text of the body; raises Refused when it has to be there and is not."""
        value = self.body.get(name, default)
        if not isinstance(value, str):
            raise Refused(400, f'The body needs "{name}", a text.')
        return value


Handler = Callable[[Call], object]
Schema = Mapping[str, object]  # JSON Schema of one field

TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
NUMBER: Schema = {"type": "number"}


@dataclass(frozen=True, slots=True)
class Route:
    """One thing that the admin API can do.

    Attributes:
        method: GET and DELETE take what they take in the query, the others in the body.
        path: With names in braces.
        summary: What it does, in a line.
        handler: Does it.
        takes: The fields that it takes, by name; none of them has to be there.
    """

    method: str
    path: str
    summary: str
    handler: Handler
    takes: Mapping[str, Schema]

    @property
    def pattern(self) -> re.Pattern[str]:
        """What its path looks like."""
        return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(self.path)))


ROUTES: list[Route] = []


def route(method: str, path: str, /, **takes: Schema) -> Callable[[Handler], Handler]:
    """Register a handler for what it takes; the first line of its docstring is its summary."""

    def register(handler: Handler) -> Handler:
        summary = (handler.__doc__ or "").strip().splitlines()[0]
        ROUTES.append(Route(method, PREFIX + path, summary, handler, takes))
        return handler

    return register


def answer(tenants: Tenants, tenant: Tenant, request: Request, body: bytes) -> Response:
    """Answer a call of the admin API."""
    try:
        found, parts = _find(request)
        call = Call(tenants, tenant, parts, request.query, _known(_object(body), found.takes))
        tenant.catch_up()
        told = found.handler(call)
    except Refused as refused:
        return refusal(refused)
    return told if isinstance(told, Response) else _json(told)


def refusal(refused: Refused) -> Response:
    """Return the answer to a call that is refused."""
    return _json({"error": refused.description}, refused.status, refused.headers)


def pattern(text: str) -> str:
    """Return a regular expression; raises Refused for what is none."""
    try:
        return re.compile(text).pattern
    except (re.error, OverflowError, RecursionError) as problem:
        said = f"path is a regular expression, and {text[:60]} is none: {problem}."
        raise Refused(400, said) from None


def encoded(body: Mapping[str, object]) -> bytes:
    """Return the body of a call; none for no fields."""
    return json.dumps(body).encode() if body else b""


def error(response: Response) -> str:
    """Return what an answer of the admin API complains of; empty when it does not."""
    told = json.loads(response.body) if response.status >= 400 else {}
    return str(told.get("error", ""))


def _find(request: Request) -> tuple[Route, dict[str, str]]:
    path = request.path.rstrip("/") or PREFIX
    fitting = [(r, m) for r in ROUTES if (m := r.pattern.fullmatch(path))]
    if not fitting:
        raise Refused(404, f"There is no {request.path}; GET {PREFIX} lists what there is.")
    for found, match in fitting:
        if found.method == request.method:
            return found, {name: unquote(part) for name, part in match.groupdict().items()}
    methods = " or ".join(found.method for found, _ in fitting)
    raise Refused(405, f"{request.path} takes {methods}.")


def _object(body: bytes) -> dict[str, Any]:
    if not body.strip():
        return {}
    try:
        value = json.loads(body)
        json.dumps(value, ensure_ascii=False).encode()  # half a character can be told to nobody
    except json.JSONDecodeError as problem:
        raise Refused(400, f"The body is not JSON: {problem}.") from None
    except (ValueError, RecursionError):
        raise Refused(
            400, "The body is not UTF-8, or nested too deeply, or has a number too long."
        ) from None
    if not isinstance(value, dict):
        raise Refused(400, "The body has to be a JSON object.")
    return value


def _known(body: dict[str, Any], takes: Mapping[str, Schema]) -> dict[str, Any]:
    """Return a body that has nothing but what a call takes; raises Refused."""
    for unknown in body.keys() - takes.keys():
        near = difflib.get_close_matches(unknown, takes, 1)
        hint = f"Did you mean {near[0]}?" if near else f"It takes {', '.join(takes) or 'nothing'}."
        raise Refused(400, f"This call takes no {unknown[:60]}. {hint}")
    return body


def _json(value: object, status: int = 200, more: Mapping[str, str] = NOTHING) -> Response:
    text = json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n"
    headers = {"Content-Type": "application/json; charset=utf-8", **more}
    # What no UTF-8 has is told as JSON escapes it: bytes of a header, for one.
    return Response(status, headers, text.encode("utf-8", "backslashreplace"))


@route("GET", "")
def index(call: Call) -> object:
    """What this server is, and what can be asked of it."""
    return {
        "tenant": call.tenant.name,
        "jurisdictions": list(call.tenant.behaviour.store.cities),
        "mutants": call.tenant.mutants,
        "now": call.tenant.clock.now().isoformat(),
        "calls": [f"{one.method} {one.path}: {one.summary}" for one in ROUTES],
    }


@route("GET", "/openapi.json")
def openapi(call: Call) -> object:
    """This API as an OpenAPI 3.1 document."""
    paths: dict[str, dict[str, object]] = {}
    for one in ROUTES:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one)
    info = {"title": "Admin API of the Open311 mock server", "version": "1"}
    token = {"type": "http", "scheme": "bearer", "description": "Beyond loopback only."}
    return {
        "openapi": "3.1.0",
        "info": info,
        "servers": [{"url": f"/t/{call.tenant.name}" if call.tenant.name else "/"}],
        "security": [{}, {"token": []}],
        "components": {"securitySchemes": {"token": token}},
        "paths": paths,
    }


def _operation(one: Route) -> dict[str, object]:
    names = re.findall(r"\{(\w+)\}", one.path)
    asked = one.takes if one.method in ("GET", "DELETE") else {}
    refused = {"type": "object", "properties": {"error": TEXT}}
    operation: dict[str, object] = {
        "summary": one.summary,
        "operationId": one.handler.__name__,
        "parameters": [
            *({"name": name, "in": "path", "required": True, "schema": TEXT} for name in names),
            *({"name": name, "in": "query", "schema": each} for name, each in asked.items()),
        ],
        "responses": {
            "200": {"description": "Done."},
            "4XX": {
                "description": "Refused.",
                "content": {"application/json": {"schema": refused}},
            },
        },
    }
    if one.takes and not asked:
        schema = {"type": "object", "properties": one.takes, "additionalProperties": False}
        operation["requestBody"] = {"content": {"application/json": {"schema": schema}}}
    return operation
