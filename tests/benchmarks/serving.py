"""How fast the mock server is, against bare aiohttp, and against what others serve.

    python -m tests.benchmarks.serving

Everything is measured in one run and printed as a ratio to what was measured beside it. The load
comes from wrk (Debian: apt-get install wrk), the bare servers send the very bytes that the mock
server sends. What is not installed is left out, with a line that says so.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from mock_server.http import Request, Response
from mock_server.journal import Journal
from mock_server.jurisdictions import City, Selection
from mock_server.reference import Reference
from tests.benchmarks.peers import bare, get, prism

ROOT = Path(__file__).parent.parent.parent
SECONDS = 4
NOW = datetime(2026, 6, 15, tzinfo=UTC)
CITY = "springfield.example"
MAIN = "from conformance.cli import main; main()"
# The same server, but nobody shares a commit.
EACH = """from mock_server.database import Database
async def at_once(self): self.commit()
Database.durable = at_once
"""
FORM = "api_key=demo-key&service_code=006&lat=42.1&long=-72.6&description=Look"
POST = f'wrk.method = "POST"; wrk.body = "{FORM}"\n'
POST += 'wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"\n'


def main() -> None:
    """Measure and print everything."""
    pages()
    growth()
    start_up()
    if not shutil.which("wrk"):
        say("wrk is not installed (apt-get install wrk): requests a second are left out.")
        return
    serving()
    posting()


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def best(work: Callable[[], object], times: int = 7) -> float:
    """Return how many milliseconds something takes at best."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return 1000 * min(found)


def pages() -> None:
    """A page of 1,000: not yet joined, and joined before, XML against JSON."""
    server = Reference(requests=2000, jurisdictions=(CITY,))
    cold, warm = {}, {}
    for format in ("xml", "json"):
        asked = Request("GET", f"/open311/v2/requests.{format}")

        def forgotten(asked: Request = asked) -> None:
            server.store.found.clear()
            server.store.pages.clear()
            server.respond(asked)

        cold[format] = best(forgotten)
        warm[format] = best(lambda asked=asked: server.respond(asked))  # type: ignore[misc]
    count = len(json.loads(server.respond(Request("GET", "/open311/v2/requests.json")).body))
    say(f"A page of {count:,} service requests, in the server's own time:")
    for format in ("xml", "json"):
        say(f"  {format:4} {cold[format]:6.2f} ms cold, {warm[format]:6.2f} ms warm")
    ratios = (each["xml"] / each["json"] for each in (cold, warm))
    say("  XML to JSON: {:.2f} cold, {:.2f} warm".format(*ratios))


def growth() -> None:
    """A list of 100 with 1,000, 10,000 and 100,000 stored: cost to find, ratio to the first."""
    say("Finding 100, with so many stored (ms, and ratio to 1,000):")
    first: dict[str, float] = {}
    for stored in (1_000, 10_000, 100_000):
        server = Reference(requests=stored, jurisdictions=(CITY,))
        city, (start, end) = server.store.cities[CITY], server.default_window()
        closed = frozenset({"closed"})
        codes = frozenset({"007"})
        kinds = {
            "all": Selection(start, end, 100),
            "status": Selection(start, end, 100, statuses=closed),
            "code": Selection(start, end, 100, codes=codes),
        }
        row = []
        for name, wanted in kinds.items():
            took = best(partial(_found_anew, city, wanted))
            first.setdefault(name, took)
            row.append(f"{name} {took:.3f} ({took / first[name]:.1f})")
        say(f"  {stored:7,}: " + ", ".join(row))


def _found_anew(city: City, wanted: Selection) -> None:
    city._store.found.clear()
    city.find(wanted)


def start_up() -> None:
    """From the prompt to the first answer, with the default seed."""
    took = min(_first_answer() for _ in range(5))
    empty = best(
        lambda: subprocess.run([sys.executable, "-c", "import aiohttp.web"], check=True), 3
    )
    say(
        f"Start to first answer: {took:.0f} ms, of which Python and aiohttp are {empty:.0f} ms"
        f" (ratio {took / empty:.1f})"
    )


def _first_answer() -> float:
    """Return how many milliseconds pass from the start to the first answer."""
    start = time.perf_counter()
    with mock() as url:
        get(f"{url}/services.xml")
        return 1000 * (time.perf_counter() - start)


def serving() -> None:
    """One service request and a list of 100, against bare aiohttp with uvloop and Prism."""
    with mock("--requests", "220") as url, tempfile.TemporaryDirectory() as folder:
        listed = json.loads(get(f"{url}/requests.json"))
        id, count = listed[0]["service_request_id"], len(listed)
        paths = {
            "GET one": f"/open311/v2/requests/{id}.json",
            "GET list": "/open311/v2/requests.json",
        }
        origin = url.removesuffix("/open311/v2")
        ours = {name: rate(origin + path) for name, path in paths.items()}
        bodies = []
        for number, path in enumerate(paths.values()):
            file = Path(folder) / f"{number}.json"
            file.write_bytes(get(origin + path))
            bodies.append((path, "application/json; charset=utf-8", str(file)))
        with bare(bodies) as there:
            beside = {name: rate(there + path) for name, path in paths.items()}
    say(f"Requests a second (list of {count}), ratio to bare aiohttp with uvloop, same bytes:")
    for name, own in ours.items():
        say(f"  {name:9} {own:8.0f}, bare {beside[name]:8.0f}: {own / beside[name]:.2f}")
    journalled = _journal(bodies[0][0]) * ours["GET one"] / 10
    say(f"  The journal takes {journalled:.1f} % of the time of a GET one.")
    _prism(ours, listed)


def _journal(path: str) -> float:
    """Return how many milliseconds it takes to journal an exchange and drop the oldest one."""
    asked, journal = Request("GET", path), Journal(most=1000)
    response = Response(200, {}, b"x" * 400)
    return best(lambda: [journal.add(NOW, asked, response) for _ in range(10_000)]) / 10_000


def _prism(ours: dict[str, float], listed: list[object]) -> None:
    """Print how many times as many requests are answered as by Prism."""
    if not shutil.which("prism"):
        say("  Prism is not installed (npm install -g @stoplight/prism-cli): left out.")
        return
    with prism({"GET one": listed[:1], "GET list": listed}) as urls:
        for name, url in urls.items():
            theirs = rate(url)
            say(f"  {name:9} Prism {theirs:8.0f}: {ours[name] / theirs:.1f} times")


def posting() -> None:
    """Durable POSTs from 32 clients: those that share commits against a commit each."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "post.lua"
        script.write_text(POST)
        rates = {}
        for name, start, store in (
            ("shared", MAIN, ["--db", f"{folder}/a.sqlite"]),
            ("each", EACH + MAIN, ["--db", f"{folder}/b.sqlite"]),
            ("memory", MAIN, []),
        ):
            with mock("--requests", "100", *store, start=start) as url:
                rates[name] = rate(f"{url}/requests.json", script)
        say(
            f"Durable POSTs a second: {rates['shared']:.0f}; with a commit each:"
            f" {rates['each']:.0f} (ratio {rates['shared'] / rates['each']:.2f});"
            f" in memory: {rates['memory']:.0f}"
        )


@contextlib.contextmanager
def mock(*options: str, start: str = MAIN) -> Iterator[str]:
    """Run the mock server as users do; gives the endpoint's URL."""
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", start, "mock", "--port", "0", "--json", *options],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield json.loads(process.stdout.readline())["url"]
    finally:
        process.terminate()
        process.communicate(timeout=20)


def rate(url: str, script: Path | None = None) -> float:
    """Return the requests a second that 32 clients get answered."""
    command = ["wrk", "-t1", "-c32", f"-d{SECONDS}s", *(["-s", str(script)] if script else []), url]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    if "Non-2xx" in done.stdout:
        raise RuntimeError(f"{url} was not answered with 200: {done.stdout}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    assert found
    return float(found.group(1))


if __name__ == "__main__":
    with contextlib.suppress(asyncio.CancelledError):
        main()
