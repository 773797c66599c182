"""Indexes of a few genes made to measure, to compare two of them or to pin one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from genenorm.builder.write_index import id_order, write_rows
from genenorm.core.model import Biotype, NameKind, Support
from genenorm.index.content_hash import Row
from genenorm.index.ortholog_pairs import pack_columns
from genenorm.index.schema import member_word, pack, pack_support, posting_word
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
    sources: tuple[Support, ...] = (Support("HomoloGene"),)
    """The sources that make it a member of its group."""


@dataclass(frozen=True, slots=True)
class MadePair:
    """An ortholog pair of a made index, outside its groups; the genes are given by row number."""

    gene: int
    other: int
    support: Support


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
    pairs: Sequence[MadePair] = (),
    withdrawn: Sequence[str] = (),
    taxa: Sequence[int] = (9606, 10090),
    digest: str = "ab" * 32,
) -> Path:
    """Write an index of these genes, in this order; ``withdrawn`` are symbols without a successor."""
    names: dict[str, list[int]] = {}
    for symbol in withdrawn:
        names.setdefault(fold(symbol) or "", []).append(posting_word(0, NameKind.RETIRED_SYMBOL, symbol))
    groups = {group: place for place, group in enumerate(dict.fromkeys(g.group for g in genes if g.group), start=1)}
    for key, gene in enumerate(genes, start=1):
        for kind, text in _names(gene):
            names.setdefault(fold(text) or "", []).append(posting_word(key, kind, text))
    for key, family in enumerate(families, start=1):
        for text in family.names:
            names.setdefault(fold(text) or "", []).append(posting_word(key, NameKind.FAMILY_NAME, text))
    rows: dict[str, list[Row]] = {
        "taxa": [_TAXA[taxon] for taxon in sorted(taxa)],
        "genes": [_gene_row(key, gene, groups.get(gene.group)) for key, gene in enumerate(genes, start=1)],
        "names": [(key, pack(words)) for key, words in sorted(names.items())],
        "ids": _id_rows(genes),
        "groups": [_group_row(place, group, genes) for group, place in groups.items()],
        "pairs": _pair_rows(pairs, genes),
        "families": [_family_row(key, family, genes) for key, family in enumerate(families, start=1)],
    }
    write_rows(file, rows, {"build_date": "2026-11-15", "content_hash": digest})
    return file


def _names(gene: Made) -> list[tuple[NameKind, str]]:
    full_name = [(NameKind.FULL_NAME, gene.full_name)] if gene.full_name else []
    synonyms = [(NameKind.SYNONYM, text) for text in gene.synonyms]
    return [(NameKind.SYMBOL, gene.symbol), *full_name, *synonyms, *gene.names]


def _group_row(key: int, group: str, genes: Sequence[Made]) -> Row:
    """Return the row of a homology group."""
    members = [(row, gene.sources) for row, gene in enumerate(genes, start=1) if gene.group == group]
    words = pack(member_word(row, [found.source for found in sources]) for row, sources in members)
    return key, group, words, pack_support({found.source: found for found in sources} for _, sources in members) or None


def _pair_rows(pairs: Sequence[MadePair], genes: Sequence[Made]) -> list[Row]:
    """Return the rows of ortholog pairs: of each two species and source one, the species in the order of the index."""
    columns: dict[tuple[int, int, str], list[tuple[int, int, Support]]] = {}
    for pair in pairs:
        (one, row), (two, other) = sorted((genes[row - 1].taxon_id, row) for row in (pair.gene, pair.other))
        columns.setdefault((one, two, pair.support.source), []).append((row, other, pair.support))
    return [(*about, *pack_columns(found)) for about, found in sorted(columns.items())]


def _family_row(key: int, family: MadeFamily, genes: Sequence[Made]) -> Row:
    rows = {gene.symbol: row for row, gene in enumerate(genes, start=1)}
    return key, family.family_id, pack(rows[symbol] for symbol in family.members)


def _gene_row(key: int, gene: Made, group: int | None) -> Row:
    about = (gene.symbol, gene.full_name or None, gene.ensembl, gene.authority, gene.biotype.value)
    return (key, gene.taxon_id, gene.gene_id, *about, group, gene.weight)


def _id_rows(genes: Sequence[Made]) -> list[Row]:
    found: dict[int | str, Row] = {
        identifier: (identifier, key, retired)
        for key, gene in enumerate(genes, start=1)
        for retired, identifiers in enumerate((gene.more_ids, gene.retired_ids))
        for identifier in identifiers
    }
    return [found[identifier] for identifier in sorted(found, key=id_order)]
