"""Plain lists and gene sets (GMT, GMX): names and little else."""

from __future__ import annotations

from genenorm.errors import RecordError
from genenorm.records.record import Record
from genenorm.records.source import ReadOptions, Source
from genenorm.records.text import decode


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
    del options
    records = []
    for number, line in enumerate(_lines(data, source), start=1):
        if not line.strip():
            continue
        cells = line.split("\t")
        if len(cells) < 3:
            raise RecordError(source, "a set needs a name, a description and at least one gene, tab-separated", number)
        records.append(_set(source, cells))
    return Source(tuple(records))


def read_gmx(data: bytes, source: str, options: ReadOptions) -> Source:
    r"""Return the sets of a GMX file, one record for each column: name, description, then its genes downwards.

    >>> read_gmx(b"s1\ts2\nx\ty\nGRIN1\tAKT1\nGRIN2A\t\n", "a.gmx", ReadOptions()).records[1].names
    ('AKT1',)
    """
    del options
    rows = [line.split("\t") for line in _lines(data, source) if line.strip()]
    if len(rows) < 3:
        raise RecordError(source, "a GMX file needs a line of names, one of descriptions, and genes below")
    columns = [[row[place] if place < len(row) else "" for row in rows] for place in range(len(rows[0]))]
    return Source(tuple(_set(source, column) for column in columns if column[0]))


def _set(source: str, cells: list[str]) -> Record:
    names = tuple(cell.strip() for cell in cells[2:] if cell.strip())
    return Record(source, cells[0], names, title=cells[1])


def _lines(data: bytes, source: str) -> list[str]:
    text = decode(data, source).removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
