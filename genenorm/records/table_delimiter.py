"""The delimiter of a text table, recognised in its first lines."""

from __future__ import annotations

import csv
import io
import re
from typing import NamedTuple

from genenorm.core.numbers import whole_number
from genenorm.records.answer_fields import ANSWER_HEADERS, CELLS_AFTER_MARK
from genenorm.records.table_names import is_known_header, is_number

DELIMITER_WORDS = {",": "commas", ";": "semicolons", "\t": "tabs", " ": "spaces", "|": "bars"}
_CANDIDATES = "\t;,"
_SAMPLE = 1 << 16
"""Characters at the start of a table that are looked at."""
_MOST_ROWS = 100
_MOST_TITLES = 6
"""The most lines of one cell before the header."""
_ANSWERS = "|".join((*ANSWER_HEADERS, *CELLS_AFTER_MARK))
_WRITTEN = re.compile(rf"([^\w \r\n\"])\"?(?:{_ANSWERS})(?!\w)|( )(?:{_ANSWERS}) \S")
_QUOTED_ROW_NAMES = re.compile(r'(?:"[^"\r\n]*"(?: "[^"\r\n]*")*\r?\n)(?:"[^"\r\n]*" \S[^\r\n]*(?:\r?\n|$)){2,}')
"""The start of a table as R's ``write.table`` writes it: separated by spaces, with quotes around headers and names."""


class _Fit(NamedTuple):
    """How well a delimiter fits; the better of two fits is the greater."""

    titles: int
    """The number of lines of one cell before the rows, below zero."""
    is_even: bool
    """Whether the header has as many cells as the rows, and not one less."""
    width: int


_NO_FIT = _Fit(titles=-_MOST_ROWS, is_even=False, width=0)


def has_answers(line: str) -> bool:
    """Return whether a line has the headers of answers, or their mark."""
    return bool(_WRITTEN.search(line))


def delimiter_of(text: str, usual: str, column: str = "") -> str:
    r"""Return the delimiter of a table; that of its format unless another one fits better, or none if none fits.

    :param text: the table, from its header or title on.
    :param usual: the delimiter of the format; empty when the text may be no table at all.
    :param column: a header, with which the usual delimiter is right if it finds it.

    >>> delimiter_of("gene;fc\nTP53;1,5\nAKT1;2,5\n", ","), delimiter_of("gene,fc\nTP53,1\n", "\t")
    (';', ',')
    """
    sample = text[:_SAMPLE]
    if written := _WRITTEN.search(sample):  # answers of an earlier run show it
        return written[1] or written[2]
    rows = _rows(sample, usual, is_cut=len(text) > _SAMPLE) if usual else []
    usual_fit = _fit(rows)
    if usual and usual_fit.is_even and not usual_fit.titles:
        return usual
    if _QUOTED_ROW_NAMES.match(sample):
        return " "
    if column and rows and column in rows[0]:
        return usual
    others = _CANDIDATES.replace(usual, "") if usual else "\t"
    fits = [(_fit(_rows(sample, other, is_cut=len(text) > _SAMPLE)), other) for other in others]
    best, delimiter = max(fits, key=lambda fit: fit[0])
    if best == usual_fit == _NO_FIT and _has_measurements(_rows(sample, " ", is_cut=len(text) > _SAMPLE)):
        return " "
    return delimiter if best > usual_fit else usual


def stated_delimiter(text: str, column: str = "") -> str:
    r"""Return the comma, semicolon or space between the cells of a text that options declare a table; empty for none.

    :param column: the header or number of a column, without which a delimiter does not fit.

    >>> stated_delimiter("gene count\nTP53 15\nEGFR 3\n"), stated_delimiter("TP53\nEGFR\n", "gene")
    (' ', '')
    """
    sample = text[:_SAMPLE]
    fits = []
    for place, delimiter in enumerate(";, "):
        rows = _rows(sample, delimiter, is_cut=len(text) > _SAMPLE)
        fit = _fit(rows)
        if fit != _NO_FIT and (not column or _has_column(rows, column, fit, delimiter)):
            fits.append((fit, -place, delimiter))
    return max(fits)[2] if fits else ""


def _has_column(rows: list[list[str]], column: str, fit: _Fit, delimiter: str) -> bool:
    """Return whether rows have a column, given by its header or number.

    Words separated by spaces have a column with a number only if another one has numbers, and the first no name twice.
    """
    names = {cell.strip().casefold() for cells in rows[: 1 - fit.titles] for cell in cells}
    if column.casefold() in names:
        return True
    if not 1 <= (whole_number(column) or 0) <= fit.width:
        return False
    return delimiter != " " or (
        len({cells[0] for cells in rows}) == len(rows)
        and any(all(map(is_number, cells)) for cells in zip(*rows[1 - fit.titles :], strict=False))
    )


def likely_delimiter(text: str) -> str:
    r"""Return the comma or semicolon that probably separates the cells of a text; empty when none does.

    Each row has as many cells, and the first is that of headers. Full names have commas too.

    >>> likely_delimiter("gene,fc,p\nTP53,1,0.1\nEGFR,2,0.2\n"), likely_delimiter("actin, beta\nactin, alpha\n")
    (',', '')
    """
    for delimiter in ";,":
        rows = _rows(text[:_SAMPLE], delimiter, is_cut=len(text) > _SAMPLE)
        fit = _fit(rows)
        if fit.is_even and not fit.titles and (any(map(is_known_header, rows[0])) or _has_words_over_numbers(rows)):
            return delimiter
    return ""


def _has_words_over_numbers(rows: list[list[str]]) -> bool:
    return any(not is_number(header) and all(map(is_number, cells)) for header, *cells in zip(*rows, strict=False))


def _has_measurements(rows: list[list[str]]) -> bool:
    """Return whether words separated by spaces are a table: as many in each row, and a column has decimals.

    Names of several words may end with whole numbers, as those of interleukins do, or with decimals, as those of ion
    channels do; these begin alike.
    """
    fit = _fit(rows)
    if fit.titles or fit.width < 2 or len({cells[0] for cells in rows}) < len(rows):
        return False
    columns = zip(*(cells[-fit.width + 1 :] for cells in rows), strict=False)
    return any(not is_number(header) and all(map(is_number, cells)) and any("." in cell for cell in cells)
               for header, *cells in columns)  # fmt: skip


def _rows(sample: str, delimiter: str, *, is_cut: bool) -> list[list[str]]:
    """Return the first rows that are not blank."""
    rows = []
    try:
        for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if cells:
                rows.append(cells)
            if len(rows) > _MOST_ROWS:
                break
    except csv.Error:
        return []
    return rows[:-1] if is_cut else rows


def _fit(rows: list[list[str]]) -> _Fit:
    widths = [len(cells) for cells in rows if not (len(cells) == 1 and cells[0].startswith(("#", "!")))]
    if len(widths) < 2:
        return _NO_FIT
    width = widths[-1]
    titles = next((number for number, other in enumerate(widths) if other > 1), len(widths))
    body = widths[titles:]
    if width < 2:
        return _NO_FIT
    if titles <= _MOST_TITLES and len(body) > 1 and set(body) == {width}:
        return _Fit(-titles, is_even=True, width=width)
    is_short = len(widths) > 2 and set(widths[1:]) == {width} and widths[0] == width - 1  # as R's write.table has it
    return _Fit(0, is_even=False, width=width) if is_short else _NO_FIT
