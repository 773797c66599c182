"""The authorities' dumps in a folder, with their releases and hashes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import filter as matching
from pathlib import Path

from genenorm.builder.sources.dump_list import Dump
from genenorm.builder.sources.file_checks import check_beginning, file_digest
from genenorm.builder.sources.releases import open_decompressed, read_header, stated_release, version_sort_key
from genenorm.core.errors import SourceError
from genenorm.core.paths import cache_folder

UNKNOWN_RELEASE = "not told"
"""The release of a file that does not state one, as the index records it."""
_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
_DOWNLOAD_SUFFIXES = (".origin.json", ".part")
"""Suffixes of the other files that a download writes into the folder."""


@dataclass(frozen=True, slots=True)
class DumpFile:
    """The file of a dump in a folder."""

    dump: Dump
    path: Path
    release: str
    sha256: str
    date: str
    """The release as a date, such as 2026-11-20; empty where the release is not a date."""
    superseded: tuple[Path, ...] = ()
    """Other files of the same dump, which are not read: older releases, or the same one compressed differently."""


def dumps_folder(cache: Path | None = None) -> Path:
    """Return the folder of fetched dumps: ``dumps`` in ``cache`` (default: genenorm's cache folder)."""
    return (cache or cache_folder()) / "dumps"


def find_dumps(dumps: Iterable[Dump], folder: Path) -> dict[str, DumpFile]:
    """Return the dumps in a folder by key; of several files of one dump, the one with the newest release in its name.

    Raises SourceError when the folder cannot be read or has none of the dumps, or when a file is not a dump.
    """
    try:
        names = [
            path.name for path in folder.iterdir() if path.is_file() and not path.name.endswith(_DOWNLOAD_SUFFIXES)
        ]
    except OSError as error:
        raise SourceError(f"{folder}: cannot be read ({error.strerror}); {_HINT}") from error
    paths = {dump: [folder / name for name in _names(dump, names)] for dump in dumps}
    found = {dump.key: read_dump_file(dump, *files) for dump, files in paths.items() if files}
    if not found:
        raise SourceError(f"{folder}: has none of the authorities' dumps; {_HINT}")
    return found


_HINT = "download them with: genenorm reference fetch, or give the folder that has them with --from"


def _names(dump: Dump, names: list[str]) -> list[str]:
    """Return the file names in a folder that are of this dump; the first one is to be read."""
    own = dump.file.replace("{release}", "*")
    published = [name for form in (own, own.removesuffix(".gz"), f"{own}.gz") for name in matching(names, form)]
    found: dict[str, None] = {}
    for group in (published, *(matching(names, pattern) for pattern in dump.also)):
        # compressed or not, a name has the same release; of two equal ones the first is kept, which is as published
        newest_first = sorted(group, key=lambda name: version_sort_key(name.removesuffix(".gz")), reverse=True)
        found.update(dict.fromkeys(newest_first))
    return list(found)


def find_dump_of(path: Path, dumps: Iterable[Dump]) -> Dump:
    """Return the first of some dumps whose columns a file has; raises SourceError when it has those of none."""
    dumps, reason = list(dumps), ""
    try:
        check_beginning(path)
    except (SourceError, OSError) as error:
        reason = str(error) if isinstance(error, SourceError) else f"cannot be read ({error.strerror or error})"
        raise SourceError(f"{path}: {reason}") from error
    for dump in dumps:
        try:
            with open_decompressed(path) as lines:
                read_header(lines, dump)
        except SourceError as error:
            reason = str(error)
        else:
            return dump
    keys = ", ".join(dump.key for dump in dumps)
    raise SourceError(f"{path}: {reason if len(dumps) == 1 else f'has the columns of none of the dumps {keys}'}")


def read_dump_file(dump: Dump, path: Path, *others: Path) -> DumpFile:
    """Return the file of a dump with its release and hash; ``others`` are files that it supersedes.

    Raises SourceError when the file is empty, a web page, or cannot be read.
    """
    sha256 = file_digest(path)
    origin = _origin(path)
    if origin.get("sha256") != sha256:
        origin = {}  # the file was replaced after it was fetched
    try:
        check_beginning(path)
        release = origin.get("release") or stated_release(dump, path) or UNKNOWN_RELEASE
    except SourceError as error:
        raise SourceError(f"{path}: {error}; delete it, then fetch or copy it again") from error
    date = _DATE.fullmatch(release)
    return DumpFile(dump, path, release, sha256, "-".join(date.groups()) if date else "", others)


def _origin(path: Path) -> dict[str, str]:
    """Return the fields of the note that a download wrote about the file; empty where there is no note."""
    note = path.with_name(f"{path.name}.origin.json")
    try:
        fields = json.loads(note.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise SourceError(f"{note}: cannot be read ({error}); delete it to use the file without its note") from error
    return {key: value for key, value in fields.items() if isinstance(value, str)} if isinstance(fields, dict) else {}
