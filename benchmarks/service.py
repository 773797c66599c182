"""The load of the service: requests a second, times and memory with ten names a request, beside the same in process.

    python -m benchmarks.service --seconds 180

The service runs in a process of its own with one worker, and all requests stay on this machine. Clients keep their
connections and ask again as soon as they have an answer, so that more of them make each answer later. Names are drawn
from the index, spelled in several ways, with some that are unknown; no two requests are the same.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from genenorm import Reference, Resolver
from genenorm.core.tables import to_jsonl

NAMES_OF_REQUEST = 10
CLIENTS = 4
SECONDS = 20.0
MOST_REQUESTS = 500_000
_PATH = "/api/v1/resolve"
_QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Load:
    """What was measured."""

    requests: int
    seconds: float
    times: tuple[float, ...]
    """Seconds from sending each request to the end of its answer, in order of size."""
    memory: tuple[float, ...]
    """Megabytes of private memory of the service at the start, and after each quarter of the time."""
    processor: float
    """Seconds of a processor that the service took."""

    def quantile(self, share: float) -> float:
        """Return the milliseconds within which a share of the requests was answered."""
        return 1000 * self.times[min(int(share * len(self.times)), len(self.times) - 1)]


def made_lists(reference: Reference, seed: int = 1) -> Iterator[list[str]]:
    """Yield lists of ten names each, without end: symbols and other names of genes in several spellings."""
    chance = random.Random(seed)
    symbols = [gene.symbol for gene in reference.genes_of(range(1, 20_000))]
    spellings = (str, str, str, str.lower, str.upper, str.title, lambda name: f"{name}-1", lambda name: f"{name}q9")
    while True:
        yield [chance.choice(spellings)(chance.choice(symbols)) for _ in range(NAMES_OF_REQUEST)]


@contextmanager
def served() -> Iterator[tuple[int, str]]:
    """Run a service, and give its process id and address in the ``with`` block."""
    command = [sys.executable, "-m", "genenorm", "serve", "--only", "api", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            yield process.pid, process.stderr.readline().split()[2]
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def memory_of(process: int) -> float:
    """Return the megabytes that a process holds in memory of its own; 0 where the system does not tell.

    Pages of the mapped index are not counted: other processes share them, and the system takes them back when it needs
    room.
    """
    status = Path(f"/proc/{process}/status")
    found = re.search(r"^RssAnon:\s+(\d+) kB", status.read_text(), re.MULTILINE) if status.exists() else None
    return int(found[1]) / 1024 if found else 0.0


def processor_of(process: int) -> float:
    """Return the seconds of a processor that a process has taken; 0 where the system does not tell."""
    stat = Path(f"/proc/{process}/stat")
    if not stat.exists():
        return 0.0
    user, system = stat.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


async def _client(url: str, lists: Iterator[list[str]], end: float, times: list[float]) -> None:
    """Ask again and again on one connection until a time."""
    address = urlsplit(url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    try:
        while time.perf_counter() < end and len(times) < MOST_REQUESTS:
            body = json.dumps({"names": next(lists)}).encode()
            head = f"POST {_PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            begin = time.perf_counter()
            writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
            reply = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", reply, re.IGNORECASE)
            if not reply.startswith(b"HTTP/1.1 200 ") or length is None:
                raise RuntimeError(reply.decode())
            await reader.readexactly(int(length[1]))
            times.append(time.perf_counter() - begin)
    finally:
        writer.close()


async def _load(url: str, lists: Iterator[list[str]], seconds: float, clients: int) -> list[float]:
    times: list[float] = []
    end = time.perf_counter() + seconds
    await asyncio.gather(*(_client(url, lists, end, times) for _ in range(clients)))
    return times


def measured(reference: Reference, seconds: float, clients: int) -> Load:
    """Return the numbers of a load of some seconds, after a tenth of it that is not counted."""
    lists = made_lists(reference)
    with served() as (process, url):
        asyncio.run(_load(url, lists, seconds / 10, clients))
        memory, times = [memory_of(process)], list[float]()
        taken, begin = processor_of(process), time.perf_counter()
        for _ in range(_QUARTERS):
            times += asyncio.run(_load(url, lists, seconds / _QUARTERS, clients))
            memory.append(memory_of(process))
        took, taken = time.perf_counter() - begin, processor_of(process) - taken
        return Load(len(times), took, tuple(sorted(times)), tuple(memory), taken)


def in_process(reference: Reference, seconds: float) -> tuple[float, float]:
    """Return how many such lists a resolver answers in a second in this process, and the processor time of one."""
    resolver, lists, count = Resolver(reference), made_lists(reference), 0
    begin, taken = time.perf_counter(), time.process_time()
    while (took := time.perf_counter() - begin) < seconds:
        names = next(lists)
        to_jsonl(resolver.table(names))
        resolver.species_of(names)
        count += 1
    return count / took, (time.process_time() - taken) / count


def main() -> None:
    """Measure, and print the numbers."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.service", description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long the load goes on")
    parser.add_argument("--clients", type=int, default=CLIENTS, help="connections that ask at the same time")
    options = parser.parse_args()
    with Reference.open() as reference:
        load = measured(reference, min(options.seconds, 600.0), options.clients)
        alone, alone_each = in_process(reference, min(options.seconds / 4, 10.0))
    print(f"{load.requests:,} requests of {NAMES_OF_REQUEST} names in {load.seconds:.0f} s, {options.clients} clients")
    print(f"{load.requests / load.seconds:,.0f} requests a second; the same lists in process: {alone:,.0f} a second")
    each = 1000 * load.processor / load.requests
    print(f"processor time of a request {each:.2f} ms; of a list in process {1000 * alone_each:.2f} ms")
    print(f"p50 {load.quantile(0.5):.1f} ms, p99 {load.quantile(0.99):.1f} ms, longest {load.quantile(1):.1f} ms")
    quarters = ", ".join(f"{size:.0f}" for size in load.memory[1:])
    print(f"private memory {load.memory[0]:.0f} MB at the start, {quarters} MB after each quarter of the time")


if __name__ == "__main__":
    main()
