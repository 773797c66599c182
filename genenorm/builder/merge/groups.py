"""Homology groups made from HomoloGene and from orthologs of human genes, and the ortholog pairs outside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from genenorm.builder.merge.roster import GeneDraft, gene_id_text
from genenorm.builder.source_rows import GroupRow, OrthologPair, Tally
from genenorm.core.model import Support
from genenorm.core.taxa import HUMAN
from genenorm.index.schema import MOST_METHODS


class GroupDraft:
    """One homology group while it is being assembled.

    ``support`` has for each member the sources that put it into the group.
    """

    __slots__ = ("group_id", "key", "members", "support")

    def __init__(self, group_id: str) -> None:
        self.group_id = group_id
        self.key = 0
        self.members: list[GeneDraft] = []
        self.support: list[dict[str, Support]] = []

    def add(self, draft: GeneDraft, support: Support) -> None:
        """Add a gene, or add the support of one more source to a gene that is a member."""
        for member, known in zip(self.members, self.support, strict=True):
            if member is draft:
                if support.source not in known or known[support.source].methods < support.methods:
                    known[support.source] = support
                return
        self.members.append(draft)
        self.support.append({support.source: support})

    def single_human_gene(self) -> GeneDraft | None:
        """Return the group's human gene if it has exactly one; the support of the other members then refers to it."""
        human = [draft for draft in self.members if draft.taxon_id == HUMAN]
        return human[0] if len(human) == 1 else None


@dataclass(frozen=True, slots=True)
class PairDraft:
    """Two genes that a source names as orthologs."""

    gene: GeneDraft
    other: GeneDraft
    support: Support


class GeneFinder(Protocol):
    """What finds genes by identifier: a roster, or the genes of an index."""

    def by_id(self, identifier: str) -> GeneDraft | None:
        """Return the gene with an identifier of any kind, or ``None``."""


class HomologyGroups:
    """All homology groups and ortholog pairs; a gene belongs to at most one group, the first that it is added to."""

    def __init__(self, rosters: Mapping[int, GeneFinder]) -> None:
        self._rosters = rosters
        self._group_by_gene: dict[int, GroupDraft] = {}
        self._pairs: dict[tuple[int, int, str], PairDraft] = {}
        self.drafts: list[GroupDraft] = []

    def group_of(self, draft: GeneDraft) -> GroupDraft | None:
        """Return the group of a gene, or ``None``."""
        return self._group_by_gene.get(id(draft))

    def add_homologene(self, rows: Iterable[GroupRow], tally: Tally) -> None:
        """Make a group of the known genes in each HomoloGene group, which are found by GeneID."""
        groups: dict[str, GroupDraft] = {}
        for row in rows:
            gene_id = row.gene.gene_id
            draft = self._rosters[row.gene.taxon_id].by_id(gene_id_text(gene_id)) if gene_id else None
            if draft is None:
                tally.drop("no gene with this GeneID")
                continue
            tally.kept += 1
            if id(draft) in self._group_by_gene:
                continue
            group = groups.get(row.group_id)
            if group is None:
                group = groups[row.group_id] = GroupDraft(row.group_id)
                self.drafts.append(group)
            self._add_member(group, draft, Support("HomoloGene"))

    def add_pairs(self, pairs: Iterable[OrthologPair], tally: Tally) -> None:
        """Add pairs, and extend the homology groups of human genes by their orthologs, the best supported pairs first.

        A gene that has a group stays in it. Pairs whose genes are not in the index are dropped.
        """
        for pair in sorted(pairs, key=lambda pair: (-pair.support, pair.gene, pair.other)):
            gene, other = self.find(pair.gene), self.find(pair.other)
            if gene is None or other is None or gene.taxon_id == other.taxon_id:
                tally.drop(_drop_reason(gene, other))
                continue
            if other.taxon_id == HUMAN:
                gene, other = other, gene
            tally.kept += 1
            support = Support(pair.source)
            if pair.methods_compared:
                counts = min(pair.support, MOST_METHODS), min(pair.methods_compared, MOST_METHODS)
                support = Support(pair.source, *counts)
            # the pairs are sorted by support, so the first of a source's repeated pairs has the most
            self._pairs.setdefault((id(gene), id(other), pair.source), PairDraft(gene, other, support))
            if gene.taxon_id == HUMAN:
                self._extend_group(gene, other, support, may_create=pair.may_extend_group)

    def take_over(self, groups: Iterable[GroupDraft], pairs: Iterable[PairDraft]) -> None:
        """Add the groups and pairs of an index, before any other."""
        for group in groups:
            self.drafts.append(group)
            self._group_by_gene.update((id(draft), group) for draft in group.members)
        self._pairs.update(((id(pair.gene), id(pair.other), pair.support.source), pair) for pair in pairs)

    def find(self, identifiers: tuple[str, ...]) -> GeneDraft | None:
        """Return the gene that the first known one of some identifiers means, or ``None``."""
        for text in identifiers:
            for roster in self._rosters.values():
                if draft := roster.by_id(text):
                    return draft
        return None

    def _extend_group(self, human: GeneDraft, other: GeneDraft, support: Support, *, may_create: bool) -> None:
        """Add a pair to the human gene's group, unless the ortholog has another group.

        Without ``may_create``, support is added to members only: no gene joins a group, and no group is made.
        """
        group, other_group = self._group_by_gene.get(id(human)), self._group_by_gene.get(id(other))
        if other_group is not group and (other_group is not None or not may_create):
            return
        if group is None:
            if not (may_create and human.authority):
                return
            group = GroupDraft(human.authority)
            self.drafts.append(group)
        self._add_member(group, human, Support(support.source))
        self._add_member(group, other, support)

    def human_orthologs(self) -> dict[int, set[int]]:
        """Return the ``id`` of the human genes that sources name as orthologs of a gene, by the ``id`` of its draft."""
        found: dict[int, set[int]] = {}
        for pair in self._pairs.values():
            if pair.gene.taxon_id == HUMAN:
                found.setdefault(id(pair.other), set()).add(id(pair.gene))
        for group in self.drafts:
            human = {id(draft) for draft in group.members if draft.taxon_id == HUMAN}
            for draft in group.members if human else ():
                found.setdefault(id(draft), set()).update(human)
        return found

    def nontrivial_groups(self) -> list[GroupDraft]:
        """Return the groups that have at least two members."""
        return [group for group in self.drafts if len(group.members) > 1]

    def ungrouped_pairs(self) -> list[PairDraft]:
        """Return the pairs that groups do not express.

        A group with exactly one human gene expresses the pairs of this gene with the other members. The support of a
        pair that was added before one of its genes joined the group is added to the member.
        """
        human_genes = {id(group): group.single_human_gene() for group in self.drafts}
        ungrouped = []
        for pair in self._pairs.values():
            group = self._group_by_gene.get(id(pair.gene))
            in_one_group = group is not None and group is self._group_by_gene.get(id(pair.other))
            if not (in_one_group and human_genes[id(group)] is pair.gene):
                ungrouped.append(pair)
            elif group is not None:
                group.add(pair.gene, Support(pair.support.source))
                group.add(pair.other, pair.support)
        return ungrouped

    def _add_member(self, group: GroupDraft, draft: GeneDraft, support: Support) -> None:
        self._group_by_gene[id(draft)] = group
        group.add(draft, support)


def number_groups(groups: Iterable[GroupDraft]) -> list[GroupDraft]:
    """Return groups in the order of their first genes, and give them and their genes the row numbers of the groups."""
    ordered = sorted(groups, key=lambda group: min(draft.key for draft in group.members))
    for key, group in enumerate(ordered, 1):
        group.key = key
        for draft in group.members:
            draft.group = key
    return ordered


def _drop_reason(gene: GeneDraft | None, other: GeneDraft | None) -> str:
    if gene is None:
        return "no such gene"
    return "no such ortholog" if other is None else "genes of one species"
