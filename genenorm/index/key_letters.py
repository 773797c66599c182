"""Which letters and digits the keys of an index have, in any order.

The same words in another order have the same letters, so one question spares looking up all orders of some words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

import numpy

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SLOT_BITS = 24
_KEYS_AT_A_TIME = 1 << 15
_WEIGHTS = [crc32(chr(code).lower().encode()) if chr(code).isalnum() else 0 for code in range(128)] + [0] * 128
"""A number for each byte: one for a letter in either case, and 0 for what is no ASCII letter or digit."""


def _slot(text: str) -> int:
    """Return the place in the table for the letters and digits of a text: their numbers added up, as 32 bits."""
    return (sum(map(_WEIGHTS.__getitem__, text.encode())) & 0xFFFFFFFF) >> 32 - _SLOT_BITS


class KeyLetters:
    """How many keys have the same letters: a table by a number that does not depend on their order.

    :param text: the bytes of all keys, one behind the other.
    :param ends: where each of them ends.
    """

    __slots__ = ("_counts",)

    def __init__(self, text: NDArray[numpy.generic], ends: NDArray[numpy.int64]) -> None:
        weights = numpy.array(_WEIGHTS, numpy.uint32)
        slots = numpy.empty(len(ends), numpy.uint32)
        start = 0
        for first in range(0, len(ends), _KEYS_AT_A_TIME):  # all at once would take twice as long, and much memory
            behind = ends[first : first + _KEYS_AT_A_TIME]
            sums = numpy.cumsum(weights[text[start : behind[-1]]], dtype=numpy.uint32)
            slots[first : first + len(behind)] = numpy.diff(sums[behind - start - 1], prepend=numpy.uint32(0))
            start = behind[-1]
        slots >>= 32 - _SLOT_BITS
        slots.sort()
        counts = numpy.zeros(1 << _SLOT_BITS, numpy.uint8)
        counts[slots] = 1
        counts[slots[1:][slots[1:] == slots[:-1]]] = 2
        self._counts = counts.data

    def may_have(self, text: str, besides: str | None = None) -> bool:
        """Return whether there may be a key with the letters and digits of an ASCII text, in any order.

        It is false only where there is none; ``besides`` is a key of the index that does not count.
        """
        slot = _slot(text)
        count = self._counts[slot]
        return count > 1 or (count == 1 and (besides is None or _slot(besides) != slot))
