"""The homology of the profile ``registry``: groups and pairs from its sources, the better supported ones first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from genenorm.builder.merge.groups import HomologyGroups
from genenorm.builder.merge.roster import GeneDraft, Roster, gene_id_text
from genenorm.builder.profiles.package_inputs import PackageInputs
from genenorm.builder.profiles.registry_plan import ANCESTOR_SOURCES, ANCESTOR_SPECIES, HOMOLOGENE
from genenorm.builder.readers.gene_ontology import AncestorRows
from genenorm.builder.readers.hgnc import read_hgnc_orthologs
from genenorm.builder.readers.homology_tables import read_hcop_ensembl, read_zfin_orthologs
from genenorm.builder.readers.worm_descriptions import read_worm_descriptions
from genenorm.builder.source_rows import GroupRow, OrthologPair, SourceFile, Tally
from genenorm.core.model import Biotype
from genenorm.core.taxa import FLY, HUMAN, WORM
from genenorm.text.keys import Key, fold

LEAST_SYMBOL = 4
"""The least length of a symbol that counts as equal; half of the shorter ones are so by chance."""


def join_orthologs(inputs: PackageInputs, rosters: Mapping[int, Roster], homologene: list[GroupRow]) -> HomologyGroups:
    """Return the homology groups and ortholog pairs of all sources."""
    groups = HomologyGroups(rosters)
    groups.add_homologene(homologene, inputs.tally(HOMOLOGENE, use="groups"))
    human = rosters[HUMAN]

    def human_id(symbol: str) -> str:
        draft = human.by_name(symbol)
        return draft.authority if draft else ""

    pairs: list[tuple[str, Callable[[SourceFile, Tally], Iterator[OrthologPair]]]] = [
        ("hgnc_2025", read_hgnc_orthologs),
        ("zfin_human", read_zfin_orthologs),
        ("hcop", read_hcop_ensembl),
        ("worm_descriptions", partial(read_worm_descriptions, human_id=human_id)),
    ]
    for key, read in pairs:
        tally = inputs.tally(key, use="orthologs")
        groups.add_pairs(list(read(inputs.source_file(key), tally)), tally)
    groups.add_pairs(_common_ancestors(inputs, rosters, groups), Tally())
    tally = inputs.tally("flybase", use="symbols equal to a human one")
    equal = list(equal_symbols(rosters[FLY], human, tally))
    kept = list(unopposed(equal, rosters[FLY], human, groups))
    tally.drop("other sources name other orthologs", len(equal) - len(kept))
    groups.add_pairs(kept, tally)
    return groups


def unopposed(
    pairs: Iterable[OrthologPair], other: Roster, human: Roster, groups: HomologyGroups
) -> Iterator[OrthologPair]:
    """Yield the pairs that another source has too, and those of genes for which no other source names an ortholog."""
    orthologs = groups.human_orthologs()
    for pair in pairs:
        known = orthologs.get(id(other.by_id(pair.other[0])))
        if not known or id(human.by_id(pair.gene[0])) in known:
            yield pair


def _common_ancestors(
    inputs: PackageInputs, rosters: Mapping[int, Roster], groups: HomologyGroups
) -> Iterator[OrthologPair]:
    known = {taxon_id: rosters[taxon_id] for taxon_id in (HUMAN, *ANCESTOR_SPECIES)}

    def gene_of(identifier: str) -> tuple[int, str] | None:
        for taxon_id, roster in known.items():
            if draft := roster.by_id(identifier):
                return taxon_id, draft.authority or gene_id_text(draft.gene_id or 0)
        return None

    rows = AncestorRows(gene_of)
    for key in ANCESTOR_SOURCES:
        rows.read(inputs.source_file(key), inputs.tally(key, use="orthologs"))
    for taxon_id in ANCESTOR_SPECIES:
        # WormBase names all orthologs of a worm gene, HomoloGene often one of several; so half of the others are wrong
        pairs = rows.pairs(taxon_id)
        yield from unopposed(pairs, rosters[WORM], rosters[HUMAN], groups) if taxon_id == WORM else pairs


def equal_symbols(fly: Roster, human: Roster, tally: Tally) -> Iterator[OrthologPair]:
    """Yield the protein-coding fly genes with the human ones that have the same symbol but for case."""
    symbols = _coding_symbols(human)
    for key, other in _coding_symbols(fly).items():
        gene = symbols.get(key)
        if gene and other:
            tally.read += 1
            yield OrthologPair("equal symbol", (gene.authority,), (other.authority,), may_extend_group=False)


def _coding_symbols(roster: Roster) -> dict[Key, GeneDraft | None]:
    """Return the protein-coding genes by the key of their symbol; ``None`` for the key of several genes."""
    found: dict[Key, GeneDraft | None] = {}
    for draft in roster.drafts:
        key = fold(draft.symbol)
        if key and len(key) >= LEAST_SYMBOL and draft.authority and draft.biotype is Biotype.PROTEIN_CODING:
            found[key] = None if key in found else draft
    return found
