"""The library of reference indexes on this machine: listing, adding, choosing, verifying and removing them.

The module ``choose`` decides which of them is used.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from genenorm.core.atomic import write_atomic
from genenorm.core.errors import ReferenceFileError, UnknownReferenceError
from genenorm.core.paths import PACKAGED, SHIPPED, index_name, packaged_file
from genenorm.index.array_file import BUILD_AGAIN
from genenorm.index.choose import (
    OLD_SUFFIX,
    REFERENCE_VARIABLE,
    REMEDIES,
    Choice,
    ChosenBy,
    choose,
    chosen_name,
    index_file,
    index_names,
    is_index_name,
    keep_choice,
    new_index_file,
)
from genenorm.index.content_hash import hash_content
from genenorm.index.reference import Reference


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One index of this machine; fields that cannot be read are empty or ``None``."""

    name: str
    path: Path
    in_use: ChosenBy | None = None
    """How it was chosen; ``None`` when it is not the index in use."""
    build_date: str = ""
    profile: str = ""
    content_hash: str = ""
    species: tuple[str, ...] = ()
    """Common names, in the index's order."""
    genes: int | None = None
    size: int | None = None
    """Size of the file in bytes."""
    problem: str = ""
    """The reason why it cannot be used; empty when it can be used."""


def index_entries() -> Iterator[IndexEntry]:
    """Yield all indexes: the shipped one, those of the library, and the index in use if it is not one of them.

    Raises ReferenceFileError after the last entry when the index in use cannot be determined.
    """
    failure, choice = None, None
    try:
        choice = choose()
    except ReferenceFileError as error:
        failure = error
    files = [index_file(name) for name in index_names()]
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
        problem = str(error).removeprefix(f"{file}: ").removesuffix(f"; {REMEDIES[ChosenBy.ARGUMENT]}")
        return IndexEntry(name, file, by, size=size, problem=problem)


def use(name: str) -> str:
    """Choose the index of this name as the one in use, and return its stamp.

    Raises ReferenceFileError when there is no such index or it cannot be opened; the choice is then unchanged.
    """
    _known(name)
    with Reference.open(name) as opened:
        stamp = opened.stamp
    keep_choice(name)
    return stamp


def _known(name: str) -> Path:
    if name in index_names():
        return index_file(name)
    if not is_index_name(name):
        raise ReferenceFileError(
            f"{name}: not the name of an index; to give a file a name: genenorm reference add FILE"
        )
    raise UnknownReferenceError(name, index_names())


def add(file: Path, name: str = "", *, replace: bool = False) -> Path:
    """Verify an index file, copy it into the library, and return the path of the copy.

    ``name`` is its name in the library; by default that of the file. Raises ReferenceFileError when the file is not a
    complete index, the name is not valid, or the library has an index of this name and ``replace`` is not set.
    """
    target = new_index_file(name or index_name(file), replace=replace)
    verify(file)
    target.parent.mkdir(parents=True, exist_ok=True)
    with file.open("rb") as source:
        write_atomic(target, lambda copy: shutil.copyfileobj(source, copy, 1 << 20), mode=0o644)
    return target


def remove(name: str) -> Path:
    """Delete an index of the library and return its path; one of the same name from an older genenorm is deleted too.

    Raises ReferenceFileError for an unknown name, for the shipped index, and for the index in use.
    """
    if name == SHIPPED:
        raise ReferenceFileError(f"{SHIPPED!r} is the index inside the package and cannot be removed")
    if name == PACKAGED and packaged_file():
        raise ReferenceFileError(f"{PACKAGED!r} is the index of an installed package; uninstall the package")
    file = _known(name)
    if chosen_name() == name:
        raise ReferenceFileError(f"{name!r} is in use; choose another first: genenorm reference use {SHIPPED}")
    given = os.environ.get(REFERENCE_VARIABLE)
    if given and (given == name or _same(Path(given), file)):
        raise ReferenceFileError(
            f"{name!r} is in use, chosen by {REFERENCE_VARIABLE}; unset the variable first, or name another index in it"
        )
    file.unlink()
    file.with_name(f"{name}{OLD_SUFFIX}").unlink(missing_ok=True)
    return file


@dataclass(frozen=True, slots=True)
class VerifiedIndex:
    """The result of verifying an index: its stamp, its content hash and the number of rows that were checked."""

    stamp: str
    content_hash: str
    rows: int


def verify(reference: str | Path | None = None) -> VerifiedIndex:
    """Check that an index, given by name or path, is undamaged and unchanged; by default the index in use.

    Return its stamp, hash and number of rows. The checksums and the layout of the file are checked, and the hash of all
    rows is compared with the one that was recorded when the index was written. Raises ReferenceFileError when a check
    fails.
    """
    with Reference.open(reference) as opened:
        opened.check()
        recorded = opened.meta.get("content_hash", "")
        found, rows = hash_content(opened)
        if found != recorded:
            known = f"{recorded[:12]} was" if recorded else "none was"
            raise ReferenceFileError(
                f"{opened.path}: content hash {found[:12]}, but {known} recorded when written; {BUILD_AGAIN}"
            )
        return VerifiedIndex(opened.stamp, found, rows)
