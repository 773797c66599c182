"""CSV and TSV tables, including PFOCR gene tables: the names are in one column, the answers are added as columns.

The cells of a table stay unchanged byte for byte, including quotes and line breaks. The answer columns, whose names
begin with ``genenorm_``, are added to their right.
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
from genenorm.records.decode import decode_text
from genenorm.records.record import Record, TableWord
from genenorm.records.source import AnswerRows, ReadOptions, RecordFile
from genenorm.records.yaml_rows import AnswerCell

COLUMN_PREFIX = "genenorm_"
"""Start of the header of every answer column."""
_OTHER_DELIMITER = re.compile(r"(?<=[\w\"'])[;,\t|](?=[\w\"'])")
"""A delimiter inside a header, which suggests that it separates the columns of the table."""


@dataclass(frozen=True, slots=True)
class _TableLine:
    """One row of a table, without the answer cells."""

    text: str
    line_break: str
    cells: tuple[str, ...]
    """Empty for a blank line."""
    number: int
    """Line of the file on which the row starts."""


@dataclass(frozen=True, slots=True)
class _DelimitedTable:
    """A table as text: a header and rows, without the answer columns."""

    source: str
    mark: str
    delimiter: str
    header: _TableLine
    lines: tuple[_TableLine, ...]
    has_answers: bool

    def column(self, name: str) -> int:
        """Return the position of a column, counted from 0; without a name, that of the only column."""
        names = self.header.cells
        if not name and len(names) == 1:
            if other := _OTHER_DELIMITER.search(names[0]):
                cause = (
                    f"its only column is {names[0]!r}; if {other[0]!r} separates the cells, save it with "
                    f"{self.delimiter!r}, else name the column with --column"
                )
                raise RecordError(self.source, cause, self.header.number)
            return 0
        if name and name in names:  # without a name, a column without a header is not meant
            return names.index(name)
        raise RecordError(self.source, missing_column_message(name, names), self.header.number)

    def cell(self, line: _TableLine, name: str) -> str:
        """Return the cell of a row in a column; empty when the table has no such column or the row is shorter."""
        names = self.header.cells
        place = names.index(name) if name in names else len(line.cells)
        return line.cells[place] if place < len(line.cells) else ""

    def word(self, line: _TableLine, column: int) -> TableWord:
        """Return the word of a row of a PFOCR gene table, which is in a column, with its match."""
        return TableWord(line.cells[column], self.cell(line, "match"))

    def text(self, answer_cells: Sequence[Sequence[str]] = ()) -> str:
        """Return the table as text, with answer cells added to the header and to each row that is not blank.

        ``answer_cells`` has the cells for the header, then those for each row. Raises RecordError for a row with more
        or fewer cells than the header, since the answers would be in the wrong columns.
        """
        width = len(self.header.cells)
        cells_of_rows = iter(answer_cells)
        parts = [self.mark]
        for line in (self.header, *self.lines):
            added: Sequence[str] = ()
            if answer_cells and line.cells:
                if len(line.cells) != width:
                    cause = f"{len(line.cells)} cells under {width} headers, so no column can be added; use --table"
                    raise RecordError(self.source, cause, line.number)
                added = next(cells_of_rows)
            tail = self.delimiter + _joined(added, self.delimiter) if added else ""
            parts.append(line.text + tail + line.line_break)
        return "".join(parts)


def missing_column_message(name: str, columns: Sequence[str]) -> str:
    """Return the error message for a table that has no column ``name``, or that needs a name when ``name`` is empty."""
    problem = f"no column {name!r}" if name else "which column has the names? name it with --column"
    return f"{problem}; the columns are: {', '.join(columns[:20])}"


def _joined(cells: Iterable[str], delimiter: str) -> str:
    return delimiter.join(quoted(cell, delimiter) for cell in cells)


def _table_lines(text: str, delimiter: str, source: str) -> Iterator[_TableLine]:
    pending: list[str] = []

    def physical_lines() -> Iterator[str]:
        # Lines end at \n, \r\n or \r alone; str.splitlines would also split at characters that a cell may contain.
        for line in io.StringIO(text, newline=""):
            pending.append(line)
            yield line

    csv.field_size_limit(max(len(text), csv.field_size_limit()))  # a cell may be as long as the table
    # strict, since added cells would become part of an unclosed quote
    reader = csv.reader(physical_lines(), delimiter=delimiter, strict=True)
    number = 1
    try:
        for cells in reader:
            raw = "".join(pending)
            pending.clear()
            line_break = next((end for end in ("\r\n", "\n", "\r") if raw.endswith(end)), "")
            yield _TableLine(raw[: len(raw) - len(line_break)], line_break, tuple(cells), number)
            number = reader.line_num + 1
    except csv.Error as error:
        cause = "a quote is opened and not closed" if "unexpected end" in str(error) else error
        raise RecordError(source, f"not a table: {cause}", number) from error


def _parse_table(data: bytes, source: str, delimiter: str) -> _DelimitedTable:
    decoded = decode_text(data, source)
    lines = list(_table_lines(decoded.body, delimiter, source))
    if not lines:
        raise RecordError(source, "the table has no header")
    headers = lines[0].cells
    width = sum(not name.startswith(COLUMN_PREFIX) for name in headers)
    has_answers = width < len(headers)
    if has_answers:
        lines = [_without_answers(line, width, delimiter, source) if line.cells else line for line in lines]
    return _DelimitedTable(source, decoded.mark, delimiter, lines[0], tuple(lines[1:]), has_answers)


def _without_answers(line: _TableLine, width: int, delimiter: str, source: str) -> _TableLine:
    """Return the first ``width`` cells of a row; the others must be answer cells exactly as they were written."""
    answer_cells = line.cells[width:]
    tail = delimiter + _joined(answer_cells, delimiter)
    if not line.text.endswith(tail):
        cause = f"its {COLUMN_PREFIX}… columns were edited or moved; remove them first"
        raise RecordError(source, cause, line.number)
    return _TableLine(line.text[: -len(tail)], line.line_break, line.cells[:width], line.number)


def read_table(data: bytes, source: str, options: ReadOptions, *, delimiter: str) -> RecordFile:
    """Return a table as one record: the names of one column."""
    table = _parse_table(data, source, delimiter)
    column = table.column(options.column)
    names = tuple(line.cells[column] if column < len(line.cells) else "" for line in table.lines if line.cells)
    if not names:
        raise RecordError(source, "the table has no rows")
    return _table_file(table, (Record(source, source, names),), [range(len(names))])


read_csv = partial(read_table, delimiter=",")
read_tsv = partial(read_table, delimiter="\t")


def read_pfocr_table(data: bytes, source: str, options: ReadOptions) -> RecordFile:
    """Return the records of a PFOCR figure's gene table, one for each organism.

    The names are the symbols, and the species of a record is the organism of its rows. ``Record.words`` has the words
    that were read in the figure. With ``--column word`` the names are the words themselves.
    """
    table = _parse_table(data, source, "\t")
    name = table.column(options.column or "ncbigene_symbol")
    word = table.column("word")
    organism = table.column("organism_id")
    lines = [line for line in table.lines if line.cells]
    if not lines:
        raise RecordError(source, "the table has no rows")
    last_column = max(name, word, organism)
    for line in lines:
        if len(line.cells) <= last_column or not line.cells[organism].isdigit():
            raise RecordError(source, "this row has no organism_id (a number) for its word", line.number)
    figid = source.replace("\\", "/").rsplit("/", 1)[-1].partition("-genes.tsv")[0]
    rows_by_taxon: dict[int, list[int]] = {}
    for number, line in enumerate(lines):
        rows_by_taxon.setdefault(int(line.cells[organism]), []).append(number)
    records = tuple(
        Record(
            source,
            figid,
            tuple(lines[number].cells[name] for number in numbers),
            species=(taxon,),
            words=() if name == word else tuple(table.word(lines[number], word) for number in numbers),
        )
        for taxon, numbers in rows_by_taxon.items()
    )
    return _table_file(table, records, list(rows_by_taxon.values()))


def words_by_symbol(data: bytes, source: str) -> dict[str, TableWord]:
    r"""Return the word that was read in a figure for each symbol of its gene table, with the GeneIDs of the symbol.

    Of several words of a symbol it is the first.

    >>> table = b"organism_id\tword\tmatch\tncbigene_symbol\tncbigene_id\n9606\t(KAR\tKAR\tMDH1\t4190\n"
    >>> words_by_symbol(table, "f1-genes.tsv")
    {'MDH1': TableWord(text='(KAR', match='KAR', gene_ids=(4190,))}
    """
    table = _parse_table(data, source, "\t")
    symbol, word = table.column("ncbigene_symbol"), table.column("word")
    words: dict[str, TableWord] = {}
    gene_ids: dict[str, dict[int, None]] = {}
    for line in table.lines:
        if len(line.cells) > max(symbol, word):
            words.setdefault(line.cells[symbol], table.word(line, word))
            if (gene_id := table.cell(line, "ncbigene_id")).isdecimal():
                gene_ids.setdefault(line.cells[symbol], {})[int(gene_id)] = None
    return {name: word._replace(gene_ids=tuple(gene_ids.get(name, ()))) for name, word in words.items()}


def _table_file(
    table: _DelimitedTable, records: tuple[Record, ...], row_numbers: Sequence[Sequence[int]]
) -> RecordFile:
    """Return a table as a record file; ``row_numbers`` has the numbers of the rows of each record."""

    def rewrite(answers: Sequence[AnswerRows]) -> bytes:
        cells: dict[int, list[str]] = {}
        for rows, numbers in zip(answers, row_numbers, strict=True):
            texts = ([*map(_cell_text, row)] for row in answer_columns(rows).rows)
            cells.update(zip(numbers, texts, strict=True))
        header = answer_columns(answers[0]).header
        return table.text([header, *(cells[number] for number in sorted(cells))]).encode()

    return RecordFile(records, rewrite, lambda: table.text().encode(), table.has_answers)


@dataclass(frozen=True, slots=True)
class AnswerColumns:
    """The headers of the answer columns of a table, and their cells, row by row."""

    header: list[str]
    rows: list[list[AnswerCell]]


def answer_columns(answers: AnswerRows) -> AnswerColumns:
    """Return the answer columns of a table: all fields except the name, and the stamp of the index if there is one.

    >>> answer_columns(AnswerRows(("keyword", "gene_id"), (("GRIN1", 2902),), reference="shipped"))
    AnswerColumns(header=['genenorm_gene_id', 'genenorm_reference'], rows=[[2902, 'shipped']])
    """
    stamp = {"reference": answers.reference} if answers.reference else {}
    header = [COLUMN_PREFIX + field for field in (*answers.fields[1:], *stamp)]
    return AnswerColumns(header, [[*row[1:], *stamp.values()] for row in answers.rows])


def _cell_text(cell: AnswerCell) -> str:
    return "" if cell is None else str(cell)
