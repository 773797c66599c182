"""How far two sources of identifiers agree on which of them belong to one gene, species by species.

>>> a = [Ids("GRIN1", 2902, "HGNC:4584", ("ENSG00000176884",)), Ids("TP53", 7157, "HGNC:11998")]
>>> b = [Ids("GRIN1", 2902, "HGNC:4584"), Ids("TP53", 7175, "HGNC:11998")]
>>> agreement, *_ = compare_ids(9606, a, b)
>>> agreement.pair, agreement.agree, [(one.identifier, one.in_a, one.in_b) for one in agreement.disagreements]
(<Pair.AUTHORITY_GENE: ('authority_id', 'gene_id')>, 1, [('HGNC:11998', ('7157',), ('7175',))])
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from genenorm.index.reference import Reference


class Pair(Enum):
    """Which identifier of a gene is looked up, and which one it should lead to in both sources."""

    AUTHORITY_GENE = ("authority_id", "gene_id")
    ENSEMBL_GENE = ("ensembl_id", "gene_id")
    AUTHORITY_ENSEMBL = ("authority_id", "ensembl_id")

    @property
    def words(self) -> str:
        """The pair for people.

        >>> Pair.AUTHORITY_GENE.words
        'authority_id → gene_id'
        """
        return " → ".join(self.value)


class Ids(NamedTuple):
    """The identifiers that a source gives to one gene; a tuple, since an index has hundreds of thousands."""

    symbol: str
    gene_id: int | None = None
    authority_id: str = ""
    ensembl_ids: tuple[str, ...] = ()
    more_ensembl_ids: tuple[str, ...] = ()
    """Secondary ones, of patches and older assemblies: they agree with what leads to the gene, and are not counted."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """An identifier that the sources give to genes with different other identifiers."""

    identifier: str
    symbol_a: str
    symbol_b: str
    in_a: tuple[str, ...]
    """What it leads to in A."""
    in_b: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two sources agree on one pair of identifiers in one species."""

    taxon_id: int
    pair: Pair
    agree: int
    only_a: int
    """Identifiers that lead to something in A alone."""
    only_b: int
    disagreements: tuple[Disagreement, ...]
    """In the order of the identifiers."""

    @property
    def share(self) -> float | None:
        """The part of the identifiers known to both on which they agree; ``None`` where there are none."""
        both = self.agree + len(self.disagreements)
        return self.agree / both if both else None


def audit(a: Reference, b: Reference, taxa: Collection[int] = ()) -> Iterator[Agreement]:
    """Iterate over how two indexes agree, for each pair of identifiers of each species that both hold."""
    for taxon in a.taxa:
        if taxon in b.taxa and (not taxa or taxon in taxa):
            yield from compare_ids(taxon, ids_of(a, taxon), ids_of(b, taxon))


def ids_of(reference: Reference, taxon_id: int) -> list[Ids]:
    """Return the identifiers of each gene of a species in an index."""
    prefix = reference.ensembl_prefix(taxon_id)
    more: dict[int, list[str]] = {}
    for identifier, key in reference.secondary_ids(prefix) if prefix else ():
        more.setdefault(key, []).append(identifier)
    return [
        Ids(
            gene.symbol,
            gene.gene_id,
            gene.authority_id,
            (gene.ensembl_id,) if gene.ensembl_id else (),
            tuple(more.get(gene.key, ())),
        )
        for gene in reference.genes(taxon_id)
    ]


def compare_ids(taxon_id: int, a: Collection[Ids], b: Collection[Ids]) -> Iterator[Agreement]:
    """Iterate over how two sources agree on a species; pairs that neither source has are left out."""
    for pair in Pair:
        ours, theirs = _Side(a, pair), _Side(b, pair)
        agreement = _agreement(taxon_id, pair, ours, theirs)
        if agreement.agree or agreement.only_a or agreement.only_b or agreement.disagreements:
            yield agreement


class _Side:
    """What a source's identifiers of one sort lead to."""

    def __init__(self, genes: Iterable[Ids], pair: Pair) -> None:
        self.own: dict[str, None] = {}
        """Identifiers that are a gene's primary ones."""
        self.leads: dict[str, list[Ids]] = {}
        self._pair = pair
        for gene in genes:
            if not self.targets(gene):
                continue
            own, more = _sources(gene, pair)
            self.own.update(dict.fromkeys(own))
            for identifier in (*own, *more):
                self.leads.setdefault(identifier, []).append(gene)

    def targets(self, gene: Ids, *, secondary: bool = False) -> tuple[str, ...]:
        """Return the identifiers of a gene that the pair leads to."""
        if self._pair is Pair.AUTHORITY_ENSEMBL:
            if gene.authority_id in gene.ensembl_ids:
                return ()
            return gene.ensembl_ids + gene.more_ensembl_ids if secondary else gene.ensembl_ids
        return () if gene.gene_id is None else (str(gene.gene_id),)

    def told(self, identifier: str) -> tuple[str, ...]:
        """Return what an identifier leads to, for a person."""
        return tuple(dict.fromkeys(target for gene in self.leads[identifier] for target in self.targets(gene)))

    def reached(self, identifier: str) -> set[str]:
        """Return what an identifier leads to, by secondary ids too."""
        return {target for gene in self.leads[identifier] for target in self.targets(gene, secondary=True)}


def _sources(gene: Ids, pair: Pair) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if pair is Pair.ENSEMBL_GENE:  # fly and worm: Ensembl uses the authority's ids, which are told as those
        return (() if gene.authority_id in gene.ensembl_ids else gene.ensembl_ids), gene.more_ensembl_ids
    return (gene.authority_id,) if gene.authority_id else (), ()


def _agreement(taxon_id: int, pair: Pair, a: _Side, b: _Side) -> Agreement:
    agree, only_a, only_b = 0, 0, 0
    differing = []
    for identifier in {**a.own, **b.own}:
        if identifier not in b.leads:
            only_a += 1
        elif identifier not in a.leads:
            only_b += 1
        elif a.reached(identifier) & b.reached(identifier):
            agree += 1
        else:
            symbols = (a.leads[identifier][0].symbol, b.leads[identifier][0].symbol)
            differing.append(Disagreement(identifier, *symbols, a.told(identifier), b.told(identifier)))
    differing.sort(key=lambda one: one.identifier)
    return Agreement(taxon_id, pair, agree, only_a, only_b, tuple(differing))
