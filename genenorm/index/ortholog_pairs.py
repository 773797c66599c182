"""The ortholog pairs of two species which homology groups do not express, and the columns that the content hash has."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from genenorm.core.model import Support
from genenorm.index.schema import pack, unpack

Columns = tuple[bytes, bytes, bytes, bytes]
"""Genes of one species (each as difference from the one before), genes of the other, methods that agree, and methods
compared."""


def pack_columns(pairs: Iterable[tuple[int, int, Support]]) -> Columns:
    """Return one source's pairs between two species as columns; those of methods are empty without counts."""
    rows = sorted(pairs, key=lambda pair: pair[:2])
    counted = any(support.compared for _, _, support in rows)
    return _packed(
        [gene for gene, _, _ in rows],
        [other for _, other, _ in rows],
        [support.methods for _, _, support in rows] if counted else (),
        [support.compared for _, _, support in rows] if counted else (),
    )


def _packed(genes: Sequence[int], others: Sequence[int], methods: Sequence[int], compared: Sequence[int]) -> Columns:
    steps = (gene - before for gene, before in zip(genes, [0, *genes], strict=False))
    return _bytes_by_position(steps), _bytes_by_position(others), bytes(methods), bytes(compared)


def _bytes_by_position(words: Iterable[int]) -> bytes:
    """Return words as bytes: all their first bytes, then all their second bytes, and so on."""
    packed = pack(words)
    return b"".join(packed[place::4] for place in range(4))


def _words(columns: bytes) -> Sequence[int]:
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

    >>> columns = pack_columns([(3, 70, Support("HCOP", 9, 12)), (3, 80, Support("HCOP", 1, 12))])
    >>> pairs = Pairs.of_columns("HCOP", *columns)
    >>> [(other, support.words) for other, support in pairs.others(3)]
    [(70, 'HCOP 9/12 methods'), (80, 'HCOP 1/12 methods')]
    >>> [gene for gene, _ in pairs.genes(80)]
    [3]
    """

    __slots__ = ("compared", "first", "methods", "order", "other", "source")

    def __init__(
        self, source: str, first: Sequence[int], other: Sequence[int], order: Sequence[int], methods: Sequence[int],
        compared: Sequence[int],
    ) -> None:  # fmt: skip
        self.source = source
        self.first = first
        """The gene of the first species in each pair, in rising order."""
        self.other = other
        """The gene of the second species in each pair."""
        self.order = order
        """The places of the pairs in the order of the second species' genes."""
        self.methods = methods
        """How many methods agree; empty when the source does not count them."""
        self.compared = compared
        """How many methods the source compares."""

    @classmethod
    def of_columns(cls, source: str, genes: bytes, others: bytes, methods: bytes, compared: bytes) -> Pairs:
        """Return the pairs that ``pack_columns`` packed."""
        other = _words(others)
        order = sorted(range(len(other)), key=other.__getitem__)
        return cls(source, tuple(accumulate(_words(genes))), other, order, methods, compared)

    def columns(self) -> Columns:
        """Return the pairs as ``pack_columns`` packs them."""
        return _packed(self.first, self.other, self.methods, self.compared)

    def others(self, gene: int) -> Iterator[tuple[int, Support]]:
        """Yield the orthologs in the second species of a gene of the first one, each with its support."""
        for place in range(bisect_left(self.first, gene), bisect_right(self.first, gene)):
            yield self.other[place], self.support(place)

    def genes(self, other: int) -> Iterator[tuple[int, Support]]:
        """Yield the orthologs in the first species of a gene of the second one, each with its support."""
        key = self.other.__getitem__
        for place in self.order[bisect_left(self.order, other, key=key) : bisect_right(self.order, other, key=key)]:
            yield self.first[place], self.support(place)

    def __len__(self) -> int:
        return len(self.other)

    def support(self, place: int) -> Support:
        """Return the support of the pair at a place."""
        return (
            Support(self.source, self.methods[place], self.compared[place]) if self.compared else Support(self.source)
        )
