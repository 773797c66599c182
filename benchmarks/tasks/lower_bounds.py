"""Lower bounds: the times of the simplest code that looks the same names up, without choosing between genes."""

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


def median_seconds(action: Callable[[], object], repeats: int = 5) -> float:
    """Return the median seconds of ``repeats`` runs of an action, after a first run that does not count."""
    times = []
    for _ in range(repeats + 1):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def main(folder: Path) -> None:
    """Measure, and print seconds per name; those of ``factorize`` are the total."""
    import pandas
    import polars

    names = (folder / "names.txt").read_text(encoding="utf-8").splitlines()
    repeated = (folder / "repeated.txt").read_text(encoding="utf-8").splitlines()
    keys = [fold(name) or "" for name in names]
    connection = sqlite3.connect(f"file:{SHIPPED_INDEX}?mode=ro&immutable=1", uri=True)
    connection.execute("PRAGMA mmap_size=268435456")
    table = dict(connection.execute("SELECT key, postings FROM names"))
    indexed = pandas.DataFrame({"key": list(table), "value": range(len(table))})
    asked = pandas.DataFrame({"key": keys})
    polars_indexed, polars_asked = polars.from_pandas(indexed), polars.from_pandas(asked)
    series = pandas.Series(repeated, dtype=object)

    def in_batches() -> None:
        for start in range(0, len(keys), 500):
            part = keys[start : start + 500]
            marks = ",".join("?" * len(part))
            connection.execute(f"SELECT key, postings FROM names WHERE key IN ({marks})", part).fetchall()

    def one_by_one() -> None:
        for key in keys:
            connection.execute("SELECT postings FROM names WHERE key = ?", (key,)).fetchone()

    count = len(keys)
    print(
        json.dumps(
            {
                "dict": median_seconds(lambda: [table.get(key) for key in keys]) / count,
                "fold": median_seconds(lambda: [fold(name) for name in names]) / count,
                "sqlite": median_seconds(one_by_one) / count,
                "sqlite_batch": median_seconds(in_batches) / count,
                "pandas_merge": median_seconds(lambda: asked.merge(indexed, on="key", how="left")) / count,
                "polars_join": median_seconds(lambda: polars_asked.join(polars_indexed, on="key", how="left")) / count,
                "factorize": median_seconds(lambda: pandas.factorize(series)),
                "repeated": len(repeated),
                "versions": {"pandas": pandas.__version__, "polars": polars.__version__},
            }
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
