"""Which release a dump is of: the newest that an authority lists, and what a file on disk says of itself."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice, takewhile
from pathlib import Path
from typing import BinaryIO, cast

from genenorm.builder.sources.dump_list import Dump, ReleaseRule
from genenorm.core.errors import SourceError

_IN_NAME = re.compile(r"(?:FB)?\d{4}_\d{2}(?:_\d{2})?|WS\d+|\d{4}-\d{2}-\d{2}")
_IN_HEADER = re.compile(r"FB\d{4}_\d{2}|WS\d+|\b\d{4}[-/]\d{2}[-/]\d{2}\b|(?<=ersion: )\d+(?:\.\d+)+")
_DATE = re.compile(rb"(\d{4})-?(\d{2})-?(\d{2})")
LONGEST_HEADER = 200
"""Lines: more than any authority puts before its first row."""


def newest(page: str, pattern: str) -> str | None:
    """Return the newest release on a page that lists them; numbers in it count as numbers.

    >>> newest('<a href="WS99/">WS99</a> <a href="WS298/">WS298</a> <a href="current/">', r"(WS[0-9]+)/")
    'WS298'
    """
    found = re.findall(pattern, page)
    return max(found, key=by_numbers, default=None)


def by_numbers(name: str) -> list[tuple[int, str]]:
    """Return what sorts names of files or releases by age: numbers in them count as numbers.

    >>> max(["WS99", "WS298"], key=by_numbers)
    'WS298'
    """
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", name)]


def release_of(dump: Dump, file: Path, name: str = "") -> str:
    """Return the release of a file on disk by the dump's rule; its own date where the rule finds nothing.

    ``name`` is the file's name where it lies under another, as a download does that is not yet in place.
    """
    found = told_release(dump, file, name)
    return found or datetime.fromtimestamp(file.stat().st_mtime, UTC).date().isoformat()


def told_release(dump: Dump, file: Path, name: str = "") -> str:
    """Return the release that a file tells by the dump's rule; empty where only the server knows it."""
    match dump.release:
        case ReleaseRule.FILE_NAME:
            match = _IN_NAME.search(name or file.name)
            return match[0] if match else ""
        case ReleaseRule.HEADER:
            return _from_header(file)
        case ReleaseRule.COLUMN:
            return _from_column(file, dump)
        case ReleaseRule.LAST_MODIFIED:
            return ""


def _from_header(file: Path) -> str:
    """Return the first release of the comment lines, else their first date."""
    with plain(file) as lines:
        comments = [_text(line) for line in takewhile(lambda line: line[:1] in b"#\n\r", islice(lines, LONGEST_HEADER))]
    releases = [match[0] for line in comments for match in _IN_HEADER.finditer(line)]
    dates = [release for release in releases if release[:4].isdigit()]
    names = [release for release in releases if release not in dates]
    return next(iter(names), next(iter(dates), "")).replace("/", "-")


def _from_column(file: Path, dump: Dump) -> str:
    """Return the newest date of the last date column, as 2026-11-20."""
    column = next((name for name in reversed(dump.columns) if "date" in name.casefold()), None)
    if column is None:
        return ""
    with plain(file) as lines:
        names, _ = header_of(lines, dump)
        at = names.index(column)
        rows = (line.rstrip(b"\r\n").split(b"\t") for line in lines)
        latest = max((row[at] for row in rows if len(row) > at and row[at][:1].isdigit()), default=b"")
    match = _DATE.fullmatch(latest)
    return b"-".join(match.groups()).decode() if match else ""


def header_of(lines: Iterator[bytes], dump: Dump) -> tuple[list[str], int]:
    """Return a file's column names and how many lines were read for them.

    Raises SourceError, which names what is missing, when no line at the beginning has the dump's columns.
    """
    nearest: list[str] = []
    for number, line in enumerate(islice(lines, LONGEST_HEADER), start=1):
        names = [name.strip() for name in _text(line).lstrip("#").rstrip("\r\n").split("\t")]
        if set(dump.columns) <= set(names):
            return names, number
        if not nearest or len(set(dump.columns) & set(names)) > len(set(dump.columns) & set(nearest)):
            nearest = names
    missing = [name for name in dump.columns if name not in nearest]
    shown = ", ".join(nearest)[:200]
    raise SourceError(f"{dump.key}: no column {', '.join(missing)}; its first line has: {shown}")


@contextmanager
def plain(file: Path) -> Iterator[BinaryIO]:
    """Open a dump for reading, decompressed where its content is gzip, whatever its name.

    Raises SourceError where that gzip is damaged or ends too early.
    """
    with file.open("rb") as raw:
        if raw.peek(2)[:2] != b"\x1f\x8b":
            yield raw
            return
        try:
            with gzip.GzipFile(fileobj=raw) as unpacked:
                yield cast(BinaryIO, unpacked)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise SourceError(f"is damaged gzip ({error})") from error


def _text(line: bytes) -> str:
    return line.decode("utf-8", errors="replace").removeprefix("\ufeff")
