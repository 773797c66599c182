"""The content of a reference index, shared by its writer and its reader.

An index is one file of named arrays (``array_file.py``), which is read in place. Its header has the schema, the species
and what identifies the index; ``meta`` has the longer notes on sources and counts in JSON. Row numbers count from 1.

**Names.** ``key_text`` has the folded keys (``keys.fold``) of all names of genes and families in rising order of their
UTF-8 bytes, without separators, and ``postings`` the words of their postings. ``names`` has two columns, the start of a
key in ``key_text`` and that of its postings, and a last row with the ends. ``slots`` is a hash table of row numbers of
keys, 0 where free: a key is at the first place of its CRC-32, modulo the size of the table, or in the places that
follow. ``key_heads`` has the first 8 bytes of one key of every ``KEYS_PER_HEAD``. A posting is a 32-bit word::

    bits 31..12   row number of the gene (or of the family, for a family kind); 0 for "nothing"
    bits 11..8    NameKind
    bits  7..0    mark of the spelling, ``mark(name as the source writes it)``

The postings of a key are in the builder's order: symbols first, then by the gene's weight.

**Genes.** Columns with one value for each row number; row 0 is empty. ``gene_facts`` has words::

    bits 19..12   position of the species in the index
    bits 11..8    Biotype
    bits  7..0    weight

``gene_groups`` has the row number of the homology group, ``gene_ids`` the GeneID, ``gene_ensembl`` and
``gene_authority`` codes of identifiers; 0 stands for none. The code of an identifier which is a fixed prefix and a
number (``IdFormat``) is the number plus 1, that of another one is ``FIRST_TEXT_CODE`` and its place in ``odd_ids``
(starts in ``odd_id_text``, in rising order). When Ensembl uses the authority's own ids (both formats of the species are
equal), only ``gene_authority`` has them. ``gene_texts`` has two columns, the start of the symbol and that of the full
name in ``gene_text``. A symbol that only repeats the GeneID, such as NCBI's ``LOC2902``, is stored empty.

``by_gene_id`` has the row numbers of the genes with a GeneID in the order of the GeneIDs, ``by_ensembl`` and
``by_authority`` those with such an id in the order of species and codes; ``species_starts`` has the start of each
species in the one and in the other.

**Other identifiers.** Secondary ids in use, those of transcripts and proteins, and retired ids: first numbers
(``id_numbers``), then texts (``id_texts``, starts in ``id_text``), both in rising order. A number is a retired GeneID,
or the code of an identifier of one of ``NUMBERED_IDS`` (``numbered_id``). ``ids`` has two columns: the gene, 0 when
nothing replaced a retired id, and the date of the retirement as 20190304 (0 for an id in use, ``UNDATED`` when no
source has it). ``symbol_key`` is the id of the date of a withdrawn symbol.

**Groups.** ``group_ids`` has codes (``GROUP_IDS``). ``groups`` has two columns, the start of the members in
``group_members`` and that of their support in ``group_support``. Members are words: bits 31..12 are the gene, bits
11..0 have one bit per homology source that makes it a member. In a group with one human gene the bits also say which
sources pair that gene with the member, and the support has, in the order of the members, two bytes for each bit of a
source that counts methods: how many agree, of how many.

**Pairs.** Ortholog pairs outside groups, for each two species and source (``pairs``, in JSON: two taxon ids, source,
number of pairs, and number of those with counts of methods): ``pair_first`` has the gene of the species that is first
in the index, in rising order, ``pair_other`` the other gene, ``pair_order`` the places of the pairs in the order of the
other genes, ``pair_methods`` and ``pair_compared`` the counts of methods.

**Families.** ``families`` has two columns, the start of the id in ``family_text`` and that of the members' row numbers
in ``family_members``.
"""

from __future__ import annotations

import sys
from array import array
from zlib import crc32

from genenorm.core.model import Biotype, NameKind, Posting, Support
from genenorm.core.numbers import whole_number
from genenorm.core.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

SCHEMA_VERSION = 4

FORMAT = "genenorm reference index"
"""The text ``format`` in the header of every index."""

SECTIONS = {
    "key_heads": "U64", "slots": "U32", "names": "U32", "postings": "U32",
    "gene_facts": "U32", "gene_groups": "U32", "gene_ids": "U32", "gene_ensembl": "U32", "gene_authority": "U32",
    "gene_texts": "U32", "by_gene_id": "U32", "by_ensembl": "U32", "by_authority": "U32", "species_starts": "U32",
    "odd_ids": "U32", "id_numbers": "U32", "id_texts": "U32", "ids": "U32",
    "group_ids": "U32", "groups": "U32", "group_members": "U32",
    "pair_first": "U32", "pair_other": "U32", "pair_order": "U32", "families": "U32", "family_members": "U32",
    "key_text": "U8", "gene_text": "U8", "odd_id_text": "U8", "id_text": "U8", "group_support": "U8",
    "pair_methods": "U8", "pair_compared": "U8", "pairs": "U8", "family_text": "U8", "meta": "U8",
}  # fmt: skip
"""The sections of an index with their types, in the order of the file; the checksums follow (``array_file``)."""

KEYS_PER_HEAD = 64
"""One of so many keys has its first bytes in ``key_heads``."""


def key_head(key: bytes) -> int:
    """Return the first 8 bytes of a key as a number that sorts as the bytes do.

    >>> key_head(b"grin") < key_head(b"grin1") < key_head(b"grin10") == 0x6772696E31300000
    True
    """
    return int.from_bytes(key[:8].ljust(8, b"\0"), "big")


FIRST_TEXT_CODE = 1 << 31
"""The codes of identifiers from here on are places in ``odd_ids``; lower ones are numbers, plus 1."""


def facts_word(weight: int, biotype: Biotype, species: int) -> int:
    """Return the facts of a gene as a 32-bit word; ``species`` is the position of its species in the index.

    >>> facts_fields(facts_word(200, Biotype.PSEUDOGENE, 6)) == (200, Biotype.PSEUDOGENE.value, 6)
    True
    """
    return species << 12 | biotype.value << 8 | weight


def facts_fields(word: int) -> tuple[int, int, int]:
    """Return the weight, the code of the biotype, and the position of the species in a facts word."""
    return word & 0xFF, word >> 8 & 15, word >> 12


HOMOLOGY_SOURCES = (
    "HomoloGene", "HGNC", "ZFIN", "HCOP", "Alliance", "NCBI", "MGI", "WormBase", "PANTHER", "equal symbol",
)  # fmt: skip
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
        if spelling == spelling.upper():
            return 0
        if spelling == spelling.lower():
            return 1
        if spelling == spelling.capitalize():
            return 2
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


class IdFormat(Value):
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
        if self.prefix and text.startswith(self.prefix) and (stored := whole_number(number)) is not None:
            if self.decode(stored) == text:
                return stored
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


NUMBERED_IDS = (
    ("ENSMUST", 11), ("ENST", 11), ("NM_", 6), ("NM_", 9), ("NR_", 6), ("NR_", 9), ("XM_", 6), ("XM_", 9),
    ("XR_", 6), ("XR_", 9), ("YP_", 9),
)  # fmt: skip
"""Prefixes and numbers of digits of the ids of transcripts and proteins that ``ids`` has as numbers, in its order."""
_FORM_BITS = 27
"""Each of ``NUMBERED_IDS`` has the codes of so many bits, from ``FIRST_TEXT_CODE`` on."""


def stored_id(identifier: int | str) -> int | str:
    """Return what ``ids`` has for an identifier: a GeneID, a code from ``FIRST_TEXT_CODE`` on, or a text.

    >>> stored_id(2902), stored_id("Q05586"), stored_id("ENST00000371561") - FIRST_TEXT_CODE == (1 << 27) + 371561
    (2902, 'Q05586', True)
    """
    if isinstance(identifier, int):
        return identifier
    prefix = identifier.rstrip("0123456789")
    digits = identifier[len(prefix) :]
    form = prefix, len(digits)
    if form not in NUMBERED_IDS or int(digits) >> _FORM_BITS:
        return identifier
    return FIRST_TEXT_CODE + (NUMBERED_IDS.index(form) << _FORM_BITS) + int(digits)


def numbered_id(number: int) -> int | str:
    """Return the identifier for a number of ``ids``: a GeneID as it is, or the identifier with a code.

    >>> numbered_id(2902), numbered_id(stored_id("NM_007327"))
    (2902, 'NM_007327')
    """
    code = number - FIRST_TEXT_CODE
    if code < 0:
        return number
    prefix, digits = NUMBERED_IDS[code >> _FORM_BITS]
    return prefix + str(code & (1 << _FORM_BITS) - 1).zfill(digits)


def codes_starting_with(prefix: str) -> Iterator[tuple[int, int]]:
    """Yield the first code of each form in ``NUMBERED_IDS`` that begins with a prefix, and the one behind its last.

    >>> [last - first == 1 << 27 for first, last in codes_starting_with("NM")], list(codes_starting_with("ENSG"))
    ([True, True], [])
    """
    for place, (start, _) in enumerate(NUMBERED_IDS):
        if start.startswith(prefix):
            first = FIRST_TEXT_CODE + (place << _FORM_BITS)
            yield first, first + (1 << _FORM_BITS)
