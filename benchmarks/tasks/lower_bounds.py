"""Lower bounds: the times of the simplest code that looks the same names up, without choosing between genes."""

from __future__ import annotations

import json
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from genenorm.text.keys import fold


def median_seconds(action: Callable[[], object], repeats: int = 5) -> float:
    """Return the median seconds of ``repeats`` runs of an action, after a first run that does not count."""
    times = []
    for _ in range(repeats + 1):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def main(folder: Path) -> None:
    """Measure, and print seconds per name; the join with polars is left out when polars is not installed."""
    names = (folder / "mix.txt").read_text(encoding="utf-8").splitlines()
    keys = [fold(name) or "" for name in names]
    connection = sqlite3.connect(f"{(folder / 'floor.sqlite').as_uri()}?mode=ro&immutable=1", uri=True)
    connection.execute("PRAGMA mmap_size=268435456")
    table = dict(connection.execute("SELECT key, postings FROM names"))

    def in_batches() -> None:
        for start in range(0, len(keys), 500):
            part = keys[start : start + 500]
            marks = ",".join("?" * len(part))
            connection.execute(f"SELECT key, postings FROM names WHERE key IN ({marks})", part).fetchall()  # nosec B608 # question marks alone

    def one_by_one() -> None:
        for key in keys:
            connection.execute("SELECT postings FROM names WHERE key = ?", (key,)).fetchone()

    count = len(keys)
    seconds = {
        "dict": median_seconds(lambda: [table.get(key) for key in keys]),
        "fold": median_seconds(lambda: [fold(name) for name in names]),
        "sqlite": median_seconds(one_by_one),
        "sqlite_batch": median_seconds(in_batches),
    }
    if find_spec("polars"):
        seconds["polars_join"] = median_seconds(polars_join(list(table), keys))
    print(json.dumps({label: taken / count for label, taken in seconds.items()}))


def polars_join(indexed: list[str], asked: list[str]) -> Callable[[], object]:
    """Return an action that joins the keys that are asked for with those of the index."""
    import polars

    left = polars.DataFrame({"key": asked})
    right = polars.DataFrame({"key": indexed, "value": range(len(indexed))})
    return lambda: left.join(right, on="key", how="left")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
