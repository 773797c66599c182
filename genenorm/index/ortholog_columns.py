"""Ortholog pairs of two species stored in columns: the pairs that homology groups do not contain.

Columns of numbers take a third of the space of one row for each pair, and are searched without unpacking rows.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import accumulate

from genenorm.core.model import Support
from genenorm.index.schema import pack, unpack

Columns = tuple[bytes, bytes, bytes, bytes]
"""Genes (as differences from the gene before), other genes, methods that agree, methods compared."""


def pack_columns(pairs: Iterable[tuple[int, int, Support]]) -> Columns:
    """Encode one source's pairs between two species; the columns of methods are empty when it counts none."""
    rows = sorted(pairs, key=lambda pair: pair[:2])
    genes = [gene for gene, _, _ in rows]
    steps = (gene - before for gene, before in zip(genes, [0, *genes], strict=False))
    counted = any(support.of for _, _, support in rows)
    return (
        _columns(steps),
        _columns(other for _, other, _ in rows),
        bytes(support.methods for _, _, support in rows) if counted else b"",
        bytes(support.of for _, _, support in rows) if counted else b"",
    )


def _columns(words: Iterable[int]) -> bytes:
    """Pack words as all their first bytes, then all their second bytes, and so on, which compresses better."""
    packed = pack(words)
    return b"".join(packed[place::4] for place in range(4))


def _words(columns: bytes) -> array[int]:
    """Unpack what ``_columns`` wrote.

    >>> list(_words(_columns([1, 2**32 - 1])))
    [1, 4294967295]
    """
    packed, count = bytearray(len(columns)), len(columns) // 4
    for place in range(4):
        packed[place::4] = columns[place * count : (place + 1) * count]
    return unpack(bytes(packed))


class Pairs:
    """One source's ortholog pairs between two species, in addition to the homology groups; genes are row numbers.

    >>> pairs = Pairs("HCOP", *pack_columns([(3, 70, Support("HCOP", 9, 12)), (3, 80, Support("HCOP", 1, 12))]))
    >>> [(other, support.words) for other, support in pairs.others(3)]
    [(70, 'HCOP 9/12 methods'), (80, 'HCOP 1/12 methods')]
    >>> [gene for gene, _ in pairs.genes(80)]
    [3]
    """

    def __init__(self, source: str, genes: bytes, others: bytes, methods: bytes, of: bytes) -> None:
        self.source = source
        self.first = array("I", accumulate(_words(genes)))
        """The gene of the first species of each pair, in order."""
        self._others = _words(others)
        self._methods = methods
        self._of = of

    def others(self, gene: int) -> Iterator[tuple[int, Support]]:
        """Yield the orthologs of a gene of the first species."""
        for place in range(bisect_left(self.first, gene), bisect_right(self.first, gene)):
            yield self._others[place], self._support(place)

    def genes(self, other: int) -> Iterator[tuple[int, Support]]:
        """Yield the orthologs of a gene of the second species."""
        ordered = self._by_other
        key = self._others.__getitem__
        for place in ordered[bisect_left(ordered, other, key=key) : bisect_right(ordered, other, key=key)]:
            yield self.first[place], self._support(place)

    @cached_property
    def _by_other(self) -> array[int]:
        return array("I", sorted(range(len(self._others)), key=self._others.__getitem__))

    def __len__(self) -> int:
        return len(self._others)

    def _support(self, place: int) -> Support:
        return Support(self.source, self._methods[place], self._of[place]) if self._of else Support(self.source)
