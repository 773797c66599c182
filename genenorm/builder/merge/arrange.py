"""The content of an index: its genes, names, groups, pairs and families, numbered and in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from genenorm.builder.merge.families import FamilyDraft
from genenorm.builder.merge.groups import GroupDraft, HomologyGroups, PairDraft, number_groups
from genenorm.builder.merge.name_postings import FoldedName, drop_crowded_names, gene_names
from genenorm.builder.merge.retired import RetiredEntries, resolve_retired
from genenorm.builder.merge.roster import GeneDraft, Roster
from genenorm.builder.merge.weights import set_weights
from genenorm.builder.source_rows import WithdrawnEntry
from genenorm.core.errors import SourceError

MAX_ROWS = (1 << 20) - 1
"""The number of genes an index may have: a posting has 20 bits for a row number."""

WEIGHT_TIER = 32
"""Genes are sorted by ranges of this many weights, and by id within a range.

So the genes that texts often name are on the same pages of the file, and ids mostly increase with row numbers.
"""


@dataclass(frozen=True, slots=True)
class IndexContent:
    """The rows of an index; ``names`` has the names of each gene in the order of ``genes``."""

    genes: list[GeneDraft]
    names: list[list[FoldedName]]
    groups: list[GroupDraft]
    pairs: list[PairDraft]
    """Ortholog pairs that are not part of a homology group."""
    families: list[FamilyDraft]
    retired: RetiredEntries
    name_counts: Mapping[int, Counter[str]]
    """For each taxon id the number of names read, kept, and dropped for each reason."""


def arrange(
    rosters: Mapping[int, Roster],
    groups: HomologyGroups,
    families: list[FamilyDraft],
    withdrawn: Iterable[WithdrawnEntry],
) -> IndexContent:
    """Return the content of an index: genes weighted and numbered, with folded names, groups and retired ids.

    Genes are ordered by species, then by falling weight. Raises SourceError when there are more genes than an index can
    have.
    """
    counts: dict[int, Counter[str]] = {taxon_id: Counter() for taxon_id in rosters}
    drafts = [draft for roster in rosters.values() for draft in roster.drafts]
    if len(drafts) > MAX_ROWS:
        raise SourceError(f"{len(drafts)} genes are more than an index can have ({MAX_ROWS})")
    for roster in rosters.values():
        roster.drop_borrowed_loci()
    names = {id(draft): gene_names(draft, counts[draft.taxon_id]) for draft in drafts}
    for taxon_id, roster in rosters.items():
        drop_crowded_names([names[id(draft)] for draft in roster.drafts], counts[taxon_id])
    final_groups = groups.nontrivial_groups()
    set_weights(drafts, final_groups, {key: len(found) for key, found in names.items()})
    species_order = {taxon_id: position for position, taxon_id in enumerate(rosters)}
    drafts.sort(
        key=lambda draft: (
            species_order[draft.taxon_id], -(draft.weight // WEIGHT_TIER), _natural_key(draft.authority),
            draft.gene_id or 0, draft.ensembl, draft.symbol,
        )
    )  # fmt: skip
    for key, draft in enumerate(drafts, 1):
        draft.key = key
    ordered = number_groups(final_groups)
    retired = resolve_retired(rosters, names, withdrawn)
    in_order = [names[id(draft)] for draft in drafts]
    return IndexContent(drafts, in_order, ordered, groups.ungrouped_pairs(), families, retired, counts)


def _natural_key(identifier: str) -> tuple[str, int]:
    """Return a sort key that puts HGNC:9 before HGNC:10."""
    digits = len(identifier) - len(identifier.rstrip("0123456789"))
    return (identifier[:-digits], int(identifier[-digits:])) if digits else (identifier, 0)
