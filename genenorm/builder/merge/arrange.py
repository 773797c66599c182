"""Everything that goes into an index, numbered and in order, made from the assembled genes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from genenorm.builder.merge.families import FamilyDraft
from genenorm.builder.merge.groups import GroupDraft, Groups, PairDraft
from genenorm.builder.merge.name_postings import NamedKey, drop_crowded, gene_names
from genenorm.builder.merge.retired import Retired, lead_retired
from genenorm.builder.merge.roster import Draft, Roster
from genenorm.builder.merge.weights import set_weights
from genenorm.builder.source_rows import Withdrawn
from genenorm.core.errors import SourceError

MOST_ROWS = (1 << 20) - 1
"""Row numbers must fit the 20 bits that a posting has for them."""

TIER = 32
"""Genes are ordered by tiers of weight and by id within: hot genes share pages, and ids run along row numbers."""


@dataclass(frozen=True, slots=True)
class Content:
    """The rows of an index; ``names`` runs parallel to ``genes``."""

    genes: list[Draft]
    names: list[list[NamedKey]]
    groups: list[GroupDraft]
    pairs: list[PairDraft]
    """Orthologs that groups do not say."""
    families: list[FamilyDraft]
    retired: Retired
    name_counts: Mapping[int, Counter[str]]
    """Per species: names read, kept, and dropped by reason."""


def arrange(
    rosters: Mapping[int, Roster],
    groups: Groups,
    families: list[FamilyDraft],
    withdrawn: Iterable[Withdrawn],
    *,
    loci: bool = False,
) -> Content:
    """Weigh and number the genes, species by species and heaviest first, and fold their names.

    ``loci`` says whether all locus numbers are names (``gene_names``).
    """
    counts: dict[int, Counter[str]] = {taxon_id: Counter() for taxon_id in rosters}
    drafts = [draft for roster in rosters.values() for draft in roster.drafts]
    if len(drafts) > MOST_ROWS:
        raise SourceError(f"{len(drafts)} genes are more than an index holds ({MOST_ROWS})")
    names = {id(draft): gene_names(draft, counts[draft.taxon_id], loci=loci) for draft in drafts}
    for taxon_id, roster in rosters.items():
        drop_crowded([names[id(draft)] for draft in roster.drafts], counts[taxon_id])
    finished = groups.finish()
    set_weights(drafts, finished, {key: len(found) for key, found in names.items()})
    place = {taxon_id: position for position, taxon_id in enumerate(rosters)}
    drafts.sort(
        key=lambda draft: (
            place[draft.taxon_id], -(draft.weight // TIER), _natural(draft.authority), draft.gene_id or 0,
            draft.ensembl, draft.symbol,
        )
    )  # fmt: skip
    for key, draft in enumerate(drafts, 1):
        draft.key = key
    ordered = sorted(finished, key=lambda group: min(draft.key for draft in group.members))
    for key, group in enumerate(ordered, 1):
        group.key = key
        for draft in group.members:
            draft.group = key
    retired = lead_retired(rosters, names, withdrawn)
    in_order = [names[id(draft)] for draft in drafts]
    return Content(drafts, in_order, ordered, groups.loose_pairs(), families, retired, counts)


def _natural(identifier: str) -> tuple[str, int]:
    """Return a sort key under which HGNC:9 comes before HGNC:10."""
    digits = len(identifier) - len(identifier.rstrip("0123456789"))
    return (identifier[:-digits], int(identifier[-digits:])) if digits else (identifier, 0)
