"""Homology groups: HomoloGene's, widened by the human-anchored orthologs of HGNC, ZFIN and HCOP."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from genenorm.build.assemble import Draft, Roster, gene_id_text
from genenorm.build.rows import GroupRow, OrthologPair, Tally

HUMAN = 9606


class GroupDraft:
    """One homology group while it is being assembled."""

    __slots__ = ("group_id", "key", "members", "sources")

    def __init__(self, group_id: str) -> None:
        self.group_id = group_id
        self.key = 0
        self.members: list[Draft] = []
        self.sources: list[list[str]] = []

    def add(self, draft: Draft, source: str) -> None:
        """Make a gene a member, or note that one more source says that it is."""
        for member, sources in zip(self.members, self.sources, strict=True):
            if member is draft:
                if source not in sources:
                    sources.append(source)
                return
        self.members.append(draft)
        self.sources.append([source])


class Groups:
    """All groups; a gene belongs to one at most, the first that claims it."""

    def __init__(self, rosters: Mapping[int, Roster]) -> None:
        self._rosters = rosters
        self._of: dict[int, GroupDraft] = {}
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
            self._join(group, draft, "HomoloGene")

    def add_pairs(self, pairs: Iterable[OrthologPair], taxon_ids: tuple[int, ...], tally: Tally) -> None:
        """Widen groups by orthologs of human genes, best supported pairs first; a gene keeps the group it has."""
        for pair in sorted(pairs, key=lambda pair: (-pair.support, pair.human, pair.other)):
            human = self._rosters[HUMAN].by_id(pair.human)
            others = (self._rosters[taxon_id].by_id(pair.other) for taxon_id in taxon_ids)
            other = next((draft for draft in others if draft), None)
            if human is None or other is None:
                tally.drop("no such human gene" if human is None else "no such ortholog")
                continue
            group, theirs = self._of.get(id(human)), self._of.get(id(other))
            if theirs is not None and theirs is not group:
                tally.drop("already in another group")
                continue
            if group is None:
                if not human.authority:
                    tally.drop("human gene without HGNC id")
                    continue
                group = GroupDraft(human.authority)
                self.all.append(group)
            tally.kept += 1
            self._join(group, human, pair.source)
            self._join(group, other, pair.source)

    def finish(self) -> list[GroupDraft]:
        """Return the groups of two members or more; a lonely gene has no group."""
        return [group for group in self.all if len(group.members) > 1]

    def _join(self, group: GroupDraft, draft: Draft, source: str) -> None:
        self._of[id(draft)] = group
        group.add(draft, source)
