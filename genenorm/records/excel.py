"""Excel workbooks: the names are in one column of the first sheet; the answers are added as columns on its right.

The workbook is read and written with openpyxl. What openpyxl does not support (form controls, slicers, sparklines, text
boxes, signatures, validations that refer to other sheets) is missing from the copy, and so are the results of formulas
until Excel calculates them again.
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
from genenorm.records.delimited import COLUMN_PREFIX, answer_columns, missing_column_message
from genenorm.records.record import Record
from genenorm.records.source import AnswerRows, ReadOptions, RecordFile
from genenorm.records.yaml_rows import AnswerCell

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet


def read_excel(data: bytes, source: str, options: ReadOptions) -> RecordFile:
    """Return a workbook's first sheet as one record: the names of one column under a header.

    A cell that Excel turned into a date is read as Excel shows it (``2-Sep``), which the resolver can repair.
    Raises RecordError when the workbook is damaged or lacks the column, MissingExtraError when openpyxl is not
    installed.
    """
    with _damage_as_record_error(source):
        book = _open_workbook(data, source, read_only=True, data_only=True)
        sheets = book.worksheets
        rows = [tuple(map(_cell_text, row)) for row in sheets[0].iter_rows(values_only=True)] if sheets else []
        book.close()
    if len(rows) < 2:
        raise RecordError(source, "the first sheet has no rows under a header")
    column = _column_index(rows[0], source, options.column)
    names = tuple(row[column] if column < len(row) else "" for row in rows[1:])
    if "" in names:
        _require_formula_results(data, source, column, names)

    def rewrite(answers: Sequence[AnswerRows]) -> bytes:
        book = _open_workbook(data, source, rich_text=True)
        _remove_answer_columns(book.worksheets[0])
        _add_answer_columns(book.worksheets[0], answers[0])
        return _workbook_bytes(book)

    def strip() -> bytes:
        book = _open_workbook(data, source, rich_text=True)
        return _workbook_bytes(book) if _remove_answer_columns(book.worksheets[0]) else data

    annotated = any(name.startswith(COLUMN_PREFIX) for name in rows[0])
    return RecordFile((Record(source, source, names),), rewrite, strip, annotated)


def _open_workbook(data: bytes, source: str, **options: bool) -> Workbook:
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        raise MissingExtraError("reading Excel workbooks", "excel") from error
    with _damage_as_record_error(source):
        return load_workbook(BytesIO(data), **options)


@contextmanager
def _damage_as_record_error(source: str) -> Iterator[None]:
    """Turn openpyxl's errors on a damaged workbook, most of which occur while a sheet is iterated, into a RecordError.

    Its warnings are ignored: they are about missing styles, and about what the copy loses (see the module docstring).
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            yield
    except (BadZipFile, zlib.error, OSError, EOFError, LookupError, SyntaxError, TypeError, ValueError) as error:
        raise RecordError(source, f"not an Excel workbook (.xlsx), or damaged: {error}") from error


def _require_formula_results(data: bytes, source: str, column: int, names: Sequence[str]) -> None:
    """Raise RecordError for a name that is a formula without a result in the file: it would be read as an empty cell.

    A formula whose result is an empty text is no error; its type in the file is text.
    """
    books = [_open_workbook(data, source, read_only=True, data_only=results) for results in (False, True)]
    columns = [book.worksheets[0].iter_rows(min_row=2, min_col=column + 1, max_col=column + 1) for book in books]
    for number, (name, formula, result) in enumerate(zip(names, *columns, strict=False), start=2):
        if not name and formula and formula[0].data_type == "f" and result[0].data_type == "n":
            cause = "the name is a formula, and its result is not in the file; open it in Excel and save it"
            raise RecordError(source, cause, number)
    for book in books:
        book.close()


def _column_index(header: tuple[str, ...], source: str, name: str) -> int:
    """Return the position of a column, counted from 0; without a name, that of the only column without answers."""
    columns = tuple(cell for cell in header if not cell.startswith(COLUMN_PREFIX))
    if not name and len(columns) == 1:
        return header.index(columns[0])
    if name and name in header:
        return header.index(name)
    raise RecordError(source, missing_column_message(name, columns), 1)


def _cell_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime.date):  # includes datetime
        return f"{cell.day}-{_MONTHS[cell.month - 1]}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


# -- answers --------------------------------------------------------------------------------------------------------


def _remove_answer_columns(sheet: Worksheet) -> bool:
    """Delete the answer columns of an earlier run; return whether there were any."""
    header = next(sheet.iter_rows(max_row=1, values_only=True), ())
    columns = [column for column, name in enumerate(header, start=1) if str(name or "").startswith(COLUMN_PREFIX)]
    for column in reversed(columns):
        sheet.delete_cols(column)
    return bool(columns)


def _add_answer_columns(sheet: Worksheet, answers: AnswerRows) -> None:
    """Write the answers to the right of the last column with a value; their headers look like that column's header."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    filled = [[column for column, value in enumerate(row, start=1) if value is not None]
              for row in sheet.iter_rows(values_only=True)]  # fmt: skip
    last = max((columns[-1] for columns in filled if columns), default=0)
    added = answer_columns(answers)
    model = sheet.cell(1, max(last, 1))
    lines: list[Sequence[AnswerCell]] = [added.header, *added.rows]
    for number, (columns, line) in enumerate(zip(filled, lines, strict=False), start=1):
        for column, value in enumerate(line if columns else (), start=last + 1):  # blank rows stay blank
            if value in (None, ""):
                continue
            cell = sheet.cell(number, column)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value) if isinstance(value, str) else value
            if isinstance(value, str):
                cell.data_type = "s"  # a name that starts with "=" is not a formula
            if number == 1 and model.has_style:
                for trait in ("font", "fill", "border", "alignment"):
                    setattr(cell, trait, copy(getattr(model, trait)))


def _workbook_bytes(book: Workbook) -> bytes:
    """Return a workbook as bytes that do not depend on the time of writing."""
    modified = book.properties.modified
    raw, out = BytesIO(), BytesIO()
    book.save(raw)
    stamp = modified.strftime("%Y-%m-%dT%H:%M:%SZ").encode() if modified else b"1980-01-01T00:00:00Z"
    with ZipFile(raw) as written, ZipFile(out, "w", ZIP_DEFLATED) as timeless:
        for name in written.namelist():
            part = written.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, part)
            entry = ZipInfo(name)  # its default time is 1980-01-01
            entry.compress_type = ZIP_DEFLATED
            timeless.writestr(entry, part)
    return out.getvalue()
