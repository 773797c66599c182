"""The names of each gene, which the index does not list: it has the genes of each name."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from genenorm.core.model import NameKind
from genenorm.index.reference import Reference
from genenorm.index.schema import FAMILY_KINDS, kind_of, mark, mark_of, target_of
from genenorm.text.keys import Key


@dataclass(frozen=True, slots=True)
class GeneName:
    """A name of a gene as the index stores it: its key, its kind, and the mark of its spelling."""

    key: Key
    kind: NameKind
    mark: int

    @property
    def spelling(self) -> str:
        """The spelling of the name if it can be recovered, else an empty text.

        The usual spellings of the key are tried (``PSD95``, ``PSD-95``, ``hAGO1``) and the one with the stored mark is
        returned. The marks of plain casings are certain; another spelling has the same mark by chance once in 253.
        """
        return next((text for text in _spellings(self.key) if mark(text) == self.mark), "")


class GeneNames:
    """All names of an index, by gene and by prefix.

    Reading them from the index takes one or two seconds and 40 MB of memory.
    """

    def __init__(self, reference: Reference) -> None:
        import numpy

        owners, names, tags = array("I"), array("I"), array("H")
        self._text = bytearray()
        self._ends = array("I")
        for number, (key, words) in enumerate(reference.names()):
            self._text += key.encode()
            self._ends.append(len(self._text))
            for word in words:
                gene = target_of(word)
                if gene and kind_of(word) not in FAMILY_KINDS:
                    owners.append(gene)
                    names.append(number)
                    tags.append(word & 0xFFF)  # a posting word without its target: kind and mark
        order = numpy.argsort(numpy.frombuffer(owners, dtype=numpy.uint32), kind="stable")
        self._owners = numpy.frombuffer(owners, dtype=numpy.uint32)[order].data
        self._names = numpy.frombuffer(names, dtype=numpy.uint32)[order].data
        self._tags = numpy.frombuffer(tags, dtype=numpy.uint16)[order].data

    def names_of(self, gene_key: int) -> tuple[GeneName, ...]:
        """Return the names of a gene, given by its row number in the index, in the order of their keys."""
        # numpy.searchsorted would convert the whole array to the type of a Python number, for every gene
        start = bisect_left(self._owners, gene_key)
        end = bisect_left(self._owners, gene_key + 1, start)
        pairs = zip(self._names[start:end].tolist(), self._tags[start:end].tolist(), strict=True)
        return tuple(GeneName(self._key(number), kind_of(tag), mark_of(tag)) for number, tag in pairs)

    def with_prefix(self, prefix: str) -> Iterator[Key]:
        """Yield the keys that begin with ``prefix``, in order."""
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
    """Yield the usual spellings of a key, the most likely first."""
    head = key.rstrip("0123456789")
    hyphenated = f"{head}-{key[len(head) :]}" if head and head != key else ""
    dotted = key.replace("-", ".") if "-" in key else ""
    for text, change in product((key, hyphenated, dotted), (str.upper, str.capitalize, str.lower, _upper_after_first)):
        if text:
            yield change(text)


def _upper_after_first(text: str) -> str:
    """Return a text in upper case except its first letter, as names with a species letter are written: ``hAGO1``."""
    return text[:1] + text[1:].upper()
