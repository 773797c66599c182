"""Where the header of a table is, if it has one.

It is the same for text tables and workbooks. What an option says counts; else what the file's name and the headers
say. What is a guess, and how to say otherwise, is in the notes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from genenorm.core.errors import RecordError
from genenorm.core.numbers import whole_number
from genenorm.records.answer_fields import has_answer_header, mark_in
from genenorm.records.source import ReadOptions
from genenorm.records.table_names import (
    is_decimal,
    is_identifier,
    is_known_header,
    is_number,
    known_file,
)

_LOOKED_AT = 30
"""The number of rows in which the header is looked for."""
_MOST_ABOVE = 200
"""The number of rows in which the headers of answers are looked for."""
_SHOWN = 4
"""The most cells of a header in a note."""
SAMPLE = 40
"""The number of rows that tell whether the first is a header."""

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
    if not places:  # an empty file
        return HeaderPlace(None, len(rows))
    looked_at = places[:_LOOKED_AT]
    written = next((place for place in places[:_MOST_ABOVE] if has_answer_header(rows[place])), None)
    if written is not None:  # by the header of an earlier run
        has_header = mark_in(rows[written]) is None
        return HeaderPlace(written, written + 1) if has_header else HeaderPlace(None, written)
    if options.no_header:
        return HeaderPlace(None, places[0])
    if (named := _named_row(rows, looked_at, options.column)) is None:
        return _guessed_place(rows, places, numbers, source, options)
    if named != places[0]:
        notes: tuple[str, ...] = (f"the headers are those of row {numbers[named]}",)
    else:
        notes = _note_on_header(rows, places) if _may_be_data(rows, places) else ()
    return HeaderPlace(named, named + 1, notes)


def _named_row(rows: Sequence[Row], places: Sequence[int], column: str) -> int | None:
    """Return the first row that has the header asked for, else one known to be of names; ``None`` without one.

    The rows above it have fewer cells, as titles do.
    """
    if column and not column.isdecimal():
        for fold in (str, str.casefold):
            for place in _rows_below_shorter_ones(rows, places):
                if fold(column) in map(fold, map(plain_header, rows[place])) or column in rows[place]:
                    return place
    first = rows[places[0]]
    for place in _rows_below_shorter_ones(rows, places):
        row = rows[place]
        if place != places[0] and 1 < _filled(first) == len(first) == len(row) - 1:  # the header of R's write.table
            return None
        if any(map(is_known_header, row)) and (place == places[0] or not any(map(is_number, row))):
            return _last_of_merged(rows, place)
    return None


def _last_of_merged(rows: Sequence[Row], place: int) -> int:
    """Return the place of the last row with a header that is merged over several rows, as under names of groups."""
    headers = [(column, cell) for column, cell in enumerate(rows[place]) if is_known_header(cell)]
    while place + 1 < len(rows) and any(cell in rows[place + 1][column : column + 1] for column, cell in headers):
        place += 1
    return place


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
        note = f"no header, as in files of this name ({known.what}); if there is one: --header-row {numbers[first]}"
        return HeaderPlace(None, first, (note,))
    if (place := _row_below_titles(rows, places)) is not None:
        note = f"the headers are taken to be in row {numbers[place]}; say otherwise with --header-row"
        return HeaderPlace(place, place + 1, (note,))
    if shown := _data_in_first_row(rows, places, options):
        note = f"the first row has data ({shown}), so the table is read without a header; if it is one: --header-row"
        return HeaderPlace(None, first, (f"{note} {numbers[first]}",))
    is_doubtful = _may_be_data(rows, places) or _is_like_names(rows, places, options)
    return HeaderPlace(first, first + 1, _note_on_header(rows, places) if is_doubtful else ())


def _may_be_data(rows: Sequence[Row], places: Sequence[int]) -> bool:
    """Return whether the first row has a number above numbers, as counts of an unknown gene, and nothing of a header.

    It does not count beside an empty header, as pandas and R write it.
    """
    header, others = rows[places[0]], [rows[place] for place in places[1:SAMPLE]]
    if not all(header) or any(map(is_known_header, header)) or _has_text_over_numbers(rows, places):
        return False
    return len(header) > 1 and has_number_above_numbers(header, others)


def has_number_above_numbers(header: Row, others: Sequence[Row]) -> bool:
    """Return whether a header is a number, and so are all cells below it.

    >>> has_number_above_numbers(("RP11-3P1.7", "12"), [("TP53", "3")]), has_number_above_numbers(("0",), [("TP53",)])
    (True, False)
    """
    return any(
        is_number(cell) and bool(below := _below(column, others)) and all(map(is_number, below))
        for column, cell in enumerate(header)
    )


def _is_like_names(rows: Sequence[Row], places: Sequence[int], options: ReadOptions) -> bool:
    """Return whether the first row has nothing of a header, and the column is not chosen by its header."""
    header = rows[places[0]]
    is_only_column = len(header) == 1 and all(len(rows[place]) == 1 for place in places[:SAMPLE])
    if not (is_only_column or options.column.isdecimal()) or _has_text_over_numbers(rows, places):
        return False
    return all(header) and not any(map(is_number, header))  # as pandas and R write them


def _note_on_header(rows: Sequence[Row], places: Sequence[int]) -> tuple[str, ...]:
    shown = ", ".join(rows[places[0]][:_SHOWN])
    return (f"the first row is taken for the header ({shown}); if it has a gene: --no-header",)


def plain_header(cell: str) -> str:
    """Return a header as people name it; programs write ``#`` before the first."""
    return cell.strip().removeprefix("#").strip()


def _filled(row: Row) -> int:
    return sum(map(bool, row))


def _may_be_title(row: Row) -> bool:
    """Return whether a row has one cell, which is not the header of the only column beside that of the row names."""
    return _filled(row) < 2 and not (len(row) == 2 and not row[0])


def _has_text_over_numbers(rows: Sequence[Row], places: Sequence[int]) -> bool:
    """Return whether a column has text in the first row and numbers in the others, as under a header."""
    first, others = rows[places[0]], [rows[place] for place in places[1:SAMPLE]]
    for column, cell in enumerate(first):
        below = [row[column] for row in others if column < len(row) and row[column].strip()]
        if below and cell.strip() and not is_number(cell) and all(map(is_number, below)):
            return True
    return False


def _row_below_titles(rows: Sequence[Row], places: Sequence[int]) -> int | None:
    """Return the place of the first row of several cells under rows of one; ``None`` when the first row has several."""
    found = next((number for number, place in enumerate(places) if not _may_be_title(rows[place])), 0)
    body = places[found : found + SAMPLE]
    if not 0 < found < _LOOKED_AT or sum(_filled(rows[place]) > 1 for place in body) < 0.8 * len(body):
        return None
    if found == 1 and len(rows[places[0]]) == 1 and {len(rows[place]) for place in body} == {2}:
        # R writes the names of rows without a header; a title has several words, or is above headers
        is_title = " " in rows[places[0]][0].strip() or _has_text_over_numbers(rows, body)
        return places[found] if is_title else None
    return places[found]


def _data_in_first_row(rows: Sequence[Row], places: Sequence[int], options: ReadOptions) -> str:
    """Return the cell by which the first row of a table is no header; empty when it may be one."""
    first, others = rows[places[0]], [rows[place] for place in places[1:SAMPLE]]
    if not first[0].strip() or any(map(is_known_header, first)):
        return ""
    kinds = [_kind(column, first, others) for column in range(len(first))]
    if _DECIMAL in kinds:
        return first[kinds.index(_DECIMAL)]
    if all(kinds):
        return first[0]
    asked = number_asked_for(options.column, len(first))
    columns = range(len(first)) if asked is None else (asked,)
    found = next((column for column in columns if is_name_above(column, first, others, options)), None)
    if found is None or _has_text_over_numbers(rows, places):
        return ""
    rest = [column for column in range(len(first)) if column != found]
    return "" if any(_is_word_over_names(column, first, others, options) for column in rest) else first[found]


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


def is_name_above(column: int, first: Row, others: Sequence[Row], options: ReadOptions) -> bool:
    """Return whether a cell of the first row is a gene as those below it are."""
    cell = first[column]
    if is_identifier(cell):
        return True
    return options.is_name is not None and not is_number(cell) and options.is_name(cell, _below(column, others))


def _is_word_over_names(column: int, first: Row, others: Sequence[Row], options: ReadOptions) -> bool:
    """Return whether the first cell of a column is no gene but those below are: ``target`` beside ``TF``."""
    if not others or is_name_above(column, first, others, options):
        return False
    return column < len(others[0]) and is_name_above(column, others[0], others[1:], options)


def number_asked_for(column: str, width: int) -> int | None:
    """Return the position of a column given by its number; ``None`` for a name, and for a number that no column has."""
    number = whole_number(column) or 0
    return number - 1 if 1 <= number <= width else None
