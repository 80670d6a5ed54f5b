"""What the user allowed and a fuzz run has not used yet."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.asker import Asker


@dataclass(frozen=True, slots=True)
class Left:
    """How much may still be asked of the endpoint, at the moment of looking."""

    asker: Asker

    @property
    def requests(self) -> int:
        """HTTP requests of any kind."""
        return self.asker.client.limits.max_requests - self.asker.client.sent

    @property
    def refusals(self) -> int:
        """POSTs that should be refused."""
        budget = self.asker.poster.budget
        return budget.writes.refusals - budget.refused

    @property
    def creations(self) -> int:
        """Service requests that may be created, but for one that is kept for making smaller."""
        budget = self.asker.poster.budget
        return budget.writes.budget - budget.created - 1

    @property
    def posts(self) -> int:
        """POSTs of both kinds."""
        return self.refusals + self.creations
