"""Homology groups: HomoloGene's, widened by human-anchored orthologs; and the ortholog pairs that groups cannot say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from genenorm.builder.merge.roster import Draft, Roster, gene_id_text
from genenorm.builder.source_rows import GroupRow, OrthologPair, Tally
from genenorm.core.model import Support
from genenorm.core.taxa import HUMAN
from genenorm.index.schema import MOST_METHODS


class GroupDraft:
    """One homology group while it is being assembled."""

    __slots__ = ("group_id", "key", "members", "support")

    def __init__(self, group_id: str) -> None:
        self.group_id = group_id
        self.key = 0
        self.members: list[Draft] = []
        self.support: list[dict[str, Support]] = []
        """For each member what puts it there, by source."""

    def add(self, draft: Draft, support: Support) -> None:
        """Make a gene a member, or note that one more source says that it is."""
        for member, known in zip(self.members, self.support, strict=True):
            if member is draft:
                if support.source not in known or known[support.source].methods < support.methods:
                    known[support.source] = support
                return
        self.members.append(draft)
        self.support.append({support.source: support})

    def only_human(self) -> Draft | None:
        """Return the group's human gene when it has just one: then the other members' support speaks of that gene."""
        human = [draft for draft in self.members if draft.taxon_id == HUMAN]
        return human[0] if len(human) == 1 else None


@dataclass(frozen=True, slots=True)
class PairDraft:
    """Two genes that a source calls orthologs."""

    gene: Draft
    other: Draft
    support: Support


class Groups:
    """All groups and pairs; a gene belongs to one group at most, the first that claims it."""

    def __init__(self, rosters: Mapping[int, Roster]) -> None:
        self._rosters = rosters
        self._of: dict[int, GroupDraft] = {}
        self._pairs: dict[tuple[int, int, str], PairDraft] = {}
        self.all: list[GroupDraft] = []

    def group_of(self, draft: Draft) -> GroupDraft | None:
        """Return the gene's group."""
        return self._of.get(id(draft))

    def add_homologene(self, rows: Iterable[GroupRow], tally: Tally) -> None:
        """Make HomoloGene's groups of the genes that have its GeneIDs."""
        made: dict[str, GroupDraft] = {}
        for row in rows:
            gene_id = row.gene.gene_id
            draft = self._rosters[row.gene.taxon_id].by_id(gene_id_text(gene_id)) if gene_id else None
            if draft is None:
                tally.drop("no gene with this GeneID")
                continue
            tally.kept += 1
            if id(draft) in self._of:
                continue
            group = made.get(row.group_id)
            if group is None:
                group = made[row.group_id] = GroupDraft(row.group_id)
                self.all.append(group)
            self._join(group, draft, Support("HomoloGene"))

    def add_pairs(self, pairs: Iterable[OrthologPair], tally: Tally) -> None:
        """Keep every pair, and widen groups by the orthologs of human genes, best supported pairs first.

        A gene keeps the group it has.
        """
        for pair in sorted(pairs, key=lambda pair: (-pair.support, pair.gene, pair.other)):
            gene, other = self._known(pair.gene), self._known(pair.other)
            if gene is None or other is None or gene.taxon_id == other.taxon_id:
                tally.drop(_fault(gene, other))
                continue
            if other.taxon_id == HUMAN:
                gene, other = other, gene
            tally.kept += 1
            counted = (min(pair.support, MOST_METHODS), min(pair.of, MOST_METHODS)) if pair.of else (0, 0)
            support = Support(pair.source, *counted)
            # pairs come best supported first: a source that repeats a pair has said the most the first time
            self._pairs.setdefault((id(gene), id(other), pair.source), PairDraft(gene, other, support))
            if gene.taxon_id == HUMAN:
                self._widen(gene, other, support, made=pair.widens)

    def _known(self, identifiers: tuple[str, ...]) -> Draft | None:
        for text in identifiers:
            for roster in self._rosters.values():
                if draft := roster.by_id(text):
                    return draft
        return None

    def _widen(self, human: Draft, other: Draft, support: Support, *, made: bool) -> None:
        """Put a pair into the human gene's group, unless the ortholog is in another; a group is made when ``made``."""
        group, theirs = self._of.get(id(human)), self._of.get(id(other))
        if theirs is not group and (theirs is not None or not made):
            return
        if group is None:
            if not (made and human.authority):
                return
            group = GroupDraft(human.authority)
            self.all.append(group)
        self._join(group, human, Support(support.source))
        self._join(group, other, support)

    def finish(self) -> list[GroupDraft]:
        """Return the groups of two members or more; a lonely gene has no group."""
        return [group for group in self.all if len(group.members) > 1]

    def loose_pairs(self) -> list[PairDraft]:
        """Return the pairs that no group says: a group's members speak of its human gene, when it has just one."""
        anchors = {id(group): group.only_human() for group in self.all}
        loose = []
        for pair in self._pairs.values():
            group = self._of.get(id(pair.gene))
            told = group is not None and group is self._of.get(id(pair.other)) and anchors[id(group)] is pair.gene
            if not told:
                loose.append(pair)
        return loose

    def _join(self, group: GroupDraft, draft: Draft, support: Support) -> None:
        self._of[id(draft)] = group
        group.add(draft, support)


def _fault(gene: Draft | None, other: Draft | None) -> str:
    if gene is None:
        return "no such gene"
    return "no such ortholog" if other is None else "genes of one species"
