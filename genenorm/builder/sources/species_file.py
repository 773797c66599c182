"""A species that a user adds to an index by a TOML file: its names, the formats of its identifiers, and its sources.

CONTRIBUTING.md describes the file, and the tests have examples.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from genenorm.builder.merge.roster import JoinRule
from genenorm.builder.readers.plain_table import TableLayout
from genenorm.builder.sources.pins import IndexedSpecies, PinnedPackage, load_species, species_of
from genenorm.core.errors import SourceError


class AddedReader(StrEnum):
    """How a source of an added species is read; the value is its word in the file."""

    HOMOLOGENE = "homologene"
    """The rows of the species in the HomoloGene table that the profile reads anyway."""
    GENE_INFO = "gene_info"
    """NCBI's table of genes."""
    GENE2ENSEMBL = "gene2ensembl"
    """NCBI's table of Ensembl ids."""
    TABLE = "table"
    """Any table with one gene in a row, whose columns the file names."""


@dataclass(frozen=True, slots=True)
class AddedSource:
    """One source of an added species."""

    reader: AddedReader
    release: str
    licence: str
    url: str
    rules: tuple[JoinRule, ...]
    """How rows are joined to the genes of the sources before it."""
    adds_genes: bool
    """Whether rows that join no gene become new genes."""
    file: Path | None = None
    """The file on disk; ``None`` for one inside a package, and for HomoloGene."""
    package: PinnedPackage | None = None
    path: str = ""
    """The file inside the package."""
    layout: TableLayout | None = None
    """The columns of a table."""


@dataclass(frozen=True, slots=True)
class AddedSpecies:
    """A species that is not one of the package's own."""

    species: IndexedSpecies
    sources: tuple[AddedSource, ...]

    @property
    def taxon_id(self) -> int:
        """Its NCBI taxon id."""
        return self.species.taxon.taxon_id

    @property
    def common(self) -> str:
        """Its common name."""
        return self.species.taxon.common


_COMMON_NAME = re.compile(r"[^\W\d_A-Z]+(?:[ '-][^\W\d_A-Z]+)*")
_ID_RULES = ("gene_id", "authority", "ensembl")
_SPECIES_DEFAULTS = {
    "authority": "", "authority_prefix": "", "authority_digits": 0, "ensembl_prefix": "", "ensembl_digits": 0,
}  # fmt: skip
_SOURCE_DEFAULTS = {"release": "", "licence": "", "url": "", "join": list(_ID_RULES), "adds_genes": True}
_KINDS = {str: "text", int: "a whole number", bool: "true or false", list: "a list", dict: "a table"}
"""What a value of each type is called in messages."""
_LAYOUT_KEYS = frozenset({"columns", "only", "delimiter", "quoted", "list_separator"})


def load_added_species(path: Path) -> AddedSpecies:
    """Return the species that a file describes; raises SourceError, naming the file and the key, when it is wrong."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SourceError(f"{path}: cannot be read as the description of a species ({error})") from error
    try:
        _check_keys(table, {"species": dict, "source": list}, {}, "the file")
        species = _species(table["species"])
        sources = tuple(_source(row, number, path) for number, row in enumerate(table["source"], start=1))
        if not any(source.adds_genes for source in sources):
            raise ValueError("no [[source]] adds genes")
    except (KeyError, TypeError, ValueError) as error:
        raise SourceError(f"{path}: {error.args[0] if error.args else error}; see CONTRIBUTING.md") from error
    return AddedSpecies(species, sources)


def _species(row: Mapping[str, Any]) -> IndexedSpecies:
    required = {"taxon_id": int, "name": str, "common": str, "source": str}
    _check_keys(row, required, _SPECIES_DEFAULTS, "[species]")
    for known in load_species()[1]:
        taxon = known.taxon
        if row["taxon_id"] == taxon.taxon_id or row["common"] == taxon.common or row["name"] == taxon.name:
            raise ValueError(f"[species]: {taxon.common} ({taxon.taxon_id}) is one of genenorm's own species")
    if row["taxon_id"] <= 0:
        raise ValueError("[species]: taxon_id is a number above 0")
    if not _COMMON_NAME.fullmatch(row["common"]) or " " not in row["name"]:
        raise ValueError("[species]: common is a name in lower-case letters, and name a Latin name of two words")
    return species_of({**_SPECIES_DEFAULTS, **row})


def _source(row: Mapping[str, Any], number: int, path: Path) -> AddedSource:
    where = f"[[source]] {number}"
    reader = AddedReader(_word(row.get("reader"), [kind.value for kind in AddedReader], f"{where}: reader"))
    own: dict[str, type] = {"reader": str}
    optional = dict(_SOURCE_DEFAULTS)
    if reader is not AddedReader.HOMOLOGENE:
        own |= {"release": str, "licence": str}
        own |= {"package": dict, "path": str} if "package" in row else {"file": str}
    if reader is AddedReader.TABLE:
        own["columns"] = dict
        optional |= dict.fromkeys(_LAYOUT_KEYS)
    _check_keys(row, own, optional, where)
    joined = row.get("join", _ID_RULES)
    if "file" in row and not (path.parent / row["file"]).is_file():
        raise ValueError(f"{where}: there is no file {path.parent / row['file']}")
    rules = tuple(JoinRule[_word(rule, [rule.name.lower() for rule in JoinRule], f"{where}: join").upper()]
                  for rule in joined)  # fmt: skip
    texts = {key: str(row.get(key, "")) for key in ("release", "licence", "url")}
    layout = {key: value for key, value in row.items() if key in _LAYOUT_KEYS}
    return AddedSource(
        reader,
        rules=rules,
        adds_genes=bool(row.get("adds_genes", True)),
        file=path.parent / row["file"] if "file" in row else None,
        package=_package(row["package"], texts["licence"], where) if "package" in row else None,
        path=row.get("path", ""),
        layout=TableLayout.of_row(layout, where) if reader is AddedReader.TABLE else None,
        **texts,
    )


def _package(row: Mapping[str, Any], licence: str, where: str) -> PinnedPackage:
    _check_keys(row, dict.fromkeys(("name", "version", "registry", "file", "sha256"), str), {}, f"{where}: package")
    _word(row["registry"], ("pypi", "npm"), f"{where}: registry")
    return PinnedPackage(**row, licence=licence)


def _check_keys(row: Mapping[str, Any], required: Mapping[str, type], optional: Mapping[str, Any], where: str) -> None:
    for key, kind in required.items():
        if key not in row:
            raise ValueError(f"{where} has no {key!r}")
        _check_kind(row[key], kind, f"{where}: {key}")
    for key, default in optional.items():
        if key in row and default is not None:
            _check_kind(row[key], type(default), f"{where}: {key}")
    if unknown := [key for key in row if key not in required and key not in optional]:
        raise ValueError(
            f"{where} has an unknown key {unknown[0]!r}; the keys are: {', '.join({**required, **optional})}"
        )


def _check_kind(value: Any, kind: type, where: str) -> None:
    if not isinstance(value, kind) or isinstance(value, bool) is not (kind is bool):
        raise ValueError(f"{where} is {value!r}; it must be {_KINDS[kind]}")


def _word(word: Any, known: list[str] | tuple[str, ...], where: str) -> str:
    if word not in known:
        raise ValueError(f"{where} is {word!r}; it is one of: {', '.join(known)}")
    return str(word)
