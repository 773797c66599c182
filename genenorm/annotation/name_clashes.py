"""Names that several genes of a record have, found without a look at the names of each.

Few genes have a name that unrelated genes of their species have too, and few records have two of these. The words that
answers share, and those of which a program made their names, are searched for in those alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from genenorm.index.reference import Reference
from genenorm.text.keys import Key


class NameClashes(NamedTuple):
    """The names that may be those of several genes of a record."""

    keys: frozenset[Key] = frozenset()
    """The names that at least two of the genes, of one species and not related, may share."""
    aliases: Mapping[int, tuple[Key, ...]] = {}
    """By the row number of a gene with any: its synonyms and previous symbols that are among ``keys``, or the name of a
    family, in the order of the index."""


_NO_CLASHES = NameClashes()


def name_clashes(reference: Reference, genes: Iterable[int]) -> NameClashes:
    """Return the names that some genes, given by their row numbers, have in common with each other or with families.

    >>> reference = Reference.open()
    >>> rows = [reference.gene_by_id(gene).key for gene in (369, 673, 5894, 22882)]  # ARAF, BRAF, RAF1, ZHX2
    >>> found = name_clashes(reference, rows)
    >>> found.keys, found.aliases[rows[3]]
    (frozenset(), ('raf',))
    """
    columns = reference.columns
    by_gene = columns.shared_names([gene for gene in genes if gene > 0])  # without those of live sources
    seen: set[int] = set()
    clashing: set[int] = set()
    rows: set[int] = set()
    for names in by_gene.values():
        own = {shared.name for shared in names}
        if not seen.isdisjoint(own):
            clashing |= own & seen
            rows.update([shared.key_row for shared in names if shared.name in clashing])
        seen |= own
    aliases = {
        gene: tuple([columns.key(shared.key_row) for shared in found])
        for gene, names in by_gene.items()
        if (found := [each for each in names if each.is_of_family or (each.is_alias and each.name in clashing)])
    }
    if not (clashing or aliases):
        return _NO_CLASHES
    return NameClashes(frozenset(map(columns.key, rows)), aliases)
