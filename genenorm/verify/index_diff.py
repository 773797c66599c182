"""What changed between two reference indexes: genes by their identifiers, never by their row numbers."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from genenorm.core.model import Gene, NameKind, label
from genenorm.index import identifiers
from genenorm.index.reference import Reference
from genenorm.index.schema import KINDS
from genenorm.resolver.retired_names import retirement
from genenorm.text.keys import Key, fold

_FAMILY_KINDS = (NameKind.FAMILY.value, NameKind.FAMILY_NAME.value)
_RETIRED_SYMBOL = NameKind.RETIRED_SYMBOL.value

SEPARATOR = "|"
"""Between several genes of one cell."""


class ChangeKind(Enum):
    """What sort of change; the value is the word printed."""

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
class Change:
    """One thing that is otherwise in the new index."""

    kind: ChangeKind
    taxon_id: int
    gene: str
    """The gene as the new index labels it, as the old one does where it is gone; empty where a name changed."""
    symbol: str
    before: str
    """Old symbol, identifier or genes; empty for what is new."""
    after: str
    note: str = ""
    """How it is known, or what sort of name it is."""
    weight: int = 0
    """The gene's, to show the changes first that most people would miss."""


COLUMNS = ("change", "taxon_id", "gene", "symbol", "before", "after", "note")


def cells(change: Change) -> tuple[str | int, ...]:
    """Return a change's cells, in the order of ``COLUMNS``."""
    return (
        change.kind.value, change.taxon_id, change.gene, change.symbol, change.before, change.after, change.note,
    )  # fmt: skip


# -- the same gene in another index -----------------------------------------------------------------------------------


class Link(Enum):
    """By what a gene is found in another index, strongest first; the value is printed after "by its"."""

    GENE_ID = "GeneID"
    AUTHORITY_ID = "authority id"
    RETIRED_ID = "retired id"
    SECONDARY_ID = "secondary id"
    ENSEMBL_ID = "Ensembl id"
    SYMBOL = "symbol"
    """Of genes without any identifier."""


_STRENGTH = {link: place for place, link in enumerate(Link)}


def successor(gene: Gene, new: Reference) -> tuple[Gene, Link] | None:
    """Return the gene of another index that has this gene's identifiers, and which led to it; ``None`` when none does.

    >>> with Reference.open() as reference:
    ...     found, link = successor(reference.gene_by_id(2902), reference)
    >>> found.symbol, link.value
    ('GRIN1', 'GeneID')
    """
    for found, link in _ways(gene, new):
        if found is not None and found.taxon_id == gene.taxon_id:
            return found, link
    return None


def _ways(gene: Gene, new: Reference) -> Iterator[tuple[Gene | None, Link]]:
    if gene.gene_id is not None:
        yield new.gene_by_id(gene.gene_id), Link.GENE_ID
    if gene.authority_id:
        yield new.gene_by_authority(gene.authority_id), Link.AUTHORITY_ID
    # What an index says of an id that was given up comes before an Ensembl id, which may have moved to another gene.
    known: tuple[int | str | None, ...] = (gene.gene_id, gene.authority_id, gene.ensembl_id)
    for identifier in known:
        if identifier and (told := new.gene_by_other_id(identifier)):
            yield told[0], Link.RETIRED_ID if told[1] else Link.SECONDARY_ID
    if gene.ensembl_id:
        yield new.gene_by_ensembl(gene.ensembl_id), Link.ENSEMBL_ID
    if not (gene.gene_id or gene.authority_id or gene.ensembl_id):
        yield _by_symbol(gene, new), Link.SYMBOL


def _by_symbol(gene: Gene, new: Reference) -> Gene | None:
    """Return the gene of this symbol that has no identifier either."""
    name = fold(gene.symbol)
    for found in new.genes_of(_genes(new.postings(name))) if name else ():
        if found.symbol == gene.symbol and not (found.gene_id or found.authority_id or found.ensembl_id):
            return found
    return None


class _Pairing:
    """Which gene of the old index is which of the new one, by row number; 0 is none."""

    def __init__(self, old: Reference, new: Reference, taxa: Collection[int]) -> None:
        places = {taxon: place for place, taxon in enumerate(taxa, start=1)}
        self.old_places = bytearray(old.count("genes") + 1)
        self.new_places = _places(new, places)
        """Per row: the place of its species among those compared, counted from 1; 0 for others."""
        self.new_of = array("I", bytes(4 * len(self.old_places)))
        self.old_of = array("I", bytes(4 * len(self.new_places)))
        """The old gene that goes on in a new one: of several the one that is linked by the strongest identifier."""
        self.links = bytearray(len(self.old_places))
        for taxon in taxa:
            for gene in old.genes(taxon):
                self.old_places[gene.key] = places[taxon]
                if found := successor(gene, new):
                    self._pair(gene.key, found[0].key, _STRENGTH[found[1]])

    def _pair(self, old_key: int, new_key: int, strength: int) -> None:
        self.new_of[old_key], self.links[old_key] = new_key, strength
        holder = self.old_of[new_key]
        if not holder or strength < self.links[holder]:
            self.old_of[new_key] = old_key


def _places(reference: Reference, places: Mapping[int, int]) -> bytearray:
    found = bytearray(reference.count("genes") + 1)
    for taxon, place in places.items():
        for gene in reference.genes(taxon):
            found[gene.key] = place
    return found


# -- changes ----------------------------------------------------------------------------------------------------------


def changes(old: Reference, new: Reference, taxa: Collection[int] = ()) -> Iterator[Change]:
    """Iterate over what the new index has otherwise: by species the genes, then the names of all, in a fixed order.

    ``taxa`` limits it to some species; default: all of both. Only small tables of row numbers are held.
    """
    wanted = tuple(taxa) or tuple(dict.fromkeys((*old.taxa, *new.taxa)))
    for taxon in wanted:
        if taxon not in old.taxa or taxon not in new.taxa:
            yield _species_change(old, new, taxon)
    shared = tuple(taxon for taxon in wanted if taxon in old.taxa and taxon in new.taxa)
    pairs = _Pairing(old, new, shared)
    for taxon in shared:
        for gene in old.genes(taxon):
            yield from _gene_changes(old, new, pairs, gene)
        for gene in new.genes(taxon):
            if not pairs.old_of[gene.key]:
                yield Change(ChangeKind.ADDED, taxon, label(gene), gene.symbol, "", named(gene), weight=gene.weight)
    yield from _name_changes(old, new, pairs)


def _species_change(old: Reference, new: Reference, taxon: int) -> Change:
    kind, where = (ChangeKind.SPECIES_GONE, old) if taxon in old.taxa else (ChangeKind.SPECIES_ADDED, new)
    genes = next((counts[0] for known, *counts in where.coverage() if known.taxon_id == taxon), 0)
    told = f"{where.taxa[taxon].common}, {genes:,} genes"
    before, after = (told, "") if where is old else ("", told)
    return Change(kind, taxon, "", "", before, after)


def _gene_changes(old: Reference, new: Reference, pairs: _Pairing, gene: Gene) -> Iterator[Change]:
    key = pairs.new_of[gene.key]
    if not key:
        yield _end(new, gene)
        return
    now, link = new.gene(key), list(Link)[pairs.links[gene.key]]
    if pairs.old_of[key] != gene.key or link is Link.RETIRED_ID:
        kind = ChangeKind.RETIRED if pairs.old_of[key] == gene.key else ChangeKind.MERGED
        note = end_of(gene, new) or f"by its {link.value}"
        yield Change(kind, gene.taxon_id, label(gene), gene.symbol, named(gene), named(now), note, gene.weight)
        return
    for kind, before, after in (
        (ChangeKind.RENAMED, gene.symbol, now.symbol),
        (ChangeKind.GENE_ID, _text(gene.gene_id), _text(now.gene_id)),
        (ChangeKind.AUTHORITY_ID, gene.authority_id, now.authority_id),
        (ChangeKind.ENSEMBL_ID, gene.ensembl_id, now.ensembl_id),
        (ChangeKind.GROUP, old.group_id(gene.group), new.group_id(now.group)),
    ):
        if before != after:
            yield Change(kind, gene.taxon_id, label(now), now.symbol, before, after, weight=now.weight)


def _end(new: Reference, gene: Gene) -> Change:
    note = end_of(gene, new)
    kind = ChangeKind.RETIRED if note else ChangeKind.GONE
    return Change(kind, gene.taxon_id, label(gene), gene.symbol, named(gene), "", note, gene.weight)


def end_of(gene: Gene, new: Reference) -> str:
    """Return what another index says of a gene that was given up, with the date it knows; empty when it says nothing.

    >>> from genenorm.core.model import Biotype
    >>> old = Gene(1, 7227, None, "ab", "", "", "FBgn0000011", Biotype.UNKNOWN, None, 0)
    >>> end_of(old, Reference.open())
    'retired, replaced by ab (NCBIGene:34560)'
    """
    for text in filter(None, (str(gene.gene_id or ""), gene.authority_id, gene.ensembl_id)):
        found = identifiers.find(new, text)
        if found is not None and found.retired:
            return retirement(new, text, None, found.gene)[1]
    name = fold(gene.symbol)
    words = new.postings(name) if name else ()
    if any(word >> 12 == 0 and word >> 8 & 15 == _RETIRED_SYMBOL for word in words):
        return retirement(new, gene.symbol, name)[1]
    return ""


def named(gene: Gene) -> str:
    """Return a gene's label with its symbol: ``9606:2902 GRIN1``."""
    return f"{label(gene)} {gene.symbol}".rstrip()


def _text(gene_id: int | None) -> str:
    return "" if gene_id is None else str(gene_id)


# -- names ------------------------------------------------------------------------------------------------------------

_NO_WORDS: array[int] = array("I")
_LAST = Key("\U0010ffff")
"""After every key."""


def _name_changes(old: Reference, new: Reference, pairs: _Pairing) -> Iterator[Change]:
    new_of = pairs.new_of
    for key, before, after in _side_by_side(old.names(), new.names()):
        if len(before) == len(after) == 1 and before[0] & 0xF00 == after[0] & 0xF00:
            if new_of[before[0] >> 12] == after[0] >> 12 and before[0] >> 8 & 15 not in _FAMILY_KINDS:
                continue  # the usual case
        was, now = _genes(before), _genes(after)
        known = {new_of[gene] for gene in was}
        for gene, kind in now.items():
            if gene not in known and pairs.old_of[gene] and kind is not NameKind.SYMBOL:  # those are told as renamed
                yield _synonym_change(ChangeKind.NEW_SYNONYM, new.gene(gene), key, kind)
        for gene, kind in was.items():
            if (then := new_of[gene]) and then not in now:
                yield _synonym_change(ChangeKind.LOST_SYNONYM, new.gene(then), key, kind)
        if len(now) > 1:
            yield from _ambiguities(old, new, pairs, key, (tuple(was), tuple(now)))


def _side_by_side(
    old: Iterator[tuple[Key, array[int]]], new: Iterator[tuple[Key, array[int]]]
) -> Iterator[tuple[Key, array[int], array[int]]]:
    """Yield every name key of two sorted streams with its posting words in each."""
    end = (_LAST, _NO_WORDS)
    left, right = next(old, end), next(new, end)
    while (key := min(left[0], right[0])) != _LAST:
        before = after = _NO_WORDS
        if left[0] == key:
            before, left = left[1], next(old, end)
        if right[0] == key:
            after, right = right[1], next(new, end)
        yield key, before, after


def _genes(words: array[int]) -> dict[int, NameKind]:
    """Return the genes of a name by row number, each with the strongest kind of name that it is of the gene."""
    found: dict[int, NameKind] = {}
    for word in words:
        code = word >> 8 & 15
        if word >> 12 and code not in _FAMILY_KINDS:
            found.setdefault(word >> 12, KINDS[code])
    return found


def _synonym_change(change: ChangeKind, gene: Gene, key: Key, kind: NameKind) -> Change:
    before, after = ("", key) if change is ChangeKind.NEW_SYNONYM else (key, "")
    return Change(change, gene.taxon_id, label(gene), gene.symbol, before, after, kind.label, gene.weight)


def _ambiguities(
    old: Reference, new: Reference, pairs: _Pairing, key: Key, genes: tuple[tuple[int, ...], tuple[int, ...]]
) -> Iterator[Change]:
    """Yield the species in which a name that led to one gene leads to several now."""
    was, now = genes
    for place in sorted({pairs.old_places[gene] for gene in was} - {0}):
        before = [gene for gene in was if pairs.old_places[gene] == place]
        after = [gene for gene in now if pairs.new_places[gene] == place]
        if len(before) == 1 and len(after) > 1:
            one = old.gene(before[0])
            several = SEPARATOR.join(named(gene) for gene in new.genes_of(after))
            yield Change(ChangeKind.NEW_AMBIGUITY, one.taxon_id, "", key, named(one), several, weight=one.weight)
