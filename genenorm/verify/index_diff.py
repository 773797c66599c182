"""The changes between two reference indexes; genes are matched by their identifiers, never by row number.

>>> from genenorm.index.reference import Reference
>>> with Reference.open() as reference:
...     list(index_changes(reference, reference, [7227]))
[]
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from genenorm.core.context import SpeciesChoice, species_ids
from genenorm.core.model import Gene, NameKind, label
from genenorm.core.tables import SEPARATOR
from genenorm.index import identifiers
from genenorm.index.reference import Reference
from genenorm.index.schema import FAMILY_KINDS, kind_of, target_of
from genenorm.resolver.retired_names import retirement
from genenorm.text.keys import Key, fold


class ChangeKind(Enum):
    """The kind of a change; the value is the word in the output."""

    SPECIES_ADDED = "species added"
    SPECIES_GONE = "species gone"
    ADDED = "added"
    GONE = "gone"
    RETIRED = "retired"
    MERGED = "merged"
    RENAMED = "renamed"
    GENE_ID = "gene id"
    AUTHORITY_ID = "authority id"
    ENSEMBL_ID = "ensembl id"
    GROUP = "group"
    NEW_SYNONYM = "new synonym"
    LOST_SYNONYM = "lost synonym"
    NEW_AMBIGUITY = "new ambiguity"


@dataclass(frozen=True, slots=True)
class IndexChange:
    """One difference of the new index from the old one."""

    kind: ChangeKind
    taxon_id: int
    gene: str
    """Label of the gene in the new index, or in the old one if the gene is gone; empty for an ambiguous name."""
    symbol: str
    before: str
    """Old symbol, identifier or genes; empty for something new."""
    after: str
    note: str = ""
    """The reason of a retirement, or the kind of a synonym."""
    weight: int = 0
    """Weight of the gene, for showing the changes of well-known genes first."""


CHANGE_COLUMNS = ("change", "taxon_id", "gene", "symbol", "before", "after", "note")


def change_cells(change: IndexChange) -> tuple[str | int, ...]:
    """Return the cells of a change, in the order of ``CHANGE_COLUMNS``."""
    return (
        change.kind.value, change.taxon_id, change.gene, change.symbol, change.before, change.after, change.note,
    )  # fmt: skip


# -- the same gene in another index -----------------------------------------------------------------------------------


class MatchedBy(Enum):
    """The type of identifier by which a gene was found in another index, strongest first; the value is for notes."""

    GENE_ID = "GeneID"
    AUTHORITY_ID = "authority id"
    RETIRED_ID = "retired id"
    SECONDARY_ID = "secondary id"
    ENSEMBL_ID = "Ensembl id"
    SYMBOL = "symbol"
    """Only for genes without any identifier."""


_MATCH_KINDS = tuple(MatchedBy)
_MATCH_CODES = {matched_by: code for code, matched_by in enumerate(_MATCH_KINDS)}
"""A number for each type; stronger types have lower numbers."""


class Successor(NamedTuple):
    """The gene of another index that corresponds to a gene, and the type of identifier by which it was found."""

    gene: Gene
    matched_by: MatchedBy


def find_successor(gene: Gene, new: Reference) -> Successor | None:
    """Return the gene of another index that corresponds to this gene; ``None`` when there is none.

    It is found by GeneID, authority id, retired or secondary id, or Ensembl id; a gene without any by its symbol.

    >>> with Reference.open() as reference:
    ...     successor = find_successor(reference.gene_by_id(2902), reference)
    >>> successor.gene.symbol, successor.matched_by.value
    ('GRIN1', 'GeneID')
    """
    for found, matched_by in _possible_successors(gene, new):
        if found is not None and found.taxon_id == gene.taxon_id:
            return Successor(found, matched_by)
    return None


def _possible_successors(gene: Gene, new: Reference) -> Iterator[tuple[Gene | None, MatchedBy]]:
    if gene.gene_id is not None:
        yield new.gene_by_id(gene.gene_id), MatchedBy.GENE_ID
    if gene.authority_id:
        yield new.gene_by_authority(gene.authority_id), MatchedBy.AUTHORITY_ID
    # Records of retired ids come before the Ensembl id, which may have moved to another gene.
    own_ids: tuple[int | str | None, ...] = (gene.gene_id, gene.authority_id, gene.ensembl_id)
    for identifier in own_ids:
        if identifier and (other := new.gene_by_other_id(identifier)):
            yield other.gene, MatchedBy.RETIRED_ID if other.retired else MatchedBy.SECONDARY_ID
    if gene.ensembl_id:
        yield new.gene_by_ensembl(gene.ensembl_id), MatchedBy.ENSEMBL_ID
    if not (gene.gene_id or gene.authority_id or gene.ensembl_id):
        yield _gene_by_symbol(gene, new), MatchedBy.SYMBOL


def _gene_by_symbol(gene: Gene, new: Reference) -> Gene | None:
    """Return the gene of another index with the same symbol and no identifier."""
    key = fold(gene.symbol)
    for found in new.genes_of(_kinds_by_gene(new.postings(key))) if key else ():
        if found.symbol == gene.symbol and not (found.gene_id or found.authority_id or found.ensembl_id):
            return found
    return None


class _GenePairs:
    """The genes of the old index and their successors in the new one, by row number; 0 stands for no gene."""

    def __init__(self, old: Reference, new: Reference, taxa: Collection[int]) -> None:
        numbers = {taxon_id: number for number, taxon_id in enumerate(taxa, start=1)}
        self.old_species = bytearray(old.count("genes") + 1)
        self.new_species = _species_numbers(new, numbers)
        """For each row, the position of its species in ``taxa``, counted from 1; 0 for other species."""
        self.new_of = array("I", bytes(4 * len(self.old_species)))
        self.old_of = array("I", bytes(4 * len(self.new_species)))
        """The old gene of each new gene; if there are several, the one that was matched by the strongest identifier."""
        self._match_codes = bytearray(len(self.old_species))
        for taxon_id in taxa:
            for gene in old.genes(taxon_id):
                self.old_species[gene.key] = numbers[taxon_id]
                if successor := find_successor(gene, new):
                    self._add(gene.key, successor.gene.key, _MATCH_CODES[successor.matched_by])

    def _add(self, old_key: int, new_key: int, match_code: int) -> None:
        self.new_of[old_key], self._match_codes[old_key] = new_key, match_code
        other = self.old_of[new_key]
        if not other or match_code < self._match_codes[other]:
            self.old_of[new_key] = old_key

    def matched_by(self, old_key: int) -> MatchedBy:
        """Return the identifier by which the successor of an old gene was found."""
        return _MATCH_KINDS[self._match_codes[old_key]]


def _species_numbers(reference: Reference, numbers: Mapping[int, int]) -> bytearray:
    by_row = bytearray(reference.count("genes") + 1)
    for taxon_id, number in numbers.items():
        for gene in reference.genes(taxon_id):
            by_row[gene.key] = number
    return by_row


# -- changes ----------------------------------------------------------------------------------------------------------


def index_changes(old: Reference, new: Reference, taxa: SpeciesChoice = None) -> Iterator[IndexChange]:
    """Yield the changes from an old to a new index in a fixed order: the genes of each species, then the names.

    :param old: the old index.
    :param new: the new index.
    :param taxa: the species to compare, as names or taxon ids; by default all species of both indexes.

    Each change is found when it is read. The memory needed is a few bytes for each gene.
    """
    wanted = species_ids(taxa) or tuple(dict.fromkeys((*old.taxa, *new.taxa)))
    for taxon_id in wanted:
        if taxon_id not in old.taxa or taxon_id not in new.taxa:
            yield _species_change(old, new, taxon_id)
    shared = tuple(taxon_id for taxon_id in wanted if taxon_id in old.taxa and taxon_id in new.taxa)
    pairs = _GenePairs(old, new, shared)
    for taxon_id in shared:
        for gene in old.genes(taxon_id):
            yield from _gene_changes(old, new, pairs, gene)
        for gene in new.genes(taxon_id):
            if not pairs.old_of[gene.key]:
                after = label_and_symbol(gene)
                yield IndexChange(ChangeKind.ADDED, taxon_id, label(gene), gene.symbol, "", after, weight=gene.weight)
    yield from _name_changes(old, new, pairs)


def _species_change(old: Reference, new: Reference, taxon_id: int) -> IndexChange:
    kind, index = (ChangeKind.SPECIES_GONE, old) if taxon_id in old.taxa else (ChangeKind.SPECIES_ADDED, new)
    genes = next((row.genes for row in index.coverage() if row.taxon.taxon_id == taxon_id), 0)
    species = f"{index.taxa[taxon_id].common}, {genes:,} genes"
    before, after = (species, "") if index is old else ("", species)
    return IndexChange(kind, taxon_id, "", "", before, after)


def _gene_changes(old: Reference, new: Reference, pairs: _GenePairs, gene: Gene) -> Iterator[IndexChange]:
    new_key = pairs.new_of[gene.key]
    if not new_key:
        yield _lost_gene(new, gene)
        return
    now, matched_by = new.gene(new_key), pairs.matched_by(gene.key)
    is_continued = pairs.old_of[new_key] == gene.key
    if not is_continued or matched_by is MatchedBy.RETIRED_ID:
        kind = ChangeKind.RETIRED if is_continued else ChangeKind.MERGED
        note = retirement_note(gene, new) or f"by its {matched_by.value}"
        before, after = label_and_symbol(gene), label_and_symbol(now)
        yield IndexChange(kind, gene.taxon_id, label(gene), gene.symbol, before, after, note, gene.weight)
        return
    for kind, before, after in (
        (ChangeKind.RENAMED, gene.symbol, now.symbol),
        (ChangeKind.GENE_ID, _id_text(gene.gene_id), _id_text(now.gene_id)),
        (ChangeKind.AUTHORITY_ID, gene.authority_id, now.authority_id),
        (ChangeKind.ENSEMBL_ID, gene.ensembl_id, now.ensembl_id),
        (ChangeKind.GROUP, old.group_id(gene.group), new.group_id(now.group)),
    ):
        if before != after:
            yield IndexChange(kind, gene.taxon_id, label(now), now.symbol, before, after, weight=now.weight)


def _lost_gene(new: Reference, gene: Gene) -> IndexChange:
    note = retirement_note(gene, new)
    kind = ChangeKind.RETIRED if note else ChangeKind.GONE
    before = label_and_symbol(gene)
    return IndexChange(kind, gene.taxon_id, label(gene), gene.symbol, before, "", note, gene.weight)


def retirement_note(gene: Gene, new: Reference) -> str:
    """Return how another index describes the retirement of a gene, with the date if known; empty when it does not.

    >>> from genenorm.core.model import Biotype
    >>> old = Gene(1, 7227, None, "ab", "", "", "FBgn0000011", Biotype.UNKNOWN, None, 0)
    >>> retirement_note(old, Reference.open())
    'retired, replaced by ab (NCBIGene:34560)'
    """
    for identifier in filter(None, (_id_text(gene.gene_id), gene.authority_id, gene.ensembl_id)):
        found = identifiers.find_identifier(new, identifier)
        if found is not None and found.retired:
            return retirement(new, identifier, None, found.gene).note
    key = fold(gene.symbol)
    postings = new.postings(key) if key else ()
    if any(target_of(word) == 0 and kind_of(word) is NameKind.RETIRED_SYMBOL for word in postings):
        return retirement(new, gene.symbol, key).note
    return ""


def label_and_symbol(gene: Gene) -> str:
    """Return the label of a gene with its symbol, e.g. ``9606:2902 GRIN1``."""
    return f"{label(gene)} {gene.symbol}".rstrip()


def _id_text(gene_id: int | None) -> str:
    return "" if gene_id is None else str(gene_id)


# -- names ------------------------------------------------------------------------------------------------------------

_NO_POSTINGS: Sequence[int] = ()
_END = Key("\U0010ffff")
"""Sorts after every key."""


def _name_changes(old: Reference, new: Reference, pairs: _GenePairs) -> Iterator[IndexChange]:
    new_of = pairs.new_of
    for key, old_postings, new_postings in _merged_names(old.names(), new.names()):
        if len(old_postings) == len(new_postings) == 1:  # a fast path for the most frequent case
            old_word, new_word = old_postings[0], new_postings[0]
            if (kind := kind_of(old_word)) is kind_of(new_word) and kind not in FAMILY_KINDS:
                if new_of[target_of(old_word)] == target_of(new_word):
                    continue
        before, after = _kinds_by_gene(old_postings), _kinds_by_gene(new_postings)
        continued = {new_of[gene] for gene in before}
        for gene, kind in after.items():
            # A new symbol is reported as a renamed gene, and the names of an added gene are not reported.
            if gene not in continued and pairs.old_of[gene] and kind is not NameKind.SYMBOL:
                yield _synonym_change(ChangeKind.NEW_SYNONYM, new.gene(gene), key, kind)
        for gene, kind in before.items():
            if (successor := new_of[gene]) and successor not in after:
                yield _synonym_change(ChangeKind.LOST_SYNONYM, new.gene(successor), key, kind)
        if len(after) > 1:
            yield from _new_ambiguities(old, new, pairs, key, tuple(before), tuple(after))


def _merged_names(
    old: Iterator[tuple[Key, Sequence[int]]], new: Iterator[tuple[Key, Sequence[int]]]
) -> Iterator[tuple[Key, Sequence[int], Sequence[int]]]:
    """Yield every key of two sorted streams of names with its old and its new postings."""
    end = (_END, _NO_POSTINGS)
    old_name, new_name = next(old, end), next(new, end)
    while (key := min(old_name[0], new_name[0])) != _END:
        old_postings = new_postings = _NO_POSTINGS
        if old_name[0] == key:
            old_postings, old_name = old_name[1], next(old, end)
        if new_name[0] == key:
            new_postings, new_name = new_name[1], next(new, end)
        yield key, old_postings, new_postings


def _kinds_by_gene(postings: Sequence[int]) -> dict[int, NameKind]:
    """Return the strongest kind of name by the row number of the gene, in the order of the postings."""
    kinds: dict[int, NameKind] = {}
    for word in postings:
        gene, kind = target_of(word), kind_of(word)
        if gene and kind not in FAMILY_KINDS:
            kinds.setdefault(gene, kind)
    return kinds


def _synonym_change(change: ChangeKind, gene: Gene, key: Key, kind: NameKind) -> IndexChange:
    before, after = ("", key) if change is ChangeKind.NEW_SYNONYM else (key, "")
    return IndexChange(change, gene.taxon_id, label(gene), gene.symbol, before, after, kind.label, gene.weight)


def _new_ambiguities(
    old: Reference, new: Reference, pairs: _GenePairs, key: Key, old_genes: tuple[int, ...], new_genes: tuple[int, ...]
) -> Iterator[IndexChange]:
    """Yield a change for each species in which a name meant one gene and now means several."""
    for species in sorted({pairs.old_species[gene] for gene in old_genes} - {0}):
        before = [gene for gene in old_genes if pairs.old_species[gene] == species]
        after = [gene for gene in new_genes if pairs.new_species[gene] == species]
        if len(before) == 1 and len(after) > 1:
            gene = old.gene(before[0])
            genes = SEPARATOR.join(map(label_and_symbol, new.genes_of(after)))
            kind, named = ChangeKind.NEW_AMBIGUITY, label_and_symbol(gene)
            yield IndexChange(kind, gene.taxon_id, "", key, named, genes, weight=gene.weight)
