"""Excel workbooks and AnnData files: names out of one column or of ``var``; they are read, never written."""

from __future__ import annotations

import datetime
from io import BytesIO

from genenorm.errors import MissingExtraError, RecordError
from genenorm.records.record import Record
from genenorm.records.source import ReadOptions, Source


def read_excel(data: bytes, source: str, options: ReadOptions) -> Source:
    """Return a workbook's first sheet as one record: the names of one column under a header.

    A cell that Excel turned into a date is given back as it shows it (``2-Sep``), which the resolver knows to repair.
    """
    try:
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException
    except ImportError as error:
        raise MissingExtraError("reading Excel workbooks", "excel") from error
    from zipfile import BadZipFile

    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, ValueError) as error:
        raise RecordError(source, f"not an Excel workbook (.xlsx): {error}") from error
    sheet = book.worksheets[0]
    rows = [tuple(_text(cell) for cell in row) for row in sheet.iter_rows(values_only=True)]
    book.close()
    if len(rows) < 2:
        raise RecordError(source, "the first sheet has no rows under a header")
    place = _column(rows[0], source, options.column)
    return Source((Record(source, source, tuple(row[place] for row in rows[1:])),))


def _column(header: tuple[str, ...], source: str, name: str) -> int:
    if not name and len(header) == 1:
        return 0
    if name in header:
        return header.index(name)
    ask = f"no column {name!r}" if name else "which column holds the names? say so with --column"
    raise RecordError(source, f"{ask}; it has: {', '.join(header[:20])}", 1)


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime.date):  # a datetime is one too
        return f"{cell.day}-{_MONTHS[cell.month - 1]}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def read_anndata(data: bytes, source: str, options: ReadOptions) -> Source:
    """Return the genes of an AnnData file as one record: the index of ``var``, or one of its columns."""
    try:
        import h5py
    except ImportError as error:
        raise MissingExtraError("reading AnnData files", "anndata") from error
    try:
        with h5py.File(BytesIO(data), "r") as file:
            table = file["var"]
            name = options.column or table.attrs.get("_index", "_index")
            if name not in table:
                raise RecordError(source, f"var has no column {name!r}; it has: {', '.join(sorted(table))}")
            column = table[name]
            if isinstance(column, h5py.Group):  # a categorical: codes into its categories
                categories = column["categories"].asstr()[:]
                names = tuple(str(categories[code]) if code >= 0 else "" for code in column["codes"][:])
            else:
                names = tuple(str(text) for text in column.asstr()[:])
    except (OSError, KeyError, TypeError) as error:
        raise RecordError(source, f"not an AnnData file with a var table: {error}") from error
    return Source((Record(source, source, names),))
