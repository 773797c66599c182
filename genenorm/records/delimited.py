"""CSV and TSV tables, including PFOCR gene tables: the names are in one column, the answers are added as columns.

The cells of a table stay unchanged byte for byte, including quotes and line breaks, and so do the lines before its
header. The answer columns, whose names begin with ``genenorm_``, are added to their right. A table without a header
stays without one: in each of its rows the answers come after a cell ``genenorm_short``, or ``genenorm_answers`` if they
have all fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from genenorm.core.errors import RecordError
from genenorm.core.formula_cells import inert_cell, original_cell
from genenorm.core.numbers import whole_number
from genenorm.core.tables import quoted
from genenorm.records.answer_fields import (
    ANSWER_PREFIX,
    CELLS_AFTER_MARK,
    FULL_MARK,
    REFERENCE,
    SCOPE,
    SHORT_MARK,
    mark_in,
    moved_answers,
    own_width,
)
from genenorm.records.decode import decode_text
from genenorm.records.record import Record, TableWord
from genenorm.records.source import AnswerRows, ReadOptions, RecordFile, TableCells
from genenorm.records.table_column import TableColumns, missing_column_message
from genenorm.records.table_delimiter import DELIMITER_WORDS, delimiter_of
from genenorm.records.table_lines import COMMENT_MARKS, Preamble, TableLine, lines_before, preamble_of, table_lines
from genenorm.records.table_names import is_known_header, is_number
from genenorm.records.table_shape import header_place
from genenorm.records.yaml_rows import AnswerCell

_OTHER_DELIMITER = re.compile(r"(?<=[\w\"'])[;,\t|](?=[\w\"'])")
"""A delimiter inside a header, which suggests that it separates the columns of the table."""

_MOST_IN_A_ROW = 2
"""With more cells a comment above a table, which has as many, is its header, as in MITAB."""


@dataclass(frozen=True, slots=True)
class DelimitedTable:
    """A table as text: a header and rows, without the answer columns."""

    source: str
    lead: str
    """The text before the header, or before the first row: a byte order mark, comments, titles, blank lines."""
    delimiter: str
    header: TableLine | None
    lines: tuple[TableLine, ...]
    has_answers: bool
    notes: tuple[str, ...] = ()

    @property
    def headers(self) -> tuple[str, ...]:
        """The cells of the header; none for a table without one."""
        return self.header.cells if self.header else ()

    @property
    def rows(self) -> tuple[TableLine, ...]:
        """The lines that are neither blank nor comments."""
        width = self.width
        return tuple(line for line in self.lines if line.cells and not _is_comment(line, width))

    @property
    def width(self) -> int:
        """The number of cells in a row; R writes a header without that of the names of rows."""
        if self.header:
            return len(self.headers) + self.has_row_names
        return len(self.lines[0].cells) if self.lines else 0

    @property
    def has_row_names(self) -> bool:
        """Whether all rows have one cell more than the header, and do not just end with a delimiter."""
        return self.rows_are_longer and any(line.cells[-1] for line in self.lines if line.cells)

    @property
    def rows_are_longer(self) -> bool:
        """Whether all rows have one cell more than the header."""
        width = len(self.headers) + 1
        rows = [line for line in self.lines if line.cells and not _is_comment(line, width)]
        return self.header is not None and bool(rows) and all(len(line.cells) == width for line in rows)

    def column(self, name: str) -> int:
        """Return the position of a column, counted from 0, by its header; raises RecordError without such a column."""
        if name in self.headers:
            return self.headers.index(name)
        line = self.header.number if self.header else None
        raise RecordError(self.source, missing_column_message(name, self.headers), line)

    def cell(self, line: TableLine, name: str) -> str:
        """Return the cell of a row in a column; empty when the table has no such column or the row is shorter."""
        place = self.headers.index(name) if name in self.headers else len(line.cells)
        return line.cells[place] if place < len(line.cells) else ""

    def word(self, line: TableLine, column: int) -> TableWord:
        """Return the word of a row of a PFOCR gene table, which is in a column, with its match."""
        return TableWord(line.cells[column], self.cell(line, "match"))

    def text(self, header: Sequence[str] = (), answer_cells: Iterable[Sequence[str]] = (), mark: str = "") -> str:
        """Return the table as text, with answer cells added to the header and to each row.

        In a table without a header they come after ``mark``. Raises RecordError for a row with more or fewer cells than
        the header, since the answers would be in the wrong columns.
        """
        cells_of_rows = iter(answer_cells)
        width, joined = self.width, partial(_joined, delimiter=self.delimiter, for_r=self.has_row_names)
        parts = [self.lead]
        if self.header:
            tail = self.delimiter + joined(header) if header else ""
            parts.append(self.header.text + tail + self.header.line_break)
        for line in self.lines:
            tail = ""
            if header and line.cells and not _is_comment(line, width):
                if len(line.cells) != width:
                    raise RecordError(self.source, _wrong_width(line, width, self.header), line.number)
                cells = next(cells_of_rows)
                tail = self.delimiter + joined(cells if self.header else [mark, *cells])
            parts.append(line.text + tail + line.line_break)
        return "".join(parts)

    def own_cells(self) -> TableCells:
        """Return the cells of the table; raises RecordError for a row with more cells than the header."""
        width, rows = self.width, self.rows
        for line in rows:
            if len(line.cells) > width:
                raise RecordError(self.source, _wrong_width(line, width, self.header), line.number)
        return TableCells.of(self.headers, [line.cells for line in rows], width, self.delimiter)


def _wrong_width(line: TableLine, width: int, header: TableLine | None) -> str:
    above = f"{width} headers" if header else f"a first row of {width}"
    return f"{len(line.cells)} cells under {above}, so no column can be added; repair it, or use annotate --table"


def _is_comment(line: TableLine, width: int) -> bool:
    return len(line.cells) == 1 < width and line.text.startswith(COMMENT_MARKS)


def _joined(cells: Iterable[str], delimiter: str, *, for_r: bool) -> str:
    return delimiter.join(_quoted(cell, delimiter, for_r=for_r) for cell in cells)


def _quoted(cell: str, delimiter: str, *, for_r: bool) -> str:
    """Return a cell quoted if need be; R's ``read.table`` also takes single quotes and ``#`` for marks.

    Between spaces R knows neither empty cells nor doubled quotes.
    """
    if delimiter == " ":
        cell = cell.replace('"', "'")
        if not cell:
            return '""'
    text = quoted(cell, delimiter)
    return f'"{cell}"' if text == cell and for_r and ("'" in cell or "#" in cell) else text


def parse_table(
    data: bytes, source: str, options: ReadOptions, usual_delimiter: str, *, with_answers: bool = False
) -> DelimitedTable:
    """Return the table of a file without the answers of an earlier run, or ``with_answers`` as it is."""
    decoded = decode_text(data, source, may_be_empty=not options.header_row)
    text = decoded.body
    before = Preamble(lines_before(text, options.header_row)) if options.header_row else preamble_of(text)
    table = text[len(before.text) :]
    asked = "" if options.column.isdecimal() else options.column
    delimiter = options.delimiter or before.delimiter or delimiter_of(table, usual_delimiter, asked)
    notes = []
    if delimiter != usual_delimiter and not options.delimiter:
        notes.append(f"the cells are separated by {DELIMITER_WORDS.get(delimiter, repr(delimiter))}")
    if before.comment and not options.no_header and _has_headers(before.comment, table, delimiter, source):
        before = before.without_comment
        table = text[len(before.text) :]
    lines = list(table_lines(table, delimiter, source, before.lines + 1))
    place = header_place([line.cells for line in lines], [line.number for line in lines], source, options)
    lead = decoded.mark + before.text + "".join(line.text + line.line_break for line in lines[: place.first])
    header = None
    if place.header is not None:
        header = lines[place.header]
        lead = lead.removesuffix(header.text + header.line_break)
    found = DelimitedTable(source, lead, delimiter, header, tuple(lines[place.first :]), has_answers=False)
    found = found if with_answers else _without_answers(found)
    return replace(found, notes=(*notes, *place.notes))


def _has_headers(comment: str, table: str, delimiter: str, source: str) -> bool:
    """Return whether the comment above a table has its headers."""
    try:
        above = next(table_lines(comment, delimiter, source)).cells
        first = next((line.cells for line in table_lines(table, delimiter, source) if line.cells), ())
    except RecordError:
        return False
    if len(above) != len(first) or any(map(is_known_header, first)):
        return False
    if any(map(is_known_header, above)):
        return True
    has_headers = len(above) > _MOST_IN_A_ROW or any(map(is_number, first))  # a row of names may be commented out
    return len(above) > 1 and not above[0].startswith("# ") and has_headers and not any(map(is_number, above))


def _without_answers(table: DelimitedTable) -> DelimitedTable:
    """Return a table without its answer columns, which must be exactly as they were written, behind all others."""
    if table.header is None:
        mark = mark_in(table.lines[0].cells) if table.lines else None
        if mark is None:
            return table
        width = table.lines[0].cells.index(mark)
        whole = width + 1 + CELLS_AFTER_MARK[mark]
        lines = [_cut(line, width, whole, table, mark=mark, for_r=False) for line in table.lines]
        return replace(table, lines=tuple(lines), has_answers=True)
    whole = len(table.headers)
    width = own_width(table.headers, table.source, table.header.number)
    if width == whole:
        return table
    for_r = table.rows_are_longer
    header = _cut(table.header, width, whole, table, for_r=for_r)
    lines = [_cut(line, width + for_r, whole + for_r, table, for_r=for_r) for line in table.lines]
    return replace(table, header=header, lines=tuple(lines), has_answers=True)


def _cut(
    line: TableLine, width: int, whole: int, table: DelimitedTable, *, for_r: bool, mark: str | None = None
) -> TableLine:
    """Return the first ``width`` of the ``whole`` cells of a row.

    The others must be answers as they were written, with the mark before them if there is one.
    """
    if not line.cells or _is_comment(line, width + 1):
        return line
    answers = line.cells[width:]
    tail = table.delimiter + _joined(answers, table.delimiter, for_r=for_r)
    is_marked = mark is None or answers[:1] == (mark,)
    if len(line.cells) != whole or not is_marked or not line.text.endswith(tail):
        raise moved_answers(table.source, line.number)
    return TableLine(line.text[: -len(tail)], line.line_break, line.cells[:width], line.number)


def read_table(data: bytes, source: str, options: ReadOptions, *, delimiter: str) -> RecordFile:
    """Return a table as one record: the names of one column.

    :param delimiter: the usual delimiter of the format; the notes of the result say when another one was recognised.
    """
    table = parse_table(data, source, options, delimiter)
    if options.answers_only:
        return RecordFile((), strip=lambda: table.text().encode(), annotated=table.has_answers)
    rows = table.rows
    if not rows and not table.headers:  # an empty file
        return _table_file(table, (Record(source, source, ()),), [()])
    cells = tuple(line.cells for line in rows)
    line = table.header.number if table.header else None
    if len(table.headers) == 1 == table.width and not options.column and not options.delimiter:
        _require_one_column(table.headers[0], source, line)
    columns = TableColumns(table.headers, cells, source, line, row_names=table.has_row_names)
    chosen = columns.names_column(options)
    names = tuple(columns.cells(chosen.column))
    if _OWN_HEADERS.issubset(table.headers) and table.delimiter in _OF_SPREADSHEETS:  # written by genenorm itself
        names = tuple(map(original_cell, names))
    table = replace(table, notes=(*table.notes, *filter(None, (chosen.note,))))
    return _table_file(table, (Record(source, source, names),), [range(len(names))])


def _require_one_column(header: str, source: str, line: int | None) -> None:
    """Raise RecordError when the header of an only column is rather that of several."""
    if other := _OTHER_DELIMITER.search(header):
        cause = (
            f"its only column is {header!r}; if {other[0]!r} separates the cells, say so with --delimiter, "
            "else name the column with --column"
        )
        raise RecordError(source, cause, line)


_OWN_HEADERS = frozenset(("input", "status"))

read_csv = partial(read_table, delimiter=",")
read_tsv = partial(read_table, delimiter="\t")


def _parse_gene_table(data: bytes, source: str) -> DelimitedTable:
    """Return a PFOCR gene table, whose first line is its header."""
    return parse_table(data, source, ReadOptions(delimiter="\t", header_row=1), "\t")


def read_pfocr_table(data: bytes, source: str, options: ReadOptions) -> RecordFile:
    """Return the records of a PFOCR figure's gene table, one for each organism.

    The names are the symbols, and the species of a record is the organism of its rows. ``Record.words`` has the words
    that were read in the figure. With ``--column word`` the names are the words themselves.
    """
    table = _parse_gene_table(data, source)
    name = table.column(options.column or "ncbigene_symbol")
    word = table.column("word")
    organism = table.column("organism_id")
    lines = [line for line in table.lines if line.cells]
    if not lines:
        raise RecordError(source, "the table has no rows")
    last_column = max(name, word, organism)
    for line in lines:
        if len(line.cells) <= last_column or whole_number(line.cells[organism]) is None:
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
    table = _parse_gene_table(data, source)
    symbol, word = table.column("ncbigene_symbol"), table.column("word")
    words: dict[str, TableWord] = {}
    gene_ids: dict[str, dict[int, None]] = {}
    for line in table.lines:
        if len(line.cells) > max(symbol, word):
            words.setdefault(line.cells[symbol], table.word(line, word))
            if (gene_id := whole_number(table.cell(line, "ncbigene_id"))) is not None:
                gene_ids.setdefault(line.cells[symbol], {})[gene_id] = None
    return {name: word._replace(gene_ids=tuple(gene_ids.get(name, ()))) for name, word in words.items()}


def _table_file(table: DelimitedTable, records: tuple[Record, ...], row_numbers: Sequence[Sequence[int]]) -> RecordFile:
    """Return a table as a record file; ``row_numbers`` has the numbers of the rows of each record."""

    def rewrite(answers: Sequence[AnswerRows]) -> bytes:
        cells: dict[int, list[str]] = {}
        for rows, numbers in zip(answers, row_numbers, strict=True):
            as_text = _inert_text if table.delimiter in _OF_SPREADSHEETS and not rows.is_raw else _cell_text
            texts = ([*map(as_text, row)] for row in answer_columns(rows).rows)
            cells.update(zip(numbers, texts, strict=True))
        added = answer_columns(answers[0])
        return table.text(added.header, (cells[number] for number in sorted(cells)), added.mark).encode()

    return RecordFile(
        records,
        rewrite,
        lambda: table.text().encode(),
        table.has_answers,
        cells=table.own_cells,
        notes=table.notes,
    )


@dataclass(frozen=True, slots=True)
class AnswerColumns:
    """The headers of the answer columns of a table, and their cells, row by row."""

    header: list[str]
    rows: list[list[AnswerCell]]
    mark: str
    """The cell before the answers in each row of a table without a header."""


def answer_columns(answers: AnswerRows) -> AnswerColumns:
    """Return the answer columns of a table: all fields except the name, and the stamp of the index if there is one.

    Of short answers the scope is left out too: tables are of one length, and few are about other species.

    >>> answer_columns(AnswerRows(("keyword", "gene_id"), (("GRIN1", 2902),), reference="shipped"))
    AnswerColumns(header=['genenorm_gene_id', 'genenorm_reference'], rows=[[2902, 'shipped']], mark='genenorm_answers')
    """
    stamp = {REFERENCE: answers.reference} if answers.reference else {}
    mark = FULL_MARK if answers.is_full else SHORT_MARK
    shown = [place for place, field in enumerate(answers.fields) if place and (answers.is_full or field != SCOPE)]
    header = [ANSWER_PREFIX + field for field in (*(answers.fields[place] for place in shown), *stamp)]
    return AnswerColumns(header, [[*(row[place] for place in shown), *stamp.values()] for row in answers.rows], mark)


def _cell_text(cell: AnswerCell) -> str:
    return "" if cell is None else str(cell)


_OF_SPREADSHEETS = (",", ";")
"""The delimiters of files that are opened in spreadsheets; tables with tabs are rather read by programs."""


def _inert_text(cell: AnswerCell) -> str:
    return inert_cell(cell) if isinstance(cell, str) else _cell_text(cell)
