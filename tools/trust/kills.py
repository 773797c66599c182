"""Commands that are killed or interrupted at random moments, and what they may leave behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from genenorm.annotation.stripping import strip_file
from genenorm.core.errors import GenenormError
from genenorm.index.library import verify
from genenorm.mygene.store import STORE_FILE_NAME, LookupEntry, LookupStore, Question
from genenorm.mygene.store_export import export_lines
from tests.support.children import started

_ROOT = Path(__file__).resolve().parents[2]
_FIGURE = _ROOT / "fixtures" / "ketamine-figure.md"
_DUMPS = _ROOT / "fixtures" / "dumps"
_FILES = 20
"""More than a run in one process takes."""
_LOOKUPS = 20_000
_INTERRUPTED = 130
_LONGEST_RUN = 120
"""Seconds after which a run that is not interrupted is given up."""


@dataclass(frozen=True, slots=True)
class Attacked:
    """A command that may be killed: how it is called, and how its folder is looked at."""

    arguments: tuple[str, ...]
    torn: Callable[[], str]
    """Returns what is wrong with the folder after a kill; empty if nothing is."""
    state: Callable[[], object]
    """Returns all that the command has made, which is the same after any number of kills and one whole run."""
    folder: Path
    """Where the command writes."""
    left: frozenset[str]
    """The names of all files that it may leave there in the end."""
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def command(self) -> list[str]:
        """The whole command."""
        return [sys.executable, "-m", "genenorm", *self.arguments]


def annotating(folder: Path, jobs: int) -> Attacked:
    """Return ``annotate --in-place --resume`` of a folder of figures, which is made."""
    folder.mkdir()
    data = _FIGURE.read_bytes()
    for number in range(_FILES):
        (folder / f"{number:03}.md").write_bytes(data.replace(b"figid: genenorm", b"figid: g%d" % number))
    clean = {path.name: path.read_bytes() for path in folder.iterdir()}

    def torn() -> str:
        for name, sound in clean.items():
            found = (folder / name).read_bytes()
            if strip_file(found, name) != sound or (found != sound and b"genenorm: end" not in found):
                return f"{name} is torn"
        return ""

    arguments = ("annotate", str(folder), "--in-place", "--resume", "-j", str(jobs))
    return Attacked(arguments, torn, lambda: _bytes_of(folder), folder, frozenset(clean))


def building(folder: Path) -> Attacked:
    """Return ``reference build`` of a small index from the dumps among the fixtures, over the one of an earlier run."""
    folder.mkdir()
    out = folder / "own.safetensors"
    arguments = ("reference", "build", "--profile", "official", "--from", str(_DUMPS), "--out", str(out))

    def torn() -> str:
        try:
            if out.exists():
                verify(out)
        except GenenormError as error:
            return str(error)
        return ""

    return Attacked(arguments, torn, lambda: _bytes_of(folder), folder, frozenset({out.name}))


def importing(folder: Path) -> Attacked:
    """Return ``cache import`` of some thousand look-ups into a store, which has another one."""
    folder.mkdir()
    cache = folder / "cache"
    question = Question("https://mygene.example/v3", "symbol", "symbol,taxid")
    entries = [LookupEntry(9606, f"NAME{number}", 1_795_000_000, "20261115", "") for number in range(_LOOKUPS)]
    with LookupStore.open(folder / "source") as store:
        store.put(question, entries)
        (folder / "export.jsonl").write_text("".join(export_lines(store)), encoding="utf-8")
    with LookupStore.open(cache) as store:
        store.put(question, [LookupEntry(9606, "KEPT", 1_795_000_000, "20261115", "")])

    def names() -> list[str]:
        with LookupStore.open(cache) as store:
            return [] if store.notice else [entry.name for _, entry in store.entries()]

    def torn() -> str:
        found = names()
        return "" if "KEPT" in found and len(found) in (1, _LOOKUPS + 1) else f"{len(found)} look-ups"

    arguments = ("cache", "import", str(folder / "export.jsonl"))
    left = frozenset({STORE_FILE_NAME, "lookups.lock"})
    return Attacked(arguments, torn, names, cache, left, {"GENENORM_CACHE": str(cache)})


ATTACKED: Mapping[str, Callable[[Path], Attacked]] = {
    "annotate --in-place": lambda folder: annotating(folder, 1),
    "annotate --in-place, 2 processes": lambda folder: annotating(folder, 2),
    "reference build": building,
    "cache import": importing,
}
"""The commands by their name in reports; each function makes the files of its command in a new folder."""


def wrong_with_kills(make: Callable[[Path], Attacked], folder: Path, count: int, chance: Random) -> list[str]:
    """Return what is wrong after each of some SIGKILLs and SIGINTs, and after the run that ends the work.

    :param make: one of ``ATTACKED``.
    :param folder: where its files are made.
    :param count: how many runs are ended; the moments are drawn from the time that a whole run takes.
    """
    timed = make(folder / "timed")
    start = time.monotonic()
    wrong = [f"a whole run: exit code {code}"] if (code := _run(timed)) else []
    seconds = time.monotonic() - start
    attacked = make(folder / "attacked")
    for number in range(count):
        stop = chance.choice((signal.SIGKILL, signal.SIGINT))
        with started(
            attacked.command, own_group=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            env={**os.environ, **attacked.environment},
        ) as process:  # fmt: skip
            time.sleep(chance.uniform(0, seconds))
            with suppress(ProcessLookupError):
                os.killpg(process.pid, stop)
            _, errors = process.communicate(timeout=_LONGEST_RUN)
        what = f"{stop.name} {number + 1}"
        if stop == signal.SIGINT and process.returncode not in (0, _INTERRUPTED, -signal.SIGINT):
            wrong.append(f"{what}: exit code {process.returncode}: {errors.decode(errors='replace')[-300:]}")
        if process.returncode == _INTERRUPTED and b"Traceback" in errors:
            wrong.append(f"{what}: a traceback: {errors.decode(errors='replace')[-300:]}")
        if problem := attacked.torn():
            wrong.append(f"{what}: {problem}")
    if code := _run(attacked):
        wrong.append(f"the run after the kills: exit code {code}")
    first = attacked.state()
    if _run(attacked) or attacked.state() != first:
        wrong.append("the run after that changed something")
    if left := {path.name for path in attacked.folder.iterdir()} - attacked.left:
        wrong.append(f"left behind: {', '.join(sorted(left))}")
    return wrong


def _run(attacked: Attacked) -> int:
    """Run the command to its end and return its exit code."""
    done = subprocess.run(
        attacked.command, env={**os.environ, **attacked.environment}, capture_output=True, timeout=_LONGEST_RUN,
        check=False,
    )  # fmt: skip
    return done.returncode


def _bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}
