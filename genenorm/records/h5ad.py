"""AnnData files: the names are the index of ``var`` or one of its columns; the answers are added to it as columns.

Files of all versions of anndata are read. Before version 0.7 ``var`` was one array of rows; ``_Var`` hides that.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager, suppress
from io import BytesIO
from typing import TYPE_CHECKING

from genenorm.core.errors import MissingExtraError, RecordError
from genenorm.records.answer_fields import ANSWER_PREFIX, is_answer_header
from genenorm.records.delimited import AnswerColumns, answer_columns
from genenorm.records.h5ad_cells import AnnDataCells, decoded
from genenorm.records.hdf5_heaps import check_heaps
from genenorm.records.hdf5_trial import try_hdf5
from genenorm.records.record import Record
from genenorm.records.source import AnswerRows, ReadOptions, RecordFile
from genenorm.records.table_names import known_columns, numbers_instead_of_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    import h5py

_OLD_CATEGORIES = "__categories"
"""The group in ``var`` with the categories of columns, in versions 0.7 and earlier."""
_MOST_ATTRIBUTES = 1_000
"""The most attributes of ``var``, which has five; the time to write one grows with the square of their number."""


def read_anndata(data: bytes, source: str, options: ReadOptions) -> RecordFile:
    """Return the genes of an AnnData file as one record: the index of ``var``, or one of its columns.

    Without ``options.column`` an index of row numbers is replaced by the only column that is known to have names.
    Raises RecordError when the file is not AnnData, or has no such column or no genes; MissingExtraError when h5py is
    not installed.
    """
    check_heaps(data, source)
    try_hdf5(data, source, options.largest)
    with _open(BytesIO(data), source, "r") as file:
        var = _Var(file, AnnDataCells(source, len(data), options.largest))
        annotated = any(is_answer_header(column) for column in var.names)
        names, note = ((), "") if options.answers_only else _names(var, options, source)
        notes = [note] if note else []
        if "raw/var" in file:
            notes.append("raw has a var of its own, which stays as it is")

    def rewrite(answers: Sequence[AnswerRows]) -> bytes:
        return _with_answer_columns(data, source, options.largest, answers[0])

    def strip() -> bytes:
        return _with_answer_columns(data, source, options.largest) if annotated else data

    return RecordFile((Record(source, source, names),), rewrite, strip, annotated, notes=tuple(notes))


def read_and_write_all(data: bytes, source: str, largest: int) -> None:
    """Do with an AnnData file all that can be done with one: read its columns, and write answers into a copy.

    Nothing is returned, and no error of the library or of this package is raised: it is seen whether the process
    survives.
    """
    count = 0
    with suppress(Exception), _open(BytesIO(data), source, "r") as file:
        var = _Var(file, AnnDataCells(source, len(data), largest))
        with suppress(Exception):
            count = len(var.texts(var.index) or ())
        for name in var.names:
            with suppress(Exception):  # a column that nobody asks for may be too large to read
                var.texts(name)
    with suppress(Exception):
        _with_answer_columns(data, source, largest)
    cells = tuple(("", "unknown") for _ in range(count))
    with suppress(Exception):
        _with_answer_columns(data, source, largest, AnswerRows(("input", "status"), cells))


def _names(var: _Var, options: ReadOptions, source: str) -> tuple[tuple[str, ...], str]:
    """Return the names, and how their column was chosen if that is not plain."""
    if options.column:
        return _texts(var, _find(var, options.column, source), source), ""
    _require(var, var.index, source)
    names = var.texts(var.index)
    what = "values other than text" if names is None else numbers_instead_of_names(names, are_ids=True)
    if names is not None and not names:
        raise RecordError(source, "var has no genes")
    if names is not None and not what:
        return names, ""
    name = _only_known_column(var, what, source)
    return _texts(var, name, source), f"the index of var has {what}, so the names are those of its column {name!r}"


@contextmanager
def _open(file: BytesIO, source: str, mode: str) -> Iterator[h5py.File]:
    try:
        import h5py
    except ImportError as error:
        raise MissingExtraError("reading AnnData files", "anndata") from error
    try:
        with h5py.File(file, mode) as opened:
            yield opened
    except (OSError, LookupError, TypeError, AttributeError, ValueError, RuntimeError, OverflowError) as error:
        raise RecordError(source, f"not an AnnData file with a var table: {error}") from error


class _Var:
    """The table ``var`` of an open file."""

    def __init__(self, file: h5py.File, cells: AnnDataCells) -> None:
        self.file = file
        self.cells = cells
        self.is_array = not hasattr(file["var"], "keys")
        """Whether it is one array of rows, as before version 0.7."""
        if not (getattr(file["var"].dtype, "names", None) if self.is_array else len(file["var"])):
            raise ValueError("var is no table")
        if len(file["var"].attrs) > _MOST_ATTRIBUTES:
            raise ValueError(f"var has {len(file['var'].attrs):,} attributes; at most {_MOST_ATTRIBUTES:,} are read")

    @property
    def names(self) -> list[str]:
        """The names of the index and the columns."""
        var = self.file["var"]
        return list(var.dtype.names) if self.is_array else [name for name in var if name != _OLD_CATEGORIES]

    @property
    def index(self) -> str:
        """The name of the index."""
        var = self.file["var"]
        named = decoded(var.attrs.get("_index", ""))
        return named or next((name for name in ("_index", "index") if name in self.names), self.names[0])

    def texts(self, name: str) -> tuple[str, ...] | None:
        """Return a column's cells as text, empty for a missing value; ``None`` for one that cannot contain names."""
        var = self.file["var"]
        if not self.is_array:
            return self.cells.texts(var[name])
        cells = self.cells.read(var)[name]
        categories = self.file.get(f"uns/{name}_categories")
        texts = self.cells.array_texts
        return (
            texts(cells) if categories is None else self.cells.of_categories(texts(self.cells.read(categories)), cells)
        )


def _find(var: _Var, asked: str, source: str) -> str:
    """Return the name of the column asked for, in any case if that is clear."""
    if asked not in var.names and asked.casefold() in ("index", "_index"):
        return var.index
    same = [name for name in var.names if name.casefold() == asked.casefold()]
    if asked not in var.names and len(same) == 1:
        return same[0]
    _require(var, asked, source)
    return asked


def _require(var: _Var, name: str, source: str) -> None:
    if name not in var.names:
        raise RecordError(source, f"var has no column {name!r}; the columns are: {', '.join(_own_names(var))}")


def _own_names(var: _Var) -> list[str]:
    return sorted(name for name in var.names if not is_answer_header(name))


def _texts(var: _Var, name: str, source: str) -> tuple[str, ...]:
    texts = var.texts(name)
    if texts is None:
        raise RecordError(source, f"var's column {name!r} contains neither text nor whole numbers")
    return texts


def _only_known_column(var: _Var, what: str, source: str) -> str:
    """Return the only column that is known to have names; raises RecordError when there is none, or several."""
    others = [name for name in _own_names(var) if name != var.index]
    known = [others[place] for place in known_columns(others)]
    found = [name for name in known if (texts := var.texts(name)) and not numbers_instead_of_names(texts, are_ids=True)]
    if len(found) == 1:
        return found[0]
    way_out = f"name a column of var with --column: {', '.join(others)}" if others else "var has no other column"
    raise RecordError(source, f"the index of var has {what}, not names; {way_out}")


# -- answers ----------------------------------------------------------------------------------------------------------


def _with_answer_columns(data: bytes, source: str, largest: int, answers: AnswerRows | None = None) -> bytes:
    """Return the file with these answers, if any, in place of the answer columns of an earlier run."""
    added = None if answers is None else answer_columns(answers)
    copy = BytesIO(data)
    with _open(copy, source, "r+") as file:
        cells = AnnDataCells(source, len(data), largest)
        if _Var(file, cells).is_array:
            _change_array(file, cells, added)
        else:
            _change_group(file["var"], added)
    return copy.getvalue()


def _change_group(var: h5py.Group, added: AnswerColumns | None) -> None:
    order = [name for given in var.attrs.get("column-order", ())
             if not is_answer_header(name := decoded(given))]  # fmt: skip
    for group in (var, var.get(_OLD_CATEGORIES, {})):
        for name in [name for name in group if is_answer_header(name)]:
            del group[name]
    if added is not None:
        for place, name in enumerate(added.header):
            _add_column(var, name, [row[place] for row in added.rows])
        order += added.header
    _set_column_order(var, order)


def _add_column(var: h5py.Group, name: str, cells: Sequence[object]) -> None:
    """Add a column as AnnData writes them: the score as numbers, all else as text, so that no id becomes a float."""
    import h5py

    if name == _SCORE:
        column = var.create_dataset(name, data=[float(str(cell)) for cell in cells], dtype="f8")
        column.attrs.update({"encoding-type": "array", "encoding-version": "0.2.0"})
        return
    column = var.create_dataset(name, data=list(map(_text, cells)), dtype=h5py.string_dtype())
    column.attrs.update({"encoding-type": "string-array", "encoding-version": "0.2.0"})


_SCORE = f"{ANSWER_PREFIX}score"


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).replace("\0", "\ufffd")


def _set_column_order(var: h5py.Group, order: Sequence[str]) -> None:
    import h5py

    if "column-order" in var.attrs or order:
        var.attrs.create("column-order", list(order), shape=(len(order),), dtype=h5py.string_dtype())


def _change_array(file: h5py.File, reader: AnnDataCells, added: AnswerColumns | None) -> None:
    """Replace the array of rows by one with these answers as further fields."""
    import h5py
    import numpy as np

    old = file["var"]
    cells, attributes = reader.read(old), dict(old.attrs)
    kept = [name for name in old.dtype.names if not is_answer_header(name)]
    fields = [(name, old.dtype[name]) for name in kept]
    header = added.header if added is not None else []
    fields += [(name, np.dtype("f8") if name == _SCORE else h5py.string_dtype()) for name in header]
    rows = np.empty(len(cells), dtype=fields)
    for name in kept:
        rows[name] = cells[name]
    for place, name in enumerate(header):
        column = [row[place] for row in added.rows] if added is not None else []
        rows[name] = [float(str(cell)) for cell in column] if name == _SCORE else list(map(_text, column))
    del file["var"]
    file.create_dataset("var", data=rows).attrs.update(attributes)
