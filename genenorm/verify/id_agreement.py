"""How often two sources of gene identifiers agree, for each species and each pair of identifier types.

>>> a = [GeneIdentifiers("GRIN1", 2902, "HGNC:4584", ("ENSG00000176884",)), GeneIdentifiers("TP53", 7157, "HGNC:11998")]
>>> b = [GeneIdentifiers("GRIN1", 2902, "HGNC:4584"), GeneIdentifiers("TP53", 7175, "HGNC:11998")]
>>> agreement, *_ = compare_identifiers(9606, a, b)
>>> agreement.pair, agreement.agree, [(found.identifier, found.in_a, found.in_b) for found in agreement.disagreements]
(<IdPair.AUTHORITY_GENE: ('authority_id', 'gene_id')>, 1, [('HGNC:11998', ('7157',), ('7175',))])
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from genenorm.index.reference import Reference


class IdPair(Enum):
    """Two types of identifiers: one of the first type should lead to the same one of the second in both sources."""

    AUTHORITY_GENE = ("authority_id", "gene_id")
    ENSEMBL_GENE = ("ensembl_id", "gene_id")
    AUTHORITY_ENSEMBL = ("authority_id", "ensembl_id")

    @property
    def words(self) -> str:
        """The pair as text.

        >>> IdPair.AUTHORITY_GENE.words
        'authority_id → gene_id'
        """
        return " → ".join(self.value)


class GeneIdentifiers(NamedTuple):
    """The identifiers of one gene in a source."""

    symbol: str
    gene_id: int | None = None
    authority_id: str = ""
    ensembl_ids: tuple[str, ...] = ()
    more_ensembl_ids: tuple[str, ...] = ()
    """Secondary Ensembl ids (patches and older assemblies): they confirm an agreement, but cause no disagreement."""


@dataclass(frozen=True, slots=True)
class IdDisagreement:
    """An identifier that leads to different identifiers in two sources."""

    identifier: str
    symbol_a: str
    symbol_b: str
    in_a: tuple[str, ...]
    """The identifiers to which it leads in source A."""
    in_b: tuple[str, ...]
    """The identifiers to which it leads in source B."""


@dataclass(frozen=True, slots=True)
class IdAgreement:
    """The agreement of two sources on one pair of identifier types in one species."""

    taxon_id: int
    pair: IdPair
    agree: int
    """The number of identifiers that lead to the same identifier in both sources."""
    only_a: int
    """The number of identifiers that only source A has together with one of the second type."""
    only_b: int
    """The number of identifiers that only source B has together with one of the second type."""
    disagreements: tuple[IdDisagreement, ...]
    """Sorted by identifier."""

    @property
    def share(self) -> float | None:
        """The share of agreeing identifiers among those in both sources, from 0 to 1; ``None`` when there are none."""
        in_both = self.agree + len(self.disagreements)
        return self.agree / in_both if in_both else None


def compare_index_identifiers(a: Reference, b: Reference, taxa: Collection[int] = ()) -> Iterator[IdAgreement]:
    """Yield the agreement of two indexes on each pair of identifier types, species by species.

    ``taxa`` are the taxon ids of the species to compare, by default all; species that one index lacks are skipped.
    """
    for taxon_id in a.taxa:
        if taxon_id in b.taxa and (not taxa or taxon_id in taxa):
            yield from compare_identifiers(taxon_id, gene_identifiers(a, taxon_id), gene_identifiers(b, taxon_id))


def gene_identifiers(reference: Reference, taxon_id: int) -> list[GeneIdentifiers]:
    """Return the identifiers of each gene of a species in an index, in the index's order."""
    prefix = reference.ensembl_prefix(taxon_id)
    secondary_ids: dict[int, list[str]] = {}
    for identifier, key in reference.secondary_ids(prefix) if prefix else ():
        secondary_ids.setdefault(key, []).append(identifier)
    return [
        GeneIdentifiers(
            gene.symbol,
            gene.gene_id,
            gene.authority_id,
            (gene.ensembl_id,) if gene.ensembl_id else (),
            tuple(secondary_ids.get(gene.key, ())),
        )
        for gene in reference.genes(taxon_id)
    ]


def compare_identifiers(
    taxon_id: int, a: Collection[GeneIdentifiers], b: Collection[GeneIdentifiers]
) -> Iterator[IdAgreement]:
    """Yield the agreement of two sources on each pair of identifier types; pairs that neither has are skipped."""
    for pair in IdPair:
        agreement = _agreement(taxon_id, pair, _IdMap(a, pair), _IdMap(b, pair))
        if agreement.agree or agreement.only_a or agreement.only_b or agreement.disagreements:
            yield agreement


class _IdMap:
    """The genes of one source by an identifier of the first type of a pair."""

    def __init__(self, genes: Iterable[GeneIdentifiers], pair: IdPair) -> None:
        self.primary_ids: dict[str, None] = {}
        """The primary identifiers of genes, in the order of the genes."""
        self.genes: dict[str, list[GeneIdentifiers]] = {}
        self._pair = pair
        for gene in genes:
            if not self._targets(gene):
                continue
            primary, secondary = _ids_of_first_type(gene, pair)
            self.primary_ids.update(dict.fromkeys(primary))
            for identifier in (*primary, *secondary):
                self.genes.setdefault(identifier, []).append(gene)

    def _targets(self, gene: GeneIdentifiers, *, secondary: bool = False) -> tuple[str, ...]:
        """Return the identifiers of a gene of the second type of the pair."""
        if self._pair is IdPair.AUTHORITY_ENSEMBL:
            if gene.authority_id in gene.ensembl_ids:
                return ()
            return gene.ensembl_ids + gene.more_ensembl_ids if secondary else gene.ensembl_ids
        return () if gene.gene_id is None else (str(gene.gene_id),)

    def primary_targets(self, identifier: str) -> tuple[str, ...]:
        """Return the primary identifiers to which an identifier leads."""
        return tuple(dict.fromkeys(target for gene in self.genes[identifier] for target in self._targets(gene)))

    def all_targets(self, identifier: str) -> set[str]:
        """Return the primary and secondary identifiers to which an identifier leads."""
        return {target for gene in self.genes[identifier] for target in self._targets(gene, secondary=True)}


def _ids_of_first_type(gene: GeneIdentifiers, pair: IdPair) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the primary and the secondary identifiers of a gene of the first type of a pair."""
    if pair is IdPair.ENSEMBL_GENE:
        # For fly and worm, Ensembl uses the authority's ids, which AUTHORITY_GENE has counted already.
        return (() if gene.authority_id in gene.ensembl_ids else gene.ensembl_ids), gene.more_ensembl_ids
    return (gene.authority_id,) if gene.authority_id else (), ()


def _agreement(taxon_id: int, pair: IdPair, a: _IdMap, b: _IdMap) -> IdAgreement:
    agree, only_a, only_b = 0, 0, 0
    disagreements = []
    for identifier in {**a.primary_ids, **b.primary_ids}:
        if identifier not in b.genes:
            only_a += 1
        elif identifier not in a.genes:
            only_b += 1
        elif a.all_targets(identifier) & b.all_targets(identifier):
            agree += 1
        else:
            disagreements.append(
                IdDisagreement(
                    identifier,
                    symbol_a=a.genes[identifier][0].symbol,
                    symbol_b=b.genes[identifier][0].symbol,
                    in_a=a.primary_targets(identifier),
                    in_b=b.primary_targets(identifier),
                )
            )
    disagreements.sort(key=lambda disagreement: disagreement.identifier)
    return IdAgreement(taxon_id, pair, agree, only_a, only_b, tuple(disagreements))
