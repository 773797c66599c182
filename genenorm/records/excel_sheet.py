"""The cells of a workbook's sheet as text, read as sparsely as the file has them.

A sheet may have one cell in its last row and one in its last column: 17 thousand million cells in a kilobyte. So only
rows with a value are kept, and how much a sheet and the parts of the file may take is limited.
"""

from __future__ import annotations

import datetime
import re
import warnings
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from genenorm.core.errors import MissingExtraError, RecordError
from genenorm.records.compressed import largest_expanded, too_large

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

LAST_ROW, LAST_COLUMN = 1 << 20, 1 << 14
"""Numbers of the last row and the last column (XFD) that a sheet can have."""
_CELL_BYTES = 8
"""Bytes that an empty cell takes between cells with values."""
_MERGED_CELL_BYTES = 64
_STYLES, _STYLE_BYTES = "xl/styles.xml", 256
"""The part with the styles of all cells, and the bytes that an element of it takes when it is read."""
_SHOWN = 20
"""The most sheets in a message."""
_FAR_ROW = re.compile(rb"""\sr=["'][A-Z]{0,3}0*([1-9][0-9]{6,})["']""")
_MOST_DIGITS = len(str(LAST_ROW))
_ELEMENT = re.compile(rb"<\w")
_MERGED = re.compile(rb'<mergeCell\s[^<>]{0,99}?ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of a sheet as text."""

    title: str
    rows: list[tuple[str, ...]]
    """The rows that are not blank, all of the same length."""
    numbers: list[int]
    """The number of each row in the sheet."""
    other_titles: tuple[str, ...]
    has_blank_rows: bool
    """Whether the file has rows of cells without values; they may be formulas without results."""

    def others(self, way_out: str) -> str:
        """Return the other sheets in words, with the way to one of them; empty without others."""
        return f"; the others are: {_listed(self.other_titles)}{way_out}" if self.other_titles else ""


def _listed(titles: Sequence[str]) -> str:
    more = f", and {len(titles) - _SHOWN} more" if len(titles) > _SHOWN else ""
    return ", ".join(titles[:_SHOWN]) + more


def read_sheet(data: bytes, source: str, wanted: str, largest: int = 0) -> Sheet:
    """Return the cells of the sheet with a title, or of the first sheet when it is empty.

    :param largest: the most bytes of the parts of the file, and of the cells; 0 for the limits of compressed files.
    :raises RecordError: the workbook is damaged or too large, or has no such sheet.
    :raises MissingExtraError: openpyxl is not installed.
    """
    with damage_as_record_error(source):
        limit = largest_expanded(len(data), largest)
        is_merged = _require_size(data, source, limit)
        book = open_workbook(data, source, read_only=not is_merged, data_only=True)
        titles = [sheet.title for sheet in book.worksheets]
        title = _title_of(wanted, titles, source)
        rows = _Rows(source, title, limit)
        for number, values in _merged_values(book[title]) if is_merged else _values(book[title]):
            rows.add(number, values)
        book.close()
    width = rows.width
    filled = [row + ("",) * (width - len(row)) for row in rows.rows]
    return Sheet(title, filled, rows.numbers, tuple(other for other in titles if other != title), rows.has_blank)


class _Rows:
    """Rows that are added one by one, as long as they take no more than a limit."""

    def __init__(self, source: str, title: str, limit: int) -> None:
        self.rows: list[tuple[str, ...]] = []
        self.numbers: list[int] = []
        self.width = 0
        self.has_blank = False
        self._source = source
        self._title = title
        self._limit = limit
        self._bytes = 0

    def add(self, number: int, values: Sequence[object]) -> None:
        """Add a row unless it is blank; raises RecordError when the rows become too large."""
        self._bytes += _CELL_BYTES * len(values)
        if all(value is None for value in values):
            self.has_blank = True
        else:
            row = tuple([cell_text(value) for value in values])
            self.rows.append(row)
            self.numbers.append(number)
            self._bytes += sum(map(len, row))
            self.width = max(self.width, len(row))
        if max(self._bytes, _CELL_BYTES * self.width * len(self.rows)) > self._limit:
            cause = (
                f"the sheet {self._title!r} has cells so far apart that its table takes more than "
                f"{-(-self._limit >> 20)} MB; clear what is outside of the table, or give more with --largest MB"
            )
            raise RecordError(self._source, cause, number)


def _values(sheet: Worksheet) -> Iterator[tuple[int, Sequence[object]]]:
    """Yield the numbers and values of a sheet's rows that have cells; each ends with its last cell."""
    sheet.reset_dimensions()  # type: ignore[attr-defined]  # of sheets that are read only; it may be wrong in the file
    for number, values in enumerate(sheet.iter_rows(max_row=LAST_ROW, values_only=True), start=1):
        if values:
            yield number, values


def _merged_values(sheet: Worksheet) -> Iterator[tuple[int, Sequence[object]]]:
    """Yield the rows of a sheet in which a cell that is merged with those below it has its value in all of them."""
    rows = filled_cells(sheet)
    last = max(rows, default=0)
    for merged in sheet.merged_cells.ranges:
        value = rows.get(merged.min_row, {}).get(merged.min_col)
        if value is not None:
            for number in range(merged.min_row + 1, min(merged.max_row, last) + 1):
                rows.setdefault(number, {})[merged.min_col] = value
    for number, cells in sorted(rows.items()):
        values: list[object] = [None] * max(cells)
        for column, value in cells.items():
            values[column - 1] = value
        yield number, values


def filled_cells(sheet: Worksheet) -> dict[int, dict[int, object]]:
    """Return the values of a sheet by the numbers of their rows and columns.

    The public methods of openpyxl go through all places between the first and the last cell, and create their cells.
    """
    rows: dict[int, dict[int, object]] = {}
    for (row, column), cell in sheet._cells.items():
        if cell.value is not None:
            rows.setdefault(row, {})[column] = cell.value
    return rows


def _title_of(wanted: str, titles: Sequence[str], source: str) -> str:
    """Return the title of the sheet asked for, in any case if that is clear, or else of the first sheet."""
    if not titles:
        raise RecordError(source, "the workbook has no sheet of cells")
    if not wanted:
        return titles[0]
    if wanted in titles:
        return wanted
    same = [title for title in titles if title.casefold() == wanted.casefold()]
    if len(same) == 1:
        return same[0]
    raise RecordError(source, f"no sheet {wanted!r}; the sheets are: {_listed(titles)}")


def _require_size(data: bytes, source: str, limit: int) -> bool:
    """Return whether any sheet has merged cells, which openpyxl does not show when it reads cells alone.

    Raises RecordError when the parts of the file, its styles, or its merged cells, are larger than a limit, and for a
    row behind the last one that a sheet can have.
    """
    with ZipFile(BytesIO(data)) as parts:
        if sum(part.file_size for part in parts.infolist()) > limit:
            raise too_large(source, limit)
        if _STYLES in parts.namelist() and (count := len(_ELEMENT.findall(parts.read(_STYLES)))) * _STYLE_BYTES > limit:
            cause = f"its styles have {count:,} elements, which take more than {-(-limit >> 20)} MB"
            raise RecordError(source, f"{cause}; clear the styles of its cells, or give more with --largest MB")
        names = [name for name in parts.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        merged_bytes, is_merged = 0, False
        for name in names:
            part = parts.read(name)
            is_merged = is_merged or b"<mergeCell " in part
            if any(len(number) > _MOST_DIGITS or int(number) > LAST_ROW for number in _FAR_ROW.findall(part)):
                raise RecordError(
                    source, f"{name} has a row behind {LAST_ROW:,}, the last of a sheet; save it in Excel"
                )
            for left, top, right, bottom in _MERGED.findall(part):
                columns = _column_number(right) - _column_number(left) + 1
                merged_bytes += columns * (int(bottom) - int(top) + 1) * _MERGED_CELL_BYTES
    if merged_bytes > limit:
        cause = f"its merged cells take more than {-(-limit >> 20)} MB; unmerge them, or give more with --largest MB"
        raise RecordError(source, cause)
    return is_merged


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - ord("A") + 1
    return number


def open_workbook(data: bytes, source: str, **options: bool) -> Workbook:
    """Return a workbook as openpyxl reads it; raises RecordError when it is damaged."""
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        raise MissingExtraError("reading Excel workbooks", "excel") from error
    with damage_as_record_error(source):
        return load_workbook(BytesIO(data), **options)


@contextmanager
def damage_as_record_error(source: str) -> Iterator[None]:
    """Turn openpyxl's errors on a damaged workbook, most of which occur while a sheet is iterated, into a RecordError.

    Its warnings are ignored: they are about missing styles, and about what a copy loses.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            yield
    except AttributeError as error:
        cause = f"openpyxl cannot read the workbook ({error})"
        raise RecordError(source, f"{cause}; if it has a chart sheet without a chart, delete that sheet") from error
    except NotImplementedError as error:
        raise RecordError(source, f"the workbook cannot be read ({error}); save it anew in Excel") from error
    except RuntimeError as error:  # of zipfile
        if "encrypted" not in str(error):
            raise
        raise RecordError(source, "the workbook is encrypted; save it without a password") from error
    except (BadZipFile, zlib.error, OSError, EOFError, LookupError, SyntaxError, TypeError, ValueError) as error:
        raise RecordError(source, f"not an Excel workbook (.xlsx), or damaged: {error}") from error


def cell_text(cell: object) -> str:
    """Return the value of a cell as Excel shows it; a date as the day and the month that a name became.

    >>> cell_text(None), cell_text(7157.0), cell_text(datetime.date(2026, 9, 2))
    ('', '7157', '2-Sep')
    """
    if cell is None:
        return ""
    if isinstance(cell, datetime.date):  # includes datetime
        return f"{cell.day}-{_MONTHS[cell.month - 1]}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
