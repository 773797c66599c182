"""The names of a gene: the index's name lists turned round, kept in a few flat arrays."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from genenorm.core.model import NameKind
from genenorm.index.reference import Reference
from genenorm.index.schema import KINDS, mark
from genenorm.text.keys import Key

_GENE_KINDS = frozenset(KINDS) - {NameKind.FAMILY.value, NameKind.FAMILY_NAME.value}


@dataclass(frozen=True, slots=True)
class GeneName:
    """A name of a gene as the index holds it: folded, with the mark of its spelling."""

    key: Key
    kind: NameKind
    mark: int

    @property
    def spelling(self) -> str:
        """The name's spelling where the mark proves it, else nothing.

        The index keeps folded keys. The usual spellings of a name are tried (``PSD95``, ``PSD-95``, ``hAGO1``): marks
        of plain casings are certain, and of the few others one wrong in 253 would pass for right.
        """
        return next((text for text in _spellings(self.key) if mark(text) == self.mark), "")


class GeneNames:
    """Every gene's names, and the names that begin with a text."""

    def __init__(self, reference: Reference) -> None:
        """Read every name of the index once: a few seconds and some 40 MB."""
        import numpy

        owners, names, tags = array("I"), array("I"), array("H")
        self._text = bytearray()
        self._ends = array("I")
        for number, (key, words) in enumerate(reference.names()):
            self._text += key.encode()
            self._ends.append(len(self._text))
            for word in words:
                if word >> 12 and word >> 8 & 15 in _GENE_KINDS:
                    owners.append(word >> 12)
                    names.append(number)
                    tags.append(word & 0xFFF)
        order = numpy.argsort(numpy.frombuffer(owners, dtype=numpy.uint32), kind="stable")
        self._owners = numpy.frombuffer(owners, dtype=numpy.uint32)[order].data
        self._names = numpy.frombuffer(names, dtype=numpy.uint32)[order].data
        self._tags = numpy.frombuffer(tags, dtype=numpy.uint16)[order].data

    def of(self, gene_key: int) -> tuple[GeneName, ...]:
        """Return a gene's names in the order of their keys."""
        # not numpy's search: it converts the whole array to the type of a Python number, for every gene anew
        start = bisect_left(self._owners, gene_key)
        end = bisect_left(self._owners, gene_key + 1, start)
        pairs = zip(self._names[start:end].tolist(), self._tags[start:end].tolist(), strict=True)
        return tuple(GeneName(self._key(number), KINDS[tag >> 8], tag & 0xFF) for number, tag in pairs)

    def beginning_with(self, prefix: str) -> Iterator[Key]:
        """Yield the names that begin with a folded text, in their order."""
        low, high = 0, len(self._ends)
        while low < high:
            middle = (low + high) // 2
            if self._key(middle) < prefix:
                low = middle + 1
            else:
                high = middle
        while low < len(self._ends) and (key := self._key(low)).startswith(prefix):
            yield key
            low += 1

    def _key(self, number: int) -> Key:
        start = self._ends[number - 1] if number else 0
        return Key(self._text[start : self._ends[number]].decode())


def _spellings(key: str) -> Iterator[str]:
    """Yield the usual spellings of a folded name, the likeliest first."""
    head = key.rstrip("0123456789")
    hyphened = f"{head}-{key[len(head) :]}" if head and head != key else ""
    dotted = key.replace("-", ".") if "-" in key else ""
    for text, change in product((key, hyphened, dotted), (str.upper, str.capitalize, str.lower, _prefixed)):
        if text:
            yield change(text)


def _prefixed(text: str) -> str:
    """Write a name with a species letter in front: ``hAGO1``."""
    return text[:1] + text[1:].upper()
