"""The options of `open311 check` as pytest has them: a test holds them against each other."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

PREFIX = "--open311-"


class Takes(Enum):
    """What stands after an option."""

    NOTHING = "nothing"
    VALUE = "value"
    VALUES = "values"  # the option may be repeated


@dataclass(frozen=True, slots=True)
class Option:
    """One option.

    Attributes:
        word: Its name at `open311 check`, without dashes; "url" is the argument there.
        help: What `open311 check --help` says.
        takes: What stands after it.
    """

    word: str
    help: str
    takes: Takes = Takes.VALUE

    def action(self) -> dict[str, Any]:
        """Return what argparse does with it."""
        match self.takes:
            case Takes.NOTHING:
                return {"action": "store_true"}
            case Takes.VALUES:
                return {"action": "append"}
        return {"action": "store"}

    def typed(self, value: Any) -> list[str]:  # noqa: ANN401  (what argparse found)
        """Return it as it would be typed at `open311 check`; nothing when it was not given."""
        if not value:
            return []
        match self.takes:
            case Takes.NOTHING:
                return [f"--{self.word}"]
            case Takes.VALUES:
                return [f"--{self.word}={one}" for one in value]
        return [f"--{self.word}={value}"]


URL = Option("url", "The endpoint's URL, up to and with /v2.")
DISCOVERY = Option("discovery", "URL of the discovery document, if it stands elsewhere.")
OPTIONS = (
    URL,
    Option(
        "jurisdiction",
        "jurisdiction_id to ask for; name each that the endpoint serves.",
        Takes.VALUES,
    ),
    Option("single-jurisdiction", "It serves one only: must work without.", Takes.NOTHING),
    Option("api-key-env", "Environment variable that holds the api_key."),
    Option("format", "Which answers to judge."),
    DISCOVERY,
    Option("only", "Judge this requirement or part only. Repeatable.", Takes.VALUES),
    Option("skip", "Leave this requirement or part out. Repeatable.", Takes.VALUES),
    Option("out", "Folder for the report."),
    Option("strict", "A should counts like a must.", Takes.NOTHING),
    Option("timeout", "Seconds for one answer."),
    Option("rate", "Requests a second; this machine itself has no limit."),
    Option("max-requests", "Most requests in the run."),
    Option("definitions", "Service definitions to sample."),
    Option("examples", "Requests that each search draws with the seed; 0 draws none."),
    Option("service-code", "Ask and post with this service_code. Repeatable.", Takes.VALUES),
    Option("request-id", "Ask with this service_request_id. Repeatable.", Takes.VALUES),
    Option("seed", "Decides what is drawn; 0 takes a new one."),
    Option(
        "allow-writes",
        "Also POST, to this machine itself or to what discovery calls a test endpoint.",
        Takes.NOTHING,
    ),
    Option("production-too", "POST to any endpoint: its operator has agreed.", Takes.NOTHING),
    Option("write-budget", "Service requests it may create."),
    Option("refusal-budget", "POSTs to be refused it may send."),
    Option("location", "Where new service requests are said to be, in decimal degrees."),
    Option("address", "Their address_string."),
    Option("address-id", "An address_id that it knows."),
    Option("wait", "Seconds to wait for new service requests to show up."),
)


def name(word: str) -> str:
    """Return an option's name in pytest."""
    return PREFIX + word


def place(word: str) -> str:
    """Return where pytest keeps an option's value."""
    return name(word).lstrip("-").replace("-", "_")
