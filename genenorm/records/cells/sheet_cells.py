"""The cells of workbooks, of which single ones are replaced in the XML of their sheet; all other parts stay."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from io import BytesIO
from posixpath import join, normpath
from xml.sax.saxutils import escape  # nosec B406 # it parses nothing
from zipfile import ZipFile

from genenorm.core.errors import RecordError
from genenorm.records.cells.cell_table import CellFile, CellPlace, CellTable, column_letters
from genenorm.records.excel_sheet import damage_as_record_error, read_sheet
from genenorm.records.source import ReadOptions
from genenorm.records.table_shape import header_place

_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^<>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^<>]*>")
_CELL = re.compile(
    rb'<((?:\w+:)?)c\s([^<>]*?\br="([A-Z]{1,3}[0-9]{1,7})"[^<>]*?)'
    rb"(?:/>|>(?:(?!</(?:\w+:)?c>).)*</(?:\w+:)?c>)",
    re.DOTALL,
)
_ROW = re.compile(rb'<((?:\w+:)?)row\s(?:[^<>]*?\s)?r="([0-9]{1,7})"[^<>]*?(?:/>|>.*?</\1row>)', re.DOTALL)
_DECIMAL = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?\Z", re.ASCII)
_TYPE_OF_TEXT = re.compile(rb'\bt="(?!n")')
_ATTRIBUTE = re.compile(rb'([\w:]+)\s*=\s*"([^"]*)"')


def read_sheet_cells(data: bytes, source: str, options: ReadOptions) -> CellFile:
    """Return the cells of all sheets of a workbook, or of the one in ``options.sheet``.

    Sheets without cells are left out. Raises RecordError when the workbook is damaged or too large, or lacks the sheet.
    """
    first = read_sheet(data, source, options.sheet, options.largest)
    sheets = [first]
    if not options.sheet:
        sheets += [read_sheet(data, source, title, options.largest) for title in first.other_titles]
    tables, notes = [], []
    for sheet in sheets:
        if not any(map(any, sheet.rows)):
            continue
        place = header_place(sheet.rows, sheet.numbers, source, options)
        width = len(sheet.rows[0])
        headers = sheet.rows[place.header] if place.header is not None else ("",) * width
        tables.append(
            CellTable(
                headers, sheet.rows[place.first :], sheet.numbers[place.first :], sheet.title, place.header is not None
            )
        )
        notes += [f"{sheet.title}: {note}" for note in place.notes]
    if not tables:
        raise RecordError(source, "the workbook has no cells")

    def rewritten(values: Mapping[CellPlace, str], left_out: Collection[tuple[int, int]] = ()) -> bytes:
        return _replaced(data, source, tables, values, left_out)

    return CellFile(tuple(tables), rewritten, tuple(notes), rewritten)


def _replaced(
    data: bytes,
    source: str,
    tables: list[CellTable],
    values: Mapping[CellPlace, str],
    left_out: Collection[tuple[int, int]],
) -> bytes:
    """Return a workbook with some cells replaced; of rows left out, blank ones stay, since formulas name rows."""
    by_sheet: dict[str, dict[str, str]] = {}
    blank: dict[str, set[int]] = {}
    for table_number, row in left_out:
        table = tables[table_number]
        blank.setdefault(table.sheet, set()).add(table.lines[row])
    for place, value in values.items():
        table = tables[place.table]
        name = f"{column_letters(place.column)}{table.lines[place.row]}"
        by_sheet.setdefault(table.sheet, {})[name] = value
    out = BytesIO()
    with damage_as_record_error(source), ZipFile(BytesIO(data)) as old, ZipFile(out, "w") as new:
        parts = _parts_of_sheets(old)
        edits = {parts[sheet]: cells for sheet, cells in by_sheet.items()}
        blanked = {parts[sheet]: numbers for sheet, numbers in blank.items()}
        new.comment = old.comment
        for entry in old.infolist():
            part = old.read(entry)
            if entry.filename in edits:
                part = _with_cells(part, edits[entry.filename], source)
            if entry.filename in blanked:
                part = _without_rows(part, blanked[entry.filename], source)
            new.writestr(entry, part)
    return out.getvalue()


def _parts_of_sheets(parts: ZipFile) -> dict[str, str]:
    """Return the part of each sheet by its title."""
    from html import unescape

    def attributes(tag: bytes) -> dict[str, str]:
        return {key.decode(): unescape(value.decode()) for key, value in _ATTRIBUTE.findall(tag)}

    relations = map(attributes, _RELATION.findall(parts.read("xl/_rels/workbook.xml.rels")))
    targets = {relation["Id"]: relation["Target"] for relation in relations}
    found = {}
    for sheet in map(attributes, _SHEET.findall(parts.read("xl/workbook.xml"))):
        target = targets[next(value for key, value in sheet.items() if key.endswith(":id"))]
        found[sheet["name"]] = target[1:] if target.startswith("/") else normpath(join("xl", target))
    return found


def _with_cells(part: bytes, cells: Mapping[str, str], source: str) -> bytes:
    """Return the XML of a sheet with some cells as text, or as numbers if they are whole; their styles stay."""
    done = set()

    def cell(found: re.Match[bytes]) -> bytes:
        tag, name = found[1], found[3].decode()
        if name not in cells:
            return found[0]
        done.add(name)
        value = cells[name]
        kept = re.sub(rb'\s*\bt="[^"]*"', b"", found[2].rstrip(b"/")).strip()
        if (value.isascii() and value.isdigit()) or (_DECIMAL.match(value) and not _TYPE_OF_TEXT.search(found[2])):
            return b"<%bc %b><%bv>%b</%bv></%bc>" % (tag, kept, tag, value.encode(), tag, tag)
        text = escape(value).encode()
        return b'<%bc %b t="inlineStr"><%bis><%bt>%b</%bt></%bis></%bc>' % (tag, kept, tag, tag, text, tag, tag, tag)

    written = _CELL.sub(cell, part)
    if missing := sorted(set(cells) - done):
        raise RecordError(source, f"the cell {missing[0]} cannot be replaced; correct it by hand")
    return written


def _without_rows(part: bytes, numbers: AbstractSet[int], source: str) -> bytes:
    """Return the XML of a sheet without the cells of some rows."""
    left = set(numbers)

    def row(found: re.Match[bytes]) -> bytes:
        if (number := int(found[2])) not in numbers:
            return found[0]
        left.discard(number)
        return b""

    written = _ROW.sub(row, part)
    if left:
        raise RecordError(source, f"row {min(left)} cannot be left out; leave it out by hand")
    return written
