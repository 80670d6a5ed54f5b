"""How many requests a search takes to find each fault that no fixed question meets.

    python -m tests.benchmarks.search

For each server of mock_server/mutants/rare.py and each seed: how many requests were drawn until the
smallest that shows the fault, how many of those were POSTs, and how many the whole run sent. "-" is
a fault that was not found.
"""

from __future__ import annotations

import sys
from dataclasses import replace

from conformance.results import Run
from mock_server.mutants import RARE
from tests.searching import GENEROUS, LIFE, is_drawn, search

SEEDS = (1, 2, 3, 4, 5)


def taken(run: Run) -> str:
    """Return the row of a run: requests drawn until the fault was shown, POSTs, and all of it."""
    found = [v.exchange for r in run.results for v in r.violations]
    if not found:
        return "-"
    until = [one for one in run.evidence if is_drawn(one) and one.id <= min(found)]
    posts = sum(one.method == "POST" for one in until)
    return f"{len(until)} / {posts} / {run.requests}"


def main() -> None:
    """Print the table."""
    sys.stdout.write(f"{'requests drawn / POSTs / run':30}")
    sys.stdout.write("".join(f"{f'seed {seed}':>16}" for seed in SEEDS) + "\n")
    for name, server in RARE.items():
        sys.stdout.write(f"{name:30}")
        options = LIFE if name == "request.remembered-filter" else GENEROUS
        for seed in SEEDS:
            sys.stdout.write(f"{taken(search(server, options=replace(options, seed=seed))):>16}")
            sys.stdout.flush()
        sys.stdout.write("\n")


if __name__ == "__main__":
    main()
