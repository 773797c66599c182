"""The rows of a text table, with their cells and their bytes, and the lines that come before its header."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from genenorm.core.errors import RecordError
from genenorm.records.table_delimiter import has_answers

_DELIMITER_LINE = re.compile(r"\"?sep=([^\r\n\"])\"?\r?\n?")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|$)")


@dataclass(frozen=True, slots=True)
class TableLine:
    """One row of a table."""

    text: str
    """The row as it is written, without its line break."""
    line_break: str
    cells: tuple[str, ...]
    """Empty for a blank line."""
    number: int
    """Line of the file on which the row starts."""


def table_lines(text: str, delimiter: str, source: str, first_number: int = 1) -> Iterator[TableLine]:
    r"""Yield the rows of a table; raises RecordError, with the line, for text that is no table.

    >>> [line.cells for line in table_lines('gene,n\n"a, b",1\n', ",", "a.csv")]
    [('gene', 'n'), ('a, b', '1')]
    """
    pending: list[str] = []

    def physical_lines() -> Iterator[str]:
        # Lines end at \n, \r\n or \r alone; str.splitlines would also split at characters that a cell may contain.
        for line in io.StringIO(text, newline=""):
            pending.append(line)
            yield line

    csv.field_size_limit(max(len(text), csv.field_size_limit()))  # a cell may be as long as the table
    # strict, since added cells would become part of an unclosed quote
    reader = csv.reader(physical_lines(), delimiter=delimiter, strict=True)
    number = first_number
    try:
        for cells in reader:
            raw = "".join(pending)
            pending.clear()
            line_break = next((end for end in ("\r\n", "\n", "\r") if raw.endswith(end)), "")
            yield TableLine(raw[: len(raw) - len(line_break)], line_break, tuple(cells), number)
            number = reader.line_num + first_number
    except csv.Error as error:
        cause = "a quote is opened and not closed" if "unexpected end" in str(error) else error
        raise RecordError(source, f"not a table: {cause}", number) from error


@dataclass(frozen=True, slots=True)
class Preamble:
    """The lines before a table: blank lines, comments, and ``sep=;``, as Excel writes it.

    Comments begin with ``#``, those of GAF and of GEO's series matrices with ``!``.
    """

    text: str = ""
    delimiter: str = ""
    """The delimiter that such a line states; empty for none."""
    comment: str = ""
    """The last comment, with its line break, when it is the line right above the table: it may have the headers."""

    @property
    def lines(self) -> int:
        """The number of lines."""
        return len(_LINE.findall(self.text)) - 1

    @property
    def without_comment(self) -> Preamble:
        """The preamble up to the last comment."""
        return Preamble(self.text.removesuffix(self.comment), self.delimiter)


COMMENT_MARKS = ("#", "!")
"""The beginnings of comments."""


def preamble_of(text: str) -> Preamble:
    r"""Return the lines before the table in a text.

    >>> preamble_of("#version 2.4\n\nHugo_Symbol\tChromosome\n").text
    '#version 2.4\n\n'
    """
    place, delimiter, comment = 0, "", ""
    while place < len(text):
        found = _LINE.match(text, place)
        line = found[0] if found else ""
        if stated := _DELIMITER_LINE.fullmatch(line):
            delimiter, comment = stated[1], ""
        elif line.startswith("#") and not has_answers(line):
            comment = line
        elif line.startswith("!") and not has_answers(line):
            comment = ""
        elif line.strip(" \r\n"):
            break
        else:
            comment = ""
        place += len(line)
    return Preamble(text[:place], delimiter, comment)


def lines_before(text: str, number: int) -> str:
    r"""Return the lines of a text before the one with a number, counted from 1.

    >>> lines_before("a\r\nb\nc", 3)
    'a\r\nb\n'
    """
    return "".join(_LINE.findall(text)[: number - 1])
