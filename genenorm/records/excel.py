"""Excel workbooks: the names of one column of the first sheet; the answers become columns to the right of its last.

The workbook is read and written with openpyxl: what that does not know (form controls, slicers, sparklines, text
boxes, signatures, validations that refer to other sheets) is lost from the copy, and so are the results of formulas
until Excel reckons them again.
"""

from __future__ import annotations

import datetime
import re
import warnings
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from genenorm.core.errors import MissingExtraError, RecordError
from genenorm.records.delimited import PREFIX, our_columns
from genenorm.records.record import Record
from genenorm.records.source import ReadOptions, Rows, Source
from genenorm.records.yaml_rows import Cell

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet


def read_excel(data: bytes, source: str, options: ReadOptions) -> Source:
    """Return a workbook's first sheet as one record: the names of one column under a header.

    A cell that Excel turned into a date is given back as it shows it (``2-Sep``), which the resolver knows to repair.
    """
    with _refused(source):
        book = _open(data, source, read_only=True, data_only=True)
        sheets = book.worksheets
        rows = [tuple(map(_text, row)) for row in sheets[0].iter_rows(values_only=True)] if sheets else []
        book.close()
    if len(rows) < 2:
        raise RecordError(source, "the first sheet has no rows under a header")
    place = _column(rows[0], source, options.column)
    names = tuple(row[place] if place < len(row) else "" for row in rows[1:])
    if "" in names:
        _refuse_open_formulas(data, source, place, names)

    def rewrite(tables: Sequence[Rows]) -> bytes:
        book = _open(data, source, rich_text=True)
        _take_out(book.worksheets[0])
        _put_in(book.worksheets[0], tables[0])
        return _saved(book)

    def strip() -> bytes:
        book = _open(data, source, rich_text=True)
        return _saved(book) if _take_out(book.worksheets[0]) else data

    annotated = any(name.startswith(PREFIX) for name in rows[0])
    return Source((Record(source, source, names),), rewrite, strip, annotated)


def _open(data: bytes, source: str, **how: bool) -> Workbook:
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        raise MissingExtraError("reading Excel workbooks", "excel") from error
    with _refused(source):
        return load_workbook(BytesIO(data), **how)


@contextmanager
def _refused(source: str) -> Iterator[None]:
    """Turn what goes wrong in openpyxl with a damaged workbook, mostly when a sheet is walked, into a RecordError.

    Its warnings are of what a copy loses, which is said above, or of styles that it makes up.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            yield
    except (BadZipFile, zlib.error, OSError, EOFError, LookupError, SyntaxError, TypeError, ValueError) as error:
        raise RecordError(source, f"not an Excel workbook (.xlsx), or damaged: {error}") from error


def _refuse_open_formulas(data: bytes, source: str, place: int, names: Sequence[str]) -> None:
    """Raise RecordError where a name is a formula whose result is not in the file: it would pass for an empty cell.

    A result that is an empty text is marked as text.
    """
    books = [_open(data, source, read_only=True, data_only=results) for results in (False, True)]
    columns = [book.worksheets[0].iter_rows(min_row=2, min_col=place + 1, max_col=place + 1) for book in books]
    for number, (name, formula, result) in enumerate(zip(names, *columns, strict=False), start=2):
        if not name and formula and formula[0].data_type == "f" and result[0].data_type == "n":
            cause = "the name is a formula, and its result is not in the file; open it in Excel and save it"
            raise RecordError(source, cause, number)
    for book in books:
        book.close()


def _column(header: tuple[str, ...], source: str, name: str) -> int:
    own = tuple(cell for cell in header if not cell.startswith(PREFIX))
    if not name and len(own) == 1:
        return header.index(own[0])
    if name in header:
        return header.index(name)
    ask = f"no column {name!r}" if name else "which column holds the names? say so with --column"
    raise RecordError(source, f"{ask}; it has: {', '.join(own[:20])}", 1)


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime.date):  # a datetime is one too
        return f"{cell.day}-{_MONTHS[cell.month - 1]}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


# -- answers --------------------------------------------------------------------------------------------------------


def _take_out(sheet: Worksheet) -> bool:
    """Delete the columns of an earlier run; return whether there were any."""
    first = next(sheet.iter_rows(max_row=1, values_only=True), ())
    ours = [place for place, value in enumerate(first, start=1) if str(value or "").startswith(PREFIX)]
    for place in reversed(ours):
        sheet.delete_cols(place)
    return bool(ours)


def _put_in(sheet: Worksheet, table: Rows) -> None:
    """Write the answers to the right of the last column that holds anything, under headers that look like its own."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    filled = [[place for place, value in enumerate(row, start=1) if value is not None]
              for row in sheet.iter_rows(values_only=True)]  # fmt: skip
    last = max((places[-1] for places in filled if places), default=0)
    header, rows = our_columns(table)
    model = sheet.cell(1, max(last, 1))
    lines: list[Sequence[Cell]] = [header, *rows]
    for number, (places, line) in enumerate(zip(filled, lines, strict=False), start=1):
        for place, value in enumerate(line if places else (), start=last + 1):  # a row that is blank stays so
            if value in (None, ""):
                continue
            cell = sheet.cell(number, place)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value) if isinstance(value, str) else value
            if isinstance(value, str):
                cell.data_type = "s"  # a name that starts with = is no formula
            if number == 1 and model.has_style:
                for trait in ("font", "fill", "border", "alignment"):
                    setattr(cell, trait, copy(getattr(model, trait)))


def _saved(book: Workbook) -> bytes:
    """Return a workbook's bytes, the same for the same workbook: no time of writing in them."""
    modified = book.properties.modified
    raw, out = BytesIO(), BytesIO()
    book.save(raw)
    stamp = modified.strftime("%Y-%m-%dT%H:%M:%SZ").encode() if modified else b"1980-01-01T00:00:00Z"
    with ZipFile(raw) as written, ZipFile(out, "w", ZIP_DEFLATED) as plain:
        for name in written.namelist():
            part = written.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, part)
            entry = ZipInfo(name)  # of 1980-01-01, as it is made
            entry.compress_type = ZIP_DEFLATED
            plain.writestr(entry, part)
    return out.getvalue()
