"""Finding releases of dumps: the newest one on an authority's page, and the one that a file on disk states."""

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
"""The number of lines in which a header is searched; no authority has more before its first row."""


def newest_release(page: str, pattern: str) -> str | None:
    """Return the newest of the releases that ``pattern`` finds on a page, or ``None``; numbers are compared by value.

    >>> newest_release('<a href="WS99/">WS99</a> <a href="WS298/">WS298</a> <a href="current/">', r"(WS[0-9]+)/")
    'WS298'
    """
    found = re.findall(pattern, page)
    return max(found, key=version_sort_key, default=None)


def version_sort_key(name: str) -> list[tuple[int, str]]:
    """Return a sort key for names of files or releases that compares the numbers in them by value.

    >>> max(["WS99", "WS298"], key=version_sort_key)
    'WS298'
    """
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", name)]


def release_of(dump: Dump, file: Path, name: str = "") -> str:
    """Return the release that a file states according to the dump's rule, or the file's own date.

    ``name`` is the final file name of a download that still has another one.
    """
    found = stated_release(dump, file, name)
    return found or datetime.fromtimestamp(file.stat().st_mtime, UTC).date().isoformat()


def stated_release(dump: Dump, file: Path, name: str = "") -> str:
    """Return the release that a file states according to the dump's rule; empty where it states none."""
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
    """Return the first release in the comment lines, or else their first date."""
    with open_decompressed(file) as lines:
        comments = [_text(line) for line in takewhile(lambda line: line[:1] in b"#\n\r", islice(lines, LONGEST_HEADER))]
    releases = [match[0] for line in comments for match in _IN_HEADER.finditer(line)]
    dates = [release for release in releases if release[:4].isdigit()]
    names = [release for release in releases if release not in dates]
    return next(iter(names), next(iter(dates), "")).replace("/", "-")


def _from_column(file: Path, dump: Dump) -> str:
    """Return the newest date in the last date column, such as 2026-11-20."""
    column = next((name for name in reversed(dump.columns) if "date" in name.casefold()), None)
    if column is None:
        return ""
    with open_decompressed(file) as lines:
        names, _ = read_header(lines, dump)
        position = names.index(column)
        rows = (line.rstrip(b"\r\n").split(b"\t") for line in lines)
        dates = (row[position] for row in rows if len(row) > position)
        latest = max((date for date in dates if date[:1].isdigit()), default=b"")
    match = _DATE.fullmatch(latest)
    return b"-".join(match.groups()).decode() if match else ""


def read_header(lines: Iterator[bytes], dump: Dump) -> tuple[list[str], int]:
    """Return the column names of a file and the number of lines read to find them.

    Raises SourceError, naming the missing columns, when none of the first lines has all columns of the dump.
    """
    nearest: list[str] = []
    for number, line in enumerate(islice(lines, LONGEST_HEADER), start=1):
        names = [name.strip() for name in _text(line).lstrip("#").rstrip("\r\n").split("\t")]
        if set(dump.columns) <= set(names):
            return names, number
        if not nearest or len(set(dump.columns) & set(names)) > len(set(dump.columns) & set(nearest)):
            nearest = names
    missing = [name for name in dump.columns if name not in nearest]
    names_found = ", ".join(nearest)[:200]
    raise SourceError(f"{dump.key}: no column {', '.join(missing)}; its first line has: {names_found}")


@contextmanager
def open_decompressed(file: Path) -> Iterator[BinaryIO]:
    """Open a file for reading, decompressed if its content is gzip.

    Raises SourceError when the gzip is damaged or ends too early.
    """
    with file.open("rb") as raw:
        if raw.peek(2)[:2] != b"\x1f\x8b":
            yield raw
            return
        try:
            with gzip.GzipFile(fileobj=raw) as data:
                yield cast(BinaryIO, data)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise SourceError(f"is damaged gzip ({error})") from error


def _text(line: bytes) -> str:
    return line.decode("utf-8", errors="replace").removeprefix("\ufeff")
