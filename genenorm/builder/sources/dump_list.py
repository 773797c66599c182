"""The list of the authorities' dumps that the profile ``official`` reads, from ``sources.toml``."""

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
    """Where the release of a dump is found."""

    LAST_MODIFIED = "last-modified"
    """The date that the server gave, or the date of the file."""
    FILE_NAME = "file-name"
    """The release in the file's name: ``2026_01``, ``WS298``, ``2026-01-31``."""
    HEADER = "header"
    """The release or date in the comment lines at the beginning of the file."""
    COLUMN = "column"
    """The newest date in the last date column."""


@dataclass(frozen=True, slots=True)
class Dump:
    """One file that an authority publishes."""

    key: str
    """Name of the dump in the plan and the report, such as ``gene_info_human``."""
    file: str
    """File name; may contain ``{release}``."""
    also: tuple[str, ...]
    """Glob patterns of other file names of the same dump."""
    url: str
    """Address of the download; may contain ``{release}``."""
    release: ReleaseRule
    licence: str
    taxa: tuple[int, ...]
    """Taxon ids of the species that it has data on."""
    columns: tuple[str, ...]
    """Names of the columns that are used, as written in the file's header."""
    gives: str
    """Description of the data that an index lacks without the dump."""
    listing: str = ""
    """Address of the page that lists the releases; empty where ``url`` has no ``{release}``."""
    pattern: str = ""
    """Regular expression of a release on that page; its group is the release."""
    headed: bool = True
    """Whether the file has a header; columns of a file without one are read by position."""


def load_dumps(path: Path | None = None) -> tuple[Dump, ...]:
    """Return the dumps listed in ``path``, in its order; default: the package's own ``sources.toml``.

    Raises SourceError, naming the file and the dump, when an entry is incomplete or wrong.

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
    for field, values in (("key", [dump.key for dump in dumps]), ("file", [dump.file for dump in dumps])):
        if twice := sorted({value for value in values if values.count(value) > 1}):
            raise SourceError(f"{name}: {field} {twice[0]!r} is used twice")
    return dumps


def dumps_for_species(dumps: Iterable[Dump], taxa: Iterable[int]) -> tuple[Dump, ...]:
    """Return the dumps that have data on any of the species, given by taxon ids.

    >>> [dump.key for dump in dumps_for_species(load_dumps(), [10116])][:2]
    ['gene_info_rat', 'gene_history']
    """
    wanted = set(taxa)
    return tuple(dump for dump in dumps if wanted.intersection(dump.taxa))


def _dump(table: dict[str, Any]) -> Dump:
    key = table.get("key", "a dump without a key")
    try:
        lists = {name: tuple(table[name]) for name in ("also", "taxa", "columns")}
        dump = Dump(**{**table, **lists, "release": ReleaseRule(table["release"])})
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{key}: {error}") from error
    if "{release}" in dump.url and not (dump.listing and dump.pattern):
        raise ValueError(f"{key}: the URL contains a release, so `listing` and `pattern` are needed to find it")
    if Path(dump.file).name != dump.file or dump.file.startswith("."):
        raise ValueError(f"{key}: {dump.file!r} is not a plain file name")
    return dump
