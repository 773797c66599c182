"""Times of ``resolve_frame`` and of pandas on the same lists, in turns in one process; the fastest round counts."""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pandas

from benchmarks.turns import fastest_in_turns, seconds_of
from genenorm import Reference, resolve_frame
from genenorm.api import shared_resolver
from genenorm.index.choose import REFERENCE_VARIABLE
from genenorm.index.schema import decode_posting
from genenorm.text.keys import fold

ROUNDS = 3
LISTS = ("human", "mouse", "mixed", "mix")
"""The lists of distinct names: clean symbols of one species or of four, and the drawn names, some rewritten."""
Numbers = dict[str, object]


def lines_of(path: Path) -> list[str]:
    """Return the lines of a file."""
    return path.read_text(encoding="utf-8").splitlines()


def forget_answers(warm_up: list[str]) -> None:
    """Make ``resolve_frame`` start with a new resolver, which has answered a few other names."""
    shared_resolver.cache_clear()
    resolve_frame(warm_up)
    gc.collect()


def table_of_keys() -> pandas.DataFrame:
    """Return a table with a row for each key of the index: the key, and the GeneID of the first gene it may mean."""
    with Reference.open() as reference:
        gene_ids = {gene.key: gene.gene_id for gene in reference.genes()}
        rows = [(key, gene_ids.get(decode_posting(postings[0]).target)) for key, postings in reference.names()]
    table = pandas.DataFrame(rows, columns=["key", "gene_id"])
    return table.astype({"gene_id": "Int64"})


def distinct(folder: Path) -> Numbers:
    """Measure each list of distinct names, and a left merge of its folded names with the table of all keys."""
    table = table_of_keys()
    before = partial(forget_answers, lines_of(folder / "warm-up.txt"))
    numbers: Numbers = {}
    for label in LISTS:
        names = lines_of(folder / f"{label}.txt")
        asked = pandas.DataFrame({"key": [fold(name) or "" for name in names]})
        actions: dict[str, Callable[[], object]] = {
            "frame": partial(resolve_frame, names),
            "merge": partial(asked.merge, table, on="key", how="left"),
        }
        numbers[label] = {"names": len(names), **fastest_in_turns(actions, ROUNDS, before)}
    return numbers


def repeated(folder: Path) -> Numbers:
    """Measure the list with repetitions, as text and as categoricals, and ``pandas.factorize`` of it."""
    names = lines_of(folder / "repeated.txt")
    series = pandas.Series(names, dtype=object)
    actions: dict[str, Callable[[], object]] = {
        "frame": partial(resolve_frame, names),
        "factorize": partial(pandas.factorize, series),
        "categories": partial(resolve_frame, names, text_dtype="category"),
    }
    before = partial(forget_answers, lines_of(folder / "warm-up.txt"))
    return {"names": len(names), **fastest_in_turns(actions, ROUNDS, before)}


def doors(folder: Path) -> Numbers:
    """Measure the list with repetitions as columns of pandas, polars and Arrow, and ``pandas.factorize`` of it."""
    import polars
    import pyarrow

    names = lines_of(folder / "repeated.txt")
    series = pandas.Series(names, dtype=object)
    of_polars, arrow = polars.Series(names), pyarrow.array(names)
    columns: dict[str, tuple[Any, Any]] = {
        "pandas": (series, series.astype("category")),
        "polars": (of_polars, of_polars.cast(polars.Categorical)),
        "Arrow": (arrow, arrow.dictionary_encode()),
    }
    actions: dict[str, Callable[[], object]] = {"factorize": partial(pandas.factorize, series)}
    for kind, (text, categories) in columns.items():
        actions[f"{kind}, text"] = partial(resolve_frame, text)
        actions[f"{kind}, categories"] = partial(resolve_frame, categories, text_dtype="category")
    before = partial(forget_answers, lines_of(folder / "warm-up.txt"))
    return {"names": len(names), **fastest_in_turns(actions, ROUNDS, before)}


def scaling(folder: Path) -> Numbers:
    """Measure a tenth, four tenths and all of the drawn names."""
    names = lines_of(folder / "mix.txt")
    sizes = (len(names) // 10, len(names) * 4 // 10, len(names))
    before = partial(forget_answers, lines_of(folder / "warm-up.txt"))
    return dict(fastest_in_turns({str(size): partial(resolve_frame, names[:size]) for size in sizes}, ROUNDS, before))


def doubled(folder: Path) -> Numbers:
    """Measure the same names with an index that has every gene and name once, and with one that has them twice."""
    names = lines_of(folder / "mix.txt")[:20_000]
    warm_up = lines_of(folder / "warm-up.txt")

    def resolve_with(index: str) -> float:
        os.environ[REFERENCE_VARIABLE] = str(folder / index)
        forget_answers(warm_up)
        return seconds_of(lambda: resolve_frame(names))

    rounds = [[resolve_with(index) for index in ("once.safetensors", "twice.safetensors")] for _ in range(ROUNDS)]
    once, twice = map(min, zip(*rounds, strict=True))
    return {"names": len(names), "once": once / len(names), "twice": twice / len(names)}


def mix(folder: Path) -> Numbers:
    """Measure the drawn names a single time, to alternate with the process of another tool."""
    names = lines_of(folder / "mix.txt")
    forget_answers(lines_of(folder / "warm-up.txt"))
    return {"names": len(names), "each": seconds_of(lambda: resolve_frame(names)) / len(names)}


TASKS = {task.__name__: task for task in (distinct, repeated, doors, scaling, doubled, mix)}

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[2]](Path(sys.argv[1]))))
