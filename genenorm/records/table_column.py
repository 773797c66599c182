"""Which column of a table has the names: the one asked for, or one that is known to have them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from genenorm.core.errors import RecordError
from genenorm.records.answer_fields import is_answer_header
from genenorm.records.source import ReadOptions
from genenorm.records.table_delimiter import DELIMITER_WORDS
from genenorm.records.table_names import (
    is_header_of_ids,
    is_known_header,
    is_number,
    known_columns,
    known_file,
    numbers_instead_of_names,
)
from genenorm.records.table_shape import (
    SAMPLE,
    Row,
    has_number_above_numbers,
    is_name_above,
    number_asked_for,
    plain_header,
)

_UNNAMED = re.compile(r"Unnamed: 0(?:_level_\d+)?$")
"""The header that pandas gives to the names of rows when it reads them from a file."""
_SHOWN = 20
"""The most columns in a message."""


@dataclass(frozen=True, slots=True)
class NamesColumn:
    """The column with the names."""

    column: int
    """Its position in the rows, counted from 0."""
    note: str = ""


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
    plain = [plain_header(name).casefold() for name in names]
    return plain.index(asked.casefold()) if asked and plain.count(asked.casefold()) == 1 else None


def missing_column_message(name: str, columns: Sequence[str]) -> str:
    """Return the error message for a table that has no column ``name``, or that needs a name when ``name`` is empty."""
    near = get_close_matches(name, columns, n=1) if name else []
    question = f"; did you mean {near[0]!r}?" if near else ";"
    problem = f"no column {name!r}{question}" if name else "which column has the names? name it with --column;"
    if is_answer_header(name):
        problem = f"{name!r} is one of the columns of answers, which are left out and made anew;"
    elif name and len(columns) == 1:  # rows of different lengths hide what separates the cells
        for delimiter, word in DELIMITER_WORDS.items():
            if delimiter != " " and delimiter in columns[0]:
                problem = f"no column {name!r}; if {word} separate the cells: --delimiter {word.removesuffix('s')};"
    return f"{problem} the columns are: {_listed(columns)}"


def _listed(headers: Row) -> str:
    more = f", and {len(headers) - _SHOWN} more" if len(headers) > _SHOWN else ""
    return ", ".join(header or "''" for header in headers[:_SHOWN]) + more


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
            way_out = f"name the column with --column; the columns are: {self._listed()}"
            if self.width == 1:
                way_out = "it is the only column; to read them as names, use --column 1"
            raise RecordError(self.source, f"{self.label(chosen.column)} has {what}, not names; {way_out}", self.line)
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
        if known:
            return None
        if (file := known_file(self.source)) and file.column <= self.width:
            return NamesColumn(file.column - 1, f"the names are those of {self.label(file.column - 1)}")
        has_row_names = self.row_names or not self.headers[0].strip() or bool(_UNNAMED.match(self.headers[0]))
        if not has_row_names or numbers_instead_of_names(self.cells(0), are_ids=False):
            return None
        return NamesColumn(0, "the names are the names of the rows, in column 1; choose others with --column")

    def _first_of_genes(self, options: ReadOptions) -> NamesColumn | None:
        """Return the column of a table without a header that its file's name tells, or whose first cell is a gene."""
        if self.width == 1:
            return NamesColumn(0)
        known = known_file(self.source)
        if known and known.column <= self.width:
            return NamesColumn(known.column - 1, self._chosen(known.column - 1))
        first, others = self.rows[0], self.rows[1:SAMPLE]
        genes = [column for column in range(len(first)) if is_name_above(column, first, others, options)]
        if not genes:
            genes = [column for column in range(self.width) if not all(map(is_number, self.cells(column)[:SAMPLE]))]
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
        return bool(plain_header(header)) and (self.width == 1 or is_known_header(header) or is_header_of_ids(header))

    def _missing(self, name: str = "") -> str:
        if self.headers:
            message = missing_column_message(name, self.headers)
            may_be_data = all(self.headers) and has_number_above_numbers(self.headers, self.rows[:SAMPLE])
            return f"{message}; if these are data and not headers: --no-header" if may_be_data else message
        problem = f"no header and no column number {name!r}" if name else "which column has the names? give its number"
        return f"{problem} with --column; the columns are: {self._listed()}"

    def _listed(self) -> str:
        if self.headers:
            return _listed(self.headers)
        return ", ".join(f"{number} ({cell})" for number, cell in enumerate(self.rows[0][:_SHOWN], start=1))
