"""A day of use in miniature: 200,000 mixed requests, and what they leave in memory.

    python -m tests.benchmarks.day [REQUESTS]

The mock server runs as users start it, with its data in a file, so that what grows in memory is not
the data. Printed are the answers by status, the journal's length, and the resident memory before,
after a tenth, and at the end. Memory is read from /proc, so this takes Linux.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

from aiohttp import ClientSession

KIT = [sys.executable, "-c", "from conformance.cli import main; main()"]
REQUESTS = 200_000
CLIENTS = 8
READS = (
    ("services.json", 10),
    ("services.xml", 5),
    ("services/001.json", 5),
    ("requests.json?service_request_id={id}", 10),
    ("requests/{id}.json", 30),
    ("requests/{id}.xml", 15),
    ("requests.json?status=open&service_code=006", 10),
    ("requests.json?start_date=2020-01-01T00:00:00Z&end_date=2020-02-01T00:00:00Z", 5),
    ("requests/nothing.json", 5),
)
POST = "api_key=demo-key&service_code=006&lat=42.1&long=-72.6&description=Look"
POSTS = 5  # of a hundred
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


async def client(url: str, number: int, count: int, ids: list[str], seen: Counter[int]) -> None:
    """Send so many requests, one after the other."""
    random = Random(number)  # noqa: S311  (a mixture)
    paths, weights = zip(*READS, strict=True)
    async with ClientSession() as session:
        for _ in range(count):
            if random.randrange(100) < POSTS:
                answer = session.post(f"{url}/requests.json", data=POST, headers=FORM)
            else:
                path = random.choices(paths, weights)[0].format(id=random.choice(ids))
                answer = session.get(f"{url}/{path}")
            async with answer as response:
                await response.read()
                seen[response.status] += 1


def memory(pid: int) -> float:
    """Return a process's resident memory in MB."""
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


async def measure(url: str, pid: int, requests: int) -> None:
    """Send everything and print what came."""
    async with ClientSession() as session, session.get(f"{url}/requests.json") as response:
        ids = [record["service_request_id"] for record in await response.json()]
    seen: Counter[int] = Counter()
    begun, started = memory(pid), time.monotonic()

    async def send(count: int) -> float:
        each = count // CLIENTS
        await asyncio.gather(*(client(url, n, each, ids, seen) for n in range(CLIENTS)))
        return memory(pid)

    tenth = await send(requests // 10)
    end = await send(requests - requests // 10)
    seconds = time.monotonic() - started
    async with ClientSession() as session:
        admin = url.removesuffix("/open311/v2") + "/_mock/journal?limit=1"
        async with session.get(admin) as response:
            journal = (await response.json())["count"]
    counts = ", ".join(f"{status}: {count:,}" for status, count in sorted(seen.items()))
    sys.stdout.write(
        f"{sum(seen.values()):,} requests in {seconds:.0f} s; answers by status {counts}\n"
        f"memory in MB: {begun:.0f} at the start, {tenth:.0f} after a tenth, {end:.0f} at the end\n"
        f"exchanges in the journal: {journal:,}\n"
    )


def main() -> None:
    """Run the mock server and measure it."""
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else REQUESTS
    with tempfile.TemporaryDirectory() as folder:
        mock = ["mock", "--port", "0", "--json", "--db", str(Path(folder) / "city.sqlite")]
        server = subprocess.Popen([*KIT, *mock], stdout=subprocess.PIPE)  # noqa: S603
        try:
            assert server.stdout is not None
            ready = json.loads(server.stdout.readline())
            asyncio.run(measure(ready["url"], server.pid, requests))
        finally:
            server.terminate()
            server.wait(timeout=20)


if __name__ == "__main__":
    main()
