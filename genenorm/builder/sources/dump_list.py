"""What profile ``official`` reads: the authorities' dumps, as ``sources.toml`` lists them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Any

from genenorm.core.errors import SourceError


class ReleaseRule(StrEnum):
    """How the release of a dump is told."""

    LAST_MODIFIED = "last-modified"
    """The date that the server gave, else the date of the file."""
    FILE_NAME = "file-name"
    """The release in the file's name: ``2026_01``, ``WS298``, ``2026-01-31``."""
    HEADER = "header"
    """The date or release in the comment lines at the beginning of the file."""
    COLUMN = "column"
    """The newest date in the last column of dates."""


@dataclass(frozen=True, slots=True)
class Dump:
    """One file that an authority publishes."""

    key: str
    """How plan and report name it: ``gene_info_human``."""
    file: str
    """Its name on disk; may hold ``{release}``."""
    also: tuple[str, ...]
    """Glob patterns of other names under which it may lie in a folder."""
    url: str
    """Where it comes from; may hold ``{release}``."""
    release: ReleaseRule
    licence: str
    taxa: tuple[int, ...]
    """Taxon ids of the species it says something about."""
    columns: tuple[str, ...]
    """The columns read, by the names in the file's header."""
    gives: str
    """What an index lacks without it, in words."""
    listing: str = ""
    """The page that lists the releases, where ``{release}`` is to be filled in."""
    pattern: str = ""
    """What a release looks like on that page; its group is the release."""
    headed: bool = True
    """Whether the file names its columns; one without a header is read by place."""


def load_dumps(path: Path | None = None) -> tuple[Dump, ...]:
    """Return the dumps in the order of ``sources.toml``, or of another file of that form.

    Raises SourceError, which names the file and the dump, when an entry cannot be right.

    >>> load_dumps()[0].key
    'gene_info_human'
    """
    name = str(path or "sources.toml")
    try:
        text = (path or files("genenorm.builder") / "sources.toml").read_text(encoding="utf-8")
        tables = tomllib.loads(text)["dump"]
        dumps = tuple(_dump(table) for table in tables)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SourceError(f"{name}: cannot be read as a list of dumps ({error})") from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SourceError(f"{name}: not a list of dumps: {error}") from error
    for what, values in (("key", [dump.key for dump in dumps]), ("file", [dump.file for dump in dumps])):
        if twice := sorted({value for value in values if values.count(value) > 1}):
            raise SourceError(f"{name}: {what} {twice[0]!r} stands there twice")
    return dumps


def dumps_of(dumps: Iterable[Dump], taxa: Iterable[int]) -> tuple[Dump, ...]:
    """Return the dumps that say something about one of the species.

    >>> [dump.key for dump in dumps_of(load_dumps(), [10116])][:2]
    ['gene_info_rat', 'gene_history']
    """
    wanted = set(taxa)
    return tuple(dump for dump in dumps if wanted.intersection(dump.taxa))


def _dump(table: dict[str, Any]) -> Dump:
    key = table.get("key", "a dump without key")
    try:
        lists = {name: tuple(table[name]) for name in ("also", "taxa", "columns")}
        dump = Dump(**{**table, **lists, "release": ReleaseRule(table["release"])})
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{key}: {error}") from error
    if "{release}" in dump.url and not (dump.listing and dump.pattern):
        raise ValueError(f"{key}: the URL holds a release, so `listing` and `pattern` must say how it is found")
    if Path(dump.file).name != dump.file or dump.file.startswith("."):
        raise ValueError(f"{key}: {dump.file!r} is no plain file name")
    return dump
