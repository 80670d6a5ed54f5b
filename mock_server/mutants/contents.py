"""Servers that don't keep what a new service request holds, or don't read all of it."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from mock_server.create import Form
from mock_server.http import Refused, Request
from mock_server.jurisdictions import City
from mock_server.mutants.base import Mutant, breaks
from mock_server.records import Record


class Rewriting(Mutant, abstract=True):
    """A server that keeps the description of a new service request in its own way."""

    def kept(self, description: str) -> str:
        """Return what becomes of a description."""
        return description

    def record(self, city: City, service: Record, given: dict[str, str], now: datetime) -> Record:
        record = super().record(city, service, given, now)
        return record | {"description": self.kept(str(record["description"] or "")) or None}


class CutAt2000(Rewriting):
    """A description is cut at 2,000 characters."""

    breaks = breaks("create.description-4000")

    def kept(self, description: str) -> str:
        return description[:2000]


class CutAt4000Bytes(Rewriting):
    """A description is cut at 4,000 bytes."""

    breaks = breaks("create.description-4000")

    def kept(self, description: str) -> str:
        return description.encode()[:4000].decode("utf-8", "ignore")


class BytesCounted(Mutant):
    """A description of more than 4,000 bytes is refused."""

    breaks = breaks("create.description-4000")

    def check_description(self, given: dict[str, str]) -> None:
        super().check_description(given)
        if len(given.get("description", "").encode()) > 4000:
            raise Refused(400, "The description is too long.")


class LinesFolded(Rewriting):
    """A description loses its line breaks."""

    breaks = breaks("create.description-4000")

    def kept(self, description: str) -> str:
        return " ".join(description.split())


class ParagraphsFolded(Rewriting):
    """A description loses its empty lines."""

    breaks = breaks("create.description-4000")

    def kept(self, description: str) -> str:
        return re.sub(r"\n+", "\n", description)


class ReadAsLatin1(Rewriting):
    """The form is read as ISO 8859-1."""

    breaks = breaks("create.utf8-round-trip")

    def kept(self, description: str) -> str:
        read = description.encode().decode("latin-1")
        return read.translate(dict.fromkeys(range(128, 160)))[:4000]


class OnlyAscii(Rewriting):
    """A letter beyond ASCII becomes a question mark."""

    breaks = breaks("create.utf8-round-trip")

    def kept(self, description: str) -> str:
        return description.encode("ascii", "replace").decode()


class CutAtEmoji(Rewriting):
    """A description ends before the first letter beyond the BMP, as in MySQL's utf8."""

    breaks = breaks("create.utf8-round-trip")

    def kept(self, description: str) -> str:
        return re.split("[^\0-\uffff]", description)[0]


class BeyondBmpLost(Rewriting):
    """A description loses what is beyond the BMP."""

    breaks = breaks("create.utf8-round-trip")

    def kept(self, description: str) -> str:
        return re.sub("[^\0-\uffff]", "", description)


class BeyondBmpRefused(Mutant):
    """A description with a letter beyond the BMP is refused."""

    breaks = breaks("create.utf8-round-trip")

    def check_description(self, given: dict[str, str]) -> None:
        super().check_description(given)
        if any(letter > "\uffff" for letter in given.get("description", "")):
            raise Refused(400, "The description has a letter that can't be stored.")


class MarksLost(Rewriting):
    """A description loses its combining marks."""

    breaks = breaks("create.utf8-round-trip")

    def kept(self, description: str) -> str:
        return re.sub("[\u0300-\u036f]", "", description)


class JoinersLost(Rewriting):
    """An emoji falls apart, since what joins its parts is dropped."""

    breaks = breaks("create.utf8-round-trip")

    def kept(self, description: str) -> str:
        return description.replace("\u200d", "")


class LettersMadeAlike(Rewriting):
    """Letters are replaced by compatible ones (Unicode NFKC)."""

    breaks = breaks("create.utf8-round-trip")

    def kept(self, description: str) -> str:
        return unicodedata.normalize("NFKC", description)


class EscapedNamesUnread(Mutant):
    """The names of a form's fields are not decoded."""

    breaks = breaks("create.attribute-encodings")

    def method(self, request: Request, steps: list[str]) -> tuple[str, object]:
        names = [pair.partition("=")[0] for pair in request.sent.split("&")]
        if any("%5B" in name for name in names):
            raise Refused(400, "The attribute SIZE is required.")
        return super().method(request, steps)


class ListsUnread(Mutant):
    """The [] behind an attribute's name is taken for a part of its code."""

    breaks = breaks("create.attribute-encodings")

    def create(self, city: City, form: Form, key: str, now: datetime) -> Record:
        if any(name.endswith("[]") for name, _ in form):
            raise Refused(400, "The attribute WHERE][ is not known.")
        return super().create(city, form, key, now)


class ListOfOneRefused(Mutant):
    """A list has to have two values."""

    breaks = breaks("create.attribute-encodings")

    def create(self, city: City, form: Form, key: str, now: datetime) -> Record:
        if [name.endswith("[]") for name, _ in form].count(True) == 1:
            raise Refused(400, "The attribute WHERE has to be a list.")
        return super().create(city, form, key, now)


class RepeatedRefused(Mutant):
    """No name may come twice in a form."""

    breaks = breaks("create.attribute-encodings")

    def create(self, city: City, form: Form, key: str, now: datetime) -> Record:
        if len(dict(form)) < len(form):
            raise Refused(400, "A parameter comes twice.")
        return super().create(city, form, key, now)


class LastValueKept(Mutant):
    """Of several values of an attribute the last one is read."""

    breaks = breaks("create.attribute-encodings")

    def create(self, city: City, form: Form, key: str, now: datetime) -> Record:
        return super().create(city, tuple(dict(form).items()), key, now)


class LastValueShown(Mutant):
    """Of several values of an attribute the last one is kept, and shown in JSON."""

    breaks = breaks("create.attribute-encodings")

    def create(self, city: City, form: Form, key: str, now: datetime) -> Record:
        self.form = dict(form)
        return super().create(city, form, key, now)

    def record(self, city: City, service: Record, given: dict[str, str], now: datetime) -> Record:
        shown = {
            name[10:].split("]")[0]: value
            for name, value in self.form.items()
            if name.startswith("attribute[")
        }
        listed = [{"code": code, "value": value} for code, value in shown.items()]
        return super().record(city, service, given, now) | {"attributes": listed}

    def rendered(self, record: Record) -> tuple[str, str]:
        bare = {name: value for name, value in record.items() if name != "attributes"}
        return super().rendered(bare)[0], super().rendered(record)[1]
