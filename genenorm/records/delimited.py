"""CSV and TSV tables, PFOCR gene tables included: one column holds the names, the answers become further columns.

A table's cells stay byte for byte, quoting and line endings too; our columns, ``genenorm_…``, stand to their right.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from genenorm.core.errors import RecordError
from genenorm.core.tables import quoted
from genenorm.records.decode import decode
from genenorm.records.record import Record
from genenorm.records.source import ReadOptions, Rows, Source
from genenorm.records.yaml_rows import Cell

_OTHER = re.compile(r"(?<=[\w\"'])[;,\t|](?=[\w\"'])")
"""A separator of another kind, in a header that would be the only one."""
PREFIX = "genenorm_"
"""Starts the header of each of our columns."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of a table: its text without our cells, its line break, its cells."""

    text: str
    end: str
    cells: tuple[str, ...]
    number: int


@dataclass(frozen=True, slots=True)
class _Grid:
    """A delimited table as text: a header and its rows, without our columns."""

    source: str
    mark: str
    delimiter: str
    header: _Line
    lines: tuple[_Line, ...]
    had_columns: bool

    def column(self, name: str) -> int:
        """Return the place of a column; the only one when none is named."""
        names = self.header.cells
        if not name and len(names) == 1:
            if other := _OTHER.search(names[0]):
                cause = f"its only column is {names[0]!r}: cells that stand between {other[0]!r}? if so, save it with "
                raise RecordError(self.source, f"{cause}{self.delimiter!r}, else say --column", self.header.number)
            return 0
        if name in names:
            return names.index(name)
        shown = ", ".join(names[:20])
        ask = f"no column {name!r}" if name else "which column holds the names? say so with --column"
        raise RecordError(self.source, f"{ask}; it has: {shown}", self.header.number)

    def text(self, extra: Sequence[Sequence[str]] = ()) -> str:
        """Return the table, with the cells of ``extra`` (header first) to the right of each row that is not blank."""
        width = len(self.header.cells)
        cells = iter(extra)
        parts = [self.mark]
        for line in (self.header, *self.lines):
            more: list[str] = []
            if extra and line.cells:
                if len(line.cells) != width:  # filled up it could not be told from what was there before
                    cause = f"{len(line.cells)} cells under {width} headers, so no column can be added; use --table"
                    raise RecordError(self.source, cause, line.number)
                more = list(next(cells))
            tail = self.delimiter + _encoded(more, self.delimiter) if more else ""
            parts.append(line.text + tail + line.end)
        return "".join(parts)


def _encoded(cells: Iterable[str], delimiter: str) -> str:
    return delimiter.join(quoted(cell, delimiter) for cell in cells)


def _rows(text: str, delimiter: str, source: str) -> Iterator[_Line]:
    taken: list[str] = []

    def feed() -> Iterator[str]:
        # Lines end at \n, \r\n or \r alone; str.splitlines would also cut at characters a cell may hold.
        for line in io.StringIO(text, newline=""):
            taken.append(line)
            yield line

    csv.field_size_limit(max(len(text), csv.field_size_limit()))  # a cell may be as long as the table
    reader = csv.reader(feed(), delimiter=delimiter, strict=True)  # an open quote would swallow our cells
    number = 1
    try:
        for cells in reader:
            raw = "".join(taken)
            taken.clear()
            end = next((end for end in ("\r\n", "\n", "\r") if raw.endswith(end)), "")
            yield _Line(raw[: len(raw) - len(end)], end, tuple(cells), number)
            number = reader.line_num + 1
    except csv.Error as error:
        cause = "a quote is opened and not closed" if "unexpected end" in str(error) else error
        raise RecordError(source, f"not a table: {cause}", number) from error


def _grid(data: bytes, source: str, delimiter: str) -> _Grid:
    text = decode(data, source)
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    lines = list(_rows(text[len(mark) :], delimiter, source))
    if not lines:
        raise RecordError(source, "the table has no header")
    header, body = lines[0], lines[1:]
    ours = [name for name in header.cells if name.startswith(PREFIX)]
    if ours:
        lines = [_cut(line, len(header.cells) - len(ours), delimiter, source) if line.cells else line for line in lines]
        header, body = lines[0], lines[1:]
    return _Grid(source, mark, delimiter, header, tuple(body), bool(ours))


def _cut(line: _Line, width: int, delimiter: str, source: str) -> _Line:
    """Return a row without our cells, which are its last ones as we wrote them."""
    kept, ours = line.cells[:width], line.cells[width:]
    tail = delimiter + _encoded(ours, delimiter)
    if not line.text.endswith(tail):
        raise RecordError(source, f"its {PREFIX}… columns were edited or moved; remove them first", line.number)
    return _Line(line.text[: -len(tail)], line.end, kept, line.number)


def read_table(data: bytes, source: str, options: ReadOptions, *, delimiter: str) -> Source:
    """Return a table as one record: the names of one column."""
    grid = _grid(data, source, delimiter)
    place = grid.column(options.column)
    names = tuple(line.cells[place] if place < len(line.cells) else "" for line in grid.lines if line.cells)
    if not names:
        raise RecordError(source, "the table has no rows")
    return _source(grid, (Record(source, source, names),), [range(len(names))])


def read_pfocr_table(data: bytes, source: str, options: ReadOptions) -> Source:
    """Return the gene table of a PFOCR figure, one record for each organism: its symbols and the words behind them.

    The symbols are answered within the organism of their row; the words, which is what was read in the figure, say
    how good a name of the gene each was. With ``--column word`` the words themselves are answered.
    """
    grid = _grid(data, source, "\t")
    name = grid.column(options.column or "ncbigene_symbol")
    word = grid.column("word")
    organism = grid.column("organism_id")
    rows = [line.cells for line in grid.lines if line.cells]
    if not rows:
        raise RecordError(source, "the table has no rows")
    width = max(name, word, organism)
    for line in grid.lines:
        if line.cells and (len(line.cells) <= width or not line.cells[organism].isdigit()):
            raise RecordError(source, "this row has no organism_id (a number) for its word", line.number)
    figid = source.replace("\\", "/").rsplit("/", 1)[-1].partition("-genes.tsv")[0]
    places: dict[int, list[int]] = {}
    for number, cells in enumerate(rows):
        places.setdefault(int(cells[organism]), []).append(number)
    records = tuple(
        Record(
            source,
            figid,
            tuple(rows[number][name] for number in numbers),
            species=(taxon,),
            words=() if name == word else tuple(rows[number][word] for number in numbers),
        )
        for taxon, numbers in places.items()
    )
    return _source(grid, records, list(places.values()))


def words_of(data: bytes, source: str) -> dict[str, str]:
    r"""Return what was read in a figure for each symbol of its gene table, the first word where there are several.

    >>> words_of(b"organism_id\tword\tncbigene_symbol\n9606\tKAR\tMDH1\n", "f1-genes.tsv")
    {'MDH1': 'KAR'}
    """
    grid = _grid(data, source, "\t")
    name, word = grid.column("ncbigene_symbol"), grid.column("word")
    words: dict[str, str] = {}
    for line in grid.lines:
        if len(line.cells) > max(name, word):
            words.setdefault(line.cells[name], line.cells[word])
    return words


def _source(grid: _Grid, records: tuple[Record, ...], places: Sequence[Sequence[int]]) -> Source:
    """Return the source of a table whose rows belong to records: ``places`` has the row numbers of each."""

    def rewrite(tables: Sequence[Rows]) -> bytes:
        cells: dict[int, list[str]] = {}
        for table, numbers in zip(tables, places, strict=True):
            cells.update(zip(numbers, ([*map(_text, row)] for row in our_columns(table)[1]), strict=True))
        header, _ = our_columns(tables[0])
        return grid.text([header, *(cells[number] for number in sorted(cells))]).encode()

    return Source(records, rewrite, lambda: grid.text().encode(), grid.had_columns)


def our_columns(table: Rows) -> tuple[list[str], list[list[Cell]]]:
    """Return the headers of our columns and their cells, row by row: all fields but the name, then the index's stamp.

    >>> our_columns(Rows(("keyword", "gene_id"), (("GRIN1", 2902),), reference="shipped"))
    (['genenorm_gene_id', 'genenorm_reference'], [[2902, 'shipped']])
    """
    last = {"reference": table.reference} if table.reference else {}
    header = [PREFIX + field for field in (*table.fields[1:], *last)]
    return header, [[*row[1:], *last.values()] for row in table.rows]


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell)


read_csv = partial(read_table, delimiter=",")
read_tsv = partial(read_table, delimiter="\t")
