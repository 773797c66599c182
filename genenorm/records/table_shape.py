"""The shape of a table: where its header is, if it has one, and which column has the names.

It is the same for text tables and workbooks. What an option says counts; else what the file's name and the headers
say. What is a guess, and how to say otherwise, is in the notes of the shape.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from genenorm.core.errors import RecordError
from genenorm.records.source import ReadOptions
from genenorm.records.table_delimiter import ANSWER_PREFIX
from genenorm.records.table_names import (
    is_decimal,
    is_header_of_ids,
    is_identifier,
    is_known_header,
    is_number,
    known_columns,
    known_file,
    numbers_instead_of_names,
)

ANSWER_MARK = "genenorm_answers"
"""The cell before the answers in each row of a table without a header."""
_LOOKED_AT = 30
"""The number of rows in which the header is looked for."""
_SAMPLE = 40
"""The number of rows that tell whether the first is a header."""
_SHOWN = 20

Row = Sequence[str]
"""The cells of a row; empty for a blank line."""


@dataclass(frozen=True, slots=True)
class HeaderPlace:
    """Where the header of a table is."""

    header: int | None
    """Position of its row, counted from 0; ``None`` for a table without one."""
    first: int
    """Position of the first row under it."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NamesColumn:
    """The column with the names."""

    column: int
    """Its position in the rows, counted from 0."""
    note: str = ""


def header_place(rows: Sequence[Row], numbers: Sequence[int], source: str, options: ReadOptions) -> HeaderPlace:
    """Return where the header of a table is.

    :param rows: the cells of the rows, without the lines that cannot have the header.
    :param numbers: the number of each row in the file.
    :param source: name of the file.
    :param options: ``header_row``, ``no_header``, ``column`` and ``is_name`` are used.
    :raises RecordError: there is no row with the number of ``header_row``.
    """
    places = [place for place, row in enumerate(rows) if any(row)]
    if options.header_row:
        if options.header_row not in numbers or not any(rows[numbers.index(options.header_row)]):
            raise RecordError(source, f"no headers in row {options.header_row}, which --header-row names")
        place = numbers.index(options.header_row)
        return HeaderPlace(place, place + 1)
    if not places:
        raise RecordError(source, "the table has no header")
    looked_at = places[:_LOOKED_AT]
    written = next((place for place in looked_at if any(cell.startswith(ANSWER_PREFIX) for cell in rows[place])), None)
    if written is not None:  # by the header of an earlier run
        has_header = ANSWER_MARK not in rows[written]
        return HeaderPlace(written, written + 1) if has_header else HeaderPlace(None, written)
    if options.no_header:
        return HeaderPlace(None, places[0])
    if (named := _named_row(rows, looked_at, options.column)) is None:
        return _guessed_place(rows, places, numbers, source, options)
    notes = () if named == places[0] else (f"the headers are those of row {numbers[named]}",)
    return HeaderPlace(named, named + 1, notes)


def _named_row(rows: Sequence[Row], places: Sequence[int], column: str) -> int | None:
    """Return the first row that has the header asked for, else one known to be of names; ``None`` without one.

    The rows above it have fewer cells, as titles do.
    """
    if column and not column.isdecimal():
        for fold in (str, str.casefold):
            for place in _rows_below_shorter_ones(rows, places):
                if fold(column) in map(fold, map(_header, rows[place])) or column in rows[place]:
                    return place
    for place in _rows_below_shorter_ones(rows, places):
        if any(map(is_known_header, rows[place])) and (place == places[0] or not any(map(is_number, rows[place]))):
            return place
    return None


def _rows_below_shorter_ones(rows: Sequence[Row], places: Sequence[int]) -> Iterator[int]:
    """Yield the places of the first row and of those that have more cells than every row above them."""
    most = 0
    for place in places:
        if (width := _filled(rows[place])) > most:
            yield place
            most = width


def _guessed_place(
    rows: Sequence[Row], places: Sequence[int], numbers: Sequence[int], source: str, options: ReadOptions
) -> HeaderPlace:
    """Return the place of a header that nothing tells."""
    first = places[0]
    if (known := known_file(source)) and not _has_text_over_numbers(rows, places):
        note = f"no header, as in {known.what}; --header-row 1 makes the first row the header"
        return HeaderPlace(None, first, (note,))
    if (place := _row_below_titles(rows, places)) is not None:
        note = f"the headers are taken to be in row {numbers[place]}; say otherwise with --header-row"
        return HeaderPlace(place, place + 1, (note,))
    if shown := _data_in_first_row(rows, places, options):
        note = f"the first row has data ({shown}), so the table is read without a header; if it is one: --header-row"
        return HeaderPlace(None, first, (f"{note} {numbers[first]}",))
    return HeaderPlace(first, first + 1)


def _header(cell: str) -> str:
    """Return a header as people name it; programs write ``#`` before the first."""
    return cell.strip().removeprefix("#").strip()


def _filled(row: Row) -> int:
    return sum(map(bool, row))


def _has_text_over_numbers(rows: Sequence[Row], places: Sequence[int]) -> bool:
    """Return whether a column has text in the first row and numbers in the others, as under a header."""
    first, others = rows[places[0]], [rows[place] for place in places[1:_SAMPLE]]
    for column, cell in enumerate(first):
        below = [row[column] for row in others if column < len(row) and row[column].strip()]
        if below and cell.strip() and not is_number(cell) and all(map(is_number, below)):
            return True
    return False


def _row_below_titles(rows: Sequence[Row], places: Sequence[int]) -> int | None:
    """Return the place of the first row of several cells under rows of one; ``None`` when the first row has several."""
    found = next((number for number, place in enumerate(places) if _filled(rows[place]) > 1), 0)
    body = places[found : found + _SAMPLE]
    if not 0 < found < _LOOKED_AT or sum(_filled(rows[place]) > 1 for place in body) < 0.8 * len(body):
        return None
    if found == 1 and len(rows[places[0]]) == 1 and {len(rows[place]) for place in body} == {2}:
        # R writes the names of rows without a header; a title has several words, or is above headers
        is_title = " " in rows[places[0]][0].strip() or _has_text_over_numbers(rows, body)
        return places[found] if is_title else None
    return places[found]


def _data_in_first_row(rows: Sequence[Row], places: Sequence[int], options: ReadOptions) -> str:
    """Return the cell by which the first row of a table is no header; empty when it may be one."""
    first, others = rows[places[0]], [rows[place] for place in places[1:_SAMPLE]]
    if not all(cell.strip() for cell in first) or any(map(is_known_header, first)):
        return ""
    kinds = [_kind(column, first, others) for column in range(len(first))]
    if _DECIMAL in kinds:
        return first[kinds.index(_DECIMAL)]
    if all(kinds):
        return first[0]
    asked = number_asked_for(options.column, len(first))
    for column in range(len(first)) if asked is None else (asked,):
        if _is_name(column, first, others, options):
            return first[column]
    return ""


_DECIMAL, _NATURAL, _IDENTIFIER = "decimal", "natural", "identifier"


def _kind(column: int, first: Row, others: Sequence[Row]) -> str:
    """Return what the first cell of a column is when no header is such; a number only counts above numbers.

    The headers that pandas writes for columns without names are numbers above text.
    """
    cell = first[column]
    if is_identifier(cell):
        return _IDENTIFIER
    if not is_number(cell) or not all(map(is_number, _below(column, others))):
        return ""
    return _DECIMAL if is_decimal(cell) else _NATURAL


def _below(column: int, others: Sequence[Row]) -> list[str]:
    return [row[column] for row in others if column < len(row) and row[column].strip()]


def _is_name(column: int, first: Row, others: Sequence[Row], options: ReadOptions) -> bool:
    """Return whether a cell of the first row is a gene as those below it are."""
    cell = first[column]
    if is_identifier(cell):
        return True
    return options.is_name is not None and not is_number(cell) and options.is_name(cell, _below(column, others))


# -- the column of the names ------------------------------------------------------------------------------------------


def number_asked_for(column: str, width: int) -> int | None:
    """Return the position of a column given by its number; ``None`` for a name, and for a number that no column has."""
    return int(column) - 1 if column.isdecimal() and 1 <= int(column) <= width else None


def find_column(headers: Row, asked: str, *, row_names: bool = False) -> int | None:
    """Return the position, in the rows, of a column given by its header or number; ``None`` if there is none.

    A header in exactly this spelling comes first, then a number, then a header in another case that is the only one.

    >>> [find_column(("n", "Gene", "2"), asked) for asked in ("gene", "2", "1", "4")]
    [1, 2, 0, None]

    :param row_names: whether the rows have one cell more than the headers, before the others.
    """
    names = ("", *headers) if row_names else tuple(headers)
    if asked in names:
        return names.index(asked)
    if (number := number_asked_for(asked, len(names))) is not None:
        return number
    plain = [_header(name).casefold() for name in names]
    return plain.index(asked.casefold()) if asked and plain.count(asked.casefold()) == 1 else None


def missing_column_message(name: str, columns: Sequence[str]) -> str:
    """Return the error message for a table that has no column ``name``, or that needs a name when ``name`` is empty."""
    problem = f"no column {name!r}" if name else "which column has the names? name it with --column"
    return f"{problem}; the columns are: {', '.join(columns[:_SHOWN])}"


@dataclass(frozen=True, slots=True)
class TableColumns:
    """The columns of a table, from which the one with the names is chosen."""

    headers: Row
    """Empty for a table without a header."""
    rows: Sequence[Row]
    """The rows that are not blank."""
    source: str
    line: int | None
    """Number of the row with the headers, for messages."""
    row_names: bool = False
    """Whether the rows have a name of their own before the cells under the headers."""

    def names_column(self, options: ReadOptions) -> NamesColumn:
        """Return the column with the names: the one asked for, else one that is known to have them.

        Raises RecordError when it is not clear, or when a column has numbers that was not asked for.
        """
        if options.column:
            found = self._asked_for(options.column)
            if found is None:
                raise RecordError(self.source, self._missing(options.column), self.line)
            return NamesColumn(found)
        chosen = self._known() if self.headers else self._first_of_genes(options)
        if chosen is None:
            raise RecordError(self.source, self._missing(), self.line)
        what = numbers_instead_of_names(self.cells(chosen.column), are_ids=self._may_be_ids(chosen.column))
        if what:
            way_out = "name the column with --column" if self.width > 1 else "if these are GeneIDs, use --column 1"
            cause = f"{self.label(chosen.column)} has {what} and not names; {way_out}"
            raise RecordError(self.source, f"{cause}; the columns are: {self._listed()}", self.line)
        return chosen if self.width > 1 else replace(chosen, note="")

    @property
    def width(self) -> int:
        """The number of cells in a row."""
        return len(self.headers) + self.row_names if self.headers else max(map(len, self.rows), default=0)

    def cells(self, column: int) -> list[str]:
        """Return the cells of a column, empty where a row is too short."""
        return [row[column] if column < len(row) else "" for row in self.rows]

    def label(self, column: int) -> str:
        """Return how messages name a column."""
        header = self.headers[column - self.row_names] if column >= self.row_names and self.headers else ""
        return f"the column {header!r}" if header else f"column {column + 1}"

    def _asked_for(self, asked: str) -> int | None:
        if self.headers:
            return find_column(self.headers, asked, row_names=self.row_names)
        return number_asked_for(asked, self.width)

    def _known(self) -> NamesColumn | None:
        """Return the column that is known by its header, that of the row names, or the only one."""
        if self.width == 1:
            return NamesColumn(0)
        known = [place + self.row_names for place in known_columns(self.headers)]
        if len(known) == 1:
            return NamesColumn(known[0], f"the names are those of {self.label(known[0])}")
        has_row_names = self.row_names or not self.headers[0].strip()
        if known or not has_row_names or numbers_instead_of_names(self.cells(0), are_ids=False):
            return None
        return NamesColumn(0, "the names are the names of the rows, in column 1; choose others with --column")

    def _first_of_genes(self, options: ReadOptions) -> NamesColumn | None:
        """Return the column of a table without a header that its file's name tells, or whose first cell is a gene."""
        if self.width == 1:
            return NamesColumn(0)
        known = known_file(self.source)
        if known and known.column <= self.width:
            return NamesColumn(known.column - 1, self._chosen(known.column - 1))
        first, others = self.rows[0], self.rows[1:_SAMPLE]
        genes = [column for column in range(len(first)) if _is_name(column, first, others, options)]
        if not genes:
            genes = [column for column in range(self.width) if not all(map(is_number, self.cells(column)[:_SAMPLE]))]
            genes = genes if len(genes) == 1 else []
        return NamesColumn(genes[0], self._chosen(genes[0])) if genes else None

    def _chosen(self, column: int) -> str:
        first = self.rows[0][column] if column < len(self.rows[0]) else ""
        return f"the names are those of column {column + 1} ({first}, …); choose another with --column NUMBER"

    def _may_be_ids(self, column: int) -> bool:
        """Return whether whole numbers in a column are likely to be GeneIDs."""
        if not self.headers:
            return self.width == 1
        header = self.headers[column - self.row_names] if column >= self.row_names else ""
        return bool(_header(header)) and (self.width == 1 or is_known_header(header) or is_header_of_ids(header))

    def _missing(self, name: str = "") -> str:
        if self.headers:
            return missing_column_message(name, self.headers)
        problem = f"no header and no column number {name!r}" if name else "which column has the names? give its number"
        return f"{problem} with --column; the columns are: {self._listed()}"

    def _listed(self) -> str:
        if self.headers:
            return ", ".join(self.headers[:_SHOWN])
        return ", ".join(f"{number} ({cell})" for number, cell in enumerate(self.rows[0][:_SHOWN], start=1))
