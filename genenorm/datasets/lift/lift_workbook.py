"""Sheets of workbooks carried to another species."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import datetime
from io import StringIO

from genenorm.annotation.first_name import FirstNames
from genenorm.core.errors import RecordError
from genenorm.datasets.lift.lift_report import LiftReport
from genenorm.datasets.lift.lift_request import LiftRequest
from genenorm.datasets.lift.lift_tables import lift_table
from genenorm.records.excel import read_excel, workbook_bytes
from genenorm.records.source import ReadOptions
from genenorm.records.table_names import is_number

_NO_TIME = datetime(1980, 1, 1)


def lift_workbook(
    data: bytes,
    source: str,
    request: LiftRequest,
    options: ReadOptions,
    *,
    axis: str | None = None,
    delimiter: str = "",
) -> tuple[bytes, LiftReport]:
    """Return a sheet carried to another species, as a new workbook with this sheet alone, and the report.

    :param options: the sheet, its shape and the column with the names; see ``read_excel``.
    :param axis: as for ``lift_table``.
    :param delimiter: what separates the cells, for a text table instead of a workbook.
    :raises RecordError: the workbook is damaged, or has no such sheet or column.
    :raises MissingExtraError: openpyxl is not installed.
    """
    reading = replace(options, is_name=FirstNames(lambda: request.resolver.reference))
    content = read_excel(data, source, replace(reading, answers_only=True))
    if content.cells is None:
        raise RecordError(source, "the sheet has no cells")
    cells = content.cells()
    text = StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    writer.writerows([cells.headers, *cells.rows] if cells.headers else cells.rows)
    shape = ReadOptions(
        column=options.column, delimiter="\t", header_row=1 if cells.headers else 0, no_header=not cells.headers
    )
    made, report = lift_table(text.getvalue().encode(), source, request, shape, axis=axis, delimiter=delimiter)
    report = replace(report, notes=(*content.notes, *report.notes))
    return (made if delimiter else _workbook(made.decode(), options.sheet)), report


def _workbook(text: str, title: str) -> bytes:
    """Return a text table as a workbook: numbers as numbers, and all else as text."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title or "lifted")
    for row in csv.reader(StringIO(text), delimiter="\t"):
        cells = []
        for value in row:
            if is_number(value):
                cells.append(WriteOnlyCell(sheet, float(value) if not value.lstrip("-").isdecimal() else int(value)))
                continue
            cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("\ufffd", value))
            cell.data_type = "s"  # a name that starts with "=" is not a formula
            cells.append(cell)
        sheet.append(cells)
    book.properties.created = book.properties.modified = _NO_TIME  # so that the same input gives the same bytes
    return workbook_bytes(book)
