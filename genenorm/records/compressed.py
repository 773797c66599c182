"""Compressed bytes by the last suffix of a name: ``.gz`` and ``.zst``."""

from __future__ import annotations

import gzip
import zlib
from types import ModuleType

from genenorm.core.errors import MissingExtraError, RecordError

SUFFIXES = (".gz", ".zst")
LIMIT = 1 << 31
"""Bytes a compressed file may grow to; a few kilobytes can otherwise claim all memory."""


def split(name: str) -> tuple[str, str]:
    """Return a file's name without its compression suffix, and that suffix.

    >>> split("sets/a.gmt.gz"), split("a.md")
    (('sets/a.gmt', '.gz'), ('a.md', ''))
    """
    suffix = next((suffix for suffix in SUFFIXES if name.lower().endswith(suffix)), "")
    return (name[: -len(suffix)], suffix) if suffix else (name, "")


def expand(data: bytes, source: str) -> bytes:
    """Return the bytes behind a compression that the name tells; as they are for other names."""
    _, suffix = split(source)
    if not suffix:
        return data
    try:
        if suffix == ".gz":
            from io import BytesIO

            with gzip.GzipFile(fileobj=BytesIO(data)) as file:
                plain = file.read(LIMIT + 1)
        else:
            plain = _expand_zst(data)
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise RecordError(source, f"damaged or not {suffix[1:]}-compressed: {error}") from error
    if len(plain) > LIMIT:
        raise RecordError(source, f"more than {LIMIT >> 30} GiB when expanded")
    return plain


def compress(data: bytes, name: str) -> bytes:
    """Return bytes compressed as the name tells, the same for the same input (no time inside)."""
    _, suffix = split(name)
    if suffix == ".gz":
        return gzip.compress(data, mtime=0)
    if suffix == ".zst":
        compressed: bytes = _zstandard().ZstdCompressor().compress(data)
        return compressed
    return data


def _expand_zst(data: bytes) -> bytes:
    from io import BytesIO

    zstandard = _zstandard()
    try:
        with zstandard.ZstdDecompressor().stream_reader(BytesIO(data), read_across_frames=True) as reader:
            plain: bytes = reader.read(LIMIT + 1)
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from error
    if data and not plain:
        raise ValueError("no frame")
    return plain


def _zstandard() -> ModuleType:
    try:
        import zstandard
    except ImportError as error:
        raise MissingExtraError("reading or writing .zst", "zst") from error
    return zstandard
