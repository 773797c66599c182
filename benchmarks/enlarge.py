"""Indexes with the genes and names of another index once or several times, to measure the influence of its size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from genenorm import Reference
from genenorm.builder.merge.arrange import IndexContent
from genenorm.builder.merge.families import FamilyDraft
from genenorm.builder.merge.groups import GroupDraft
from genenorm.builder.merge.name_postings import FoldedName
from genenorm.builder.merge.retired import RetiredEntries
from genenorm.builder.merge.roster import GeneDraft
from genenorm.builder.sources.pins import load_species
from genenorm.builder.write_index import write_index_file
from genenorm.core.model import Gene, NameKind
from genenorm.index.schema import FAMILY_KINDS, decode_posting, mark
from genenorm.text.keys import Key

_WRITTEN_BY_THE_WRITER = ("schema", "content_hash")


def write_copies(reference: Reference, outs: Sequence[Path]) -> None:
    """Write an index with each gene, and each name of a gene, once to the first path, twice to the second, and so on.

    The names of the further genes end in ``zzz``, so that names mean what they mean in the other index; those genes
    have no identifiers and no homology group. Retired and secondary identifiers, and pairs outside groups, are left
    out of all. So these indexes are to be compared with each other.
    """
    meta = {key: value for key, value in reference.meta.items() if key not in _WRITTEN_BY_THE_WRITER}
    known = {entry.taxon.taxon_id: entry for entry in load_species()[1]}
    species = [known[taxon_id] for taxon_id in reference.taxa]
    content = _content(reference)
    first = list(zip(content.genes, content.names, strict=True))
    for number, out in enumerate(outs):
        if number:
            _add_copy(content, first, "zzz" * number)
        write_index_file(out, content, species, meta)


def _content(reference: Reference) -> IndexContent:
    drafts = [_draft(gene) for gene in reference.genes()]
    names, family_names, retired = _names(reference)
    return IndexContent(
        genes=drafts,
        names=[names.get(draft.key, []) for draft in drafts],
        groups=[_group(reference, key, drafts) for key in range(1, reference.count("groups") + 1)],
        pairs=[],
        families=[_family(reference, key, drafts, family_names) for key in range(1, reference.count("families") + 1)],
        retired=RetiredEntries(retired, {}, {}),
        name_counts={taxon_id: Counter[str]() for taxon_id in reference.taxa},
    )


def _add_copy(content: IndexContent, first: list[tuple[GeneDraft, list[FoldedName]]], ending: str) -> None:
    for draft, names in first:
        further = GeneDraft(draft.taxon_id)
        further.key, further.symbol, further.full_name = len(content.genes) + 1, draft.symbol + ending, draft.full_name
        further.biotype, further.weight = draft.biotype, draft.weight
        content.genes.append(further)
        content.names.append([FoldedName(Key(name.key + ending), name.kind, name.spelling) for name in names])


def _draft(gene: Gene) -> GeneDraft:
    draft = GeneDraft(gene.taxon_id)
    draft.key, draft.gene_id, draft.symbol, draft.full_name = gene.key, gene.gene_id, gene.symbol, gene.name
    draft.ensembl, draft.authority, draft.biotype = gene.ensembl_id, gene.authority_id, gene.biotype
    draft.group, draft.weight = gene.group or 0, gene.weight
    return draft


def _names(
    reference: Reference,
) -> tuple[dict[int, list[FoldedName]], dict[int, list[tuple[Key, NameKind, str]]], list[tuple[Key, int, str]]]:
    """Return the names of the genes and of the families by row number, and the withdrawn symbols."""
    spellings = _spelling_by_mark()
    names: dict[int, list[FoldedName]] = {}
    families: dict[int, list[tuple[Key, NameKind, str]]] = {}
    retired: list[tuple[Key, int, str]] = []
    for key, words in reference.names():
        for posting in map(decode_posting, words):
            spelling = spellings[posting.mark]
            if posting.kind in FAMILY_KINDS:
                families.setdefault(posting.target, []).append((key, posting.kind, spelling))
            elif posting.kind is NameKind.RETIRED_SYMBOL:
                retired.append((key, posting.target, spelling))
            else:
                names.setdefault(posting.target, []).append(FoldedName(key, posting.kind, spelling))
    return names, families, retired


def _spelling_by_mark() -> dict[int, str]:
    """Return a text for each mark: the index has only the marks of spellings, and the writer takes spellings."""
    found = {mark(text): text for text in ("AB", "ab", "Ab")}
    for number in count():
        if len(found) == 256:
            return found
        found.setdefault(mark(f"-{number}"), f"-{number}")
    raise AssertionError


def _group(reference: Reference, key: int, drafts: list[GeneDraft]) -> GroupDraft:
    read = reference.group(key)
    group = GroupDraft(read.group_id)
    group.key = key
    for member in read.members:
        group.members.append(drafts[member.gene - 1])
        group.support.append({support.source: support for support in member.support})
    return group


def _family(
    reference: Reference, key: int, drafts: list[GeneDraft], names: dict[int, list[tuple[Key, NameKind, str]]]
) -> FamilyDraft:
    family = reference.family(key)
    return FamilyDraft(family.family_id, tuple(drafts[gene - 1] for gene in family.members), tuple(names.get(key, ())))
