"""Telling the rows of long tables that are right, which are most of them, by the arrays of the index.

What is not plainly right is left to the judge, who takes ten times as long for a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from genenorm.core.authorities import NCBI_GENE
from genenorm.index.reference import Reference

if TYPE_CHECKING:
    from numpy import int64
    from numpy.typing import NDArray

    Rows = NDArray[int64]

_MOST_DIGITS = 10
_tables: WeakKeyDictionary[Reference, dict[str, int]] = WeakKeyDictionary()
"""The rows of the genes of an index by their Ensembl ids and those of the authorities."""


def plainly_right(
    reference: Reference,
    names: Sequence[str],
    ids: Sequence[tuple[Sequence[str], str]],
    taxa: Sequence[int | None],
) -> Sequence[bool]:
    """Return of each row whether its name is exactly the symbol of the gene that all its identifiers are of.

    :param ids: the cells of each column of identifiers, and what stands before those that are numbers.
    :param taxa: the species that each row should be of; ``None`` for any.

    >>> reference = Reference.open()
    >>> rows = plainly_right(reference, ["GRIN1", "Grin1"], [(["2902", "2902"], "NCBIGene")], [9606, None])
    >>> list(map(bool, rows))
    [True, False]
    """
    import numpy

    columns = reference.columns
    genes = numpy.zeros(len(names), numpy.int64)
    is_right = numpy.ones(len(names), bool)
    for cells, numbers in ids:
        found = _rows_of(reference, cells, numbers)
        is_filled = numpy.fromiter(map(bool, cells), bool, len(cells))
        is_first = is_filled & (genes == 0)
        genes = numpy.where(is_first, found, genes)
        is_right &= ~is_filled | ((found == genes) & (found > 0))
    is_right &= genes > 0
    kept = numpy.flatnonzero(is_right)
    wanted = numpy.empty(len(kept), object)
    wanted[:] = [names[place] for place in kept.tolist()]
    is_right[kept] = columns.symbols(genes[kept]) == wanted
    species = numpy.array([0, *reference.taxon_ids])[(columns.facts[genes] >> 12).astype(numpy.int64) + 1]
    stated = numpy.array([taxon or 0 for taxon in taxa], numpy.int64)
    is_right &= (stated == 0) | (stated == species)
    found_right: list[bool] = is_right.tolist()
    return found_right


def _rows_of(reference: Reference, cells: Sequence[str], numbers: str) -> Rows:
    """Return the row of the gene of each identifier that is written as usual; 0 for others."""
    import numpy

    if numbers == NCBI_GENE.curie_prefix and sum(map(str.isdigit, cells[:100])) > len(cells[:100]) / 2:
        return reference.columns.rows_of([_gene_id(cell) for cell in cells])
    known = _table(reference)
    if numbers.endswith(":"):
        return numpy.array([known.get(numbers + cell if cell.isdigit() else cell, 0) for cell in cells], numpy.int64)
    return numpy.array([known.get(cell, 0) or _of_odd(known, cell) for cell in cells], numpy.int64)


def _of_odd(known: dict[str, int], cell: str) -> int:
    """Return the row of the gene that identifiers with prefixes or versions are all of; 0 for others."""
    if not cell:
        return 0
    rows = set()
    for piece in cell.split("|"):
        row = known.get(piece) or known.get(piece.partition(":")[2]) or known.get(piece.partition(".")[0])
        rows.add(row or 0)
    return rows.pop() if len(rows) == 1 else 0


def _gene_id(cell: str) -> int:
    return int(cell) if cell[:1] != "0" and cell.isascii() and cell.isdigit() and len(cell) <= _MOST_DIGITS else 0


def _table(reference: Reference) -> dict[str, int]:
    import numpy

    if reference not in _tables:
        columns = reference.columns
        rows = numpy.arange(1, len(columns.facts))
        found = dict(zip(columns.ensembl_ids(rows).tolist(), rows.tolist(), strict=True))
        found.update(zip(columns.authority_ids(rows).tolist(), rows.tolist(), strict=True))
        found.pop("", None)
        _tables[reference] = found
    return _tables[reference]
