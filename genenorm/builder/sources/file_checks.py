"""Whether a downloaded file is what it should be, to its last byte."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from pathlib import Path

from genenorm.builder.sources.dump_list import Dump
from genenorm.builder.sources.releases import header_of, plain
from genenorm.core.errors import SourceError

_PAGE = (b"<!doctype html", b"<html", b"<?xml")
_CHUNK = 1 << 20


def check_digest(file: Path, published: str) -> None:
    """Raise SourceError when a file does not have the digest that its server published (``md5:…``, ``sha-256:…``)."""
    name, _, expected = published.partition(":")
    if not expected:
        return
    found = digest_of(file, "md5" if name == "md5" else "sha256")
    if found != expected:
        raise SourceError(f"{name} is {found}, its server says {expected}")


def digest_of(file: Path, algorithm: str = "sha256") -> str:
    """Return the hexadecimal digest of a file."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.new(algorithm, usedforsecurity=False)).hexdigest()


def check_content(file: Path, dump: Dump) -> None:
    """Raise SourceError when a file cannot be the dump: a web page, damaged gzip, other columns, nothing at all."""
    check_begin(file)
    if dump.file.endswith(".gz"):
        _check_gzip(file)
    if dump.headed:
        with plain(file) as lines:
            header_of(lines, dump)


def check_begin(file: Path) -> None:
    """Raise SourceError when a file, packed or not, holds nothing or a web page; not every dump has a header."""
    with plain(file) as stream:
        begin = stream.read(1024).removeprefix(b"\xef\xbb\xbf").lstrip()
    if not begin:
        raise SourceError("is empty")
    if begin.lower().startswith(_PAGE):
        raise SourceError("is a web page where the file should be")


def _check_gzip(file: Path) -> None:
    """Unpack a file to its end, where gzip keeps length and checksum of what was packed."""
    try:
        with gzip.open(file) as unpacked:
            while unpacked.read(_CHUNK):
                pass
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError(f"is damaged gzip ({error})") from error
