"""The arrays of an index for long lists: postings of many keys, texts and identifiers of many genes at a time.

It needs NumPy, which takes longer to import than a short list takes to answer.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

import numpy

from genenorm.core.model import NameKind
from genenorm.index.key_letters import KeyLetters
from genenorm.index.name_table import MOST_LONGER
from genenorm.index.schema import FAMILY_KINDS, FIRST_TEXT_CODE, GROUP_IDS
from genenorm.text.keys import Key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from genenorm.index.array_file import ArrayFile
    from genenorm.index.gene_table import GeneTable
    from genenorm.index.schema import IdFormat

    Ints = NDArray[numpy.int64]
    Texts = NDArray[numpy.object_]

_ALIAS_CODES = (NameKind.SYNONYM.value, NameKind.PREVIOUS_SYMBOL.value)
_FAMILY_CODES = tuple(kind.value for kind in FAMILY_KINDS)
_HEAD = 8
"""Bytes of the head of a key (see ``schema.key_head``)."""
_HEAD_MASKS = numpy.array([(1 << 64) - (1 << 64 - 8 * size) for size in range(_HEAD + 1)], numpy.uint64)
"""The bits of a head that has so many bytes."""


class SharedName(NamedTuple):
    """A name of a gene that other genes or a family have too."""

    name: int
    """The row of its key and the gene's species, as one number."""
    is_alias: bool
    """Whether it is a synonym or a previous symbol of the gene."""
    is_of_family: bool
    """Whether it is such an alias, and the name of a family."""

    @property
    def key_row(self) -> int:
        """The row of its key, from 0."""
        return self.name >> _SPECIES_BITS


_SPECIES_BITS = 8


class IndexColumns:
    """The arrays of an open index. All values of an array are checked when it is first needed."""

    def __init__(self, file: ArrayFile, genes: GeneTable, group_id: Callable[[int], str]) -> None:
        self._file = file
        self._genes = genes
        self._group_id = group_id
        self.facts, self.groups, self.gene_ids = map(self._array, ("gene_facts", "gene_groups", "gene_ids"))
        """The facts, the homology group and the GeneID of each gene by row number (see ``schema``)."""

    def _array(self, section: str) -> NDArray[numpy.uint32]:
        return numpy.asarray(self._file.whole(section))

    # -- names ------------------------------------------------------------------------------------------------

    def postings(self, keys: Sequence[bytes]) -> tuple[Ints, Ints, Ints]:
        """Return the posting words of many encoded keys: the place of the key, the place among its words, and the word.

        They are in the order of the keys and of their words; an empty key has none.
        """
        rows = self.key_rows(keys)
        found = numpy.flatnonzero(rows)
        starts = self._array("names")[1::2]
        first = starts[rows[found] - 1].astype(numpy.int64)
        counts = starts[rows[found]].astype(numpy.int64) - first
        place = _numbered(counts)
        words = self._array("postings")[numpy.repeat(first, counts) + place]
        return numpy.repeat(found, counts), place, words.astype(numpy.int64)

    def key_rows(self, keys: Sequence[bytes]) -> Ints:
        """Return the row of each key, from 1; 0 for keys that the index does not have."""
        slots, text = self._array("slots"), self._array("key_text")
        begins = self._array("names")[0::2]
        sizes = numpy.fromiter(map(len, keys), numpy.int64, len(keys))
        slot = numpy.fromiter(map(crc32, keys), numpy.int64, len(keys)) & len(slots) - 1
        wanted, starts = numpy.frombuffer(b"".join(keys), numpy.uint8), numpy.cumsum(sizes) - sizes
        rows = numpy.zeros(len(keys), numpy.int64)
        left = numpy.flatnonzero(sizes)
        while len(left):  # as NameTable.postings, one slot further for all keys that are left
            at = slots[slot[left]].astype(numpy.int64)
            left, at = left[at > 0], at[at > 0]
            is_found = begins[at].astype(numpy.int64) - begins[at - 1] == sizes[left]
            same_size = numpy.flatnonzero(is_found)
            counts = sizes[left[same_size]]
            owner, place = numpy.repeat(same_size, counts), _numbered(counts)
            is_found[
                owner[text[begins[at[owner] - 1].astype(numpy.int64) + place] != wanted[starts[left[owner]] + place]]
            ] = False
            rows[left[is_found]] = at[is_found]
            left = left[~is_found]
            slot[left] = slot[left] + 1 & len(slots) - 1
        return rows

    def endings(self, stems: Sequence[str], limit: int = MOST_LONGER) -> dict[str, list[str]]:
        """Return what follows each stem in the first ``limit`` keys that are longer and begin with it.

        Stems that begin no longer key are left out.
        """
        encoded = [stem.encode() for stem in stems]
        sizes = numpy.fromiter(map(len, encoded), numpy.int64, len(encoded))
        packed = b"".join([stem[:_HEAD].ljust(_HEAD, b"\0") for stem in encoded])
        wanted = numpy.frombuffer(packed, ">u8").astype(numpy.uint64)
        heads, starts = self._heads, self._array("names")[0::2]
        firsts = numpy.searchsorted(heads, wanted)
        lasts = numpy.searchsorted(heads, wanted | ~_HEAD_MASKS[numpy.minimum(sizes, _HEAD)], "right")
        # most stems that begin a key are that key
        some = numpy.flatnonzero(firsts < lasts)
        only = some[lasts[some] - firsts[some] == 1]
        is_itself = starts[firsts[only] + 1] - starts[firsts[only]] <= sizes[only]
        asked = numpy.setdiff1d(some, only[is_itself], assume_unique=True)
        found: dict[str, list[str]] = {}
        key = self._encoded_key
        for place in asked.tolist():
            stem, row, last = encoded[place], int(firsts[place]), int(lasts[place])
            if len(stem) > _HEAD:
                row = bisect_left(range(last), stem, row, last, key=key)
            if row < last and key(row) == stem:
                row += 1
            following = []
            for longer in map(key, range(row, min(row + limit, last))):
                if not longer.startswith(stem):
                    break
                following.append(longer[len(stem) :].decode())
            if following:
                found[stems[place]] = following
        return found

    @cached_property
    def key_letters(self) -> KeyLetters:
        """The letters that keys have, in any order."""
        return KeyLetters(self._array("key_text"), self._array("names")[2::2].astype(numpy.int64))

    def shared_names(self, genes: Iterable[int]) -> dict[int, list[SharedName]]:
        """Return the names of some genes that tell little by themselves, in the order of their keys.

        They are the names that a gene of its species outside its homology group has too, and its synonyms and previous
        symbols that are the name of a family. Most genes have none, and are left out.
        """
        starts, names = self._shared_names
        return {
            gene: [
                SharedName(word >> 2, bool(word & 1), bool(word & 2)) for word in names[starts[gene] : starts[gene + 1]]
            ]
            for gene in genes
            if starts[gene] < starts[gene + 1]
        }

    def key(self, row: int) -> Key:
        """Return a key by its row, from 0."""
        return Key(self._encoded_key(row).decode())

    def _encoded_key(self, row: int) -> bytes:
        text, places = self._key_texts
        return text[places[2 * row] : places[2 * row + 2]].tobytes()

    def previous_symbols(self, gene: int) -> list[Key]:
        """Return the keys of a gene's previous symbols."""
        genes, rows = self._previous_symbols
        return [self.key(rows[place]) for place in range(bisect_left(genes, gene), bisect_left(genes, gene + 1))]

    @cached_property
    def _key_texts(self) -> tuple[memoryview[int], memoryview[int]]:
        """The text of all keys, and where each begins; all of it checked once."""
        return self._file.whole("key_text"), self._file.whole("names")

    @cached_property
    def _shared_names(self) -> tuple[memoryview[int], memoryview[int]]:
        """Where the names of each gene start, and what ``shared_names`` returns, as bits, in the order of the genes."""
        starts, words = self._array("names")[1::2].astype(numpy.int64), self._array("postings")
        counts = starts[1:] - starts[:-1]
        rows = numpy.repeat(numpy.arange(len(counts)), counts)
        is_shared = counts[rows] > 1
        rows, words = rows[is_shared], words[is_shared].astype(numpy.int64)
        kinds, genes = words >> 8 & 15, words >> 12
        is_family = _are_of(kinds, _FAMILY_CODES)
        of_family = numpy.zeros(len(counts), bool)
        of_family[rows[is_family]] = True
        is_gene = ~is_family & (genes > 0)
        rows, kinds, genes = rows[is_gene], kinds[is_gene], genes[is_gene]
        names = numpy.sort((rows << _SPECIES_BITS | self.facts[genes] >> 12 & 255) << 24 | genes << 4 | kinds)
        kinds, genes, names = names & 15, names >> 4 & (1 << 20) - 1, names >> 24
        first = numpy.flatnonzero(numpy.diff(names, prepend=-1))
        groups = self.groups[genes].astype(numpy.int64)
        groups = numpy.where(groups > 0, groups, -genes)  # a gene without a group counts as a group
        is_contested = numpy.minimum.reduceat(groups, first) < numpy.maximum.reduceat(groups, first)
        is_alias = _are_of(kinds, _ALIAS_CODES)
        is_of_family = is_alias & of_family[names >> _SPECIES_BITS]
        kept = numpy.repeat(is_contested, numpy.diff(first, append=len(names))) | is_of_family
        genes, packed = genes[kept], (names << 2 | is_of_family << 1 | is_alias)[kept]
        order = numpy.argsort(genes, kind="stable")
        bounds = numpy.searchsorted(genes[order], numpy.arange(len(self.facts) + 1))
        return memoryview(bounds.data), memoryview(packed[order].data)

    @cached_property
    def _previous_symbols(self) -> tuple[list[int], list[int]]:
        """The genes that have previous symbols, in order, and the row of the key of each, from 0."""
        starts, words = self._array("names")[1::2], self._array("postings")
        places = numpy.flatnonzero(words >> 8 & 15 == NameKind.PREVIOUS_SYMBOL.value)
        genes = words[places] >> 12
        order = numpy.argsort(genes, kind="stable")
        return genes[order].tolist(), (numpy.searchsorted(starts, places[order], "right") - 1).tolist()

    @cached_property
    def _heads(self) -> NDArray[numpy.uint64]:
        """The first eight bytes of every key, as a number that sorts as the bytes do."""
        text = numpy.append(self._array("key_text"), numpy.zeros(_HEAD, numpy.uint8))
        starts = self._array("names")[0::2].astype(numpy.int64)
        windows: NDArray[numpy.uint64] = numpy.ndarray(len(text) - _HEAD, ">u8", text, strides=(1,))
        heads: NDArray[numpy.uint64] = windows[starts[:-1]].astype(numpy.uint64)
        heads &= _HEAD_MASKS[numpy.minimum(numpy.diff(starts), _HEAD)]
        return heads

    # -- genes and groups ---------------------------------------------------------------------------------------

    def rows_of(self, gene_ids: Sequence[int]) -> Ints:
        """Return the row number of the gene with each GeneID; 0 for none."""
        rows, wanted = self._array("by_gene_id"), numpy.array(gene_ids, numpy.int64)
        places = numpy.searchsorted(self.gene_ids[rows], wanted)
        found = numpy.append(rows, 0)[places].astype(numpy.int64)  # row 0 for GeneIDs behind the last
        return numpy.where(self.gene_ids[found] == wanted, found, 0)

    def has_ids(self, rows: Ints) -> NDArray[numpy.bool_]:
        """Return for each gene whether it has a GeneID or an id of the authority."""
        found: NDArray[numpy.bool_] = (self.gene_ids[rows] > 0) | (self._array("gene_authority")[rows] > 0)
        return found

    def symbols(self, rows: Ints) -> Texts:
        """Return the official symbol of each gene."""
        places = self._array("gene_texts")
        starts = places[2 * rows].astype(numpy.int64)
        sizes = places[2 * rows + 1] - starts
        packed = self._array("gene_text")[numpy.repeat(starts, sizes) + _numbered(sizes)].tobytes()
        ends = numpy.cumsum(sizes)
        bounds = zip((ends - sizes).tolist(), ends.tolist(), strict=True)
        if packed.isascii():
            text = packed.decode("ascii")
            found = _texts([text[start:end] for start, end in bounds])
        else:
            found = _texts([packed[start:end].decode() for start, end in bounds])
        return self._completed(found, sizes == 0, rows, self._genes.symbol)

    def ensembl_ids(self, rows: Ints) -> Texts:
        """Return the Ensembl id of each gene; an empty text for none."""
        genes = self._genes
        shares = numpy.array(genes.shares_ids)[self._species(rows)]
        codes = numpy.where(shares, self._array("gene_authority")[rows], self._array("gene_ensembl")[rows])
        return self._ids(rows, codes, genes.ensembl_forms, genes.ensembl_id)

    def authority_ids(self, rows: Ints) -> Texts:
        """Return the id of each gene at its nomenclature authority; an empty text for none."""
        return self._ids(
            rows, self._array("gene_authority")[rows], self._genes.authority_forms, self._genes.authority_id
        )

    def labels(self, rows: Ints) -> Texts:
        """Return each gene as ``core.model.label`` writes it."""
        found = _texts([""] * len(rows))
        gene_ids, species = self.gene_ids[rows], self._species(rows)
        for number, taxon_id in enumerate(self._genes.taxon_ids):
            chosen = numpy.flatnonzero((species == number) & (gene_ids > 0))
            found[chosen] = list(map(f"{taxon_id}:%d".__mod__, gene_ids[chosen].tolist()))
        other = numpy.flatnonzero(gene_ids == 0)
        prefixes = _texts([f"{taxon_id}:" for taxon_id in self._genes.taxon_ids])
        found[other] = prefixes[species[other]] + self.authority_ids(rows[other])
        lacks = (gene_ids == 0) & (self._array("gene_authority")[rows] == 0)
        return self._completed(found, lacks, rows, self._genes.label)

    def group_ids(self, groups: Ints) -> Texts:
        """Return the public id of each homology group."""
        codes = self._array("group_ids")[groups - 1]
        found = _texts(list(map(_pattern(GROUP_IDS).__mod__, (codes.astype(numpy.int64) - 1).tolist())))
        return self._completed(found, codes >= FIRST_TEXT_CODE, groups, self._group_id)

    def _species(self, rows: Ints) -> Ints:
        return self.facts[rows].astype(numpy.int64) >> 12

    def _ids(
        self, rows: Ints, codes: NDArray[numpy.uint32], forms: Sequence[IdFormat], one: Callable[[int], str]
    ) -> Texts:
        """Return the identifier of each gene from its code."""
        found, species = _texts([""] * len(rows)), self._species(rows)
        is_number = (codes > 0) & (codes < FIRST_TEXT_CODE)
        for number, form in enumerate(forms):
            chosen = numpy.flatnonzero(is_number & (species == number))
            found[chosen] = list(map(_pattern(form).__mod__, (codes[chosen].astype(numpy.int64) - 1).tolist()))
        return self._completed(found, codes >= FIRST_TEXT_CODE, rows, one)

    @staticmethod
    def _completed(found: Texts, lacks: NDArray[numpy.bool_], rows: Ints, one: Callable[[int], str]) -> Texts:
        """Return texts with those that are lacking read one by one."""
        for place in numpy.flatnonzero(lacks).tolist():
            found[place] = one(int(rows[place]))
        return found


def _texts(texts: Sequence[str]) -> Texts:
    """Return texts as an array; ``numpy.array`` would look into each of them."""
    array = numpy.empty(len(texts), object)
    array[:] = texts
    return array


def _pattern(form: IdFormat) -> str:
    """Return the pattern of identifiers of a form, for the operator ``%``."""
    return f"{form.prefix.replace('%', '%%')}%0{form.digits}d"


def _are_of(kinds: Ints, codes: Sequence[int]) -> NDArray[numpy.bool_]:
    """Return whether each of some kinds of names has one of these codes."""
    is_one = numpy.zeros(16, numpy.bool_)
    is_one[list(codes)] = True
    return is_one[kinds]


def _numbered(counts: Ints) -> Ints:
    """Return for each of some parts, given by their counts of elements, the numbers of its elements from 0."""
    ends = numpy.cumsum(counts)
    return numpy.arange(ends[-1] if len(ends) else 0) - numpy.repeat(ends - counts, counts)
