"""Whether the same names have the same answers through every door: ``python -m tools.same_answers [--names 100000]``.

The names are drawn from the index in use as those of the benchmarks are, with repetitions, missing values, GeneIDs and
names of several genes. Every cell of every column is compared with that of ``Resolver.table``.
"""

from __future__ import annotations

import argparse
import pickle  # nosec B403 # for values of our own
import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import genenorm
from genenorm.core.tables import MAY_BE_MISSING, cell_text

Columns = dict[str, list[object]]
"""The cells of each column, with ``None`` for a missing value."""
Names = Sequence[str | None]


class Capsule:
    """A column of which nothing is known but the Arrow PyCapsule interface."""

    def __init__(self, column: Any) -> None:
        self._column = column

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return the column as the interface has it."""
        return self._column.__arrow_c_stream__(requested_schema)


def doors(names: Names, **options: Any) -> Iterator[tuple[str, Callable[[], Columns]]]:
    """Yield the ways to answer a column of names: what each is called, and a function that goes it.

    :param options: ``species``, ``organisms`` and ``text`` of all of them.
    """
    import pandas
    import polars
    import pyarrow

    import genenorm.pandas
    import genenorm.polars  # noqa: F401
    from genenorm import resolve_frame

    series: Any = pandas.Series(names, dtype=object)  # type checkers do not know what is registered
    of_polars: Any = polars.Series("gene", list(names), dtype=polars.String)
    arrow = pyarrow.array(names, pyarrow.string())
    third = len(names) // 3
    chunked = pyarrow.chunked_array([arrow[:third].dictionary_encode(), arrow[third:].dictionary_encode()])
    lazy = polars.LazyFrame({"gene": of_polars})
    gene: Any = polars.col("gene")
    expression = gene.genenorm.resolve(**options)

    yield "list", lambda: of_pandas(resolve_frame(list(names), **options))
    yield "list, categories", lambda: of_pandas(resolve_frame(list(names), text_dtype="category", **options))
    yield "list, Arrow text", lambda: of_pandas(resolve_frame(list(names), text_dtype="arrow", **options))
    yield "pandas", lambda: of_pandas(resolve_frame(series, **options))
    yield "pandas, categories", lambda: of_pandas(resolve_frame(series.astype("category"), **options))
    yield "pandas, Arrow text", lambda: of_pandas(resolve_frame(series.astype("string[pyarrow]"), **options))
    yield "pandas, index", lambda: of_pandas(resolve_frame(pandas.Index(series), **options))
    yield "pandas, accessor", lambda: of_pandas(series.genenorm.resolve(**options))
    yield "polars", lambda: resolve_frame(of_polars, **options).to_dict(as_series=False)
    yield (
        "polars, namespace",
        lambda: of_polars.genenorm.resolve(text_dtype="category", **options).to_dict(as_series=False),
    )
    yield "polars, lazy", lambda: lazy.select(expression.struct.unnest()).collect().to_dict(as_series=False)
    yield (
        "polars, streaming",
        lambda: lazy.select(expression.struct.unnest()).collect(engine="streaming").to_dict(as_series=False),
    )
    yield "Arrow", lambda: resolve_frame(arrow, **options).to_pydict()
    yield "Arrow, sliced", lambda: resolve_frame(pyarrow.concat_arrays([arrow[:1], arrow])[1:], **options).to_pydict()
    yield "Arrow, views", lambda: resolve_frame(arrow.cast(pyarrow.string_view()), **options).to_pydict()
    yield "Arrow, dictionaries", lambda: resolve_frame(chunked, text_dtype="category", **options).to_pydict()
    yield "PyCapsule", lambda: resolve_frame(Capsule(chunked), **options).to_pydict()
    yield "parts with votes", lambda: in_parts(arrow, **options)


def in_parts(names: Any, **options: Any) -> Columns:
    """Return the answers for an Arrow column in parts, each from votes and values that were pickled."""
    import pyarrow

    from genenorm.api import shared_resolver
    from genenorm.frames.arrow_answers import arrow_answers, arrow_votes
    from genenorm.resolver.call_arguments import context_of
    from genenorm.resolver.list_votes import merged_votes

    def sent(value: Any) -> Any:
        return pickle.loads(pickle.dumps(value))  # nosec B301 # our own

    resolver = shared_resolver()
    given = {"species": None, "organisms": (), "text": "", **options}
    context = context_of(resolver.reference, given["species"], given["organisms"], given["text"])
    size = max(1, len(names) // 7)
    parts = [names[start : start + size] for start in range(0, len(names), size)]
    whole = sent(merged_votes([sent(arrow_votes(part, resolver)) for part in parts]).whole)
    tables = [arrow_answers(part, resolver, sent(context), whole=whole, text="plain") for part in parts]
    found: Columns = pyarrow.concat_tables(tables).to_pydict()
    return found


def of_pandas(frame: Any) -> Columns:
    """Return the cells of a frame of pandas."""
    return {
        name: [
            None if missing else cell for cell, missing in zip(frame[name].tolist(), frame[name].isna(), strict=True)
        ]
        for name in frame.columns
    }


def expected(names: Names, **options: Any) -> Columns:
    """Return the answers of ``Resolver.table`` as the tables of the doors have them."""
    from genenorm.api import shared_resolver
    from genenorm.resolver.call_arguments import context_of

    resolver = shared_resolver()
    given = {"species": None, "organisms": (), "text": "", **options}
    context = context_of(resolver.reference, given["species"], given["organisms"], given["text"])
    table = resolver.table(names, context)
    cells = {name: list(cells) for name, cells in zip(table.columns, zip(*table.rows, strict=True), strict=True)}
    return {name: list(map(_as_missing if name in MAY_BE_MISSING else _as_text, cells[name])) for name in cells}


def _as_missing(cell: Any) -> object:
    return cell_text(cell) or None


def _as_text(cell: Any) -> object:
    return cell_text(cell) if isinstance(cell, tuple) else cell


def differences(found: Mapping[str, Sequence[object]], wanted: Mapping[str, Sequence[object]]) -> list[str]:
    """Return the cells that differ, each as a line for a person.

    >>> differences({"symbol": ["A", "B"]}, {"symbol": ["A", None]})
    ["row 1, symbol: 'B' instead of None"]
    """
    if list(found) != list(wanted):
        return [f"columns: {list(found)} instead of {list(wanted)}"]
    lines = []
    for name, cells in wanted.items():
        if len(found[name]) != len(cells):
            return [f"{len(found[name])} rows instead of {len(cells)}"]
        pairs = enumerate(zip(found[name], cells, strict=True))
        lines += [f"row {row}, {name}: {one!r} instead of {other!r}" for row, (one, other) in pairs if one != other]
    return lines


def mixed(names: Sequence[str], count: int) -> list[str | None]:
    """Return a column of ``count`` names in random order: these, names that are no plain ones, and repetitions."""
    rng = random.Random(20261124)
    column: list[str | None] = [*names, None, "", "7157", "TP53; EGFR", "1-Mar", "KARs", "ENSG00000141510", "a\0b"]
    column += rng.choices(column, k=max(0, count - len(column)))
    rng.shuffle(column)
    return column


def main(arguments: Sequence[str] | None = None) -> int:
    """Answer a column through every door, and print how many cells differ; 1 if any does."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition(":")[0])
    parser.add_argument("--names", type=int, default=100_000, help="the length of the column (default: 100,000)")
    parser.add_argument("--species", help="the species asked for, or auto")
    asked = parser.parse_args(arguments)
    from benchmarks.data import draw_names

    with genenorm.Reference.open() as reference:
        names = mixed(draw_names(reference, asked.names * 3 // 4), asked.names)
    options = {"species": asked.species} if asked.species else {}
    wanted = expected(names, **options)
    print(f"{len(names):,} names, {len(set(names)):,} distinct, {len(names) * len(wanted):,} cells through each door")
    failed = 0
    for label, go in doors(names, **options):
        start = time.perf_counter()
        found = differences(go(), wanted)
        failed += bool(found)
        print(f"{label:20} {len(found):,} cells differ  {time.perf_counter() - start:.1f} s", flush=True)
        print(*found[:5], sep="\n", end="\n" if found else "")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
