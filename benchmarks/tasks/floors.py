"""The floor: what the plainest code needs for the same look-ups, without deciding anything."""

from __future__ import annotations

import json
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from genenorm.core.paths import SHIPPED_INDEX
from genenorm.text.keys import fold


def median(work: Callable[[], object], repeats: int = 5) -> float:
    """Return the median seconds of some work, after one run to warm up."""
    times = []
    for _ in range(repeats + 1):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def main(folder: Path) -> None:
    """Measure, and print seconds per name or in all."""
    import pandas
    import polars

    names = (folder / "names.txt").read_text(encoding="utf-8").splitlines()
    repeated = (folder / "repeated.txt").read_text(encoding="utf-8").splitlines()
    keys = [fold(name) or "" for name in names]
    connection = sqlite3.connect(f"file:{SHIPPED_INDEX}?mode=ro&immutable=1", uri=True)
    connection.execute("PRAGMA mmap_size=268435456")
    table = dict(connection.execute("SELECT key, postings FROM names"))
    everything = pandas.DataFrame({"key": list(table), "value": range(len(table))})
    asked = pandas.DataFrame({"key": keys})
    many, few = polars.from_pandas(everything), polars.from_pandas(asked)
    series = pandas.Series(repeated, dtype=object)

    def batches() -> None:
        for start in range(0, len(keys), 500):
            part = keys[start : start + 500]
            marks = ",".join("?" * len(part))
            connection.execute(f"SELECT key, postings FROM names WHERE key IN ({marks})", part).fetchall()

    def singly() -> None:
        for key in keys:
            connection.execute("SELECT postings FROM names WHERE key = ?", (key,)).fetchone()

    each = len(keys)
    print(
        json.dumps(
            {
                "dict": median(lambda: [table.get(key) for key in keys]) / each,
                "fold": median(lambda: [fold(name) for name in names]) / each,
                "sqlite": median(singly) / each,
                "sqlite_batch": median(batches) / each,
                "pandas_merge": median(lambda: asked.merge(everything, on="key", how="left")) / each,
                "polars_join": median(lambda: few.join(many, on="key", how="left")) / each,
                "factorize": median(lambda: pandas.factorize(series)),
                "repeated": len(repeated),
                "versions": {"pandas": pandas.__version__, "polars": polars.__version__},
            }
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
