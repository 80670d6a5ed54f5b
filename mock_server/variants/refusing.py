"""Servers that refuse in an unusual way, and are right."""

from __future__ import annotations

import re
from datetime import datetime

from mock_server.create import LONGEST, Form
from mock_server.http import Refused, Request, Response
from mock_server.jurisdictions import City
from mock_server.records import Record
from mock_server.variants.base import Variant


class LongCut(Variant):
    """A description that is too long is cut at 4,000 characters."""

    def check_description(self, given: dict[str, str]) -> None:
        given["description"] = self.cut(given.get("description", ""))

    def cut(self, text: str) -> str:
        return text[:LONGEST]


class LongCutNeatly(LongCut):
    """A description that is too long ends in a whole word and an ellipsis."""

    def cut(self, text: str) -> str:
        return text if len(text) <= LONGEST else f"{text[: LONGEST - 2].rpartition(' ')[0]} …"


class LongTooLarge(Variant):
    """A description that is too long gets 413."""

    def check_all(self, service: Record, city: City, given: dict[str, str], form: Form) -> None:
        if len(given.get("description", "")) > LONGEST:
            raise Refused(413, f"No more than {LONGEST} characters, please.")
        super().check_all(service, city, given, form)


class KeyLast(Variant):
    """The api_key is looked at after everything else."""

    def create(self, city: City, form: Form, key: str, now: datetime) -> Record:
        given = {name: value.strip() for name, value in form if value.strip()}
        self.check_all(self.service(city, given), city, given, form)
        return super().create(city, form, key, now)


class KeyFirst(Variant):
    """The api_key is looked at before the jurisdiction_id."""

    def method(self, request: Request, steps: list[str]) -> tuple[str, object]:
        if request.method == "POST":
            self.check_key(dict(request.form), self.key)
        return super().method(request, steps)


class KeyAnywhere(Variant):
    """The api_key is taken in the URL as well as in the body."""

    def method(self, request: Request, steps: list[str]) -> tuple[str, object]:
        if "api_key" in request.query and "api_key" not in dict(request.form):
            form = (*request.form, ("api_key", request.query["api_key"]))
            request = request._replace(form=form)
        return super().method(request, steps)


class KeyHinted(Variant):
    """The error about a wrong api_key shows its first letters, and whom to ask for another."""

    def check_key(self, given: dict[str, str], key: str) -> None:
        try:
            super().check_key(given, key)
        except Refused as refused:
            start = given.get("api_key", "")[:3]
            told = f"Your API key {start}… is not known. Write to keys@city.example for one."
            raise Refused(refused.status, told) from None


class German(Variant):
    """Errors are told in German, and name the argument."""

    def errors(self, refused: Refused) -> list[Record]:
        return [
            record | {"description": self.translated(str(record["description"]))}
            for record in super().errors(refused)
        ]

    def translated(self, text: str) -> str:
        named = re.search(r"[a-z]+_[a-z_]+|token|status", text)
        argument = named.group().replace("_", " ") if named else "Eingabe"
        return f"Die Angabe „{argument}“ fehlt oder ist ungültig."


class FirstErrorOnly(Variant):
    """Only the first of several errors is told."""

    def errors(self, refused: Refused) -> list[Record]:
        return super().errors(refused)[:1]


class ErrorsWithAdvice(Variant):
    """An error about a service request is followed by advice, with a code of its own."""

    def errors(self, refused: Refused) -> list[Record]:
        advice: Record = {"code": 1000, "description": "Read the documentation of this API."}
        return [*super().errors(refused), advice]


class MethodUnknown(Variant):
    """PUT and DELETE are not implemented, as the gateway says in HTML."""

    def respond(self, request: Request) -> Response:
        if request.method in ("GET", "HEAD", "POST"):
            return super().respond(request)
        return Response(501, {"Content-Type": "text/html"}, b"<html>Not implemented</html>")
