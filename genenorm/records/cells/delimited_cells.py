"""The cells of CSV and TSV tables, of which single ones are replaced in the bytes of their row."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache

from genenorm.core.tables import quoted
from genenorm.records.cells.cell_table import CellFile, CellPlace, CellTable
from genenorm.records.delimited import DelimitedTable, parse_table
from genenorm.records.source import ReadOptions
from genenorm.records.splices import spliced
from genenorm.records.table_lines import TableLine


def read_delimited_cells(data: bytes, source: str, options: ReadOptions, *, delimiter: str) -> CellFile:
    """Return the cells of a text table; ``delimiter`` is the usual one of its format.

    A row that is shorter than the others has empty cells at its end, which cannot be replaced. Answers of an earlier
    run are columns as others. Raises RecordError when the file is no table.
    """
    table = parse_table(data, source, options, delimiter, with_answers=True)
    rows = table.rows
    width = max((table.width, *(len(line.cells) for line in rows)))
    above = ("",) * (width - len(table.headers))
    headers = (*above, *table.headers) if table.has_row_names else (*table.headers, *above)
    cells = [line.cells + ("",) * (width - len(line.cells)) for line in rows]
    found = CellTable(headers, cells, [line.number for line in rows], has_headers=table.header is not None)

    def rewritten(values: Mapping[CellPlace, str], left_out: Collection[tuple[int, int]] = ()) -> bytes:
        return _replaced(table, rows, values, {rows[row].number for _, row in left_out})

    return CellFile((found,), rewritten, table.notes, rewritten)


def _replaced(
    table: DelimitedTable, rows: tuple[TableLine, ...], values: Mapping[CellPlace, str], left_out: Collection[int]
) -> bytes:
    by_line: dict[int, list[tuple[int, str]]] = {}
    for place, value in values.items():
        by_line.setdefault(rows[place.row].number, []).append((place.column, value))
    header = "" if table.header is None else table.header.text + table.header.line_break
    parts = [table.lead, header]
    for line in table.lines:
        if line.number in left_out:
            continue
        edits = by_line.get(line.number)
        parts.append(_with_cells(line.text, edits, table.delimiter) if edits else line.text)
        parts.append(line.line_break)
    return "".join(parts).encode()


def _with_cells(text: str, edits: list[tuple[int, str]], delimiter: str) -> str:
    spans = cell_spans(text, delimiter)
    changes = []
    for column, value in edits:
        start, end = spans[column]
        plain = quoted(value, delimiter)
        is_quoted = text[start:end].startswith('"') and plain == value
        changes.append((start, end, f'"{value}"' if is_quoted else plain))
    return spliced(text, changes)


def cell_spans(text: str, delimiter: str) -> list[tuple[int, int]]:
    r"""Return where the cells of a row are in its text, with their quotes.

    >>> [('a,"b, c",'[start:end]) for start, end in cell_spans('a,"b, c",', ",")]
    ['a', '"b, c"', '']
    """
    return [found.span(1) for found in _cell(delimiter).finditer(text)]


@cache
def _cell(delimiter: str) -> re.Pattern[str]:
    mark = re.escape(delimiter)
    return re.compile(rf'(?:\A|(?<={mark}))("(?:[^"]|"")*"(?=\Z|{mark})|[^{mark}]*)(?=\Z|{mark})', re.DOTALL)
