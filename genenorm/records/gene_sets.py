"""Plain lists of names and gene sets (GMT, GMX).

These formats have no place for answers. On request (``ReadOptions.genes``) the names of a gene set are replaced by the
genes that they mean; a name that is not resolved to one gene stays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from genenorm.core.errors import RecordError
from genenorm.records.decode import decode_text
from genenorm.records.delimited import read_tsv
from genenorm.records.record import Record
from genenorm.records.source import AnswerRows, ReadOptions, RecordFile
from genenorm.records.table_delimiter import DELIMITER_WORDS, delimiter_of, likely_delimiter, stated_delimiter
from genenorm.records.table_lines import Preamble, lines_before, preamble_of

_LINE_BREAK = re.compile("(\r\n|\r|\n)")
_NO_REWRITE_REASON = (
    "a gene set has no place for answers; replace its names by genes with --genes gene_id (or symbol), "
    "or write a table with --table or --to tsv"
)


def read_list(data: bytes, source: str, options: ReadOptions) -> RecordFile:
    r"""Return a list of names, one a line, as one record; blank lines are skipped.

    A file that has the name of a list is read as a table when its lines are cells separated by tabs, as many programs
    write tables, when its first line begins with ``!``, or when an option says what only a table has, such as a column
    that the lines have when they are separated at commas, semicolons or spaces.

    >>> read_list(b"GRIN1\n\n PSD-95 \n", "a.txt", ReadOptions()).records[0].names
    ('GRIN1', 'PSD-95')
    >>> read_list(b"gene\tfc\nGRIN1\t2\nAKT1\t1\n", "a.txt", ReadOptions()).records[0].names
    ('GRIN1', 'AKT1')
    """
    text = decode_text(data, source, may_be_empty=True).body
    notes: tuple[str, ...] = ()
    if not options.form:
        before = Preamble(lines_before(text, options.header_row)) if options.header_row else preamble_of(text)
        table = text[len(before.text) :]
        delimiter = options.delimiter or delimiter_of(table, usual="") or delimiter_of(before.comment + table, usual="")
        is_column = not delimiter and table.partition("\n")[0].strip() == (options.column or None)
        if not (delimiter or is_column) and (options.says_table or options.column):
            delimiter = stated_delimiter(table, options.column)
        if is_column:
            return read_tsv(data, source, options)
        if delimiter or options.says_table or text.startswith("!"):
            return _read_as_table(data, source, options, delimiter)
        notes = _note_on_table(table)
    lines = (line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return RecordFile((Record(source, source, tuple(line for line in lines if line)),), notes=notes)


def _read_as_table(data: bytes, source: str, options: ReadOptions, delimiter: str) -> RecordFile:
    """Return a list as the table that it is, with notes on what no option says."""
    is_stated = bool(options.delimiter) or delimiter in ("", "\t")
    found = read_tsv(data, source, options if is_stated else replace(options, delimiter=delimiter))
    notes = [] if is_stated else [f"the cells are separated by {DELIMITER_WORDS.get(delimiter, repr(delimiter))}"]
    if not options.says_table:
        notes.insert(0, "read as a table, since its lines are separated into cells; read it as a list with --from list")
    return replace(found, notes=(*notes, *found.notes))


def _note_on_table(text: str) -> tuple[str, ...]:
    """Return a note for a list whose lines are probably the rows of a table."""
    delimiter = likely_delimiter(text)
    if not delimiter:
        return ()
    words = DELIMITER_WORDS[delimiter]
    return (f"read as a list, but its lines have {words} as those of a table; if it is one: --delimiter {words[:-1]}",)


def read_gmt(data: bytes, source: str, options: ReadOptions) -> RecordFile:
    r"""Return the gene sets of a GMT file, one record each; a line has name, description and genes, tab-separated.

    >>> read_gmt(b"set1\tfirst\tGRIN1\tGRIN2A\n", "a.gmt", ReadOptions()).records[0].names
    ('GRIN1', 'GRIN2A')
    """
    table = _TabSeparated.parse(data, source)
    sets = []
    for number, cells in enumerate(table.rows):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) < 3:
            cause = "a gene set needs a name, a description and at least one gene, tab-separated"
            raise RecordError(source, cause, number + 1)
        sets.append([_Place(number, column) for column in range(len(cells))])
    return _set_file(table, source, sets, options)


def read_gmx(data: bytes, source: str, options: ReadOptions) -> RecordFile:
    r"""Return the gene sets of a GMX file, one record each; a column has name, description and genes.

    >>> read_gmx(b"s1\ts2\nx\ty\nGRIN1\tAKT1\nGRIN2A\t\n", "a.gmx", ReadOptions()).records[1].names
    ('AKT1',)
    """
    table = _TabSeparated.parse(data, source)
    numbers = [number for number, cells in enumerate(table.rows) if any(cell.strip() for cell in cells)]
    if len(numbers) < 3:
        raise RecordError(source, "a GMX file needs a line of names, a line of descriptions, and lines of genes")
    columns = [column for column, name in enumerate(table.rows[numbers[0]]) if name]
    return _set_file(table, source, [[_Place(number, column) for number in numbers] for column in columns], options)


class _Place(NamedTuple):
    """The place of a cell, counted from 0."""

    row: int
    column: int


@dataclass(frozen=True, slots=True)
class _TabSeparated:
    """The lines of a text as tab-separated cells, with the line breaks kept apart."""

    mark: str
    rows: tuple[tuple[str, ...], ...]
    line_breaks: tuple[str, ...]

    @classmethod
    def parse(cls, data: bytes, source: str) -> _TabSeparated:
        decoded = decode_text(data, source)
        pieces = _LINE_BREAK.split(decoded.body)
        return cls(decoded.mark, tuple(tuple(line.split("\t")) for line in pieces[::2]), (*pieces[1::2], ""))

    def cell(self, place: _Place) -> str:
        """Return a cell; empty where its row is too short."""
        cells = self.rows[place.row]
        return cells[place.column] if place.column < len(cells) else ""

    def with_names(self, names: Mapping[_Place, str]) -> str:
        """Return the text with other names in some cells; the white space around a name stays."""
        rows = [list(cells) for cells in self.rows]
        for place, name in names.items():
            cell = rows[place.row][place.column]
            rows[place.row][place.column] = cell.replace(cell.strip(), name, 1)
        lines = ("\t".join(cells) + end for cells, end in zip(rows, self.line_breaks, strict=True))
        return self.mark + "".join(lines)


def _set_file(table: _TabSeparated, source: str, sets: list[list[_Place]], options: ReadOptions) -> RecordFile:
    """Return the record file of gene sets, given as the places of their names, descriptions and genes."""
    genes = [[place for place in places[2:] if table.cell(place).strip()] for places in sets]
    records = tuple(
        Record(
            source,
            table.cell(places[0]),
            tuple(table.cell(place).strip() for place in gene_places),
            title=table.cell(places[1]),
        )
        for places, gene_places in zip(sets, genes, strict=True)
    )

    def rewrite(answers: Sequence[AnswerRows]) -> bytes:
        new_names: dict[_Place, str] = {}
        for gene_places, rows in zip(genes, answers, strict=True):
            found = zip(gene_places, rows.column(options.genes), strict=True)
            new_names.update((place, str(gene)) for place, gene in found if gene)
        return table.with_names(new_names).encode()

    return RecordFile(records, rewrite if options.genes else None, no_rewrite_reason=_NO_REWRITE_REASON)
