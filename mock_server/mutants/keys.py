"""Faulty handling of the api_key."""

from __future__ import annotations

from mock_server.http import Refused, Request
from mock_server.mutants.base import Mutant, breaks


class KeyOptional(Mutant):
    """A service request without an api_key is taken."""

    breaks = breaks("create.key-missing-refused")

    def check_key(self, given: dict[str, str], key: str) -> None:
        if "api_key" in given:
            super().check_key(given, key)


class AnyKey(Mutant):
    """Any api_key will do."""

    breaks = breaks("create.key-wrong-refused")

    def check_key(self, given: dict[str, str], key: str) -> None:
        super().check_key(given, given.get("api_key", key))


class NoKey(Mutant):
    """Nobody looks at the api_key."""

    breaks = breaks("create.key-missing-refused", "create.key-wrong-refused")

    def check_key(self, given: dict[str, str], key: str) -> None:
        pass


class Unauthorized(Mutant):
    """A missing or wrong api_key gets 401."""

    breaks = breaks("errors.key-is-403")
    instead = 401

    def check_key(self, given: dict[str, str], key: str) -> None:
        try:
            super().check_key(given, key)
        except Refused as refused:
            raise Refused(self.instead, *refused.descriptions) from None


class KeyBad(Unauthorized):
    """A missing or wrong api_key gets 400."""

    breaks = breaks("errors.key-is-403")
    instead = 400


class KeyUnnamed(Unauthorized):
    """The error about an api_key does not say that it is about that."""

    breaks = breaks("errors.description-names-argument")

    def check_key(self, given: dict[str, str], key: str) -> None:
        try:
            super().check_key(given, key)
        except Refused:
            raise Refused(403, "Access denied.") from None


class KeyBreaks(Unauthorized):
    """A wrong api_key breaks the server."""

    breaks = breaks("errors.never-5xx")
    instead = 500


class KeyEchoed(Mutant):
    """The error about a wrong api_key repeats it."""

    breaks = breaks("errors.key-not-echoed")

    def check_key(self, given: dict[str, str], key: str) -> None:
        try:
            super().check_key(given, key)
        except Refused as refused:
            told = f"{refused.description} It was: {given.get('api_key')}"
            raise Refused(403, told) from None


class ArgumentsEchoed(Mutant):
    """An error about a location repeats all arguments, the right api_key among them."""

    breaks = breaks("errors.key-not-echoed")

    def check_location(self, given: dict[str, str]) -> None:
        try:
            super().check_location(given)
        except Refused as refused:
            told = ", ".join(f"{name}={value}" for name, value in given.items())
            raise Refused(refused.status, f"{refused.description} {told}") from None


class KeyInUrl(Mutant):
    """The api_key is taken in the URL only."""

    breaks = breaks("transport.key-in-body")

    def method(self, request: Request, steps: list[str]) -> tuple[str, object]:
        form = tuple(pair for pair in request.form if pair[0] != "api_key")
        given = (("api_key", request.query["api_key"]),) if "api_key" in request.query else ()
        return super().method(request._replace(form=given + form), steps)
