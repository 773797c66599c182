"""Text tables of expression values carried to another species: TSV, CSV and others, as ``annotate`` reads them."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import StringIO
from typing import TYPE_CHECKING, Any

import pandas

from genenorm.annotation.first_name import FirstNames
from genenorm.core.errors import RecordError
from genenorm.datasets.gene_axis import COLUMNS, FEWEST_GENES, GeneAxis
from genenorm.datasets.lift.lift_frames import lift_along
from genenorm.datasets.lift.lift_report import LiftReport
from genenorm.datasets.lift.lift_request import LiftRequest
from genenorm.records.decode import decode_text
from genenorm.records.delimited import DelimitedTable, parse_table
from genenorm.records.source import ReadOptions
from genenorm.records.table_column import TableColumns, find_column, missing_column_message
from genenorm.records.table_names import is_number

if TYPE_CHECKING:
    from genenorm.records.table_shape import Row

_HEAD = 400
"""The lines of a table that tell its shape, and which of its columns are of numbers."""
MISSING = ("", "NA", "na", "NaN", "nan", "N/A", "n/a", "null", "NULL", "None", "#N/A")
"""What stands in a column of numbers for a missing one."""


@dataclass(frozen=True, slots=True)
class TableLayout:
    """How a text table is read and written: what is above its rows, and what its columns are."""

    source: str
    above: str
    """The text before the header, or before the first row."""
    headers: tuple[str, ...]
    """One for each column; those of a table without a header are its numbers."""
    delimiter: str
    numbers: frozenset[int]
    """The positions of the columns of numbers."""
    start: int = 0
    """Where the rows begin in the text."""
    first_line: int = 1
    """The number of the line where they begin."""
    has_header: bool = True
    has_row_names: bool = False
    """Whether the header has none for the first column, as R writes it."""
    is_quoted: bool = True
    """Whether cells may stand in quotation marks."""
    line_break: str = "\n"
    decimal: str = "."
    missing: str = ""
    """What is written for a missing number."""
    notes: tuple[str, ...] = ()


def lift_table(
    data: bytes,
    source: str,
    request: LiftRequest,
    options: ReadOptions,
    *,
    axis: str | None = None,
    usual_delimiter: str = "\t",
    delimiter: str = "",
) -> tuple[bytes, LiftReport]:
    r"""Return a text table carried to another species, and the report.

    :param data: the bytes of the file, not compressed.
    :param source: its name, for messages.
    :param options: the shape of the table, and the column with the names.
    :param axis: ``"rows"`` or ``"columns"``; ``None`` to find where the genes are.
    :param usual_delimiter: what separates the cells in such files, if the table does not show something else.
    :param delimiter: what separates the cells of the result; empty for that of the table.
    :raises RecordError: the file cannot be read as a table, or its shape is not clear.
    """
    text = decode_text(data, source).text
    options = replace(options, is_name=FirstNames(lambda: request.resolver.reference))
    layout, table = _layout(text, source, options, usual_delimiter)
    frame = read_values(text[layout.start :], layout)
    frame.columns = pandas.Index(layout.headers)
    found = _axis(table, frame, request, options, axis)
    labelled = frame if found.column is not None else frame.set_index(frame.columns[0])
    values = tuple(_header(layout, label) for label in request.values)
    made, report = lift_along(labelled, found, replace(request, values=values))
    if found.column is None:
        made.insert(0, layout.headers[0], made.index, allow_duplicates=True)
        note = "the original names of the columns are in the report alone (--report FILE.tsv)"
        report = replace(report, notes=(*report.notes, note))
    report = replace(report, notes=(*layout.notes, *report.notes))
    return _written(made, layout, delimiter or layout.delimiter), report


def _axis(
    table: DelimitedTable, frame: pandas.DataFrame, request: LiftRequest, options: ReadOptions, axis: str | None
) -> GeneAxis:
    """Return where a table has its genes: in a column, or with ``axis="columns"`` in the labels of all but the first.

    Without ``axis`` they are in the column that is known to have names, unless most labels of columns are genes.
    """
    across = GeneAxis(tuple(map(str, frame.columns[1:])), is_columns=True)
    if axis == COLUMNS:
        return across
    line = table.header.number if table.header else None
    rows = [row.cells for row in table.rows]
    columns = TableColumns(table.headers, rows, table.source, line, row_names=table.has_row_names)
    is_open = axis is None and not options.column and table.header is not None
    try:
        chosen = columns.names_column(options)
    except RecordError as error:
        if is_open and request.share(across.names) >= FEWEST_GENES:
            return replace(across, note="each column is a gene")
        way_out = "; or if each column is a gene: --axis columns" if is_open else ""
        raise RecordError(error.path, f"{error.cause}{way_out}", error.line) from error
    names = tuple(frame.iloc[:, chosen.column].astype(str))
    if is_open and chosen.column == 0 and not str(frame.columns[0]).strip():
        share = request.share(across.names)
        if share >= FEWEST_GENES and share > request.share(names):
            return replace(across, note="each column is a gene")
    return GeneAxis(names, column=chosen.column, note=chosen.note)


def _header(layout: TableLayout, label: str | int) -> str:
    found = find_column(layout.headers, str(label))
    if found is None:
        raise RecordError(layout.source, f"--values: {missing_column_message(str(label), layout.headers)}")
    return layout.headers[found]


def _layout(text: str, source: str, options: ReadOptions, usual_delimiter: str) -> tuple[TableLayout, DelimitedTable]:
    """Return the layout of a table, from its first lines, and these."""
    table = parse_table(_lines(text, _HEAD).encode(), source, options, usual_delimiter, with_answers=True)
    rows = [line.cells for line in table.rows]
    if not rows:
        raise RecordError(source, "the table has no rows")
    width = table.width
    headers = ("",) * table.has_row_names + table.headers or tuple(map(str, range(1, width + 1)))
    numbers = frozenset(place for place in range(width) if _is_of_numbers(rows, place))
    cells = {row[place] for row in rows for place in numbers if place < len(row)}
    commas = table.delimiter != "," and any("," in cell for cell in cells) and not any("." in cell for cell in cells)
    header = table.header.text + table.header.line_break if table.header else ""
    return TableLayout(
        source, table.lead, headers, table.delimiter, numbers, start=len(table.lead) + len(header),
        first_line=table.lines[0].number, has_header=table.header is not None, has_row_names=table.has_row_names,
        line_break=_line_break(table), decimal="," if commas else ".", missing="NA" if "NA" in cells else "",
        notes=table.notes,
    ), table  # fmt: skip


def _lines(text: str, count: int) -> str:
    end = 0
    for _ in range(count):
        found = text.find("\n", end)
        if found < 0:
            return text
        end = found + 1
    return text[:end]


def _line_break(table: DelimitedTable) -> str:
    first = table.header or (table.lines[0] if table.lines else None)
    return "\r\n" if first is not None and first.line_break == "\r\n" else "\n"


def _is_of_numbers(rows: Sequence[Row], place: int) -> bool:
    filled = [cell for row in rows if place < len(row) and (cell := row[place].strip()) not in MISSING]
    return bool(filled) and all(map(is_number, filled))


def read_values(text: str, layout: TableLayout) -> pandas.DataFrame:
    """Return the rows of a table; the columns are called by their positions, and those that have texts are texts.

    :raises RecordError: a row has more cells than the table has columns, or a text is among the numbers of a column.
    """
    width = len(layout.headers)
    options: dict[str, Any] = {
        "dtype": {place: str for place in range(width) if place not in layout.numbers},
        "na_values": {place: list(MISSING) for place in layout.numbers},
        "keep_default_na": False,
        "quoting": csv.QUOTE_MINIMAL if layout.is_quoted else csv.QUOTE_NONE,
    }
    try:
        frame: pandas.DataFrame = pandas.read_csv(
            StringIO(text), sep=layout.delimiter, header=None, names=list(range(width)), index_col=False,
            decimal=layout.decimal, low_memory=False, on_bad_lines="error", **options,
        )  # fmt: skip
    except pandas.errors.EmptyDataError as error:
        raise RecordError(layout.source, "the table has no rows") from error
    except (pandas.errors.ParserError, ValueError) as error:
        raise RecordError(layout.source, f"not readable as a table: {_cause(error, layout)}") from error
    for place in layout.numbers:
        if frame[place].dtype.kind not in "iuf":
            row = next(row for row, cell in enumerate(frame[place]) if isinstance(cell, str) and not is_number(cell))
            cause = f"{frame[place].iloc[row]!r:.40} among the numbers of the column {layout.headers[place]!r}"
            raise RecordError(layout.source, cause, layout.first_line + row)
        column = frame[place]
        if column.dtype.kind == "f" and column.hasnans and bool((column.dropna() % 1 == 0).all()):
            frame[place] = column.astype("Int64")  # whole numbers that are floats only because one is missing
    return frame


def _cause(error: Exception, layout: TableLayout) -> str:
    found = re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", str(error))
    if found is None:
        return " ".join(str(error).split())
    return f"line {layout.first_line + int(found[2]) - 1} has {found[3]} cells, and the others have {found[1]}"


def _written(frame: pandas.DataFrame, layout: TableLayout, delimiter: str) -> bytes:
    """Return a table as bytes, with what was above its header."""
    above = layout.above
    if layout.has_header:
        shown = list(map(str, frame.columns))[layout.has_row_names :]
        above += pandas.DataFrame([shown]).to_csv(
            sep=delimiter, index=False, header=False, lineterminator=layout.line_break
        )
    body = frame.to_csv(
        sep=delimiter, index=False, header=False, lineterminator=layout.line_break, na_rep=layout.missing,
        decimal=layout.decimal if delimiter != "," else ".",
    )  # fmt: skip
    return (above + body).encode()
