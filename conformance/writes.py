"""Leave to write to somebody's 311 system: who gave it, for how much, and what came of it.

Live 311 systems dispatch crews. Nothing is posted unless the user says so; then only to this
machine itself, to an endpoint that discovery calls a test endpoint, or to whatever the user typed
out a second time.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from conformance import endpoints
from conformance.answers import Answers
from conformance.compare import plain
from conformance.exchange import Unmet
from conformance.transfer import is_loopback

NOT_ALLOWED = (
    "It takes a POST, and nothing is posted without leave: add --allow-writes (and the api_key with"
    " --api-key-env)."
)


@dataclass(frozen=True, slots=True)
class Writes:
    """What the user allows and wishes about writing.

    Attributes:
        allowed: Service requests may be created, where that is safe.
        production_too: Even where discovery does not call the endpoint a test endpoint.
        budget: How many service requests the run may create.
        refusals: How many POSTs that should be refused the run may send; those count too that
            should not be refused, were, and so created nothing.
        location: lat and long (WGS84 decimal degrees) for new service requests; empty to take
            those of a service request that the endpoint lists.
        address: address_string for new service requests; empty to take a listed one.
        address_id: An address_id that the endpoint knows; empty for none.
        wait: Seconds that are waited for a new service request to show up, in all.
    """

    allowed: bool = False
    production_too: bool = False
    budget: int = 12
    refusals: int = 60
    location: tuple[str, ...] = ()
    address: str = ""
    address_id: str = ""
    wait: float = 60.0


class Budget:
    """What is left of what the user allowed.

    Attributes:
        created: POSTs that created something, or may have.
        refused: POSTs that were refused, or were meant to be.
    """

    def __init__(self, writes: Writes) -> None:
        self.writes = writes
        self.created = 0
        self.refused = 0

    def spend(self, *, creates: bool | None) -> None:
        """Take one POST out of the budget, or of both where nobody knows what comes of it.

        Raises:
            Unmet: Nothing is left.
        """
        if creates is not False:
            self._left(self.created, self.writes.budget, "create", "--write-budget")
        if not creates:
            self.refusable()
        self.created += creates is not False
        self.refused += not creates

    def refusable(self) -> None:
        """Return when one POST more may be refused; raises Unmet like `spend`."""
        self._left(self.refused, self.writes.refusals, "send to be refused", "--refusal-budget")

    def settle(self, *, creates: bool | None, refused: bool) -> None:
        """Give back what a POST did not use, now that it shows: it created, or was refused."""
        if refused and creates is not False:
            self.created -= 1
        if refused and creates:
            self.refused += 1
        if not refused and creates is None:
            self.refused -= 1

    def _left(self, spent: int, allowed: int, verb: str, option: str) -> None:
        if spent >= allowed:
            raise Unmet(
                f"The {allowed} service requests that the run may {verb} were used up before this"
                f" one; {option} {allowed + 1} or more buys it."
            )


def permit(answers: Answers, writes: Writes) -> None:
    """Return when service requests may be posted to the endpoint.

    Raises:
        Unmet: They may not; the reason says what would have been done, and what to do.
    """
    if not writes.allowed:
        raise Unmet(NOT_ALLOWED)
    if is_safe(answers) or writes.production_too:
        return
    types = _types(answers)
    said = f"calls it {' and '.join(sorted(types))}" if types else "does not list it"
    raise Unmet(
        f"Nothing was posted to {answers.target.endpoint}: it is not this machine, and discovery"
        f" {said}, not a test endpoint. Up to {writes.budget} service requests would have been"
        " created. Use a test endpoint (give its discovery document with --discovery), or, if its"
        " operator agrees, type --production-too as well."
    )


def is_safe(answers: Answers) -> bool:
    """Whether no crew can be sent out: this machine itself, or what discovery calls a test."""
    return is_loopback(urlsplit(answers.target.endpoint).hostname) or _types(answers) == {"test"}


def _types(answers: Answers) -> set[str]:
    """Return the types that discovery gives the endpoint; none when it does not list it."""
    try:
        listed = endpoints.endpoints(endpoints.document(answers))
    except Unmet:
        return set()
    own = answers.target.endpoint.rstrip("/")
    return {
        plain(entry.get("type")).lower() or "nothing"
        for _, entry in listed
        if plain(entry.get("url")).rstrip("/") == own
    }
