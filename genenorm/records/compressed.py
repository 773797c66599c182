"""Compressing and expanding files according to the last suffix of their names: ``.gz`` and ``.zst``."""

from __future__ import annotations

import gzip
import zlib
from io import BytesIO
from types import ModuleType

from genenorm.core.errors import MissingExtraError, RecordError

COMPRESSION_SUFFIXES = (".gz", ".zst")
_EXPANDED_LIMIT = 1 << 31
"""The largest size of an expanded file in bytes; without a limit a few kilobytes could fill the memory."""


def compression_of(name: str) -> str:
    """Return the compression suffix of a file's name; empty when it has none.

    >>> compression_of("sets/a.gmt.GZ"), compression_of("a.md")
    ('.gz', '')
    """
    return next((suffix for suffix in COMPRESSION_SUFFIXES if name.lower().endswith(suffix)), "")


def without_compression(name: str) -> str:
    """Return a file's name without its compression suffix.

    >>> without_compression("sets/a.gmt.gz"), without_compression("a.md")
    ('sets/a.gmt', 'a.md')
    """
    return name[: len(name) - len(compression_of(name))]


def expand(data: bytes, source: str) -> bytes:
    """Return the expanded bytes of a file; unchanged when its name has no compression suffix.

    Raises RecordError for damaged data and for data that expands to more than 2 GiB, MissingExtraError for ``.zst``
    when zstandard is not installed.
    """
    suffix = compression_of(source)
    if not suffix:
        return data
    try:
        if suffix == ".gz":
            with gzip.GzipFile(fileobj=BytesIO(data)) as file:
                expanded = file.read(_EXPANDED_LIMIT + 1)
        else:
            expanded = _expand_zst(data)
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise RecordError(source, f"damaged or not {suffix[1:]}-compressed: {error}") from error
    if len(expanded) > _EXPANDED_LIMIT:
        raise RecordError(source, f"more than {_EXPANDED_LIMIT >> 30} GiB when expanded")
    return expanded


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


def _expand_zst(data: bytes) -> bytes:
    zstandard = _zstandard()
    try:
        with zstandard.ZstdDecompressor().stream_reader(BytesIO(data), read_across_frames=True) as reader:
            expanded: bytes = reader.read(_EXPANDED_LIMIT + 1)
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from error
    if data and not expanded:
        raise ValueError("no frame")
    return expanded


def _zstandard() -> ModuleType:
    try:
        import zstandard
    except ImportError as error:
        raise MissingExtraError("reading or writing .zst", "zst") from error
    return zstandard
