"""What is known of tables by the names of their files and columns (``data/table_shapes.tsv``), and by their numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from genenorm.core.numbers import whole_number
from genenorm.core.paths import data_rows
from genenorm.records.compressed import without_compression

_MARKS = re.compile(r"[\W_]+")
_IDENTIFIER = re.compile(
    r"(?:ENS[A-Z]{0,6}[GTP]\d{6,}(?:\.\d+)?|FBgn\d{7}|WBGene\d{8}|(?:HGNC|MGI|RGD|ZFIN|SGD):\S*\d|ZDB-GENE-[\d-]+)$"
)
_NUMBER = re.compile(r"[-+]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][-+]?\d+)?$|[-+]?(?:inf|Inf|nan|NaN)$")
_WHOLE = re.compile(r"\d+(?:\.0+)?$")
_MISSING = ("na", "nan", "none", "null", "<na>")
_MOST_TEXT = 0.1
"""The largest part of a column of numbers that may be something else, such as a last row of notes."""


class KnownFile(NamedTuple):
    """A table without a header that is known by the name of its file."""

    name: str
    column: int
    """Number of the column with the names, counted from 1."""
    what: str


class _Known(NamedTuple):
    files: tuple[KnownFile, ...]
    without_genes: tuple[KnownFile, ...]
    columns: dict[str, str]
    properties: frozenset[str]


@cache
def _known() -> _Known:
    rows = list(data_rows("table_shapes.tsv"))
    files = tuple(KnownFile(name, int(value), what) for sort, name, value, what in rows if sort == "file")
    without = tuple(KnownFile(name, 0, what) for sort, name, _, what in rows if sort == "without")
    columns = {name: value for sort, name, value, _ in rows if sort == "column"}
    return _Known(files, without, columns, frozenset(name for sort, name, _, _ in rows if sort == "property"))


def known_file(source: str) -> KnownFile | None:
    """Return what is known of a table without a header by the name of its file; ``None`` for other names.

    >>> known_file("run/Features.tsv.gz").column, known_file("de_genes.tsv")
    (1, None)
    """
    return _named(source, _known().files)


def file_without_genes(source: str) -> str:
    """Return what a file has that is known, by its name, to have no names of genes; empty for other names.

    >>> file_without_genes("run/barcodes.tsv.gz"), file_without_genes("features.tsv")
    ('the barcodes of cells (10x Genomics)', '')
    """
    known = _named(source, _known().without_genes)
    return known.what if known else ""


def _named(source: str, files: Iterable[KnownFile]) -> KnownFile | None:
    name = without_compression(source).replace("\\", "/").rsplit("/", 1)[-1].lower()
    for known in files:
        if name == known.name or (known.name[0] == "*" and name.endswith(known.name[1:])):
            return known
    return None


def _plain(header: str) -> str:
    return _MARKS.sub("_", header).strip("_").lower()


def is_known_header(header: str) -> bool:
    """Return whether a column with this header is known to have names of genes.

    >>> [is_known_header(header) for header in ("Gene.symbol", "#gene", "Ensembl gene ID", "logFC")]
    [True, True, True, False]
    """
    return _plain(header) in _known().columns


def is_header_of_ids(header: str) -> bool:
    """Return whether a column with this header is known to have identifiers, which may be numbers."""
    return _known().columns.get(_plain(header)) == "id"


def is_header_of_property(header: str) -> bool:
    """Return whether a column with this header is known to have a property of genes, which no sample has.

    >>> [is_header_of_property(header) for header in ("Length", "Chr", "GC content", "sample 1")]
    [True, True, True, False]
    """
    return _plain(header) in _known().properties


def known_columns(headers: Iterable[str]) -> tuple[int, ...]:
    """Return the positions of the headers known to be of names; the one that counts before others alone.

    >>> known_columns(("n", "gene", "gene_id")), known_columns(("Hugo_Symbol", "Gene"))
    ((1, 2), (0,))
    """
    columns = _known().columns
    found = [(place, columns[name]) for place, header in enumerate(headers) if (name := _plain(header)) in columns]
    first = tuple(place for place, value in found if value == "1")
    return first or tuple(place for place, _ in found)


def is_number(cell: str) -> bool:
    """Return whether a cell is a number, whole or not, with a decimal point or comma.

    >>> [is_number(cell) for cell in ("12", "-1.5e-3", "1,5", "NaN", "1-Sep", "p53")]
    [True, True, True, True, False, False]
    """
    return bool(_NUMBER.match(cell.strip()))


def is_decimal(cell: str) -> bool:
    """Return whether a cell is a number that is not a natural number, which no header is."""
    return is_number(cell) and not cell.strip().isdecimal()


def is_identifier(cell: str) -> bool:
    """Return whether a cell has the form of an identifier that begins with letters.

    >>> [is_identifier(cell) for cell in ("ENSG00000141510.18", "FBgn0003731", "TP53")]
    [True, True, False]
    """
    return bool(_IDENTIFIER.match(cell.strip()))


def numbers_instead_of_names(cells: Sequence[str], *, are_ids: bool) -> str:
    """Return what the numbers in a column are, in words; empty when they may be names or GeneIDs.

    :param cells: the cells under the header.
    :param are_ids: whether whole numbers are likely to be GeneIDs.

    >>> numbers_instead_of_names(("0", "1", "2"), are_ids=True), numbers_instead_of_names(("0.5", "7"), are_ids=True)
    ('the numbers of the rows (0, 1, 2)', 'numbers (0.5, 7)')
    >>> numbers_instead_of_names(("7157", "672"), are_ids=True)
    ''
    """
    filled = [text for cell in cells if (text := cell.strip()) and text.lower() not in _MISSING]
    numbers = list(filter(is_number, filled))
    if not numbers or len(numbers) < len(filled) * (1 - _MOST_TEXT):
        return ""
    shown = ", ".join(numbers[:3]) + (", …" if len(numbers) > 3 else "")
    if all(map(_WHOLE.match, numbers)):
        values = [whole_number(number.partition(".")[0]) for number in numbers]
        if len(values) > 1 and values[0] in (0, 1) and values == list(range(values[0], values[0] + len(values))):
            return f"the numbers of the rows ({shown})"
        if are_ids:
            return ""
    return f"numbers ({shown})"
