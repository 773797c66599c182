"""Checks of downloaded files: digest, compression, header."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from pathlib import Path

from genenorm.builder.sources.dump_list import Dump
from genenorm.builder.sources.releases import open_decompressed, read_header
from genenorm.core.errors import SourceError

_PAGE = (b"<!doctype html", b"<html", b"<?xml")
_CHUNK = 1 << 20


def check_digest(file: Path, published: str) -> None:
    """Raise SourceError when a file has another digest than its server published (``md5:…`` or ``sha-256:…``)."""
    name, _, expected = published.partition(":")
    if not expected:
        return
    found = file_digest(file, "md5" if name == "md5" else "sha256")
    if found != expected:
        raise SourceError(f"has the {name} digest {found}, but its server published {expected}")


def file_digest(file: Path, algorithm: str = "sha256") -> str:
    """Return the hexadecimal digest of a file."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.new(algorithm, usedforsecurity=False)).hexdigest()


def check_content(file: Path, dump: Dump) -> None:
    """Raise SourceError when a file is not the dump: it is empty, a web page, damaged gzip, or has other columns."""
    check_beginning(file)
    if dump.file.endswith(".gz"):
        _check_gzip(file)
    if dump.headed:
        with open_decompressed(file) as lines:
            read_header(lines, dump)


def check_beginning(file: Path) -> None:
    """Raise SourceError when a file, compressed or not, is empty or a web page."""
    with open_decompressed(file) as stream:
        beginning = stream.read(1024).removeprefix(b"\xef\xbb\xbf").lstrip()
    if not beginning:
        raise SourceError("is empty")
    if beginning.lower().startswith(_PAGE):
        raise SourceError("is a web page instead of the file")


def _check_gzip(file: Path) -> None:
    """Decompress a file to its end, where gzip stores the length and checksum."""
    try:
        with gzip.open(file) as data:
            while data.read(_CHUNK):
                pass
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError(f"is damaged gzip ({error})") from error
