"""What the index proposes for a name: genes, families, and what they were gathered from.

Named tuples, since a list makes several of them for each name, and a frozen data class takes four times as long.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from genenorm.core.model import Candidate, Family, Gene, KeyRule, NameKind
from genenorm.text.keys import Key


class Proposal(NamedTuple):
    """A gene that a name may mean, and how the name leads to it."""

    gene: Gene
    kind: NameKind
    rule: KeyRule
    exact: bool
    """Whether some source spells the name exactly so."""
    via: Gene | None = None
    """The gene whose name matched, when this one is its ortholog."""
    family: bool = False
    """Whether the gene comes as a member of a family that the name means."""
    first: bool = False
    """Whether it is the first member of that family, the one meant when the family is named alone."""
    source: str = ""
    """Who says that the name means it, when not the index."""

    @property
    def is_own_symbol(self) -> bool:
        """Whether the name is exactly the gene's own official symbol."""
        return self.exact and self.kind is NameKind.SYMBOL and self.via is None


class FamilyMatch(NamedTuple):
    """A family or complex that a name means."""

    family: Family
    kind: NameKind
    rule: KeyRule


class Gathered(NamedTuple):
    """Everything the index proposes for one name."""

    name: str
    key: Key | None
    proposals: tuple[Proposal, ...] = ()
    families: tuple[FamilyMatch, ...] = ()
    parts: tuple[Gathered, ...] = ()
    """One per gene when the name is shorthand for several."""
    prefix: int | None = None
    """Taxon id of a species letter that was taken off the name (``h`` of ``hTERT``)."""
    withdrawn: bool = False
    """Whether the name is an identifier or a symbol that was retired without a replacement."""

    @property
    def is_empty(self) -> bool:
        """Whether the index proposes nothing."""
        return not (self.proposals or self.families or self.parts or self.withdrawn)

    def in_full(self, candidate: Candidate) -> bool:
        """Whether the name is a gene's own in words, and only its plural a family's: a fly's `kainate receptor`."""
        match = candidate.match
        own = match.via is None and match.kind in (NameKind.FULL_NAME, NameKind.DESIGNATION)
        return own and bool(self.families) and self.families[0].rule is KeyRule.PLURAL


def groups_of(gathered: Iterable[Gathered]) -> set[int]:
    """Return the homology groups of everything proposed for some names."""
    return {gene.group for found in gathered for gene, *_ in found.proposals if gene.group is not None}
