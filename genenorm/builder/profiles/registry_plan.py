"""Which sources make which species, in which order, and by what they are joined: the registry profile.

A step's rows join the genes already there by the first of its rules that applies; ``adds`` says whether rows
that join none become genes. The order is the result of measurement against official dumps; see docs/data.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from genenorm.builder.merge.roster import By
from genenorm.builder.readers import authority, ensembl, hgnc, ncbi, package_tables
from genenorm.builder.source_rows import Blob, SourceGene, Tally

Reader = Callable[[Blob, Tally], Iterator[SourceGene]]
IDS = (By.GENE_ID, By.AUTHORITY, By.ENSEMBL)
FAMILIES = ("famplex_entities", "famplex_relations", "famplex_grounding_map")
"""Keys of the sources of families, in the order in which their reader takes them."""
HOMOLOGENE = "homologene"
"""Key of the source whose rows every species shares."""


@dataclass(frozen=True, slots=True)
class Step:
    """One pass over one source for one species."""

    taxon_id: int
    source: str
    rules: tuple[By, ...]
    read: Reader | None = None
    """``None`` for HomoloGene, which is read once for all species."""
    adds: bool = False
    current: bool = False
    """Whether the source is the Ensembl release whose ids are preferred."""
    use: str = ""
    """What the report calls this use of the source; the rules where empty."""

    @property
    def label(self) -> str:
        """What the report calls this use of the source."""
        return self.use or " or ".join(rule.value for rule in self.rules)


def _interest(taxon: int, ranked: int) -> Reader:
    return partial(ensembl.read_interest, taxon_id=taxon, ranked=ranked)


def _gencode(taxon: int, prefix: str) -> Reader:
    return partial(ensembl.read_gencode, taxon_id=taxon, prefix=prefix)


def _go(taxon: int) -> Reader:
    return partial(authority.read_go_index, taxon_id=taxon)


def registry_steps(ranked: dict[int, int]) -> tuple[Step, ...]:
    """Return the steps of profile ``registry``; ``ranked`` is the sorted part of each species' interest list."""
    steps: list[Step] = []
    for taxon, common, prefix in ((9606, "human", "ENSG"), (10090, "mouse", "ENSMUSG"), (10116, "rat", "ENSRNOG")):
        tail = (
            Step(taxon, f"ensembl_{common}", (By.ENSEMBL, By.SYMBOL), _gencode(taxon, prefix), adds=True, current=True),
            Step(taxon, f"interest_{common}", (By.ENSEMBL, By.SYMBOL), _interest(taxon, ranked[taxon])),
            Step(taxon, f"synonyms_{common}", (By.SYMBOL,), partial(ensembl.read_synonyms, taxon_id=taxon)),
            Step(taxon, f"go_{common}", (By.AUTHORITY, By.UNIPROT), _go(taxon)),
        )
        steps += [*_HEADS[taxon], *tail]
    steps.append(
        Step(
            9606, "entrez_human", (By.ENSEMBL, By.SYMBOL), partial(ensembl.read_alternates, taxon_id=9606), adds=True,
            use="patches and alternate loci",
        )
    )  # fmt: skip
    return (*steps, *_fly(), *_zebrafish(ranked[7955]), *_worm(), *_yeast())


_HEADS = {
    9606: (
        Step(9606, "hgnc", (By.AUTHORITY,), hgnc.read_hgnc, adds=True),
        Step(9606, "hgnc_2025", (By.AUTHORITY,), hgnc.read_hgnc_names),
        Step(9606, "gene_info", IDS, ncbi.read_gene_info, adds=True),
        Step(9606, "entrez_human", (By.GENE_ID, By.ENSEMBL), partial(ensembl.read_entrez, taxon_id=9606)),
    ),
    10090: (
        # Ensembl's GeneIDs first: symbols have moved between genes since NCBI's table of 2016 (Pgm1 and Pgm2)
        Step(10090, "mgi", (By.AUTHORITY,), authority.read_mgi, adds=True),
        Step(
            10090,
            "ensembl100_mouse",
            (By.GENE_ID, By.ENSEMBL),
            partial(package_tables.read_entrez_frame, taxon_id=10090),
        ),
        Step(10090, "entrez_mouse", (By.GENE_ID, By.ENSEMBL), partial(ensembl.read_entrez, taxon_id=10090)),
        Step(10090, "ncbi_2016_mouse", (By.GENE_ID, By.SYMBOL), ncbi.read_goatools),
        Step(10090, HOMOLOGENE, (By.GENE_ID, By.SYMBOL, By.MITOCHONDRIAL, By.ALIAS)),
    ),
    10116: (
        Step(10116, "rgd", (By.AUTHORITY,), authority.read_rgd, adds=True),
        Step(10116, "rgd_entries", (By.AUTHORITY,), authority.read_rgd_entries),
        Step(10116, HOMOLOGENE, (By.GENE_ID, By.SYMBOL, By.MITOCHONDRIAL)),
        Step(10116, HOMOLOGENE, (By.GENE_ID, By.ALIAS)),
        Step(10116, "rgd", (By.AUTHORITY,), authority.read_rgd_loc, use="old LOC symbols"),
    ),
}


def _fly() -> tuple[Step, ...]:
    return (
        Step(7227, "flybase", (By.AUTHORITY,), authority.read_flybase, adds=True),
        Step(7227, "ncbi_2016_fly", (By.GENE_ID, By.SYSTEMATIC, By.SYMBOL, By.MITOCHONDRIAL), ncbi.read_goatools),
        Step(7227, HOMOLOGENE, (By.GENE_ID, By.SYSTEMATIC, By.SYMBOL)),
        Step(7227, "ncbi_2016_fly", (By.GENE_ID, By.ALIAS), ncbi.read_goatools),
        Step(7227, HOMOLOGENE, (By.GENE_ID, By.ALIAS)),
        Step(7227, "go_fly", (By.AUTHORITY,), _go(7227), adds=True),
    )


def _zebrafish(ranked: int) -> tuple[Step, ...]:
    return (
        Step(7955, "zfin_2026", (By.AUTHORITY,), authority.read_zfin_symbols, adds=True),
        Step(7955, "zfin", (By.AUTHORITY, By.GENE_ID), authority.read_zfin, adds=True),
        Step(7955, HOMOLOGENE, (By.GENE_ID, By.SYMBOL)),
        Step(7955, "ensembl_zebrafish", (By.ENSEMBL, By.SYMBOL), _gencode(7955, "ENSDARG"), adds=True, current=True),
        Step(7955, "interest_zebrafish", (By.ENSEMBL, By.SYMBOL), _interest(7955, ranked)),
        Step(7955, "synonyms_zebrafish", (By.SYMBOL,), partial(ensembl.read_synonyms, taxon_id=7955)),
        Step(7955, "go_zebrafish", (By.AUTHORITY,), _go(7955)),
    )


def _worm() -> tuple[Step, ...]:
    return (
        Step(6239, "wormbase", (By.AUTHORITY,), authority.read_wormbase, adds=True),
        Step(6239, HOMOLOGENE, (By.GENE_ID, By.SYMBOL, By.SYSTEMATIC)),
        Step(6239, "go_worm", (By.AUTHORITY,), _go(6239)),
    )


def _yeast() -> tuple[Step, ...]:
    return (
        Step(559292, "go_yeast", (By.AUTHORITY,), _go(559292), adds=True),
        Step(559292, HOMOLOGENE, (By.GENE_ID, By.SYMBOL), adds=True),
    )
