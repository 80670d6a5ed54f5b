"""What a mock server is told at its start, and the behaviour made of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from mock_server.clock import Clock
from mock_server.find import several
from mock_server.reference import Reference
from mock_server.replay import replay
from mock_server.scenarios.model import Scenario
from mock_server.scenarios.read import DEFAULT, chosen, named
from mock_server.store import MEMORY, Store

SERVICES = 25


@dataclass(frozen=True)
class Settings:
    """What a server is told at its start.

    Attributes:
        seed: The same seed makes the same cities.
        services: Services in each city of the default scenario.
        requests: Service requests in each jurisdiction.
        jurisdictions: jurisdiction_ids to serve; empty for the scenario's own.
        scenario: "city", another that is shipped, or a file (mock_server/scenarios).
        api_key: What a POST needs.
        db: File of the store; MEMORY for none that lasts.
        mutants: Ids of the mutants or variants that are served together.
        replay: Folder of recorded answers that are served instead; empty for none.
    """

    seed: int = 1
    services: int = SERVICES
    requests: int = 500
    jurisdictions: tuple[str, ...] = ()
    scenario: str = DEFAULT
    api_key: str = "demo-key"
    db: str = MEMORY
    mutants: tuple[str, ...] = ()
    replay: str = ""

    @cached_property
    def kind(self) -> type[Reference]:
        """The behaviour's class; raises LookupError for an unknown mutant or nothing to replay."""
        return replay(Path(self.replay)) if self.replay else several(self.mutants)

    @cached_property
    def told(self) -> Scenario | None:
        """The scenario, None for the default city; raises BadScenarioError."""
        if self.scenario == DEFAULT:
            return None
        return chosen(named(self.scenario), self.jurisdictions)

    def unlike(self, behaviour: Reference) -> set[str]:
        """Return which of seed, requests and services are others than its store was made with."""
        found = set()
        for where in behaviour.scenario.jurisdictions:
            kept = behaviour.store.cities[where.id]
            now = {"seed": self.seed, "requests": self.requests}
            found |= {name for name in now if kept.made.get(name, now[name]) != now[name]}
            if json.loads(json.dumps(behaviour.told(where))) != kept.told():
                found.add("services")
        return found

    def make(
        self, clock: Clock, store: Store | None = None, mutants: Sequence[str] | None = None
    ) -> Reference:
        """Return a behaviour, over a store that there is or one of its own in memory or `db`."""
        kind = self.kind if mutants is None else several(mutants)
        return kind(
            seed=self.seed,
            services=self.services,
            requests=self.requests,
            jurisdictions=self.jurisdictions,
            scenario=self.told,
            api_key=self.api_key,
            now=clock.now,
            db=self.db,
            data=store,
        )
