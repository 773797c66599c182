"""Tables and workbooks whose names of genes become others in their cells; every other byte stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from genenorm.annotation.first_name import FirstNames
from genenorm.core.errors import RecordError
from genenorm.datasets.harmonize.name_changes import NameChanges
from genenorm.datasets.harmonize.opened_dataset import Changed, Names, only_names_column, texts_of_names, told_columns
from genenorm.index.reference import Reference
from genenorm.records.cells.cell_table import CellFile, CellPlace, CellTable
from genenorm.records.cells.read_cells import form_of, read_cells
from genenorm.records.compressed import expand, without_compression
from genenorm.records.decode import decode_text
from genenorm.records.source import ReadOptions
from genenorm.records.table_column import TableColumns, find_column, missing_column_message
from genenorm.records.table_delimiter import likely_delimiter
from genenorm.records.table_names import is_header_of_ids
from genenorm.resolver.resolver import Resolver

TABLE_SUFFIXES = (".csv", ".tsv", ".tab", ".txt", ".xlsx")
"""The ends of the names of files that are read, before that of a compression."""
TABLE_FORMS = ("csv", "tsv", "excel", "text")
"""The formats of tables, for ``ReadOptions.form``."""


class TableDataset:
    """A table as text or a workbook, with its places of names: a column, or one in each sheet.

    Raises RecordError when the file cannot be read.
    """

    def __init__(self, data: bytes, source: str, options: ReadOptions, reference: Reference) -> None:
        self.source = source
        self._options = replace(options, is_name=FirstNames(lambda: reference))
        self._cells = _read(data, source, self._options)
        if not any(table.rows or table.has_headers for table in self._cells.tables):
            raise RecordError(source, "the file is empty")
        self._labels = [_labels(table) for table in self._cells.tables]
        self.notes: tuple[str, ...] = self._cells.notes

    def chosen(self, column: str, resolver: Resolver) -> list[str]:  # noqa: ARG002 - others look names up
        """Return the column of the names in each sheet that has one; raises RecordError when none is clear."""
        found, first_error = [], None
        tables = self._cells.tables
        for table, labels in zip(tables, self._labels, strict=True):
            try:
                place, note = _names_column(table, self.source, replace(self._options, column=column))
            except RecordError as error:
                if len(tables) == 1:
                    raise
                first_error = first_error or error
                self.notes = (*self.notes, f"the sheet {table.sheet} is left as it is: {error.cause}")
                continue
            found.append(labels[place])
            self.notes = (*self.notes, note) if note else self.notes
        if not found and first_error is not None:
            raise first_error
        return found

    def _place(self, label: str) -> tuple[int, int]:
        """Return the table and the column of a place; raises RecordError when the file does not have it."""
        for number, labels in enumerate(self._labels):
            if label in labels:
                return number, labels.index(label)
        there_are = ", ".join(label for labels in self._labels for label in labels[:20])
        raise RecordError(self.source, f"no {label}, which the plan names; there are: {there_are}")

    def names(self, place: str) -> Names:
        """Return the cells of a column that are not empty."""
        number, column = self._place(place)
        return texts_of_names(row[column] for row in self._cells.tables[number].rows)

    def changed(self, changes: Mapping[str, NameChanges]) -> Changed:
        """Return the bytes of the file with other names, and without the rows that are dropped or added to others."""
        values: dict[CellPlace, str] = {}
        left_out: set[tuple[int, int]] = set()
        notes: list[str] = []
        for place, change in changes.items():
            number, column = self._place(place)
            table = self._cells.tables[number]
            for new, old in enumerate(change.kept):
                name = change.names[new]
                if name is not None and name != table.rows[old][column]:
                    values[CellPlace(number, old, column)] = name
            kept = set(change.kept)
            left_out |= {(number, row) for row in range(len(table.rows)) if row not in kept}
            if change.summed:
                sums, columns = _sums(table, column, change)
                values |= {CellPlace(number, row, at): total for (row, at), total in sums.items()}
                notes.append(f"summed: {told_columns([_label(table, at) for at in columns])}; the other cells stay")
        if not left_out:
            return Changed(self._cells.replaced(values))
        if self._cells.without_rows is None:
            raise RecordError(self.source, "rows of this format cannot be left out")
        if self._cells.tables[0].sheet:
            notes.append("rows that are left out stay as blank rows of the sheet, so that formulas still fit")
        return Changed(self._cells.without_rows(values, left_out), tuple(notes))


def _read(data: bytes, source: str, options: ReadOptions) -> CellFile:
    is_known = without_compression(source).lower().endswith(TABLE_SUFFIXES)
    if not (is_known or options.form) or (form := form_of(source, options.form)) not in TABLE_FORMS:
        way_out = f"their names end in {', '.join(TABLE_SUFFIXES)} or .h5ad; else: --from {', '.join(TABLE_FORMS)}"
        raise RecordError(source, f"not a table, workbook or AnnData file; {way_out}")
    if form == "text" and not options.says_table:
        sample = decode_text(expand(data, source, options.largest), source).body[: 1 << 16]
        options = replace(options, delimiter="\t" if "\t" in sample else likely_delimiter(sample) or "\t")
    return read_cells(data, source, options)


def _names_column(table: CellTable, source: str, options: ReadOptions) -> tuple[int, str]:
    """Return the column of the names, and how it was found."""
    headers = table.headers if table.has_headers else ()
    if options.column and headers and (place := find_column(headers, options.column)) is not None:
        return place, ""
    if options.column and headers:
        raise RecordError(source, missing_column_message(options.column, headers))
    if (only := only_names_column(headers)) is not None and not options.column:
        note = f"the names are those of the column {headers[only]!r}"
        return only, f"{table.sheet}: {note}" if table.sheet else note
    columns = TableColumns(headers, table.rows, source, None)
    found = columns.names_column(options)
    return found.column, f"{table.sheet}: {found.note}" if table.sheet and found.note else found.note


def _label(table: CellTable, column: int) -> str:
    header = table.headers[column] if table.has_headers else ""
    return f"column {header}" if header and table.headers.count(header) == 1 else f"column no. {column + 1}"


def _labels(table: CellTable) -> list[str]:
    """Return the names of the columns of a table as places, with that of its sheet."""
    start = f"{table.sheet}: " if table.sheet else ""
    return [start + _label(table, column) for column in range(len(table.headers))]


def _sums(table: CellTable, names: int, change: NameChanges) -> tuple[dict[tuple[int, int], str], list[int]]:
    """Return the sums of rows by the row that is kept and the column, and the columns that are summed.

    These have numbers in all rows, or nothing; identifiers are not summed.
    """
    members = [row for several in change.summed.values() for row in several]
    columns, numbers = [], {}
    for column, header in enumerate(table.headers):
        if column == names or is_header_of_ids(header):
            continue
        cells = [_number(table.rows[row][column]) for row in members]
        if any(isinstance(cell, Decimal) for cell in cells) and not any(cell is False for cell in cells):
            columns.append(column)
            numbers[column] = dict(zip(members, cells, strict=True))
    sums = {}
    for new, several in change.summed.items():
        for column in columns:
            values = [cell for row in several if isinstance(cell := numbers[column][row], Decimal)]
            if values:
                sums[change.kept[new], column] = _written(sum(values, Decimal(0)))
    return sums, columns


def _number(cell: str) -> Decimal | bool | None:
    """Return a cell as a number; ``None`` for an empty one, ``False`` for another text."""
    text = cell.strip()
    if not text or text.lower() in ("na", "nan"):
        return None
    try:
        number = Decimal(text) if text.isascii() and "_" not in text else None
    except InvalidOperation:
        return False
    return number if number is not None and number.is_finite() else False


def _written(total: Decimal) -> str:
    exponent = total.as_tuple().exponent
    return f"{total:f}" if isinstance(exponent, int) and -20 <= exponent <= 0 else str(total)
