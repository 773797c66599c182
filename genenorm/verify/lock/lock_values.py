"""What a lock holds: everything that decides the answers of a run, by name and digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from genenorm.text.species_words import Context


@dataclass(frozen=True, slots=True)
class LockedReference:
    """The index that answered."""

    stamp: str
    """As the ``reference`` column of the answers has it; the index may have another name when the run is repeated."""
    content_hash: str


@dataclass(frozen=True, slots=True)
class LockedLive:
    """How names were looked up live; a repeated run never uses the network."""

    always: bool
    """Whether every name was asked for, not those alone that the index lacks."""
    service: str
    scopes: str
    fields: str
    max_age: float
    stale_ok: bool
    moment: int
    """When the run was, in seconds since 1970: the age of an answer is what it was then."""


@dataclass(frozen=True, slots=True)
class LockedNames:
    """The names that were asked for: where they came from, and what they were."""

    arguments: tuple[str, ...]
    """Names given on the command line."""
    file: str | None
    """The file that the others came from; ``-`` is standard input."""
    count: int
    sha256: str


@dataclass(frozen=True, slots=True)
class LockedLookUp:
    """One remembered answer of MyGene.info that the run used."""

    name: str
    taxon_id: int
    asked: int
    """Seconds since 1970."""
    build: str
    sha256: str
    """First digits of the digest of the hits."""


@dataclass(frozen=True, slots=True)
class Lock:
    """Everything that decided the answers of a run, and the digest of the answers."""

    genenorm: str
    """The version that answered."""
    tables: Mapping[str, str]
    """Digest of each table of the package that has a part in answers, by file name."""
    reference: LockedReference
    context: Context
    live: LockedLive | None
    names: LockedNames
    answers: str
    """Digest of the answers as a tab-separated table."""
    look_ups: tuple[LockedLookUp, ...] = ()


def digest_of_names(names: Sequence[str]) -> str:
    """Return the digest of a list of names: their order counts, since they are context for each other.

    >>> digest_of_names(["a", "b"]) == digest_of_names(["b", "a"])
    False
    """
    return digest(json.dumps(list(names)))


def digest(text: str) -> str:
    """Return the SHA-256 of a text as hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
