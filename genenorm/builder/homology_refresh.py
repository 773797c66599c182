"""Laying the orthologs of a newer file over an index: another index with the same genes and names, not built again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from genenorm.builder.build_report import SourceProvenance, text_table
from genenorm.builder.merge.groups import GroupDraft, HomologyGroups, PairDraft, number_groups
from genenorm.builder.merge.roster import GeneDraft
from genenorm.builder.profiles.official_plan import ORTHOLOG_DUMPS, for_taxa
from genenorm.builder.progress import BuildProgress, no_progress
from genenorm.builder.source_rows import OrthologPair, SourceFile, Tally
from genenorm.builder.sources.dump_list import Dump
from genenorm.builder.sources.dumps_on_disk import find_dump_of, read_dump_file
from genenorm.builder.write_index import group_rows, pair_rows, write_rows
from genenorm.core.errors import SourceError
from genenorm.core.model import Gene
from genenorm.core.numbers import whole_number
from genenorm.core.taxa import HUMAN
from genenorm.index.content_hash import HASHED_TABLES, Row
from genenorm.index.reference import Reference

_KEYS = ("alliance", "hcop", "gene_orthologs", "mgi_homology")
REFRESHED_DUMPS = {dump.source: dump for dump in ORTHOLOG_DUMPS if dump.source in _KEYS}
"""The dumps that can be laid over an index, by key: those that have orthologs alone, and a header to know them by."""
_GROUP = 8
"""The place of the homology group in a row of the table ``genes``."""

SpeciesPairs = set[tuple[int, int]]
"""Taxon ids of two species whose orthologs a file has, in both orders."""


@dataclass(frozen=True, slots=True)
class RefreshedIndex:
    """The result of a refresh: the file read, its rows, and the human orthologs of each species before and after."""

    source: SourceProvenance
    tally: Tally
    orthologs: tuple[tuple[str, int, int, int], ...]
    """For each species other than human its genes, and how many have a human ortholog before and after."""
    path: Path
    content_hash: str

    def render(self) -> str:
        """Return the report as text."""
        dropped = ", ".join(f"{count:,} {reason}" for reason, count in sorted(self.tally.dropped.items()))
        rows = [("species", "genes", "with a human ortholog", "before")]
        rows += [(name, str(genes), str(after), str(before)) for name, genes, before, after in self.orthologs]
        read = f"{self.source.package} ({self.source.key} {self.source.release}): {self.tally.read:,} rows read"
        kept = f"{self.tally.kept:,} pairs kept, dropped: {dropped or 'none'}"
        size = f"{self.path}: {self.path.stat().st_size / 1e6:.1f} MB, content {self.content_hash[:16]}"
        return f"{read}, {kept}\n\n{text_table(rows)}\n\n{size}"


def dump_of_orthologs(dumps: Iterable[Dump], file: Path, key: str = "") -> Dump:
    """Return the dump that a file of orthologs is: the one with this key, or else the one whose columns it has.

    Raises SourceError when the file cannot be read, or is none of the dumps in ``REFRESHED_DUMPS``.
    """
    return find_dump_of(file, [dump for dump in dumps if dump.key in ((key,) if key else REFRESHED_DUMPS)])


def refresh_homology(
    base: Reference, dump: Dump, file: Path, out: Path, progress: BuildProgress = no_progress
) -> RefreshedIndex:
    """Write to ``out`` the index ``base`` with the orthologs of a file, and return the report.

    The orthologs replace those that the same source has between the same species; other sources, genes and names stay.
    Well supported ones also add genes without a homology group to the groups of human genes, as in a build. Raises
    SourceError, and leaves ``out`` unchanged, when the file cannot be read or no ortholog in it is of the index.
    """
    progress("reading orthologs", 0.0)
    on_disk = read_dump_file(dump, file)
    tally = Tally()
    read = for_taxa(REFRESHED_DUMPS[dump.key].read, frozenset(base.taxa))
    pairs = list(read(SourceFile(str(file), path=file), tally))
    genes = _IndexedGenes(base)
    progress("joining orthologs", 0.2)
    groups = _laid_over(base, genes, pairs, tally)
    if not tally.kept:
        raise SourceError(f"{file}: none of its {tally.read:,} rows has two genes of {base.stamp}")
    provenance = SourceProvenance(
        dump.key, file.name, on_disk.release, "authority", on_disk.sha256, dump.licence, dump.url, on_disk.release
    )
    progress("copying the index", 0.4)
    rows: dict[str, Iterable[Row]] = {table: base.content_rows(table) for table in HASHED_TABLES}
    final = number_groups(groups.nontrivial_groups())
    outside = groups.ungrouped_pairs()  # before the rows of the groups, whose support it completes
    rows["pairs"] = list(pair_rows(outside))
    rows["groups"] = list(group_rows(final))
    rows["genes"] = [
        (*row[:_GROUP], genes.group_of(key), *row[_GROUP + 1 :])
        for key, row in enumerate(base.content_rows("genes"), start=1)
    ]
    before, after = _linked_genes(base), _linked_drafts(final, outside)
    grouped = Counter(row[1] for row in rows["genes"] if row[_GROUP])
    counts = {taxon: {"grouped": grouped[taxon], "orthologs": after[taxon]} for taxon in base.taxa}
    meta = _meta(base, provenance, on_disk.date, tally, counts)
    progress("writing the index", 0.6)
    content_hash = write_rows(out, rows, meta)
    progress("done", 1.0)
    orthologs = tuple(
        (row.taxon.common, row.genes, before[row.taxon.taxon_id], after[row.taxon.taxon_id])
        for row in base.coverage()
        if row.taxon.taxon_id != HUMAN
    )
    return RefreshedIndex(provenance, tally, orthologs, out, content_hash)


class _IndexedGenes:
    """The genes of an open index as drafts, made when they are looked up."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._drafts: dict[int, GeneDraft] = {}
        self._found: dict[str, GeneDraft | None] = {}

    def draft(self, row: int) -> GeneDraft:
        """Return the gene with a row number."""
        draft = self._drafts.get(row)
        if draft is None:
            gene = self._reference.gene(row)
            draft = self._drafts[row] = GeneDraft(gene.taxon_id)
            draft.key, draft.gene_id, draft.authority = row, gene.gene_id, gene.authority_id
        return draft

    def by_id(self, identifier: str) -> GeneDraft | None:
        """Return the gene with an identifier, also a secondary or replaced one, as ``Roster.by_id`` takes it."""
        if identifier not in self._found:
            gene = self._gene(identifier)
            self._found[identifier] = self.draft(gene.key) if gene else None
        return self._found[identifier]

    def _gene(self, identifier: str) -> Gene | None:
        reference, number = self._reference, identifier.removeprefix("NCBIGene:")
        if number != identifier:
            if (gene_id := whole_number(number)) is None:
                return None
            known, other = reference.gene_by_id(gene_id), reference.gene_by_other_id(gene_id)
        else:
            known = reference.gene_by_authority(identifier) or reference.gene_by_ensembl(identifier)
            other = reference.gene_by_other_id(identifier)
        return known or (other.gene if other else None)

    def group_of(self, row: int) -> int | None:
        """Return the row number of the group of the gene with a row number, once groups are numbered."""
        draft = self._drafts.get(row)
        return draft.group or None if draft else None


def _laid_over(base: Reference, genes: _IndexedGenes, pairs: list[OrthologPair], tally: Tally) -> HomologyGroups:
    """Return the groups and pairs of an index in which the pairs of a file replace the older ones of their source."""
    groups = HomologyGroups({0: genes})  # finds the genes of all species
    replaced: dict[str, SpeciesPairs] = {}
    for pair in pairs:
        one, other = groups.find(pair.gene), groups.find(pair.other)
        if one and other:
            replaced.setdefault(pair.source, set()).update(
                ((one.taxon_id, other.taxon_id), (other.taxon_id, one.taxon_id))
            )
    groups.take_over(_kept_groups(base, genes, replaced), _kept_pairs(base, genes, replaced))
    groups.add_pairs(pairs, tally)
    return groups


def _kept_groups(base: Reference, genes: _IndexedGenes, replaced: Mapping[str, SpeciesPairs]) -> Iterator[GroupDraft]:
    """Yield the groups of an index without the support, and the members, that are replaced."""
    for row in range(1, base.count("groups") + 1):
        known = base.group(row)
        group = GroupDraft(base.group_id(row))
        for member in known.members:
            draft = genes.draft(member.gene)
            support = {
                one.source: one for one in member.support if (HUMAN, draft.taxon_id) not in replaced.get(one.source, ())
            }
            if support:
                group.members.append(draft)
                group.support.append(support)
        yield group


def _kept_pairs(base: Reference, genes: _IndexedGenes, replaced: Mapping[str, SpeciesPairs]) -> Iterator[PairDraft]:
    """Yield the pairs of an index that are not replaced, with the human gene first, if there is one."""
    for _, _, found in base.all_pairs():
        for place, (first, other) in enumerate(zip(found.first, found.other, strict=True)):
            one, two = genes.draft(first), genes.draft(other)
            if (one.taxon_id, two.taxon_id) in replaced.get(found.source, ()):
                break  # and so are all others of these species
            if two.taxon_id == HUMAN:
                one, two = two, one
            yield PairDraft(one, two, found.support(place))


def _meta(
    base: Reference, source: SourceProvenance, date: str, tally: Tally, counts: Mapping[int, Mapping[str, int]]
) -> dict[str, str]:
    """Return what the new index records about itself; ``counts`` replace those of each species by the same names."""
    meta = {key: text for key, text in base.meta.items() if key not in ("schema", "content_hash")}
    sources: list[dict[str, Any]] = json.loads(meta.get("sources", "[]"))
    use = {"species": "all", "use": "orthologs", "read": tally.read, "kept": tally.kept}
    sources = [known for known in sources if (known.get("key"), known.get("use")) != (source.key, use["use"])]
    sources.append({**asdict(source), **use, "dropped": dict(sorted(tally.dropped.items()))})
    meta["sources"] = json.dumps(sources, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    known_counts: dict[str, dict[str, Any]] = json.loads(meta.get("counts", "{}"))
    for taxon in base.taxa.values():
        recorded = known_counts.get(taxon.common, {})
        recorded.update((name, count) for name, count in counts[taxon.taxon_id].items() if name in recorded)
    meta["counts"] = json.dumps(known_counts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    parts = dict.fromkeys((*meta.get("profile", "unknown").split("+"), source.key))
    meta["profile"] = "+".join(parts)
    meta["build_date"] = max(filter(None, (date, meta.get("build_date", ""))), default="undated")
    return meta


def _linked_drafts(groups: Iterable[GroupDraft], pairs: Iterable[PairDraft]) -> Counter[int]:
    """Return for each other taxon id the number of genes that these groups and pairs link to a human gene."""
    together = [*(group.members for group in groups), *((pair.gene, pair.other) for pair in pairs)]
    linked = {
        id(draft): draft.taxon_id
        for drafts in together
        if any(draft.taxon_id == HUMAN for draft in drafts)
        for draft in drafts
    }
    return Counter(taxon_id for taxon_id in linked.values() if taxon_id != HUMAN)


def _linked_genes(reference: Reference) -> Counter[int]:
    """Return for each other taxon id the number of genes that the groups and pairs of an index link to a human gene."""
    linked: set[int] = set()
    facts = reference.gene_facts
    species = [facts[row] >> 12 for row in range(len(facts))]
    human = reference.taxon_ids.index(HUMAN) if HUMAN in reference.taxa else -1
    for row in range(1, reference.count("groups") + 1):
        members = reference.members(row)
        if any(species[member] == human for member in members):
            linked.update(members)
    for one, other, pairs in reference.all_pairs():
        if HUMAN in (one, other):
            linked.update(pairs.other if one == HUMAN else pairs.first)
    return Counter(reference.taxon_ids[species[row]] for row in linked if species[row] != human)
