"""Compressing and expanding files according to the last suffix of their names: ``.gz`` and ``.zst``."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from io import BytesIO
from types import ModuleType

from genenorm.core.errors import MissingExtraError, RecordError

COMPRESSION_SUFFIXES = (".gz", ".zst")
ALWAYS_EXPANDED = 64 << 20
"""Bytes up to which every file is expanded; without a limit a few kilobytes could fill the memory."""
USUAL_RATIO = 100
"""How many times its size a larger file may have when it is expanded. Texts seldom have more than 20."""
_PIECE = 1 << 16
_PIECE_OF_ZST = 1 << 9
"""Bytes expanded at a time: four of them may be a block of 128 KiB in Zstandard."""


def compression_of(name: str) -> str:
    """Return the compression suffix of a file's name; empty when it has none.

    >>> compression_of("sets/a.gmt.GZ"), compression_of("a.md")
    ('.gz', '')
    """
    lower = name.lower()
    return next((suffix for suffix in COMPRESSION_SUFFIXES if lower.endswith(suffix)), "")


def without_compression(name: str) -> str:
    """Return a file's name without its compression suffix.

    >>> without_compression("sets/a.gmt.gz"), without_compression("a.md")
    ('sets/a.gmt', 'a.md')
    """
    return name[: len(name) - len(compression_of(name))]


def largest_expanded(packed: int, asked: int = 0) -> int:
    """Return the most bytes that a file of ``packed`` bytes may have when it is expanded; ``asked`` if that is not 0.

    >>> largest_expanded(1000) >> 20, largest_expanded(10 << 20) >> 20, largest_expanded(1000, 5 << 30) >> 30
    (64, 1000, 5)
    """
    return asked or max(ALWAYS_EXPANDED, packed * USUAL_RATIO)


def too_large(source: str, limit: int) -> RecordError:
    """Return the error for a file that has more bytes than ``limit`` when it is expanded, with the way out."""
    megabytes = -(-limit >> 20)
    return RecordError(source, f"more than {megabytes} MB when expanded; to read it, give more with --largest MB")


def expand(data: bytes, source: str, largest: int = 0) -> bytes:
    """Return the expanded bytes of a file; unchanged when its name has no compression suffix.

    :param largest: the most bytes of the result; by default 64 MiB, or a hundred times the size of ``data``.
    :raises RecordError: the data are damaged or incomplete, or expand to more.
    :raises MissingExtraError: the suffix is ``.zst`` and zstandard is not installed.
    """
    suffix = compression_of(source)
    if not suffix:
        return data
    limit = largest_expanded(len(data), largest)
    parts: list[bytes] = []
    left = limit
    try:
        for part in _gz_parts(data) if suffix == ".gz" else _zst_parts(data):
            left -= len(part)
            if left < 0:
                raise too_large(source, limit)
            parts.append(part)
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise RecordError(source, f"damaged or not {suffix[1:]}-compressed: {error}") from error
    return b"".join(parts)


def _gz_parts(data: bytes) -> Iterator[bytes]:
    with gzip.GzipFile(fileobj=BytesIO(data)) as file:
        while part := file.read(_PIECE):
            yield part


def compress(data: bytes, name: str) -> bytes:
    """Return bytes compressed for a file of this name; unchanged when the name has no compression suffix.

    No time stamp is written, so that the same input gives the same bytes. Raises MissingExtraError for ``.zst`` when
    zstandard is not installed.
    """
    suffix = compression_of(name)
    if suffix == ".gz":
        return gzip.compress(data, mtime=0)
    if suffix == ".zst":
        compressed: bytes = _zstandard().ZstdCompressor().compress(data)
        return compressed
    return data


def _zst_parts(data: bytes) -> Iterator[bytes]:
    """Yield the expanded parts of Zstandard's frames; raises ValueError where one is damaged or incomplete.

    A reader of the whole stream does not report that its end is missing.
    """
    zstandard = _zstandard()
    place = 0
    while place < len(data):
        frame = zstandard.ZstdDecompressor().decompressobj()
        while not frame.eof:
            if place >= len(data):
                raise ValueError("its end is missing")
            try:
                yield frame.decompress(data[place : place + _PIECE_OF_ZST])
            except zstandard.ZstdError as error:
                raise ValueError(str(error)) from error
            place = min(place + _PIECE_OF_ZST, len(data))
        place -= len(frame.unused_data)


def _zstandard() -> ModuleType:
    try:
        import zstandard
    except ImportError as error:
        raise MissingExtraError("reading or writing .zst", "zst") from error
    return zstandard
