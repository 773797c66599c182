"""Columns of numbers that store the ortholog pairs of two species which homology groups do not express.

Columns take a third of the space of a row for each pair, and can be searched without unpacking rows.
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
"""Genes of one species (each as difference from the one before), genes of the other, methods that agree, and methods
compared."""


def pack_columns(pairs: Iterable[tuple[int, int, Support]]) -> Columns:
    """Return one source's pairs between two species as columns; those of methods are empty without counts."""
    rows = sorted(pairs, key=lambda pair: pair[:2])
    genes = [gene for gene, _, _ in rows]
    steps = (gene - before for gene, before in zip(genes, [0, *genes], strict=False))
    counted = any(support.compared for _, _, support in rows)
    return (
        _bytes_by_position(steps),
        _bytes_by_position(other for _, other, _ in rows),
        bytes(support.methods for _, _, support in rows) if counted else b"",
        bytes(support.compared for _, _, support in rows) if counted else b"",
    )


def _bytes_by_position(words: Iterable[int]) -> bytes:
    """Return words as bytes: all their first bytes, then all their second bytes, and so on, which compresses better."""
    packed = pack(words)
    return b"".join(packed[place::4] for place in range(4))


def _words(columns: bytes) -> array[int]:
    """Return the words that ``_bytes_by_position`` packed.

    >>> list(_words(_bytes_by_position([1, 2**32 - 1])))
    [1, 4294967295]
    """
    packed, count = bytearray(len(columns)), len(columns) // 4
    for place in range(4):
        packed[place::4] = columns[place * count : (place + 1) * count]
    return unpack(bytes(packed))


class Pairs:
    """One source's ortholog pairs between two species outside the homology groups; genes are row numbers.

    The first species is the one that comes first in the index.

    >>> pairs = Pairs("HCOP", *pack_columns([(3, 70, Support("HCOP", 9, 12)), (3, 80, Support("HCOP", 1, 12))]))
    >>> [(other, support.words) for other, support in pairs.others(3)]
    [(70, 'HCOP 9/12 methods'), (80, 'HCOP 1/12 methods')]
    >>> [gene for gene, _ in pairs.genes(80)]
    [3]
    """

    def __init__(self, source: str, genes: bytes, others: bytes, methods: bytes, compared: bytes) -> None:
        self.source = source
        self.first = array("I", accumulate(_words(genes)))
        """The gene of the first species in each pair, in rising order."""
        self._others = _words(others)
        self._methods = methods
        self._compared = compared

    def others(self, gene: int) -> Iterator[tuple[int, Support]]:
        """Yield the orthologs in the second species of a gene of the first one, each with its support."""
        for place in range(bisect_left(self.first, gene), bisect_right(self.first, gene)):
            yield self._others[place], self._support(place)

    def genes(self, other: int) -> Iterator[tuple[int, Support]]:
        """Yield the orthologs in the first species of a gene of the second one, each with its support."""
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
        return (
            Support(self.source, self._methods[place], self._compared[place])
            if self._compared
            else Support(self.source)
        )
