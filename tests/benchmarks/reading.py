"""How long the kit takes over one page of service requests, and over its plain parsing.

    python -m tests.benchmarks.reading

Judged is everything that one saved page can show, as `open311 validate` does it; kept is redacting
the page and making it evidence. The same bytes are parsed by lxml or json alone beside it. Each
number is the least of ROUNDS, in milliseconds of this process's time; ratio is judged to plain.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial

from lxml import etree

from conformance.answers import Answers, Collection
from conformance.clauses import errors
from conformance.exchange import Exchange
from conformance.judge import format_of, judge, judge_one
from conformance.redact import redact_body
from conformance.results import Target, Verdict
from conformance.suite import items
from specs.catalogue import load
from tests.evidence import made, requests_page

SIZES = (250, 500, 1000, 2000, 4000)
ROUNDS = 5
SOUND: dict[str, object] = {}
SPOILT: dict[str, object] = {
    "service_request_id": "1",
    "status": "OPEN",
    "requested_datetime": "2026-01-31 10:00",
    "updated_datetime": "",
    "servicename": "Potholes",
    "email": "jane@example.org",
    "description": "<b>Call 555-010-0199</b>",
}
PLAIN: dict[str, Callable[[bytes], object]] = {"xml": etree.fromstring, "json": json.loads}


def page(format: str, size: int, spoilt: dict[str, object] = SOUND) -> Exchange:
    """Return a page of so many service requests of the mock's city, each spoilt alike."""
    return requests_page(format, [record | spoilt for record in made(size)])


def milliseconds(work: Callable[[], object]) -> float:
    """Return how long something takes at best."""
    times = []
    for _ in range(ROUNDS):
        gc.collect()
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return 1000 * min(times)


def collection(answer: Exchange) -> Collection:
    """Return what a run would hold that saw this one answer, nothing read yet."""
    errors.cache_clear()  # of the pages of earlier rounds
    return Collection(Target(files=("page",), formats=(answer.format,)), [answer])


def measure(format: str, size: int, spoilt: dict[str, object]) -> str:
    """Return one row of the table."""
    answer = page(format, size, spoilt)
    requirements = list(load().values())
    plain = milliseconds(lambda: PLAIN[format](answer.body))
    judged = milliseconds(lambda: judge(collection(answer), requirements))
    kept = milliseconds(lambda: redact_body(answer.body))
    verdicts = Counter(result.verdict for result in judge(collection(answer), requirements))
    return (
        f"{format:6}{size:6}{len(answer.body) / 1024:8.0f}"
        f"{verdicts[Verdict.PASS]:5}{verdicts[Verdict.FAIL]:8}{judged:10.1f}{kept:9.1f}"
        f"{(judged + kept) * 1000 / size:14.1f}{plain:10.1f}{judged / plain:7.1f}"
    )


def costs(format: str, size: int = 1000) -> list[tuple[float, str]]:
    """Return what each requirement costs once the page was read, the dearest first."""
    read = collection(page(format, size))
    answers = Answers(read, format)
    judge(read, list(load().values()))
    rows = []
    for requirement, label in items(load().values(), read.target.formats):
        work = partial(judge_one, requirement, answers, format_of(label, read)[1], {})
        rows.append((milliseconds(work), requirement.id))
    return sorted(rows, reverse=True)


def main() -> None:
    """Print the tables."""
    write = sys.stdout.write
    write("format  size      KB  met  broken  ms judge  ms keep  ms per 1,000  ms plain  ratio\n")
    for format in PLAIN:
        for spoilt in (SOUND, SPOILT):
            for size in SIZES:
                write(measure(format, size, spoilt) + "\n")
    for format in PLAIN:
        write(f"\nThe dearest of 1,000 in {format}:\n")
        for cost, id in costs(format)[:8]:
            write(f"{cost:8.1f} ms  {id}\n")


if __name__ == "__main__":
    main()
