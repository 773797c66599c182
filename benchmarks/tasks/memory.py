"""Memory of genenorm's processes, as Linux counts it in ``/proc/PID/smaps_rollup``; all numbers are in MB.

Private memory is the sum of ``Private_Clean`` and ``Private_Dirty``: the pages that no other process has. Pages of the
index file are among them until a second process reads them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

COLD_CALL = """
import runpy, sys
sys.argv = ["genenorm", "resolve", "GRIN1"]
try:
    runpy.run_module("genenorm", run_name="__main__")
except SystemExit as end:
    if end.code:
        raise
with open("/proc/self/smaps_rollup") as file:
    print(sum(int(line.split()[1]) for line in file if line.startswith("Private_")))
"""
WATCH = """
import select, sys
most = 0
while not select.select([sys.stdin], [], [], 0.005)[0]:
    with open(f"/proc/{sys.argv[1]}/smaps_rollup") as file:
        most = max(most, sum(int(line.split()[1]) for line in file if line.startswith("Private_")))
print(most)
"""
"""Prints the most private memory of a process, in kB, between the start and the end of its input."""
HOLD = """
import sys
from genenorm import Reference, Resolver
resolver = Resolver(Reference.open())
with open(sys.argv[1], encoding="utf-8") as file:
    answers = resolver.resolve_all(file.read().splitlines()[:2000])
print("ready", flush=True)
sys.stdin.read()
"""
"""Answers a list, and keeps the index open until the end of its input."""
Numbers = dict[str, object]


def megabytes(process: int | str, field: str) -> float:
    """Return the memory of a process that is counted in fields that begin with ``field``."""
    rows = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return sum(int(row.split()[1]) for row in rows if row.startswith(field)) / 1024


def cold(_: Path) -> Numbers:
    """Measure the private memory at the end of a whole ``genenorm resolve GRIN1``."""
    done = subprocess.run([sys.executable, "-c", COLD_CALL], capture_output=True, text=True, check=True)
    return {"private": int(done.stdout.splitlines()[-1]) / 1024}


def frame(folder: Path) -> Numbers:
    """Measure the most private memory during ``resolve_frame`` of all drawn names, above that after the imports.

    Another process reads it every few milliseconds.
    """
    import pandas  # noqa: F401  what is measured is the memory above this import

    from genenorm import resolve_frame

    names = (folder / "mix.txt").read_text(encoding="utf-8").splitlines()
    before = megabytes("self", "Private_")
    watcher = subprocess.Popen(
        [sys.executable, "-c", WATCH, str(os.getpid())], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    table = resolve_frame(names)
    after = megabytes("self", "Private_")
    most = int(watcher.communicate()[0]) / 1024
    return {"names": len(table), "peak": max(most, after) - before, "kept": after - before, "imports": before}


def shared(folder: Path) -> Numbers:
    """Measure one process that answers names with the index open, and then two at the same time."""
    numbers: Numbers = {}
    started = []
    for label in ("one", "two"):
        process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(folder / "mix.txt")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        started.append(process)
        if process.stdout is None or process.stdout.readline() != "ready\n":
            raise SystemExit("a process that opens the index ended early")
        for field, name in (("Private_", "private"), ("Pss:", "pss"), ("Rss", "rss")):
            numbers[f"{label}_{name}"] = sum(megabytes(holder.pid, field) for holder in started)
    for process in started:
        process.communicate()
    return numbers


TASKS = {task.__name__: task for task in (cold, frame, shared)}

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[2]](Path(sys.argv[1]))))
