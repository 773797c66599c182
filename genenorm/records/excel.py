"""Excel workbooks: the names are in one column of a sheet; the answers are added as columns on its right.

The workbook is read and written with openpyxl. What openpyxl does not support (form controls, slicers, sparklines, text
boxes, signatures, validations that refer to other sheets) is missing from the copy, and so are the results of formulas
until Excel calculates them again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from copy import copy
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from genenorm.core.errors import RecordError
from genenorm.records.answer_fields import CELLS_AFTER_MARK, is_answer_header, mark_in, moved_answers
from genenorm.records.delimited import answer_columns
from genenorm.records.excel_sheet import LAST_COLUMN, LAST_ROW, filled_cells, open_workbook, read_sheet
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

    It is the first sheet, or the one in ``options.sheet``. Blank rows are no rows. A cell that Excel turned into a date
    is read as Excel shows it (``2-Sep``), which the resolver can repair. Cells that are merged with those below them
    count for all their rows. Raises RecordError when the workbook is damaged or too large, or lacks the sheet or
    column, MissingExtraError when openpyxl is not installed.
    """
    sheet = read_sheet(data, source, options.sheet, options.largest)
    rows, numbers = sheet.rows, sheet.numbers
    notes: list[str] = []
    if not any(map(any, rows)):
        raise RecordError(source, f"the sheet {sheet.title!r} is empty{sheet.others('; choose another with --sheet')}")
    if sheet.other_titles and not options.sheet:
        notes.append(f"the sheet {sheet.title!r} is read{sheet.others('; choose another with --sheet')}")
    place = header_place(rows, numbers, source, options)
    header_row = None if place.header is None else numbers[place.header]
    numbers = numbers[place.first :]
    top_row = header_row or numbers[0]
    is_answer = [
        any(is_answer_header(row[column]) for row in rows[: place.first + 1]) for column in range(len(rows[0]))
    ]
    width = is_answer.index(True) if True in is_answer else len(is_answer)
    if place.header is None and True in is_answer:
        _require_answers_alone(rows[place.first :], width, source, numbers)
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
        named = {number for number, name in zip(numbers, names, strict=True) if name}
        notes += filter(None, (chosen.note,))
        if "" in names or sheet.has_blank_rows:
            first_row = numbers[0] if header_row is None else header_row + 1
            _require_formula_results(data, source, sheet.title, first_row, chosen.column, named)

    def rewrite(answers: Sequence[AnswerRows]) -> bytes:
        book = open_workbook(data, source, rich_text=True)
        _remove_answer_columns(book[sheet.title], top_row)
        _add_answer_columns(book[sheet.title], answers[0], header_row, numbers, source)
        return workbook_bytes(book)

    def strip() -> bytes:
        book = open_workbook(data, source, rich_text=True)
        return workbook_bytes(book) if _remove_answer_columns(book[sheet.title], top_row) else data

    def own_cells() -> TableCells:
        own_headers, own_rows = _without_blank_columns(headers, cells)
        return TableCells.of(own_headers, own_rows, max(map(len, (own_headers, *own_rows))))

    record = Record(source, source, names)
    return RecordFile((record,), rewrite, strip, any(is_answer), cells=own_cells, notes=tuple(notes))


def _require_answers_alone(rows: Sequence[tuple[str, ...]], width: int, source: str, numbers: Sequence[int]) -> None:
    """Raise RecordError unless the cells behind the mark of each row are the answers, as many as were written."""
    mark = rows[0][width]
    whole = width + 1 + CELLS_AFTER_MARK.get(mark, 0)
    for number, row in zip(numbers, rows, strict=True):
        if any(row) and (row[width] != mark or not any(row[whole - 1 : whole]) or any(row[whole:])):
            raise moved_answers(source, number)


def _without_blank_columns(
    headers: tuple[str, ...], rows: Sequence[tuple[str, ...]]
) -> tuple[tuple[str, ...], Sequence[tuple[str, ...]]]:
    """Return headers and rows without the columns on the right that are blank in all of them."""
    width = max((place + 1 for row in (headers, *rows) for place, cell in enumerate(row) if cell), default=0)
    return headers[:width], [row[:width] for row in rows]


def _require_formula_results(data: bytes, source: str, title: str, first: int, column: int, named: Set[int]) -> None:
    """Raise RecordError for a name that is a formula without a result in the file: it would be read as an empty cell.

    A formula whose result is an empty text is no error; its type in the file is text.

    :param first: number of the first row to look at.
    :param named: numbers of the rows that have a name.
    """
    books = [open_workbook(data, source, read_only=True, data_only=results) for results in (False, True)]
    columns = [
        book[title].iter_rows(min_row=first, max_row=LAST_ROW, min_col=column + 1, max_col=column + 1) for book in books
    ]
    for number, (formula, result) in enumerate(zip(*columns, strict=False), start=first):
        if number not in named and formula and formula[0].data_type == "f" and result[0].data_type == "n":
            cause = "the name is a formula, and its result is not in the file; open it in Excel and save it"
            raise RecordError(source, cause, number)
    for book in books:
        book.close()


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


def _add_answer_columns(
    sheet: Worksheet, answers: AnswerRows, header_row: int | None, numbers: Sequence[int], source: str
) -> None:
    """Write the answers to the right of the last column with a value; their headers look like that column's header.

    :param header_row: number of the row with the headers; ``None`` for a sheet without.
    :param numbers: the numbers of the rows with the names.
    :raises RecordError: a sheet has not as many columns.
    """
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    filled = filled_cells(sheet)
    top_row = header_row or numbers[0]
    ends = [merged.max_col for merged in sheet.merged_cells.ranges if merged.max_row >= top_row]
    last = max([*map(max, filled.values()), *ends], default=0)
    added = answer_columns(answers)
    model = sheet.cell(top_row, max(last, 1))
    lines: list[tuple[int, Sequence[AnswerCell]]] = [] if header_row is None else [(header_row, added.header)]
    marks = [added.mark] if header_row is None else []
    lines += [(number, [*marks, *row]) for number, row in zip(numbers, added.rows, strict=True)]
    if last + max((len(line) for _, line in lines), default=0) > LAST_COLUMN:
        cause = "a cell so far to the right that a sheet has no columns for the answers; clear it, or use --table"
        raise RecordError(source, cause, max(filled, key=lambda number: max(filled[number])))
    for number, line in lines:
        if number not in filled:  # such as one that had answers alone
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


def workbook_bytes(book: Workbook) -> bytes:
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
