"""Indexes of a few genes made to measure, to compare two of them or to pin one."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from genenorm.core.model import Biotype, NameKind
from genenorm.index.schema import HOMOLOGY_SOURCES, INDEXES, SCHEMA, SCHEMA_VERSION, member_word, pack, posting_word
from genenorm.text.keys import fold

_TAXA = {
    9606: (9606, "Homo sapiens", "human", "HGNC", "HGNC 2026-11", "HGNC:", 0, "ENSG", 11),
    10090: (10090, "Mus musculus", "mouse", "MGI", "MGI 2026-11", "MGI:", 0, "ENSMUSG", 11),
    10116: (10116, "Rattus norvegicus", "rat", "RGD", "RGD 2026-11", "RGD:", 0, "ENSRNOG", 11),
    7227: (7227, "Drosophila melanogaster", "fly", "FlyBase", "FlyBase 2026-11", "FBgn", 7, "FBgn", 7),
}


@dataclass(frozen=True, slots=True)
class Made:
    """A gene of a made index."""

    gene_id: int | None
    symbol: str
    authority: int | None = None
    ensembl: int | None = None
    synonyms: tuple[str, ...] = ()
    group: str = ""
    taxon_id: int = 9606
    more_ids: tuple[str, ...] = ()
    retired_ids: tuple[int | str, ...] = ()
    weight: int = 0
    full_name: str = ""
    names: tuple[tuple[NameKind, str], ...] = ()
    """Further names with their kinds."""
    biotype: Biotype = Biotype.PROTEIN_CODING


@dataclass(frozen=True, slots=True)
class MadeFamily:
    """A family of a made index; its members are given by symbol."""

    family_id: str
    members: tuple[str, ...]
    names: tuple[str, ...] = ()


def make_index(
    file: Path,
    genes: Sequence[Made],
    *,
    families: Sequence[MadeFamily] = (),
    withdrawn: Sequence[str] = (),
    taxa: Sequence[int] = (9606, 10090),
    digest: str = "ab" * 32,
) -> Path:
    """Write an index of these genes, in this order; ``withdrawn`` are symbols without a successor."""
    connection = sqlite3.connect(file)
    connection.executescript(SCHEMA)
    connection.executemany("INSERT INTO taxa VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", [_TAXA[taxon] for taxon in taxa])
    names: dict[str, list[int]] = {}
    for symbol in withdrawn:
        names.setdefault(fold(symbol) or "", []).append(posting_word(0, NameKind.RETIRED_SYMBOL, symbol))
    groups = _insert_groups(connection, genes)
    for key, gene in enumerate(genes, start=1):
        _insert_gene(connection, key, gene, groups.get(gene.group))
        for kind, text in _names(gene):
            names.setdefault(fold(text) or "", []).append(posting_word(key, kind, text))
    for key, family in enumerate(families, start=1):
        _insert_family(connection, key, family, genes)
        for text in family.names:
            names.setdefault(fold(text) or "", []).append(posting_word(key, NameKind.FAMILY_NAME, text))
    rows = [(key, pack(words)) for key, words in sorted(names.items())]
    connection.executemany("INSERT INTO names VALUES (?, ?)", rows)
    connection.executescript(INDEXES)
    meta = {"schema": str(SCHEMA_VERSION), "build_date": "2026-11-15", "content_hash": digest}
    connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
    connection.commit()
    connection.close()
    return file


def _names(gene: Made) -> list[tuple[NameKind, str]]:
    full_name = [(NameKind.FULL_NAME, gene.full_name)] if gene.full_name else []
    synonyms = [(NameKind.SYNONYM, text) for text in gene.synonyms]
    return [(NameKind.SYMBOL, gene.symbol), *full_name, *synonyms, *gene.names]


def _insert_groups(connection: sqlite3.Connection, genes: Sequence[Made]) -> dict[str, int]:
    """Insert the homology groups, all asserted by one source, and return their row numbers."""
    places = {group: place for place, group in enumerate(dict.fromkeys(g.group for g in genes if g.group), start=1)}
    for group, place in places.items():
        members = pack(member_word(key, HOMOLOGY_SOURCES[:1]) for key, g in enumerate(genes, 1) if g.group == group)
        connection.execute("INSERT INTO groups(key, group_id, members) VALUES (?, ?, ?)", (place, group, members))
    return places


def _insert_family(connection: sqlite3.Connection, key: int, family: MadeFamily, genes: Sequence[Made]) -> None:
    rows = {gene.symbol: row for row, gene in enumerate(genes, start=1)}
    members = pack(rows[symbol] for symbol in family.members)
    connection.execute("INSERT INTO families VALUES (?, ?, ?)", (key, family.family_id, members))


def _insert_gene(connection: sqlite3.Connection, key: int, gene: Made, group: int | None) -> None:
    columns = "key, taxon_id, gene_id, symbol, name, ensembl, authority, biotype, grp, weight"
    about = (gene.symbol, gene.full_name or None, gene.ensembl, gene.authority, gene.biotype.value)
    row = (key, gene.taxon_id, gene.gene_id, *about, group, gene.weight)
    connection.execute(f"INSERT INTO genes({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    ids = [(text, key, retired) for retired, texts in enumerate((gene.more_ids, gene.retired_ids)) for text in texts]
    connection.executemany("INSERT INTO ids(key, gene, retired) VALUES (?, ?, ?)", ids)
