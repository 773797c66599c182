"""Proposals: the genes and families that the index has for a name, before a context decides between them.

Named tuples, since a list of names makes several of them for each, and a frozen data class takes four times as long.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol

from genenorm.core.context import Context
from genenorm.core.model import Candidate, Family, Gene, KeyRule, NameKind, Resolution
from genenorm.index.reference import Reference
from genenorm.text.keys import Key


class Proposal(NamedTuple):
    """A gene that a name may mean, and how the name leads to it."""

    gene: Gene
    kind: NameKind
    rule: KeyRule
    is_exact: bool
    """Whether some source spells the name exactly so."""
    via: Gene | None = None
    """The gene whose name matched, when ``gene`` is its ortholog."""
    is_family_member: bool = False
    """Whether the gene is proposed as a member of a family that the name means."""
    is_first_member: bool = False
    """Whether it is the first member of that family, the one that the family's name alone usually means."""
    source: str = ""
    """The source of the proposal when it is not the index: ``MyGene.info 20261115``."""

    @property
    def is_own_symbol(self) -> bool:
        """Whether the name is exactly the gene's own official symbol."""
        return self.is_exact and self.kind is NameKind.SYMBOL and self.via is None


class FamilyMatch(NamedTuple):
    """A family or complex that a name means, and how the name leads to it."""

    family: Family
    kind: NameKind
    rule: KeyRule


class NameProposals(NamedTuple):
    """Everything that the index proposes for one name."""

    name: str
    key: Key | None
    """The folded name; ``None`` for a name without a letter or digit."""
    proposals: tuple[Proposal, ...] = ()
    families: tuple[FamilyMatch, ...] = ()
    parts: tuple[NameProposals, ...] = ()
    """One for each gene when the name is shorthand for several."""
    prefix_taxon: int | None = None
    """Taxon id of the species letter that was removed from the name (``h`` of ``hTERT``)."""
    is_withdrawn: bool = False
    """Whether the name is an identifier or a symbol that was retired without a replacement."""

    @property
    def is_empty(self) -> bool:
        """Whether the index proposes nothing."""
        return not (self.proposals or self.families or self.parts or self.is_withdrawn)

    def is_full_name_of(self, candidate: Candidate) -> bool:
        """Whether the name is a full name of the candidate, and only its plural a family's name.

        So is ``kainate receptor``: a fly gene is called that, and the family ``kainate receptors``.
        """
        match = candidate.match
        is_own_name = match.via is None and match.kind in (NameKind.FULL_NAME, NameKind.DESIGNATION)
        return is_own_name and bool(self.families) and self.families[0].rule is KeyRule.PLURAL


def groups_of(gathered: Iterable[NameProposals]) -> set[int]:
    """Return the homology groups of all genes proposed for some names."""
    return {p.gene.group for found in gathered for p in found.proposals if p.gene.group is not None}


class LookupAnswers(Protocol):
    """What a live source knows about some names."""

    @property
    def gathered(self) -> Mapping[str, NameProposals]:
        """The names for which the source proposes further genes, each with the index's proposals and the new ones."""

    def add_note(self, answer: Resolution) -> Resolution:
        """Return an answer; when its name is still unknown, with a note on the look-up."""


class Lookups(Protocol):
    """A live source that a resolver asks about names, such as ``mygene.lookups.LiveLookups``."""

    def look_up(
        self,
        reference: Reference,
        gathered: Mapping[str, NameProposals],
        answers: Mapping[str, Resolution],
        context: Context,
    ) -> LookupAnswers:
        """Return what the source adds to the proposals and answers of the index."""
