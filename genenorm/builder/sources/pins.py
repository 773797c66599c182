"""What a build is made from: the pinned packages, the files inside them, and the species."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from genenorm.core.model import Taxon
from genenorm.index.schema import IdFormat


@dataclass(frozen=True, slots=True)
class Pin:
    """One package of a public registry, at one version, known by its hash."""

    name: str
    version: str
    registry: str
    """``pypi`` or ``npm``."""
    file: str
    """File name of the downloaded package."""
    sha256: str
    licence: str


@dataclass(frozen=True, slots=True)
class Source:
    """One data file inside a pinned package."""

    key: str
    """Name of the file in the plan and in the report, e.g. ``hgnc``."""
    pin: Pin
    path: str
    release: str
    """Release of the data inside, e.g. ``HGNC 2026-06``."""
    taxon_id: int
    """Species of its genes; 0 where it holds several."""


@dataclass(frozen=True, slots=True)
class Species:
    """One species of the index and how its identifiers are written."""

    taxon: Taxon
    authority: IdFormat
    ensembl: IdFormat
    ranked: int
    """How many rows of its interest list are sorted by interest; 0 for no such list."""


def load_sources() -> dict[str, Source]:
    """Return the sources of profile ``registry`` by key, in the order of ``packages.toml``.

    >>> load_sources()["hgnc"].release
    'HGNC 2026-06'
    """
    found: dict[str, Source] = {}
    for package in _table("packages.toml")["package"]:
        members = package.pop("member")
        pin = Pin(**package)
        for member in members:
            source = Source(pin=pin, taxon_id=member.pop("taxon_id", 0), **member)
            found[source.key] = source
    return found


def load_species() -> tuple[str, tuple[Species, ...]]:
    """Return the snapshot date and the species in the index's order.

    >>> load_species()[1][0].taxon.common
    'human'
    """
    table = _table("species.toml")
    species = tuple(
        Species(
            Taxon(row["taxon_id"], row["name"], row["common"], row["authority"], row["source"]),
            IdFormat(row["authority_prefix"], row["authority_digits"]),
            IdFormat(row["ensembl_prefix"], row["ensembl_digits"]),
            row.get("ranked", 0),
        )
        for row in table["species"]
    )
    return table["snapshot"].isoformat(), species


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((files("genenorm.builder") / name).read_text(encoding="utf-8"))
