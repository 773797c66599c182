"""Columns of polars and Arrow, and tables of answers in the kind of the column.

Columns are taken through the Arrow PyCapsule interface, so those of any library that has it will do: Arrow's own,
polars', DuckDB's, nanoarrow's. Nothing is copied, and no library is imported that the program has not imported itself.
"""

from __future__ import annotations

import sys
from collections.abc import Hashable
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Protocol, TypeAlias

from genenorm.core.errors import MissingExtraError

if TYPE_CHECKING:
    import numpy
    import polars
    import pyarrow
    from numpy.typing import NDArray

    from genenorm.frames.arrow_answers import ArrowColumn


class PolarsSeries(Protocol):
    """A Series of polars, for type checkers: also of programs that do not have polars."""

    # the stubs of pandas say that a Series of pandas has every attribute, but not one of a class
    _accessors: ClassVar[set[str]]

    def get_chunks(self) -> list[Any]:
        """Return the parts that it lies in."""


class ArrowArray(Hashable, Protocol):
    """A column with the Arrow PyCapsule interface; hashable, as the columns of pandas are not."""

    def __arrow_c_array__(self, requested_schema: Any = None) -> Any: ...


class ArrowStream(Hashable, Protocol):
    """A column in parts with the Arrow PyCapsule interface; hashable, as the columns of pandas are not."""

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...


ArrowTable: TypeAlias = Any
"""A ``pyarrow.Table``, for type checkers: pyarrow has no types of its own."""
Kind: TypeAlias = Literal["polars", "arrow"]


def column_kind(names: object) -> Kind | None:
    """Return the kind of a column of polars or Arrow, or of a table of them; ``None`` for all else, as pandas takes it.

    :raises TypeError: it is a table or a column of Spark.

    >>> column_kind(["GRIN1"]) is None
    True
    """
    if (polars := sys.modules.get("polars")) is not None:
        of_polars = polars.Series, polars.DataFrame, polars.LazyFrame, polars.Expr
        if isinstance(names, of_polars):
            return "polars"
    if type(names).__module__.partition(".")[0] == "pyspark":  # its columns say yes to every question for an attribute
        raise TypeError("names is of Spark, whose workers answer names: genenorm.spark.resolve(table, 'gene')")
    if not (hasattr(names, "__arrow_c_stream__") or hasattr(names, "__arrow_c_array__")):
        return None
    pandas = sys.modules.get("pandas")
    is_pandas = pandas is not None and isinstance(names, pandas.Series | pandas.Index | pandas.DataFrame)
    return None if is_pandas else "arrow"


def arrow_column(names: Any, function: str) -> ArrowColumn:
    """Return a column of polars or Arrow as one of pyarrow.

    :param function: the function that was called with it.
    :raises TypeError: it is a table or an expression.
    :raises MissingExtraError: pyarrow is not installed.
    """
    kind = column_kind(names)
    try:
        import pyarrow
    except ImportError as error:
        extra = "polars" if kind == "polars" else "parquet"
        raise MissingExtraError(f"a column of {kind.capitalize() if kind == 'arrow' else kind}", extra) from error
    if kind == "polars":
        return _of_polars(names, function)
    if isinstance(names, pyarrow.Array | pyarrow.ChunkedArray):
        return names
    if hasattr(names, "num_columns"):
        raise TypeError(f"names is a table; give the column that holds the names: {function}(table['symbol'])")
    column: Any = pyarrow.chunked_array(names) if hasattr(names, "__arrow_c_stream__") else pyarrow.array(names)
    if not pyarrow.types.is_struct(column.type):
        return column
    # a stream of rows, such as a relation of DuckDB, whose only column is meant
    if column.type.num_fields == 1:
        chunks = column.chunks if isinstance(column, pyarrow.ChunkedArray) else [column]
        return pyarrow.chunked_array([chunk.field(0) for chunk in chunks], column.type.field(0).type)
    fields = ", ".join(field.name for field in column.type)
    raise TypeError(f"names is a table; give one of its columns, not all: {fields:.100}")


def _of_polars(names: Any, function: str) -> ArrowColumn:
    import polars
    import pyarrow

    if isinstance(names, polars.Expr):
        raise TypeError('names is an expression; import genenorm.polars and write pl.col("symbol").genenorm.resolve()')
    if not isinstance(names, polars.Series):
        raise TypeError(f'names is a table; give the column that holds the names: {function}(table["symbol"])')
    if names.dtype == polars.Object:
        return pyarrow.array(names.to_list())
    return pyarrow.chunked_array(names)


def table_of_kind(
    table: pyarrow.Table, kind: Kind, rows: NDArray[numpy.intp] | None = None
) -> pyarrow.Table | polars.DataFrame:
    """Return a table of Arrow as one of its kind.

    :param rows: the number of the name of each row, where names have several: the column ``row``, since these tables
        have no index.
    """
    if rows is not None:
        table = table.add_column(0, "row", [rows])
    if kind == "arrow":
        return table
    import polars

    frame = polars.from_arrow(table)
    assert isinstance(frame, polars.DataFrame)  # nosec B101 # a Series is made of a column alone
    return frame


def repeated_rows(places: NDArray[numpy.intp], counts: list[int]) -> tuple[NDArray[numpy.intp], NDArray[numpy.intp]]:
    """Return the rows of a table in which a name has several: for each the number of its name, and its own place.

    :param places: for each name its place among the distinct names.
    :param counts: the number of rows of each distinct name; the rows of all are one after the other.

    >>> import numpy
    >>> names, rows = repeated_rows(numpy.array([1, 0, 1]), [1, 2])
    >>> names.tolist(), rows.tolist()
    ([0, 0, 1, 2, 2], [1, 2, 0, 1, 2])
    """
    import numpy

    sizes = numpy.asarray(counts, numpy.intp)
    of_names = sizes[places]
    names = numpy.repeat(numpy.arange(len(places)), of_names)
    firsts = (numpy.cumsum(sizes) - sizes)[places]
    before = numpy.cumsum(of_names) - of_names
    return names, numpy.arange(len(names)) - before[names] + firsts[names]
