"""The authorities' dumps on disk: which of them lie in a folder, of which release they are, and their hashes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import filter as matching
from pathlib import Path

from genenorm.builder.sources.dump_list import Dump
from genenorm.builder.sources.file_checks import check_begin, digest_of
from genenorm.builder.sources.releases import by_numbers, told_release
from genenorm.core.errors import SourceError
from genenorm.core.paths import cache_folder

UNTOLD = "not told"
"""What stands for the release of a file that says nothing of it."""
_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
_BESIDE = (".origin.json", ".part")
"""Ends of files that a download leaves beside a dump."""


@dataclass(frozen=True, slots=True)
class DumpFile:
    """A dump that lies in a folder."""

    dump: Dump
    path: Path
    release: str
    sha256: str
    date: str
    """Its release as a date, 2026-11-20; empty where its release is none."""
    others: tuple[Path, ...] = ()
    """The same dump of older releases or packed otherwise, which it goes before."""


def dumps_folder(cache: Path | None = None) -> Path:
    """Return the folder of fetched dumps: ``dumps`` in ``cache`` or in the cache folder."""
    return (cache or cache_folder()) / "dumps"


def find_dumps(dumps: Iterable[Dump], folder: Path) -> dict[str, DumpFile]:
    """Return by key the dumps that lie in a folder; where one lies there several times, the newest by its name.

    Raises SourceError when there is no such folder, or none of the dumps in it.
    """
    try:
        names = [path.name for path in folder.iterdir() if path.is_file() and not path.name.endswith(_BESIDE)]
    except OSError as error:
        raise SourceError(f"{folder}: cannot be read ({error.strerror}); {_WAY_OUT}") from error
    paths = {dump: [folder / name for name in _names(dump, names)] for dump in dumps}
    found = {dump.key: _read(dump, *files) for dump, files in paths.items() if files}
    if not found:
        raise SourceError(f"{folder}: none of the authorities' dumps is there; {_WAY_OUT}")
    return found


_WAY_OUT = "fetch them with: genenorm reference fetch, or name the folder that has them with --from"


def _names(dump: Dump, names: list[str]) -> list[str]:
    """Return which files of a folder are a dump, the one to read first."""
    own = dump.file.replace("{release}", "*")
    published = [name for form in (own, own.removesuffix(".gz"), f"{own}.gz") for name in matching(names, form)]
    found: dict[str, None] = {}
    for group in (published, *(matching(names, pattern) for pattern in dump.also)):
        # packed or not says nothing of which is newer; of equals the first counts, which is as published
        newest_first = sorted(group, key=lambda name: by_numbers(name.removesuffix(".gz")), reverse=True)
        found.update(dict.fromkeys(newest_first))
    return list(found)


def _read(dump: Dump, path: Path, *others: Path) -> DumpFile:
    sha256 = digest_of(path)
    origin = _origin(path)
    if origin.get("sha256") != sha256:
        origin = {}  # the file has been replaced since it was fetched
    try:
        check_begin(path)
        release = origin.get("release") or told_release(dump, path) or UNTOLD
    except SourceError as error:
        raise SourceError(f"{path}: {error}; delete it, then fetch or copy it again") from error
    date = _DATE.fullmatch(release)
    return DumpFile(dump, path, release, sha256, "-".join(date.groups()) if date else "", others)


def _origin(path: Path) -> dict[str, str]:
    """Return what a download wrote down beside the file, as far as it is there and can be read."""
    beside = path.with_name(f"{path.name}.origin.json")
    try:
        written = json.loads(beside.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise SourceError(f"{beside}: cannot be read ({error}); delete it to go by the file alone") from error
    return {key: value for key, value in written.items() if isinstance(value, str)} if isinstance(written, dict) else {}
