"""The contents of a lock: everything that decides the answers of a run, by name and digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from genenorm.core.context import Context


@dataclass(frozen=True, slots=True)
class LockedReference:
    """The reference index of a run."""

    stamp: str
    """The stamp in the ``reference`` column of the answers. The index may have another name in a repeated run."""
    content_hash: str
    """Hash of the content of the index, by which it is found."""


@dataclass(frozen=True, slots=True)
class LockedLive:
    """The settings of live look-ups; a repeated run does not use the network."""

    always: bool
    """Whether all names were looked up, and not only those that the index cannot answer."""
    service: str
    """URL of the service."""
    scopes: str
    """The fields that the service searched."""
    fields: str
    """The fields that the service returned."""
    max_age: float
    """Days after which a cached answer is too old."""
    stale_ok: bool
    """Whether an older answer was used if the name could not be looked up again."""
    moment: int
    """Time of the run, in seconds since 1970; the age of cached answers is counted from it."""


@dataclass(frozen=True, slots=True)
class LockedNames:
    """The names of a run: their source, number and digest."""

    arguments: tuple[str, ...]
    """Names given on the command line."""
    file: str | None
    """The file with the other names, ``-`` for standard input; ``None`` when there was none."""
    count: int
    """The number of names from both sources."""
    sha256: str


@dataclass(frozen=True, slots=True)
class LockedLookup:
    """One cached answer of MyGene.info that a run used."""

    name: str
    taxon_id: int
    asked: int
    """Time of the look-up, in seconds since 1970."""
    build: str
    """The build of MyGene.info's data."""
    sha256: str
    """The first digits of the digest of the hits."""


@dataclass(frozen=True, slots=True)
class Lock:
    """Everything that decided the answers of a run, and the digest of the answers."""

    genenorm: str
    """Version of genenorm."""
    tables: Mapping[str, str]
    """Digest of each data table of the package that the answers depend on, by file name."""
    reference: LockedReference
    context: Context
    live: LockedLive | None
    """``None`` for a run without live look-ups."""
    names: LockedNames
    answers: str
    """Digest of the answers as a tab-separated table."""
    lookups: tuple[LockedLookup, ...] = ()


def digest_of_names(names: Sequence[str]) -> str:
    """Return the digest of a list of names.

    The order matters, since names are context for each other.

    >>> digest_of_names(["a", "b"]) == digest_of_names(["b", "a"])
    False
    """
    return digest(json.dumps(list(names)))


def digest(text: str) -> str:
    """Return the SHA-256 of a text as hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
