"""The lists of pinned packages with their files, and of the species of an index."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from genenorm.core.model import Taxon
from genenorm.index.schema import IdFormat


@dataclass(frozen=True, slots=True)
class PinnedPackage:
    """One version of a package in a public registry, with its hash."""

    name: str
    version: str
    registry: str
    """``pypi`` or ``npm``."""
    file: str
    """File name of the downloaded package."""
    sha256: str
    licence: str
    python: str = ""
    """The Python version to download it for, where it needs a newer one than genenorm; empty for the running one."""


@dataclass(frozen=True, slots=True)
class PinnedFile:
    """One data file inside a pinned package."""

    key: str
    """Name of the file in the plan and in the report, such as ``hgnc``."""
    pin: PinnedPackage
    path: str
    release: str
    """Release of the data, such as ``HGNC 2026-06``."""
    taxon_id: int
    """Taxon id of its genes; 0 where it has several species."""


@dataclass(frozen=True, slots=True)
class IndexedSpecies:
    """One species of the index, with the formats of its identifiers."""

    taxon: Taxon
    authority: IdFormat
    ensembl: IdFormat
    ranked: int
    """How many rows of its interest list are sorted by interest; 0 where it has no list."""


def load_pinned_files() -> dict[str, PinnedFile]:
    """Return the files that the profile ``registry`` reads by key, in the order of ``packages.toml``.

    >>> load_pinned_files()["hgnc"].release
    'HGNC 2026-06'
    """
    files_by_key: dict[str, PinnedFile] = {}
    for package in _load_toml("packages.toml")["package"]:
        members = package.pop("member")
        pin = PinnedPackage(**package)
        for member in members:
            source = PinnedFile(pin=pin, taxon_id=member.pop("taxon_id", 0), **member)
            files_by_key[source.key] = source
    return files_by_key


def load_species() -> tuple[str, tuple[IndexedSpecies, ...]]:
    """Return the date of the snapshot, as 2026-11-24, and the species in the order of the index.

    >>> load_species()[1][0].taxon.common
    'human'
    """
    table = _load_toml("species.toml")
    return table["snapshot"].isoformat(), tuple(map(species_of, table["species"]))


def species_of(row: Mapping[str, Any]) -> IndexedSpecies:
    """Return the species that an entry of ``species.toml`` describes."""
    return IndexedSpecies(
        Taxon(row["taxon_id"], row["name"], row["common"], row["authority"], row["source"]),
        IdFormat(row["authority_prefix"], row["authority_digits"]),
        IdFormat(row["ensembl_prefix"], row["ensembl_digits"]),
        row.get("ranked", 0),
    )


def _load_toml(name: str) -> dict[str, Any]:
    return tomllib.loads((files("genenorm.builder") / name).read_text(encoding="utf-8"))
