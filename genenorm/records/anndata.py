"""AnnData files: the names are the index of ``var`` or one of its columns; the answers are added to it as columns."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING

from genenorm.core.errors import MissingExtraError, RecordError
from genenorm.records.delimited import COLUMN_PREFIX, answer_columns
from genenorm.records.record import Record
from genenorm.records.source import AnswerRows, ReadOptions, RecordFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    import h5py


def read_anndata(data: bytes, source: str, options: ReadOptions) -> RecordFile:
    """Return the genes of an AnnData file as one record: the index of ``var``, or one of its columns.

    Raises RecordError when the file is not AnnData or lacks the column, MissingExtraError when h5py is not installed.
    """
    with _open_var(BytesIO(data), source, "r") as var:
        name = options.column or var.attrs.get("_index", "_index")
        if name not in var:
            columns = sorted(column for column in var if not column.startswith(COLUMN_PREFIX))
            raise RecordError(source, f"var has no column {name!r}; the columns are: {', '.join(columns)}")
        names = _column_texts(var[name])
        if names is None:
            raise RecordError(source, f"var's column {name!r} contains neither text nor whole numbers")
        annotated = any(column.startswith(COLUMN_PREFIX) for column in var)

    def rewrite(answers: Sequence[AnswerRows]) -> bytes:
        return _with_answer_columns(data, source, answers[0])

    def strip() -> bytes:
        return _with_answer_columns(data, source) if annotated else data

    return RecordFile((Record(source, source, names),), rewrite, strip, annotated)


@contextmanager
def _open_var(file: BytesIO, source: str, mode: str) -> Iterator[h5py.Group]:
    """Open the ``var`` table of a file."""
    try:
        import h5py
    except ImportError as error:
        raise MissingExtraError("reading AnnData files", "anndata") from error
    try:
        with h5py.File(file, mode) as opened:
            yield opened["var"]
    except (OSError, KeyError, TypeError, AttributeError) as error:
        raise RecordError(source, f"not an AnnData file with a var table: {error}") from error


def _column_texts(column: h5py.Dataset | h5py.Group) -> tuple[str, ...] | None:
    """Return a column's cells as text, empty for a missing value; ``None`` for a column that cannot contain names."""
    import h5py

    if isinstance(column, h5py.Group):
        if "codes" in column:  # a categorical
            categories = _column_texts(column["categories"])
            return categories and tuple(categories[code] if code >= 0 else "" for code in column["codes"][:])
        values = _column_texts(column["values"])
        return values and tuple("" if masked else text for text, masked in zip(values, column["mask"][:], strict=True))
    if h5py.check_string_dtype(column.dtype) is not None:
        return tuple(str(text) for text in column.asstr()[:])
    if column.dtype.kind not in "iuf" or "categories" in column.attrs:  # codes of a categorical in early versions
        return None
    numbers = column[:].tolist()  # GeneIDs, as floats where some are missing
    if not all(number != number or float(number).is_integer() for number in numbers):
        return None
    return tuple("" if number != number else str(int(number)) for number in numbers)


def _with_answer_columns(data: bytes, source: str, answers: AnswerRows | None = None) -> bytes:
    """Return the file with these answers, if any, in place of the answer columns of an earlier run."""
    file = BytesIO(data)
    with _open_var(file, source, "r+") as var:
        order = [str(name) for name in var.attrs.get("column-order", ()) if not str(name).startswith(COLUMN_PREFIX)]
        for name in [name for name in var if name.startswith(COLUMN_PREFIX)]:
            del var[name]
        if answers is not None:
            added = answer_columns(answers)
            for place, name in enumerate(added.header):
                _add_column(var, name, [row[place] for row in added.rows])
            order += added.header
        _set_column_order(var, order)
    return file.getvalue()


def _add_column(var: h5py.Group, name: str, cells: Sequence[object]) -> None:
    """Add a column as AnnData writes them: the score as numbers, all else as text, so that no id becomes a float."""
    import h5py

    if name == f"{COLUMN_PREFIX}score":
        column = var.create_dataset(name, data=[float(str(cell)) for cell in cells], dtype="f8")
        column.attrs.update({"encoding-type": "array", "encoding-version": "0.2.0"})
        return
    texts = ["" if cell is None else str(cell) for cell in cells]
    column = var.create_dataset(name, data=texts, dtype=h5py.string_dtype())
    column.attrs.update({"encoding-type": "string-array", "encoding-version": "0.2.0"})


def _set_column_order(var: h5py.Group, order: Sequence[str]) -> None:
    import h5py

    if "column-order" in var.attrs or order:
        var.attrs.create("column-order", list(order), shape=(len(order),), dtype=h5py.string_dtype())
