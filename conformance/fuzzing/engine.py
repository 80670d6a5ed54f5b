"""Schemathesis at work: the only module that knows it.

It believes to test a WSGI application in this process. What it asks of that is handed on, so that
every request is sent, counted, paced and kept by this kit's own client: Schemathesis itself never
opens a connection, and sends nothing twice. Its engine is not a public interface, so its minor
version is pinned, and tests/test_fuzz_engine.py shows what is relied upon.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from typing import Any

import schemathesis
from lxml import etree
from schemathesis import engine, hooks
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import Failure
from schemathesis.engine import events

from conformance import xml_body
from conformance.fuzzing.drawn import Came, Complaint, Drawn, Drew, Enough, Send
from conformance.fuzzing.seeding import only_the_seed_counts
from conformance.generate.hunt import elsewhere

Case = schemathesis.Case[Any]
DOCUMENT = "/openapi.json"
FORM = "application/x-www-form-urlencoded"
# The checks whose findings are used; others send requests of their own, or are about credentials.
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "positive_data_acceptance",
)
PRIVATE = "_root_schema"  # where a failure keeps the schema that its path leads through


class NoAnswer(Exception):  # noqa: N818  (told to Schemathesis, which has nothing to check then)
    """No complete answer came."""


OURS = (Enough, NoAnswer)  # told to Schemathesis by this module itself


def run(document: dict[str, Any], send: Send, *, seed: int, mode: str, examples: int) -> Drew:
    """Draw requests from a document until all are drawn or `send` has had enough.

    Args:
        document: The OpenAPI document.
        send: Sends one request, in a thread; None when no complete answer came. Raises Enough.
        seed: What is drawn follows from it, and from nothing else.
        mode: "positive", what the document allows; "negative", what it does not; or "all".
        examples: How many are drawn at random for an operation, after the systematic ones.
    """
    relay = _Relay(document, send)
    with elsewhere(), only_the_seed_counts(), _noting(relay):
        config = _config(seed, mode, examples)
        schema = schemathesis.openapi.from_wsgi(DOCUMENT, relay, config=config)
        relay.stream = engine.from_schema(schema).execute()
        told = list(relay.stream)
    return Drew(relay.complaints, list(_problems(told)))


def _config(seed: int, mode: str, examples: int) -> SchemathesisConfig:
    generation = {
        "mode": mode,
        "max-examples": examples,
        "database": "none",
        "no-shrink": True,
        "unique-inputs": True,
        "allow-extra-parameters": False,
    }
    unfed = {"extra-data-sources": {"responses": False}}  # answers hold the time of day
    return SchemathesisConfig.from_dict(
        {
            "seed": seed,
            "workers": 1,
            "continue-on-failure": True,
            "generation": generation,
            "phases": {
                "examples": unfed,
                "coverage": {**unfed, "unexpected-methods": []},
                "fuzzing": {**unfed, "error-feedback": {"enabled": False}},
                "stateful": {"enabled": False},
            },
            "checks": {"enabled": False, **{name: {"enabled": True} for name in CHECKS}},
            "analysis": {"constants": {"enabled": False}},
            "cache": {"enabled": False},
        }
    )


class _Relay:
    """The application that Schemathesis believes to test.

    Attributes:
        stream: What the engine tells; to stop it.
        allowed: The document allows the request that comes next.
        numbers: The number of each request, by Schemathesis's name for it.
        complaints: What Schemathesis has against the answers so far.
    """

    def __init__(self, document: dict[str, Any], send: Send) -> None:
        self.stream: Any = None
        self.allowed = True
        self.numbers: dict[str, int] = {}
        self.complaints: list[Complaint] = []
        self._document = json.dumps(document).encode()
        self._send = send

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., object]
    ) -> Iterable[bytes]:
        """Answer a request as WSGI (PEP 3333) has it."""
        if environ["PATH_INFO"] == DOCUMENT:
            start_response("200 OK", [("Content-Type", "application/json")])
            return [self._document]
        came = self._answer(environ)
        # No Retry-After: Schemathesis would obey it and ask again, which the client did already.
        kept = [(name, value) for name, value in came.headers if name.lower() == "content-type"]
        start_response(f"{came.status} {_phrase(came.status)}", kept)
        return [came.body]

    def _answer(self, environ: dict[str, Any]) -> Came:
        query, length = environ["QUERY_STRING"], int(environ.get("CONTENT_LENGTH") or 0)
        if length and not environ["CONTENT_TYPE"].startswith(FORM):
            raise NoAnswer  # a form is the only body that is ever sent
        form = environ["wsgi.input"].read(length).decode("utf-8", "replace")
        path = environ["REQUEST_URI"].partition("?")[0] + (f"?{query}" if query else "")
        self.numbers[environ["HTTP_X_SCHEMATHESIS_TESTCASEID"]] = len(self.numbers)
        try:
            came = self._send(Drawn(environ["REQUEST_METHOD"], path, form, self.allowed))
        except Enough:
            self.stream.stop()
            raise
        if came is None:
            raise NoAnswer
        return came


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in list(HTTPStatus) else "Unknown"


def _problems(told: list[events.EngineEvent]) -> Iterator[str]:
    """Yield what went wrong beside the answers."""
    for event in told:
        if isinstance(event, events.NonFatalError) and not isinstance(event.value, OURS):
            yield f"{type(event.value).__name__}: {event.value}"
        if isinstance(event, events.FatalError):
            yield f"{type(event.exception).__name__}: {event.exception}"


def _requirement(failure: Failure) -> str:
    """Return the innermost x-requirement on a failure's path through the schema."""
    node: Any = getattr(failure, PRIVATE, None)
    found = ""
    for step in getattr(failure, "schema_path", ()):
        node = node[step]
        found = node.get("x-requirement", found) if isinstance(node, dict) else found
    return found


@contextlib.contextmanager
def _noting(relay: _Relay) -> Iterator[None]:
    """Tell the relay what Schemathesis knows of a request and of its answer; read XML meanwhile."""

    def before_call(_: object, case: Case, __: object) -> None:
        relay.allowed = case.meta is None or case.meta.generation.mode.is_positive

    def filter_failure(_: object, failure: Failure, case: Case, __: object) -> bool:
        number, requirement = relay.numbers[case.id], _requirement(failure)
        complaint = Complaint(failure.checks[0], failure.title, number, requirement)
        relay.complaints.append(complaint)
        return True

    schemathesis.deserializer("text/xml", "application/xml")(_read_xml)
    known: tuple[Callable[..., object], ...] = (before_call, filter_failure)
    for hook in known:
        schemathesis.hook(hook)
    try:
        yield
    finally:
        for hook in known:
            hooks.unregister(hook)


def _read_xml(_: object, answer: schemathesis.Response) -> object:
    """Return an XML body as the records that the JSON of the same resource would hold."""
    try:
        return xml_body.value_of(xml_body.parse(answer.content))
    except etree.XMLSyntaxError as problem:
        raise ValueError(str(problem)) from problem  # what Schemathesis expects of a reader
