"""The heaps of an HDF5 file, which hold its texts, checked for damage with which the HDF5 library would run for ever.

A heap is a row of objects, each with its size, and the library goes from one to the next without a look at where it is
led: a free part of no bytes leads to itself, and a size of almost 2⁶⁴ back to the one before.
"""

from __future__ import annotations

from mmap import mmap
from struct import Struct

from genenorm.core.errors import RecordError

_HEAP = b"GCOL\x01\0\0\0"
_LEAST = 4096
"""The fewest bytes of a heap; the library refuses smaller ones."""
_HEAD = 16
"""Bytes of the head of a heap, and of an object."""
_SIZE = Struct("<Q").unpack_from
_OBJECT = Struct("<H6xQ").unpack_from
"""The number of an object, 0 for a free part; its references; and its size, which in a free part includes the head."""


def check_heaps(data: bytes | mmap, source: str) -> None:
    """Raise RecordError when a heap of an HDF5 file would lead the library to where it has been.

    >>> check_heaps(b"no heap", "a.h5ad")
    """
    place = data.find(_HEAP)
    while place >= 0:
        if place + _HEAD <= len(data):
            (size,) = _SIZE(data, place + 8)
            if _LEAST <= size <= len(data) - place:
                _check(data, place + _HEAD, place + size, source)
        place = data.find(_HEAP, place + len(_HEAP))


def _check(data: bytes | mmap, place: int, end: int, source: str) -> None:
    while place + _HEAD <= end:
        number, size = _OBJECT(data, place)
        step = _HEAD + (size + 7) // 8 * 8 if number else size
        if not step or place + step > end:
            raise RecordError(source, f"damaged: an object of the heap at byte {place:,} has {size:,} bytes")
        place += step
