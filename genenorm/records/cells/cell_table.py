"""The cells of a file as tables, whichever format they were read from."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from genenorm.records.splices import spliced


class CellPlace(NamedTuple):
    """The place of a cell in the tables of a file, all counted from 0."""

    table: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class CellTable:
    """Rows of cells under headers: a table, a sheet, or all objects of a document that have the same keys."""

    headers: tuple[str, ...]
    """One for each column; empty texts when the table has none."""
    rows: list[tuple[str, ...]]
    """The rows, each with as many cells as there are headers."""
    lines: list[int]
    """The line of the file, or row of the sheet, of each row."""
    sheet: str = ""
    """The title of the sheet of a workbook."""
    has_headers: bool = True
    is_prose: bool = False
    """Whether names are free text, such as labels of terms, and not cells of which the header says what they are."""

    def label(self, row: int, column: int) -> str:
        """Return how people name a cell: ``Sheet1!B7`` in a workbook, else its header, or ``column 2``.

        >>> CellTable(("gene", "id"), [("GRIN1", "2902")], [7], sheet="Genes").label(0, 1)
        'Genes!B7'
        """
        if self.sheet:
            return f"{self.sheet}!{column_letters(column)}{self.lines[row]}"
        return self.headers[column] or f"column {column + 1}"


def column_letters(column: int) -> str:
    """Return the letters of a column of a sheet, counted from 0.

    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters, left = "", column + 1
    while left:
        left, digit = divmod(left - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


Replaced = Callable[[Mapping[CellPlace, str]], bytes]
"""Returns the bytes of a file with some cells replaced, and all else as it is."""
WithoutRows = Callable[[Mapping[CellPlace, str], Collection[tuple[int, int]]], bytes]
"""Returns the bytes of a file with some cells replaced and some rows left out, given by table and row."""


@dataclass(frozen=True, slots=True)
class CellFile:
    """The tables of one file."""

    tables: tuple[CellTable, ...]
    replaced: Replaced
    notes: tuple[str, ...] = ()
    """What was taken for granted about the file's shape, one line each."""
    without_rows: WithoutRows | None = None
    """``None`` for a format that is no table."""


class TextCell(NamedTuple):
    """A cell that is a part of a text."""

    text: str
    """Its value."""
    start: int
    end: int
    """Where it is written, with its quotes if it has some."""


@dataclass(slots=True)
class TextCells:
    """The cells that are found in a text one object, stanza or pair after the other."""

    text: str
    source_mark: str = ""
    """What stands before the text, such as a byte order mark."""
    is_prose: bool = False
    encoding: str = "utf-8"
    written: Callable[[str, str], str] = lambda new, _old: new
    """Returns a value as it is written in the format, given the writing that it replaces."""
    _tables: dict[tuple[str, ...], CellTable] = field(default_factory=dict)
    _spans: dict[tuple[str, ...], list[Sequence[TextCell]]] = field(default_factory=dict)
    _breaks: list[int] = field(default_factory=list)

    def add(self, headers: tuple[str, ...], cells: Sequence[TextCell]) -> None:
        """Add the cells of an object, whose line is that of its first cell."""
        if not self._breaks:
            self._breaks = [-1, *(found.start() for found in re.finditer("\n", self.text))]
        if headers not in self._tables:
            self._tables[headers] = CellTable(headers, [], [], is_prose=self.is_prose)
            self._spans[headers] = []
        table = self._tables[headers]
        table.rows.append(tuple(cell.text for cell in cells))
        table.lines.append(bisect_right(self._breaks, max(0, cells[0].start - 1)))
        self._spans[headers].append(cells)

    def long_spans(self) -> list[tuple[int, int]] | None:
        """Return where the cells with several words are in the text; ``None`` before a cell was added."""
        if not self._tables:
            return None
        cells = [cell for rows in self._spans.values() for row in rows for cell in row]
        return [(start, end) for text, start, end in cells if " " in text.strip()]

    def file(self, notes: Iterable[str] = ()) -> CellFile:
        """Return the tables that were added, as a file."""
        return CellFile(tuple(self._tables.values()), self._replaced, tuple(notes))

    def _replaced(self, values: Mapping[CellPlace, str]) -> bytes:
        spans = list(self._spans.values())
        edits = []
        for place, value in values.items():
            _, start, end = spans[place.table][place.row][place.column]
            edits.append((start, end, self.written(value, self.text[start:end])))
        return (self.source_mark + spliced(self.text, dict.fromkeys(edits))).encode(self.encoding)
