"""Which dumps make which species, in which order, and by what they are joined: the official profile.

The nomenclature authority's genes come first, then what it tells of them, then NCBI's genes, which join by GeneID, the
authority's id or Ensembl id and bring further genes. A dump that is not there is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from genenorm.builder.merge.roster import By
from genenorm.builder.profiles.registry_plan import IDS, Step
from genenorm.builder.readers import flybase, hgnc, homology_tables, mgi, ncbi, rgd, sgd, wormbase, zfin
from genenorm.builder.source_rows import Blob, OrthologPair, Tally, Withdrawn

SPECIES = {
    9606: "human", 10090: "mouse", 10116: "rat", 7227: "fly", 7955: "zebrafish", 6239: "worm", 559292: "yeast",
}  # fmt: skip
"""How the keys of NCBI's dumps name the species."""
TAXA = frozenset(SPECIES)
SHARED = "gene2ensembl"
"""Key of the dump whose rows belong to every species; it is read once."""
BY_ID = (By.AUTHORITY,)


@dataclass(frozen=True, slots=True)
class Orthology:
    """A dump of orthologs."""

    source: str
    read: Callable[[Blob, Tally], Iterator[OrthologPair]]


@dataclass(frozen=True, slots=True)
class Retirement:
    """A dump of retired identifiers and withdrawn symbols."""

    source: str
    read: Callable[[Blob, Tally], Iterator[Withdrawn]]


def official_steps() -> tuple[Step, ...]:
    """Return the steps of profile ``official``, species by species.

    >>> [step.source for step in official_steps() if step.taxon_id == 10116]
    ['rgd', 'gene_info_rat', 'gene2ensembl']
    """
    steps: list[Step] = []
    for taxon, name in SPECIES.items():
        genes = Step(taxon, f"gene_info_{name}", IDS, partial(ncbi.read_gene_info, taxon_id=taxon), adds=True)
        # HGNC's Ensembl ids are those of the primary assembly; elsewhere NCBI's are the current release's
        ensembl = Step(taxon, SHARED, (By.GENE_ID,), _gene2ensembl, current=taxon in (10090, 10116, 7955))
        steps += (*_AUTHORITIES[taxon], genes, ensembl)
    return tuple(steps)


_gene2ensembl = partial(ncbi.read_gene2ensembl, taxa=TAXA)

_AUTHORITIES = {
    9606: (
        Step(9606, "hgnc", BY_ID, hgnc.read_hgnc, adds=True),
        Step(9606, "hgnc", BY_ID, hgnc.read_hgnc_names, use="names and publications"),
    ),
    10090: (
        Step(10090, "mgi", BY_ID, mgi.read_markers, adds=True),
        Step(10090, "mgi_entrez", BY_ID, mgi.read_entrez, adds=True),
        Step(10090, "mgi_ensembl", BY_ID, mgi.read_ensembl, adds=True),
    ),
    10116: (Step(10116, "rgd", BY_ID, rgd.read_genes, adds=True),),
    7227: (
        Step(7227, "flybase", BY_ID, flybase.read_names, adds=True),
        Step(7227, "flybase_annotation", BY_ID, flybase.read_annotation, adds=True),
        Step(7227, "flybase_links", BY_ID, flybase.read_links, adds=True),
        Step(7227, "flybase_products", BY_ID, flybase.read_products, adds=True),
    ),
    7955: (
        Step(7955, "zfin", BY_ID, zfin.read_markers, adds=True),
        Step(7955, "zfin_entrez", BY_ID, zfin.read_entrez, adds=True),
        Step(7955, "zfin_ensembl", BY_ID, zfin.read_ensembl, adds=True),
        Step(7955, "zfin_aliases", BY_ID, zfin.read_aliases, adds=True),
    ),
    6239: (
        Step(6239, "wormbase", BY_ID, wormbase.read_genes, adds=True),
        Step(6239, "wormbase_others", BY_ID, wormbase.read_others, adds=True),
    ),
    559292: (Step(559292, "sgd", BY_ID, sgd.read_features, adds=True),),
}

ORTHOLOGIES = (
    Orthology("hgnc", hgnc.read_hgnc_orthologs),
    Orthology("zfin_human", zfin.read_orthologs),
    Orthology("mgi_homology", homology_tables.read_mgi_orthologs),
    Orthology("gene_orthologs", partial(homology_tables.read_ncbi_orthologs, taxa=TAXA)),
    Orthology("alliance", partial(homology_tables.read_alliance, taxa=TAXA)),
    Orthology("hcop", partial(homology_tables.read_hcop, taxa=TAXA)),
)
"""In the order in which they widen groups."""

RETIREMENTS = (
    Retirement("gene_history", partial(ncbi.read_gene_history, taxa=TAXA)),
    Retirement("hgnc_withdrawn", hgnc.read_withdrawn_report),
    Retirement("mgi_entrez", mgi.read_withdrawn_markers),
    Retirement("rgd_obsolete", rgd.read_obsolete),
    Retirement("zfin_history", zfin.read_history),
    Retirement("wormbase", wormbase.read_dead),
)
