"""The plan of the profile ``registry``: for each species its sources in reading order, with the rules that join rows.

A row joins an existing gene by the first rule of its step that finds one. Rows that find none become new genes if the
step has ``adds_genes``; otherwise they are dropped. The order was chosen by comparison with official dumps, see
docs/data.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from genenorm.builder.merge.roster import JoinRule
from genenorm.builder.readers import authority, ensembl, genbank, gene_ontology, hgnc, mirbase, ncbi, package_tables
from genenorm.builder.source_rows import SourceFile, SourceGene, Tally
from genenorm.core.taxa import FISH, FLY, MOUSE, RAT, WORM, YEAST

GeneReader = Callable[[SourceFile, Tally], Iterator[SourceGene]]
AUTHORITY_RULE = (JoinRule.AUTHORITY,)
ID_RULES = (JoinRule.GENE_ID, JoinRule.AUTHORITY, JoinRule.ENSEMBL)
_SYMBOL = (JoinRule.SYMBOL,)
_ENSEMBL_OR_SYMBOL = (JoinRule.ENSEMBL, JoinRule.SYMBOL)
_GENE_ID_OR_SYMBOL = (JoinRule.GENE_ID, JoinRule.SYMBOL)
_GENE_ID_OR_ENSEMBL = (JoinRule.GENE_ID, JoinRule.ENSEMBL)
_GENE_ID_OR_ALIAS = (JoinRule.GENE_ID, JoinRule.ALIAS)
_GENE_ID_OR_NAME = (JoinRule.GENE_ID, JoinRule.SYMBOL, JoinRule.ALIAS)
_LOCUS_OR_NAME = (JoinRule.SYSTEMATIC, JoinRule.SYMBOL, JoinRule.ALIAS)
PROTEIN_SPECIES = {MOUSE: "mouse", RAT: "rat", FLY: "fly", FISH: "zebrafish", WORM: "worm"}
"""The species whose UniProt accessions come from EBI's annotation files, with the ends of their keys."""
ANCESTOR_SOURCES = ("goa_human", "goa_human_2023", "goa_fly", "goa_worm")
"""Keys of the annotation files whose genes with common ancestors are orthologs."""
ANCESTOR_SPECIES = (FLY, WORM, YEAST)
"""The species whose orthologs of human genes are taken from annotation files."""
FAMILY_SOURCES = ("famplex_entities", "famplex_relations", "famplex_grounding_map")
"""Keys of the sources of families, in the order of the parameters of ``read_famplex``."""
HOMOLOGENE = "homologene"
"""Key of the source that has rows of all species."""


@dataclass(frozen=True, slots=True)
class MergeStep:
    """One pass over one source for one species."""

    taxon_id: int
    source: str
    rules: tuple[JoinRule, ...]
    read: GeneReader | None = None
    """``None`` for HomoloGene, which is read once for all species."""
    adds_genes: bool = False
    """Whether rows that join no gene become new genes."""
    only_new_names: bool = False
    """Whether a row becomes a new gene only if no gene has its symbol as a name, in any case."""
    is_current_release: bool = False
    """Whether the source is the current Ensembl release, whose ids are preferred."""
    gives_ids_only: bool = False
    """Whether only the identifiers of rows are added to genes, because their names are of less quality."""
    has_older_records: bool = False
    """Whether a row with an authority's id that joins no gene is a record which the authority has withdrawn since."""
    has_older_ids: bool = False
    """Whether a GeneID that contradicts the one of the gene with the same symbol is older, and retired."""
    use: str = ""
    """The name of this use of the source in the report; empty to name it by its rules."""

    @property
    def label(self) -> str:
        """The name of this use of the source in the report."""
        return self.use or " or ".join(rule.value for rule in self.rules)


def _interest_list(taxon: int, ranked: int) -> GeneReader:
    return partial(ensembl.read_interest_list, taxon_id=taxon, ranked=ranked)


def _ensembl_genes(taxon: int, prefix: str) -> GeneReader:
    return partial(ensembl.read_ensembl_genes, taxon_id=taxon, prefix=prefix)


def _go_terms(taxon: int) -> GeneReader:
    return partial(authority.read_go_index, taxon_id=taxon)


def registry_steps(ranked: dict[int, int]) -> tuple[MergeStep, ...]:
    """Return the steps of the profile; ``ranked`` gives how many genes of each species' interest list are sorted."""
    steps: list[MergeStep] = []
    for taxon, common, prefix in ((9606, "human", "ENSG"), (10090, "mouse", "ENSMUSG"), (10116, "rat", "ENSRNOG")):
        shared_steps = (
            MergeStep(
                taxon,
                f"ensembl_{common}",
                _ENSEMBL_OR_SYMBOL,
                _ensembl_genes(taxon, prefix),
                adds_genes=True,
                is_current_release=True,
            ),
            MergeStep(taxon, f"interest_{common}", _ENSEMBL_OR_SYMBOL, _interest_list(taxon, ranked[taxon])),
            MergeStep(taxon, f"synonyms_{common}", _SYMBOL, partial(ensembl.read_synonyms, taxon_id=taxon)),
            MergeStep(taxon, f"go_{common}", (JoinRule.AUTHORITY, JoinRule.UNIPROT), _go_terms(taxon)),
        )
        steps += [*_AUTHORITY_STEPS[taxon], *shared_steps]
    steps.append(
        MergeStep(
            9606,
            "entrez_human",
            _ENSEMBL_OR_SYMBOL,
            partial(ensembl.read_biomart_symbols, taxon_id=9606),
            adds_genes=True,
            use="patches and alternate loci",
        )
    )
    return (*steps, *_fly(), *_zebrafish(ranked[7955]), *_worm(), *_yeast(), *_proteins(), *_transcripts())


_AUTHORITY_STEPS = {
    9606: (
        MergeStep(9606, "hgnc", AUTHORITY_RULE, hgnc.read_hgnc_genes, adds_genes=True),
        MergeStep(9606, "hgnc_2025", AUTHORITY_RULE, hgnc.read_hgnc_names, has_older_records=True),
        MergeStep(
            9606,
            "gene_info",
            ID_RULES,
            partial(ncbi.read_gene_info, taxon_id=9606),
            adds_genes=True,
            has_older_records=True,
        ),
        MergeStep(
            9606,
            "entrez_human",
            _GENE_ID_OR_ENSEMBL,
            partial(ensembl.read_biomart_gene_ids, taxon_id=9606),
        ),
    ),
    10090: (
        # Ensembl's GeneIDs come before NCBI's table of 2016: symbols have moved between genes since (Pgm1 and Pgm2)
        MergeStep(10090, "mgi", AUTHORITY_RULE, authority.read_mgi, adds_genes=True),
        MergeStep(
            10090,
            "ensembl100_mouse",
            _GENE_ID_OR_ENSEMBL,
            partial(package_tables.read_entrez_frame, taxon_id=10090),
        ),
        MergeStep(
            10090,
            "entrez_mouse",
            _GENE_ID_OR_ENSEMBL,
            partial(ensembl.read_biomart_gene_ids, taxon_id=10090),
        ),
        MergeStep(10090, "mirbase", _GENE_ID_OR_NAME, partial(mirbase.read_mirbase, taxon_id=10090)),
        MergeStep(10090, "ncbi_2016_mouse", _GENE_ID_OR_SYMBOL, ncbi.read_goatools, has_older_ids=True),
        MergeStep(
            10090,
            HOMOLOGENE,
            (JoinRule.GENE_ID, JoinRule.SYMBOL, JoinRule.MITOCHONDRIAL, JoinRule.ALIAS),
            has_older_ids=True,
        ),
        # last, since it also has loci without a gene model, which become genes
        MergeStep(
            10090,
            "ncbi_2016_mouse_all",
            _GENE_ID_OR_NAME,
            ncbi.read_goatools,
            adds_genes=True,
            only_new_names=True,
        ),
    ),
    10116: (
        MergeStep(10116, "rgd", AUTHORITY_RULE, authority.read_rgd, adds_genes=True),
        MergeStep(10116, "rgd_entries", AUTHORITY_RULE, authority.read_rgd_entries),
        MergeStep(10116, "mirbase", _GENE_ID_OR_NAME, partial(mirbase.read_mirbase, taxon_id=10116)),
        MergeStep(10116, HOMOLOGENE, (JoinRule.GENE_ID, JoinRule.SYMBOL, JoinRule.MITOCHONDRIAL)),
        MergeStep(10116, HOMOLOGENE, _GENE_ID_OR_ALIAS),
        MergeStep(10116, "rgd", AUTHORITY_RULE, authority.read_rgd_loc, use="old LOC symbols"),
    ),
}


def _proteins() -> Iterator[MergeStep]:
    for taxon, common in PROTEIN_SPECIES.items():
        read = partial(gene_ontology.read_gaf_proteins, taxon_id=taxon)
        yield MergeStep(taxon, f"goa_{common}", _LOCUS_OR_NAME, read, gives_ids_only=True)


def _transcripts() -> Iterator[MergeStep]:
    # the newest first: where two sources disagree about the gene, the first one decides
    for source, column in (("hgnc", "refseq_accession"), ("hgnc_2025", "mane_select")):
        yield MergeStep(
            9606, source, AUTHORITY_RULE, partial(hgnc.read_hgnc_products, column=column), use="transcripts"
        )
    for taxon, common in ((9606, "human"), (10090, "mouse")):
        read = partial(package_tables.read_transcripts, taxon_id=taxon)
        yield MergeStep(taxon, f"transcripts_{common}", (JoinRule.ENSEMBL,), read)


def _fly() -> tuple[MergeStep, ...]:
    return (
        MergeStep(7227, "flybase", AUTHORITY_RULE, authority.read_flybase, adds_genes=True),
        MergeStep(
            7227,
            "ncbi_2016_fly",
            (JoinRule.GENE_ID, JoinRule.SYSTEMATIC, JoinRule.SYMBOL, JoinRule.MITOCHONDRIAL),
            ncbi.read_goatools,
        ),
        MergeStep(7227, HOMOLOGENE, (JoinRule.GENE_ID, JoinRule.SYSTEMATIC, JoinRule.SYMBOL)),
        MergeStep(7227, "ncbi_2016_fly", _GENE_ID_OR_ALIAS, ncbi.read_goatools),
        MergeStep(7227, HOMOLOGENE, _GENE_ID_OR_ALIAS),
        MergeStep(7227, "go_fly", AUTHORITY_RULE, _go_terms(7227), adds_genes=True),
    )


def _zebrafish(ranked: int) -> tuple[MergeStep, ...]:
    return (
        MergeStep(7955, "zfin_2026", AUTHORITY_RULE, authority.read_zfin_symbols, adds_genes=True),
        MergeStep(7955, "zfin", (JoinRule.AUTHORITY, JoinRule.GENE_ID), authority.read_zfin, adds_genes=True),
        MergeStep(7955, HOMOLOGENE, _GENE_ID_OR_SYMBOL),
        MergeStep(
            7955,
            "ensembl_zebrafish",
            _ENSEMBL_OR_SYMBOL,
            _ensembl_genes(7955, "ENSDARG"),
            adds_genes=True,
            is_current_release=True,
        ),
        MergeStep(7955, "interest_zebrafish", _ENSEMBL_OR_SYMBOL, _interest_list(7955, ranked)),
        MergeStep(7955, "synonyms_zebrafish", _SYMBOL, partial(ensembl.read_synonyms, taxon_id=7955)),
        MergeStep(7955, "go_zebrafish", AUTHORITY_RULE, _go_terms(7955)),
    )


def _worm() -> tuple[MergeStep, ...]:
    return (
        MergeStep(6239, "wormbase", AUTHORITY_RULE, authority.read_wormbase, adds_genes=True),
        MergeStep(6239, HOMOLOGENE, (JoinRule.GENE_ID, JoinRule.SYMBOL, JoinRule.SYSTEMATIC)),
        MergeStep(6239, "names_worm", (JoinRule.ENSEMBL,), partial(ensembl.read_names, taxon_id=6239, digits=8)),
        MergeStep(6239, "go_worm", AUTHORITY_RULE, _go_terms(6239)),
    )


def _yeast() -> tuple[MergeStep, ...]:
    return (
        MergeStep(559292, "go_yeast", AUTHORITY_RULE, _go_terms(559292), adds_genes=True),
        MergeStep(559292, "genbank_yeast", AUTHORITY_RULE, genbank.read_genbank, adds_genes=True),
        MergeStep(
            559292,
            HOMOLOGENE,
            (JoinRule.GENE_ID, JoinRule.SYMBOL, JoinRule.SYSTEMATIC, JoinRule.ALIAS),
            adds_genes=True,
        ),
    )
