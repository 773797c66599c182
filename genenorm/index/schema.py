"""The file layout of a reference index, shared by its writer and its reader.

An index is one SQLite file. Names of genes and families are found by folded key (``keys.fold``); the postings of a
key are an array of little-endian 32-bit words, so that the reader unpacks it without a loop::

    bits 31..12   row number of the gene (or of the family, for a family kind); 0 for "nothing"
    bits 11..8    NameKind
    bits  7..0    mark of the spelling, ``mark(name as the source writes it)``

Postings are in the builder's order: symbols first, then by the gene's weight.
Group members are words too: bits 31..12 are the gene, bits 11..0 have one bit per homology source that makes it a
member. In a group with one human gene the bits also say which sources pair that gene with the member, and ``support``
has, in the order of the members, two bytes for each bit of a source that counts methods: how many agree, of how many.
Ortholog pairs outside groups are in ``pairs``, one row of columns for each source and two species, in the order of the
species in the index (``ortholog_columns.py``).
Identifiers are stored as integers when their text is a fixed prefix and a number (``IdFormat``). When Ensembl uses the
authority's own ids (both formats of the species are equal), only the column ``authority`` has them. A symbol that only
repeats the GeneID, such as NCBI's ``LOC2902``, is stored empty.

``ids`` maps other identifiers to a gene: secondary ones in use (``retired`` is 0), and retired ones, with the date as
20190304 (``UNDATED`` when no source has it) and gene 0 when nothing replaced them. A retired GeneID is a number there;
``symbol_key`` is the key of the date of a withdrawn symbol.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from zlib import crc32

from genenorm.core.model import NameKind, Posting, Support

SCHEMA_VERSION = 2

SCHEMA = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE taxa(
    taxon_id INTEGER PRIMARY KEY, name TEXT NOT NULL, common TEXT NOT NULL, authority TEXT NOT NULL,
    source TEXT NOT NULL, authority_prefix TEXT NOT NULL, authority_digits INTEGER NOT NULL,
    ensembl_prefix TEXT NOT NULL, ensembl_digits INTEGER NOT NULL
);
CREATE TABLE genes(
    key INTEGER PRIMARY KEY, taxon_id INTEGER NOT NULL, gene_id INTEGER, symbol TEXT NOT NULL, name TEXT,
    ensembl, authority, biotype INTEGER NOT NULL, grp INTEGER, weight INTEGER NOT NULL
);
CREATE TABLE names(key TEXT PRIMARY KEY, postings BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE ids(key PRIMARY KEY, gene INTEGER NOT NULL, retired INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE groups(key INTEGER PRIMARY KEY, group_id NOT NULL, members BLOB NOT NULL, support BLOB);
CREATE TABLE pairs(
    taxon_id INTEGER NOT NULL, other_taxon_id INTEGER NOT NULL, source TEXT NOT NULL,
    genes BLOB NOT NULL, others BLOB NOT NULL, methods BLOB NOT NULL, asked BLOB NOT NULL,
    PRIMARY KEY(taxon_id, other_taxon_id, source)
) WITHOUT ROWID;
CREATE TABLE families(key INTEGER PRIMARY KEY, family_id TEXT NOT NULL, members BLOB NOT NULL);
"""

INDEXES = """
CREATE INDEX genes_gene_id ON genes(gene_id) WHERE gene_id IS NOT NULL;
CREATE INDEX genes_ensembl ON genes(ensembl) WHERE ensembl IS NOT NULL;
CREATE INDEX genes_authority ON genes(authority) WHERE authority IS NOT NULL;
"""

HOMOLOGY_SOURCES = ("HomoloGene", "HGNC", "ZFIN", "HCOP", "Alliance", "NCBI", "MGI")
"""Names of the homology sources; the position of a source is that of its bit in a member word."""

UNDATED = 1
"""Value of ``ids.retired`` for an unknown date."""


def symbol_key(key: str) -> str:
    """Return the key under which ``ids`` has the date of a withdrawn symbol; identifiers have no space.

    >>> symbol_key("old1")
    'symbol old1'
    """
    return f"symbol {key}"


COUNTING_SOURCES = frozenset({"HCOP", "Alliance"})
"""The homology sources that compare the predictions of several methods and count how many agree."""

MOST_METHODS = 255
"""The largest count of methods, which is stored in one byte."""

KIND_BY_CODE = {kind.value: kind for kind in NameKind}
"""The kind of name for each code in a posting word."""

FAMILY_KINDS = frozenset({NameKind.FAMILY, NameKind.FAMILY_NAME})
"""Kinds of names whose target is a family or complex, not a gene."""


def mark(spelling: str) -> int:
    """Return the 8-bit mark of a spelling, which distinguishes an exact match from a folded one.

    A spelling of letters and digits in upper case, lower case or capitalized has the mark 0, 1 or 2. Each key has only
    one spelling of each kind, so these marks are unambiguous, and they compress well. Other marks are a hash.

    >>> mark("KAR"), mark("kar"), mark("Kar"), mark("kAR") == mark("k-AR")
    (0, 1, 2, False)
    """
    if spelling.isascii() and spelling.isalnum():
        casings = (spelling.upper(), spelling.lower(), spelling.capitalize())
        if spelling in casings:
            return casings.index(spelling)
    return 3 + crc32(spelling.encode("utf-8", "surrogatepass")) % 253


def pack(words: Iterable[int]) -> bytes:
    """Return 32-bit words as little-endian bytes."""
    packed = array("I", words)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def unpack(blob: bytes) -> array[int]:
    """Return the 32-bit words in little-endian bytes.

    >>> list(unpack(pack([1, 2**32 - 1])))
    [1, 4294967295]
    """
    words = array("I")
    words.frombytes(blob)
    if sys.byteorder == "big":
        words.byteswap()
    return words


def posting_word(target: int, kind: NameKind, spelling: str) -> int:
    """Return a posting as a 32-bit word; ``target`` is the row number of the gene or family.

    >>> decode_posting(posting_word(7, NameKind.SYNONYM, "PSD-95")).target
    7
    """
    return target << 12 | kind.value << 8 | mark(spelling)


def decode_posting(word: int) -> Posting:
    """Return the posting in a posting word."""
    return Posting(target_of(word), kind_of(word), mark_of(word))


def target_of(word: int) -> int:
    """Return the row number of the gene or family in a posting word or member word; 0 for nothing.

    >>> target_of(posting_word(7, NameKind.SYNONYM, "PSD-95"))
    7
    """
    return word >> 12


def posting_fields(word: int) -> tuple[int, int, int]:
    """Return the target, the code of the kind of name, and the mark of a posting word, for loops over many words.

    >>> posting_fields(posting_word(7, NameKind.SYNONYM, "PSD")) == (7, NameKind.SYNONYM.value, mark("PSD"))
    True
    """
    return word >> 12, word >> 8 & 15, word & 0xFF


def kind_of(word: int) -> NameKind:
    """Return the kind of name that a posting word records.

    >>> kind_of(posting_word(7, NameKind.SYNONYM, "PSD-95"))
    <NameKind.SYNONYM: 2>
    """
    return KIND_BY_CODE[word >> 8 & 15]


def mark_of(word: int) -> int:
    """Return the mark of the spelling in a posting word; see ``mark``."""
    return word & 0xFF


def member_word(gene: int, sources: Iterable[str]) -> int:
    """Return a gene's membership in a homology group as a 32-bit word, with the sources that make it a member."""
    bits = 0
    for source in sources:
        bits |= 1 << HOMOLOGY_SOURCES.index(source)
    return gene << 12 | bits


def member_sources(word: int) -> tuple[str, ...]:
    """Return the names of the sources in a member word.

    >>> member_sources(member_word(9, ["HGNC", "HomoloGene"]))
    ('HomoloGene', 'HGNC')
    """
    return tuple(name for bit, name in enumerate(HOMOLOGY_SOURCES) if word >> bit & 1)


def pack_support(members: Iterable[Mapping[str, Support]]) -> bytes:
    """Return the counts of methods of a group's members as bytes; ``members`` has the support by source of each."""
    packed = bytearray()
    for supports in members:
        for source in HOMOLOGY_SOURCES:
            if source in COUNTING_SOURCES and source in supports:
                packed += bytes((supports[source].methods, supports[source].compared))
    return bytes(packed)


def unpack_support(words: Iterable[int], packed: bytes) -> Iterator[tuple[int, tuple[Support, ...]]]:
    """Yield the gene and the support of each member of a group.

    >>> words = [member_word(9, ["HGNC", "HCOP"])]
    >>> packed = pack_support([{"HGNC": Support("HGNC"), "HCOP": Support("HCOP", 11, 12)}])
    >>> [(gene, [support.words for support in found]) for gene, found in unpack_support(words, packed)]
    [(9, ['HGNC', 'HCOP 11/12 methods'])]
    """
    counts = iter(zip(packed[::2], packed[1::2], strict=True))
    for word in words:
        found = []
        for source in member_sources(word):
            methods, compared = next(counts, (0, 0)) if source in COUNTING_SOURCES else (0, 0)
            found.append(Support(source, methods, compared))
        yield target_of(word), tuple(found)


@dataclass(frozen=True, slots=True)
class IdFormat:
    """A form of identifiers that have a prefix and a number; the index stores the number alone.

    Text of another form is stored as it is.

    >>> ensembl = IdFormat("ENSG", 11)
    >>> ensembl.encode("ENSG00000176884"), ensembl.decode(176884)
    (176884, 'ENSG00000176884')
    >>> ensembl.encode("LRG_321")
    'LRG_321'
    """

    prefix: str
    digits: int
    """Width of the number, padded with zeros; 0 for no padding."""

    def encode(self, text: str) -> int | str:
        """Return what the index stores: the number, or the whole text when ``decode`` could not restore it."""
        number = text[len(self.prefix) :]
        if self.prefix and text.startswith(self.prefix) and number.isascii() and number.isdigit():
            if self.decode(int(number)) == text:
                return int(number)
        return text

    def decode(self, stored: int | str | None) -> str:
        """Return the identifier for a stored value; empty for ``None``."""
        if stored is None:
            return ""
        if isinstance(stored, str):
            return stored
        return self.prefix + str(stored).zfill(self.digits)


GROUP_IDS = IdFormat("HomoloGene:", 0)
"""Ids of HomoloGene's groups, stored as numbers; other groups have the HGNC id of their human gene."""
