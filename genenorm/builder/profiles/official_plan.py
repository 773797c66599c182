"""The plan of the profile ``official``: for each species its dumps in reading order, with the rules that join rows.

The nomenclature authority's genes come first, then the authority's further tables, then NCBI's genes: those join by
GeneID, by the authority's id or by Ensembl id, and the others become new genes. A missing dump is skipped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from genenorm.builder.merge.roster import JoinRule
from genenorm.builder.profiles.registry_plan import AUTHORITY_RULE, ID_RULES, MergeStep
from genenorm.builder.readers import flybase, hgnc, homology_tables, mgi, ncbi, rgd, sgd, wormbase, zfin
from genenorm.builder.source_rows import OrthologPair, SourceFile, Tally, WithdrawnEntry

T = TypeVar("T")

DUMP_SPECIES = {
    9606: "human", 10090: "mouse", 10116: "rat", 7227: "fly", 7955: "zebrafish", 6239: "worm", 559292: "yeast",
}  # fmt: skip
"""The names of the species in the keys of NCBI's dumps, by taxon id."""
DUMP_TAXA = frozenset(DUMP_SPECIES)
SHARED_DUMP = "gene2ensembl"
"""Key of the dump that has rows of all species; it is read once."""


@dataclass(frozen=True, slots=True)
class OrthologDump:
    """A dump of orthologs."""

    source: str
    read: Callable[[SourceFile, Tally], Iterator[OrthologPair]]


@dataclass(frozen=True, slots=True)
class RetiredIdDump:
    """A dump of retired identifiers and withdrawn symbols."""

    source: str
    read: Callable[[SourceFile, Tally], Iterator[WithdrawnEntry]]


def official_steps() -> tuple[MergeStep, ...]:
    """Return the steps of profile ``official``, species by species.

    >>> [step.source for step in official_steps() if step.taxon_id == 10116]
    ['rgd', 'gene_info_rat', 'gene2ensembl']
    """
    steps: list[MergeStep] = []
    for taxon, name in DUMP_SPECIES.items():
        genes = MergeStep(
            taxon, f"gene_info_{name}", ID_RULES, partial(ncbi.read_gene_info, taxon_id=taxon), adds_genes=True
        )
        # for mouse, rat and zebrafish NCBI has the current Ensembl ids; HGNC has those of the primary assembly
        ensembl = MergeStep(
            taxon,
            SHARED_DUMP,
            (JoinRule.GENE_ID,),
            _read_gene2ensembl,
            is_current_release=taxon in (10090, 10116, 7955),
        )
        steps += (*_AUTHORITY_STEPS[taxon], genes, ensembl)
    return tuple(steps)


def for_taxa(read: Callable[[SourceFile, Tally], Iterator[T]], taxa: frozenset[int]) -> partial[Iterator[T]]:
    """Return the reader of a dump for these species; a dump that has no choice of species is read as it is."""
    return partial(read, taxa=taxa) if isinstance(read, partial) else partial(read)


_read_gene2ensembl = partial(ncbi.read_gene2ensembl, taxa=DUMP_TAXA)

_AUTHORITY_STEPS = {
    9606: (
        MergeStep(9606, "hgnc", AUTHORITY_RULE, hgnc.read_hgnc_genes, adds_genes=True),
        MergeStep(9606, "hgnc", AUTHORITY_RULE, hgnc.read_hgnc_names, use="names and publications"),
    ),
    10090: (
        MergeStep(10090, "mgi", AUTHORITY_RULE, mgi.read_mgi_markers, adds_genes=True),
        MergeStep(10090, "mgi_entrez", AUTHORITY_RULE, mgi.read_mgi_gene_ids, adds_genes=True),
        MergeStep(10090, "mgi_ensembl", AUTHORITY_RULE, mgi.read_mgi_ensembl_ids, adds_genes=True),
    ),
    10116: (MergeStep(10116, "rgd", AUTHORITY_RULE, rgd.read_rgd_genes, adds_genes=True),),
    7227: (
        MergeStep(7227, "flybase", AUTHORITY_RULE, flybase.read_flybase_names, adds_genes=True),
        MergeStep(7227, "flybase_annotation", AUTHORITY_RULE, flybase.read_flybase_annotation_ids, adds_genes=True),
        MergeStep(7227, "flybase_links", AUTHORITY_RULE, flybase.read_flybase_links, adds_genes=True),
        MergeStep(7227, "flybase_products", AUTHORITY_RULE, flybase.read_flybase_gene_types, adds_genes=True),
    ),
    7955: (
        MergeStep(7955, "zfin", AUTHORITY_RULE, zfin.read_zfin_markers, adds_genes=True),
        MergeStep(7955, "zfin_entrez", AUTHORITY_RULE, zfin.read_zfin_gene_ids, adds_genes=True),
        MergeStep(7955, "zfin_ensembl", AUTHORITY_RULE, zfin.read_zfin_ensembl_ids, adds_genes=True),
        MergeStep(7955, "zfin_aliases", AUTHORITY_RULE, zfin.read_zfin_aliases, adds_genes=True),
    ),
    6239: (
        MergeStep(6239, "wormbase", AUTHORITY_RULE, wormbase.read_wormbase_genes, adds_genes=True),
        MergeStep(6239, "wormbase_others", AUTHORITY_RULE, wormbase.read_wormbase_other_names, adds_genes=True),
    ),
    559292: (MergeStep(559292, "sgd", AUTHORITY_RULE, sgd.read_sgd_features, adds_genes=True),),
}

ORTHOLOG_DUMPS = (
    OrthologDump("hgnc", hgnc.read_hgnc_orthologs),
    OrthologDump("zfin_human", zfin.read_zfin_human_orthologs),
    OrthologDump("mgi_homology", homology_tables.read_mgi_orthologs),
    OrthologDump("gene_orthologs", partial(homology_tables.read_ncbi_orthologs, taxa=DUMP_TAXA)),
    OrthologDump("alliance", partial(homology_tables.read_alliance, taxa=DUMP_TAXA)),
    OrthologDump("hcop", partial(homology_tables.read_hcop, taxa=DUMP_TAXA)),
)
"""The dumps of orthologs, in the order in which they add genes to homology groups."""

RETIRED_ID_DUMPS = (
    RetiredIdDump("gene_history", partial(ncbi.read_gene_history, taxa=DUMP_TAXA)),
    RetiredIdDump("hgnc_withdrawn", hgnc.read_withdrawn_hgnc_report),
    RetiredIdDump("mgi_entrez", mgi.read_withdrawn_mgi_markers),
    RetiredIdDump("rgd_obsolete", rgd.read_obsolete_rgd_ids),
    RetiredIdDump("zfin_history", zfin.read_zfin_history),
    RetiredIdDump("wormbase", wormbase.read_dead_wormbase_genes),
)
