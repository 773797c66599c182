"""Excel workbooks: the names are in one column of a sheet; the answers are added as columns on its right.

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
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from genenorm.core.errors import MissingExtraError, RecordError
from genenorm.records.answer_fields import CELLS_AFTER_MARK, is_answer_header, mark_in, moved_answers
from genenorm.records.delimited import answer_columns
from genenorm.records.record import Record
from genenorm.records.source import AnswerRows, ReadOptions, RecordFile, TableCells
from genenorm.records.table_column import TableColumns
from genenorm.records.table_shape import header_place
from genenorm.records.yaml_rows import AnswerCell

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet


def read_excel(data: bytes, source: str, options: ReadOptions) -> RecordFile:
    """Return a sheet of a workbook as one record: the names of one column, as ``table_shape`` finds it.

    It is the first sheet, or the one in ``options.sheet``. A cell that Excel turned into a date is read as Excel shows
    it (``2-Sep``), which the resolver can repair. Cells that are merged with those below them count for all their rows.
    Raises RecordError when the workbook is damaged or lacks the sheet or column, MissingExtraError when openpyxl is not
    installed.
    """
    sheet = _read_sheet(data, source, options.sheet)
    rows, notes = sheet.rows, []
    if not any(map(any, rows)):
        raise RecordError(source, f"the sheet {sheet.title!r} is empty{sheet.others('; choose another with --sheet')}")
    if sheet.other_titles and not options.sheet:
        notes.append(f"the sheet {sheet.title!r} is read{sheet.others('; choose another with --sheet')}")
    place = header_place(rows, range(1, len(rows) + 1), source, options)
    header_row = None if place.header is None else place.header + 1
    is_answer = [
        any(is_answer_header(row[column]) for row in rows[: place.first + 1]) for column in range(len(rows[0]))
    ]
    width = is_answer.index(True) if True in is_answer else len(is_answer)
    if place.header is None and True in is_answer:
        _require_answers_alone(rows[place.first :], width, source, place.first + 1)
    headers = rows[place.header][:width] if place.header is not None else ()
    cells = tuple(row[:width] for row in rows[place.first :])
    notes += place.notes
    names: tuple[str, ...] = ()
    if not options.answers_only:
        filled = [row for row in cells if any(row)]
        others = sheet.others("; choose another with --sheet")
        if not filled and others and not options.sheet:
            raise RecordError(source, f"the sheet {sheet.title!r} has no rows under its headers{others}")
        chosen = TableColumns(*_without_blank_columns(headers, filled), source, header_row).names_column(options)
        names = tuple(row[chosen.column] for row in cells)
        notes += filter(None, (chosen.note,))
    if "" in names:
        _require_formula_results(data, source, sheet.title, place.first + 1, chosen.column, names)

    def rewrite(answers: Sequence[AnswerRows]) -> bytes:
        book = _open_workbook(data, source, rich_text=True)
        _remove_answer_columns(book[sheet.title], header_row or place.first + 1)
        _add_answer_columns(book[sheet.title], answers[0], header_row, place.first + 1)
        return _workbook_bytes(book)

    def strip() -> bytes:
        book = _open_workbook(data, source, rich_text=True)
        return (
            _workbook_bytes(book) if _remove_answer_columns(book[sheet.title], header_row or place.first + 1) else data
        )

    def own_cells() -> TableCells:
        own_headers, own_rows = _without_blank_columns(headers, cells)
        return TableCells.of(own_headers, own_rows, max(map(len, (own_headers, *own_rows))))

    record = Record(source, source, names)
    return RecordFile((record,), rewrite, strip, any(is_answer), cells=own_cells, notes=tuple(notes))


def _require_answers_alone(rows: Sequence[tuple[str, ...]], width: int, source: str, first_row: int) -> None:
    """Raise RecordError unless the cells behind the mark of each row are the answers, as many as were written."""
    mark = rows[0][width]
    whole = width + 1 + CELLS_AFTER_MARK.get(mark, 0)
    for number, row in enumerate(rows, start=first_row):
        if any(row) and (row[width] != mark or not any(row[whole - 1 : whole]) or any(row[whole:])):
            raise moved_answers(source, number)


def _without_blank_columns(
    headers: tuple[str, ...], rows: Sequence[tuple[str, ...]]
) -> tuple[tuple[str, ...], Sequence[tuple[str, ...]]]:
    """Return headers and rows without the columns on the right that are blank in all of them."""
    width = max((place + 1 for row in (headers, *rows) for place, cell in enumerate(row) if cell), default=0)
    return headers[:width], [row[:width] for row in rows]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The cells of a sheet as text."""

    title: str
    rows: list[tuple[str, ...]]
    """All of the same length."""
    other_titles: tuple[str, ...]

    def others(self, way_out: str) -> str:
        """Return the other sheets in words, with the way to one of them; empty without others."""
        return f"; the others are: {', '.join(self.other_titles)}{way_out}" if self.other_titles else ""


def _read_sheet(data: bytes, source: str, wanted: str) -> _Sheet:
    with _damage_as_record_error(source):
        is_merged = _has_merged_cells(data)
        book = _open_workbook(data, source, read_only=not is_merged, data_only=True)
        titles = [sheet.title for sheet in book.worksheets]
        title = _title_of(wanted, titles, source)
        rows = [tuple(map(_cell_text, row)) for row in book[title].iter_rows(values_only=True)]
        if is_merged:
            rows = _with_merged_cells(rows, book[title])
        book.close()
    width = max(map(len, rows), default=0)
    rows = [row + ("",) * (width - len(row)) for row in rows]
    return _Sheet(title, rows, tuple(other for other in titles if other != title))


def _title_of(wanted: str, titles: Sequence[str], source: str) -> str:
    """Return the title of the sheet asked for, in any case if that is clear, or else of the first sheet."""
    if not titles:
        raise RecordError(source, "the workbook has no sheet of cells")
    if not wanted:
        return titles[0]
    if wanted in titles:
        return wanted
    same = [title for title in titles if title.casefold() == wanted.casefold()]
    if len(same) == 1:
        return same[0]
    raise RecordError(source, f"no sheet {wanted!r}; the sheets are: {', '.join(titles)}")


def _has_merged_cells(data: bytes) -> bool:
    """Return whether any sheet has merged cells, which openpyxl does not show when it reads cells alone."""
    with ZipFile(BytesIO(data)) as parts:
        names = [name for name in parts.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        return any(b"<mergeCell " in parts.read(name) for name in names)


def _with_merged_cells(rows: list[tuple[str, ...]], sheet: Worksheet) -> list[tuple[str, ...]]:
    """Return rows in which a cell that is merged with those below it has its text in all of them."""
    cells = [list(row) for row in rows]
    for merged in sheet.merged_cells.ranges:
        if merged.max_row > merged.min_row and merged.min_row <= len(cells):
            text = cells[merged.min_row - 1][merged.min_col - 1]
            for row in cells[merged.min_row : merged.max_row]:
                row[merged.min_col - 1] = text
    return [tuple(row) for row in cells]


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
    except AttributeError as error:
        cause = f"openpyxl cannot read the workbook ({error})"
        raise RecordError(source, f"{cause}; if it has a chart sheet without a chart, delete that sheet") from error
    except (BadZipFile, zlib.error, OSError, EOFError, LookupError, SyntaxError, TypeError, ValueError) as error:
        raise RecordError(source, f"not an Excel workbook (.xlsx), or damaged: {error}") from error


def _require_formula_results(
    data: bytes, source: str, title: str, first_row: int, column: int, names: Sequence[str]
) -> None:
    """Raise RecordError for a name that is a formula without a result in the file: it would be read as an empty cell.

    A formula whose result is an empty text is no error; its type in the file is text.
    """
    books = [_open_workbook(data, source, read_only=True, data_only=results) for results in (False, True)]
    columns = [book[title].iter_rows(min_row=first_row, min_col=column + 1, max_col=column + 1) for book in books]
    for number, (name, formula, result) in enumerate(zip(names, *columns, strict=False), start=first_row):
        if not name and formula and formula[0].data_type == "f" and result[0].data_type == "n":
            cause = "the name is a formula, and its result is not in the file; open it in Excel and save it"
            raise RecordError(source, cause, number)
    for book in books:
        book.close()


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


def _remove_answer_columns(sheet: Worksheet, row: int) -> bool:
    """Delete the answer columns of an earlier run, by the row with their headers or first mark; return if any."""
    cells = next(sheet.iter_rows(min_row=row, max_row=row, values_only=True), ())
    columns = [column for column, cell in enumerate(cells, start=1) if is_answer_header(str(cell))]
    if mark_in(list(map(str, cells))):  # without a header all on its right are answers
        columns = list(range(columns[0], sheet.max_column + 1))
    for column in reversed(columns):
        sheet.delete_cols(column)
    return bool(columns)


def _add_answer_columns(sheet: Worksheet, answers: AnswerRows, header_row: int | None, first_row: int) -> None:
    """Write the answers to the right of the last column with a value; their headers look like that column's header.

    :param header_row: number of the row with the headers; ``None`` for a sheet without.
    :param first_row: number of the first row with a name.
    """
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    filled = [[column for column, value in enumerate(row, start=1) if value is not None]
              for row in sheet.iter_rows(values_only=True)]  # fmt: skip
    ends = [
        merged.max_col
        for merged in sheet.merged_cells.ranges
        if merged.max_row >= min(first_row, header_row or first_row)
    ]
    last = max([*(columns[-1] for columns in filled if columns), *ends], default=0)
    added = answer_columns(answers)
    model = sheet.cell(header_row or first_row, max(last, 1))
    lines: list[tuple[int, Sequence[AnswerCell]]] = [] if header_row is None else [(header_row, added.header)]
    marks = [added.mark] if header_row is None else []
    lines += [(number, [*marks, *row]) for number, row in enumerate(added.rows, start=first_row)]
    for number, line in lines:
        if not filled[number - 1]:  # blank rows stay blank
            continue
        for column, value in enumerate(line, start=last + 1):
            if value in (None, ""):
                continue
            cell = sheet.cell(number, column)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value) if isinstance(value, str) else value
            if isinstance(value, str):
                cell.data_type = "s"  # a name that starts with "=" is not a formula
            if number == header_row and model.has_style:
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
