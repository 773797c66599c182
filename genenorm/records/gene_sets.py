"""Plain lists and gene sets (GMT, GMX): names and little else.

A set has no place for answers beside its names. When asked for, its genes are written instead of them (``genes`` of
``ReadOptions``); a name that means no single gene stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from genenorm.core.errors import RecordError
from genenorm.records.decode import decode
from genenorm.records.record import Record
from genenorm.records.source import ReadOptions, Rows, Source


def read_list(data: bytes, source: str, options: ReadOptions) -> Source:
    r"""Return a list as one record: one name per line, blank lines aside.

    >>> read_list(b"GRIN1\n\n PSD-95 \n", "a.txt", ReadOptions()).records[0].names
    ('GRIN1', 'PSD-95')
    """
    del options
    lines = (line.strip() for line in _lines(data, source))
    return Source((Record(source, source, tuple(line for line in lines if line)),))


def read_gmt(data: bytes, source: str, options: ReadOptions) -> Source:
    r"""Return the sets of a GMT file, one record each: name, description, then its genes, tab-separated.

    >>> read_gmt(b"set1\tfirst\tGRIN1\tGRIN2A\n", "a.gmt", ReadOptions()).records[0].names
    ('GRIN1', 'GRIN2A')
    """
    cells = _Cells.parse(data, source)
    places = []
    for number, row in enumerate(cells.rows):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) < 3:
            cause = "a set needs a name, a description and at least one gene, tab-separated"
            raise RecordError(source, cause, number + 1)
        places.append([(number, place) for place in range(len(row))])
    return _source(cells, source, places, options)


def read_gmx(data: bytes, source: str, options: ReadOptions) -> Source:
    r"""Return the sets of a GMX file, one record for each column: name, description, then its genes downwards.

    >>> read_gmx(b"s1\ts2\nx\ty\nGRIN1\tAKT1\nGRIN2A\t\n", "a.gmx", ReadOptions()).records[1].names
    ('AKT1',)
    """
    cells = _Cells.parse(data, source)
    rows = [number for number, row in enumerate(cells.rows) if any(cell.strip() for cell in row)]
    if len(rows) < 3:
        raise RecordError(source, "a GMX file needs a line of names, one of descriptions, and genes below")
    head = cells.rows[rows[0]]
    columns = [place for place, name in enumerate(head) if name]
    return _source(cells, source, [[(number, place) for number in rows] for place in columns], options)


@dataclass(frozen=True, slots=True)
class _Cells:
    """A text of tab-separated cells, by line; each line's break is kept apart."""

    mark: str
    rows: tuple[tuple[str, ...], ...]
    ends: tuple[str, ...]

    @classmethod
    def parse(cls, data: bytes, source: str) -> _Cells:
        text = decode(data, source)
        mark = "\ufeff" if text.startswith("\ufeff") else ""
        pieces = _BREAK.split(text[len(mark) :])
        return cls(mark, tuple(tuple(line.split("\t")) for line in pieces[::2]), (*pieces[1::2], ""))

    def text(self, genes: Mapping[tuple[int, int], str]) -> str:
        """Return the text with the names in some cells replaced, the space around them kept."""
        rows = [list(row) for row in self.rows]
        for (number, place), gene in genes.items():
            cell = rows[number][place]
            rows[number][place] = cell.replace(cell.strip(), gene, 1)
        return self.mark + "".join("\t".join(row) + end for row, end in zip(rows, self.ends, strict=True))


def _source(cells: _Cells, source: str, places: list[list[tuple[int, int]]], options: ReadOptions) -> Source:
    """Return the source of sets, each a list of the cells of its name, its description and its genes."""

    def cell(place: tuple[int, int]) -> str:
        row = cells.rows[place[0]]
        return row[place[1]] if place[1] < len(row) else ""

    genes = [[place for place in cells_of_set[2:] if cell(place).strip()] for cells_of_set in places]
    records = tuple(
        Record(source, cell(places_of[0]), tuple(cell(place).strip() for place in named), title=cell(places_of[1]))
        for places_of, named in zip(places, genes, strict=True)
    )

    def rewrite(tables: Sequence[Rows]) -> bytes:
        new: dict[tuple[int, int], str] = {}
        for named, table in zip(genes, tables, strict=True):
            found = zip(named, table.column(options.genes), strict=True)
            new.update((place, str(gene)) for place, gene in found if gene)
        return cells.text(new).encode()

    return Source(records, rewrite if options.genes else None, no_place=_NO_PLACE)


_NO_PLACE = (
    "a set has no place for answers beside its names; write genes instead of them with --genes gene_id (or symbol), "
    "or a table with --table"
)


_BREAK = re.compile("(\r\n|\r|\n)")


def _lines(data: bytes, source: str) -> list[str]:
    text = decode(data, source).removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
