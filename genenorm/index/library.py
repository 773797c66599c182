"""The library of reference indexes on this machine: listing, adding, choosing, verifying and removing them.

``choose`` says which of them is in use.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from genenorm.core.atomic import write_atomic
from genenorm.core.errors import ReferenceFileError, UnknownReferenceError
from genenorm.core.paths import SHIPPED, index_name
from genenorm.index.choose import (
    VARIABLE,
    WAY_OUT,
    Choice,
    ChosenBy,
    choose,
    chosen_name,
    file_of,
    is_name,
    keep_choice,
    names,
    place_for,
)
from genenorm.index.content_hash import content_of
from genenorm.index.reference import Reference
from genenorm.index.schema import INDEXES, SCHEMA


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One index of this machine; what cannot be read is empty or ``None``."""

    name: str
    path: Path
    in_use: ChosenBy | None = None
    """How it was chosen, when it is the index in use."""
    build_date: str = ""
    profile: str = ""
    content_hash: str = ""
    species: tuple[str, ...] = ()
    """Common names, in the index's order."""
    genes: int | None = None
    size: int | None = None
    """Bytes."""
    problem: str = ""
    """Why it cannot be used; empty when it can."""


def index_entries() -> Iterator[IndexEntry]:
    """Yield every index of the library, the shipped one first, and the index in use when it is outside the library.

    Raises ReferenceFileError after the last entry when the name of the index in use is unknown.
    """
    failure, choice = None, None
    try:
        choice = choose()
    except ReferenceFileError as error:
        failure = error
    files = [file_of(name) for name in names()]
    if choice is not None and not any(_same(file, choice.path) for file in files):
        files.append(choice.path)
    for file in files:
        yield _entry(file, choice if choice is not None and _same(file, choice.path) else None)
    if failure is not None:
        raise failure


def _same(one: Path, other: Path) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def _entry(file: Path, choice: Choice | None) -> IndexEntry:
    name, by = index_name(file), choice.by if choice else None
    size = file.stat().st_size if file.is_file() else None
    try:
        with Reference.open(file) as opened:
            meta = opened.meta
            species = tuple(taxon.common for taxon in opened.taxa.values())
            return IndexEntry(name, file, by, meta.get("build_date", ""), meta.get("profile", ""),
                         meta.get("content_hash", ""), species, opened.count("genes"), size)  # fmt: skip
    except ReferenceFileError as error:
        problem = str(error).removeprefix(f"{file}: ").removesuffix(f"; {WAY_OUT[ChosenBy.ARGUMENT]}")
        return IndexEntry(name, file, by, size=size, problem=problem)


def use(name: str) -> str:
    """Make the index of this name the one in use and return its stamp; raises ReferenceFileError if it cannot be."""
    _known(name)
    with Reference.open(name) as opened:
        stamp = opened.stamp
    keep_choice(name)
    return stamp


def _known(name: str) -> Path:
    if name in names():
        return file_of(name)
    if not is_name(name):
        raise ReferenceFileError(f"{name}: no name of an index; a file gets one with: genenorm reference add FILE")
    raise UnknownReferenceError(name, names())


def add(file: Path, name: str = "", *, replace: bool = False) -> Path:
    """Verify an index file, copy it into the library, and return the path of the copy."""
    target = place_for(name or index_name(file), replace=replace)
    verify(file)
    target.parent.mkdir(parents=True, exist_ok=True)
    with file.open("rb") as source:
        write_atomic(target, lambda copy: shutil.copyfileobj(source, copy, 1 << 20), mode=0o644)
    return target


def remove(name: str) -> Path:
    """Delete an index of the library and return its path; raises for the shipped index and for the one in use."""
    if name == SHIPPED:
        raise ReferenceFileError(f"{SHIPPED!r} is the index inside the package and stays")
    file = _known(name)
    if chosen_name() == name:
        raise ReferenceFileError(f"{name!r} is in use; choose another first: genenorm reference use {SHIPPED}")
    given = os.environ.get(VARIABLE)
    if given and (given == name or _same(Path(given), file)):
        raise ReferenceFileError(f"{name!r} is in use by {VARIABLE}; unset that first, or name another there")
    file.unlink()
    return file


@dataclass(frozen=True, slots=True)
class Verified:
    """An index whose content is what was written into it."""

    stamp: str
    content_hash: str
    rows: int


def verify(reference: str | Path | None = None) -> Verified:
    """Check an index given by name or path, or the one in use, and return what was checked.

    Checked are the schema, SQLite's own integrity check, and the hash of all rows against the one recorded when the
    index was written; the hash does not cover the notes on sources and counts. Raises ReferenceFileError when
    anything differs.
    """
    with Reference.open(reference) as opened:
        path, stamp, recorded = opened.path, opened.stamp, opened.meta.get("content_hash", "")
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        damage = [row[0] for row in connection.execute("PRAGMA integrity_check(1)") if row[0] != "ok"]
        if damage:
            raise ReferenceFileError(f"{path}: damaged: {' '.join(damage[0].split())}; {_AGAIN}")
        if _layout(connection) != _expected_layout():
            raise ReferenceFileError(f"{path}: its tables are not those of its schema; {_AGAIN}")
        found, rows = content_of(connection)
    except sqlite3.DatabaseError as error:
        raise ReferenceFileError(f"{path}: damaged: {error}; {_AGAIN}") from error
    finally:
        connection.close()
    if found != recorded:
        known = f"{recorded[:12]} was" if recorded else "none was"
        raise ReferenceFileError(f"{path}: content hash {found[:12]}, but {known} recorded when written; {_AGAIN}")
    return Verified(stamp, found, rows)


_AGAIN = "build it again, or add it again from a good copy"


def _layout(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    return sorted(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))


def _expected_layout() -> list[tuple[str, str]]:
    connection = sqlite3.connect(":memory:")
    try:
        connection.executescript(SCHEMA + INDEXES)
        return _layout(connection)
    finally:
        connection.close()
