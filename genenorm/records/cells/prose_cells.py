"""Pairs of a name and an identifier in running text: ``GRIN1 (Gene ID: 2902)``, ``NCBIGene:2902 GRIN1``.

Which of the words around an identifier is a gene needs the index, so both neighbours are given.
"""

from __future__ import annotations

import re

from genenorm.records.cells.cell_table import CellFile, TextCell, TextCells
from genenorm.records.decode import decode_text
from genenorm.records.source import ReadOptions

PROSE_HEADERS = ("name before", "id", "name after")

_IDENTIFIER = re.compile(
    r"(?<![\w:.-])(?:(?:NCBI[ _]?Gene(?:[ _]?ID)?|Gene[ _]?ID|Entrez(?:[ _]?Gene)?(?:[ _]?ID)?)[\s:=#]{0,3}\d{1,10}"
    r"|(?:HGNC|MGI|RGD):(?:(?:HGNC|MGI|RGD):)?\d+|(?:FB:|FlyBase:)?FBgn\d+|(?:WB:|WormBase:)?WBGene\d+"
    r"|(?:ENSEMBL:)?ENS[A-Z]{0,4}G\d+(?:\.\d+)?|(?:ZFIN:)?ZDB-GENE-\d+-\d+|(?:SGD:)?S0\d{8})(?![\w])",
    re.IGNORECASE,
)
_NAME = r"[A-Za-z0-9α-ωΑ-Ω](?:[\w./'α-ωΑ-Ω-]{0,30}[\w'α-ωΑ-Ω])?"
_BEFORE_BRACKET = re.compile(rf"({_NAME})[*_`\"']*\s?([(\[])[^()\[\]\n]{{0,80}}$")
_BEFORE = re.compile(rf"({_NAME})[*_`\"']*\s*([:=|,;\u2013\u2014\u2192>-]{{0,3}})\s*$")
_AFTER = re.compile(rf"[*_`\"']*\s*([!|(\[:=,;\u2013\u2014\u2192-]{{0,2}})\s*[*_`\"']*({_NAME})")
_BETWEEN_PAIRS = frozenset(",;")
_AROUND = 120
"""The most characters before and after an identifier in which its name is looked for."""


_TABLE = re.compile(r"^[ \t]*\|[^\n]*\n[ \t]*\|[ \t:|-]*-[ \t:|-]*\n(?:[ \t]*\|[^\n]*(?:\n|\Z))*", re.MULTILINE)
"""A table of Markdown: a row of headers, a row of dashes, and rows."""
_TABLE_CELL = re.compile(r"(?<=\|)[ \t*_`]*([^|\n]*?)[ \t*_`]*(?=\|)")
_DASHES = 2
"""The number of the row of dashes, counted from 1."""


def read_prose_cells(data: bytes, source: str, _options: ReadOptions) -> CellFile:
    """Return the cells of the Markdown tables in a text, and each identifier elsewhere with the words around it."""
    decoded = decode_text(data, source)
    cells = TextCells(decoded.body, decoded.mark)
    tables = list(_TABLE.finditer(decoded.body))
    for table in tables:
        _add_table(cells, table)
    cells.is_prose = True
    place = 0
    for start, end in [*(table.span() for table in tables), (len(decoded.body),) * 2]:
        _add_pairs_between(cells, place, start, only_labels=False)
        place = end
    return cells.file()


def _add_table(cells: TextCells, table: re.Match[str]) -> None:
    headers: tuple[str, ...] = ()
    place = table.start()
    for number, line in enumerate(table[0].splitlines(keepends=True), start=1):
        found = [
            TextCell(cell[1], place + cell.start(1), place + cell.end(1))
            for cell in _TABLE_CELL.finditer(line.rstrip())
        ]
        if not headers:
            headers = tuple(cell.text for cell in found)
        elif number != _DASHES and len(found) == len(headers):
            cells.add(headers, found)
        place += len(line)


def add_pairs(cells: TextCells, *, only_labels: bool = False) -> None:
    r"""Add the identifiers in the text of some cells, with the words before and after them on their line.

    When cells have been added, such as the members of objects, only the texts in these are looked at.

    :param only_labels: whether only identifiers with a label after ``!`` count, as in OBO, anywhere in the text.

    >>> found = TextCells("GRIN1 (Gene ID: 2902)")
    >>> add_pairs(found)
    >>> found.file().tables[0].rows
    [('GRIN1', 'Gene ID: 2902', '')]
    """
    was_prose, spans = cells.is_prose, cells.long_spans()
    cells.is_prose = True
    for start, end in [(0, len(cells.text))] if only_labels or spans is None else spans:
        _add_pairs_between(cells, start, end, only_labels=only_labels)
    cells.is_prose = was_prose


def _add_pairs_between(cells: TextCells, first_place: int, last_place: int, *, only_labels: bool) -> None:
    text = cells.text
    for found in _IDENTIFIER.finditer(text, first_place, last_place):
        start, end = found.span()
        first = max(start - _AROUND, text.rfind("\n", first_place, start) + 1, first_place)
        line_break = text.find("\n", end, last_place)
        last = min(end + _AROUND, last_place if line_break < 0 else line_break)
        head, tail = text[first:start], text[end:last]
        if only_labels and not tail.lstrip().startswith("!"):
            continue
        before = None if only_labels else _BEFORE_BRACKET.search(head) or _BEFORE.search(head)
        after = _AFTER.match(tail)
        if before is not None and after is not None:  # of two neighbours, one may be of the next pair
            is_before_apart = not _BETWEEN_PAIRS.isdisjoint(before[2])
            is_after_apart = not _BETWEEN_PAIRS.isdisjoint(after[1])
            if is_before_apart != is_after_apart:
                before, after = (None, after) if is_before_apart else (before, None)
        cells.add(
            PROSE_HEADERS,
            (
                TextCell("", start, start) if before is None else _cell(before, 1, first),
                TextCell(found[0], start, end),
                TextCell("", end, end) if after is None else _cell(after, 2, end),
            ),
        )


def _cell(found: re.Match[str], group: int, offset: int) -> TextCell:
    return TextCell(found[group], offset + found.start(group), offset + found.end(group))
