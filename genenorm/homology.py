"""From a gene to its orthologs, through the homology group both belong to."""

from __future__ import annotations

from dataclasses import dataclass

from genenorm.index import Reference
from genenorm.model import Gene


@dataclass(frozen=True, slots=True)
class Ortholog:
    """A gene of another species in the same homology group, and who says so."""

    gene: Gene
    group_id: str
    sources: tuple[str, ...]
    """Homology sources that put this gene into the group, e.g. ``("HomoloGene", "HGNC")``."""
    siblings: int
    """How many genes of its species the group holds: 1 for one-to-one, more for one-to-many."""


def group_genes(reference: Reference, gene: Gene, taxon_id: int) -> tuple[Gene, ...]:
    """Return the genes of one species in a gene's homology group, best connected first.

    >>> reference = Reference.open()
    >>> [other.symbol for other in group_genes(reference, reference.gene_by_id(2902), 10090)]
    ['Grin1']
    """
    if gene.group is None:
        return ()
    members = (reference.gene(member.gene) for member in reference.group(gene.group).members)
    found = [other for other in members if other.taxon_id == taxon_id != gene.taxon_id]
    return tuple(sorted(found, key=lambda other: (-other.weight, other.key)))


def orthologs(reference: Reference, gene: Gene, taxon_id: int | None = None) -> tuple[Ortholog, ...]:
    """Return a gene's orthologs in one species, or in all others, best connected first.

    Empty when the gene has no homology group or the group no gene of that species.

    >>> reference = Reference.open()
    >>> [found.gene.symbol for found in orthologs(reference, reference.gene_by_id(2902), 10090)]
    ['Grin1']
    """
    if gene.group is None:
        return ()
    group = reference.group(gene.group)
    members = [(reference.gene(member.gene), member.sources) for member in group.members]
    per_taxon: dict[int, int] = {}
    for other, _ in members:
        per_taxon[other.taxon_id] = per_taxon.get(other.taxon_id, 0) + 1
    found = [
        Ortholog(other, group.group_id, sources, per_taxon[other.taxon_id])
        for other, sources in members
        if other.taxon_id != gene.taxon_id and taxon_id in (None, other.taxon_id)
    ]
    order = {taxon: place for place, taxon in enumerate(reference.taxa)}
    return tuple(sorted(found, key=lambda item: (order[item.gene.taxon_id], -item.gene.weight, item.gene.key)))
