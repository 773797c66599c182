"""The typed rows that readers yield, whatever the source's own format, and the count of what became of them."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from genenorm.errors import SourceError
from genenorm.model import Biotype, NameKind

Name = tuple[NameKind, str]


@dataclass(frozen=True, slots=True)
class SourceGene:
    """What one source says about one gene; empty means that it does not say."""

    taxon_id: int
    symbol: str = ""
    gene_id: int | None = None
    authority: str = ""
    ensembl: tuple[str, ...] = ()
    """Ensembl gene ids, the primary one first."""
    uniprot: tuple[str, ...] = ()
    biotype: Biotype = Biotype.UNKNOWN
    full_name: str = ""
    names: tuple[Name, ...] = ()
    retired: tuple[str, ...] = ()
    """Identifiers that this gene replaces."""
    uncased: bool = False
    """Whether the source has folded the case of the symbol."""
    rank: int = 0
    """Place in a list sorted by interest, from 1."""
    papers: int = 0
    """Publications that the source cites for it."""
    terms: int = 0
    """Gene Ontology terms that annotate it."""


@dataclass(frozen=True, slots=True)
class OrthologPair:
    """A human gene and its ortholog, each by any identifier, as one source asserts it."""

    source: str
    human: str
    other: str
    support: int = 1


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A gene's membership in a HomoloGene group."""

    group_id: str
    gene: SourceGene


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A symbol its authority withdrew, with the identifier of the gene that replaces it, if any."""

    authority: str
    symbol: str
    replacement: str


@dataclass(frozen=True, slots=True)
class FamilyRows:
    """Families and complexes: ids, direct members and names, as FamPlex lists them."""

    ids: tuple[str, ...]
    parts: tuple[tuple[str, str, str], ...]
    """(namespace of the part, part, family)."""
    names: tuple[tuple[str, str], ...]
    """(name, family)."""
    gene_names: tuple[tuple[str, str], ...]
    """(name, human symbol)."""


@dataclass(slots=True)
class Tally:
    """How many rows of a source were read and kept, and how many dropped for which reason."""

    read: int = 0
    kept: int = 0
    dropped: Counter[str] = field(default_factory=Counter)

    def drop(self, reason: str, count: int = 1) -> None:
        """Count rows as dropped."""
        self.dropped[reason] += count


@dataclass(frozen=True, slots=True)
class Blob:
    """The bytes of a source file, with the name that errors give it."""

    name: str
    data: bytes

    def text(self) -> str:
        """Return the text, unpacked when gzipped; raises SourceError when it is not UTF-8."""
        try:
            data = gzip.decompress(self.data) if self.data[:2] == b"\x1f\x8b" else self.data
            return data.decode("utf-8")
        except (OSError, EOFError, UnicodeDecodeError) as error:
            raise SourceError(f"{self.name}: not readable as text ({error})") from error

    def table(self, columns: Sequence[str], *, delimiter: str = "\t", quoted: bool = False) -> Iterator[list[str]]:
        r"""Yield the wanted columns of every row, by the names in the header line.

        Raises SourceError when the header lacks one of them, or when a row is shorter than the header.

        >>> list(Blob("demo", b"b\ta\n1\t2\n").table(["a", "b"]))
        [['2', '1']]
        """
        quote = '"' if quoted else None
        quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
        lines = io.StringIO(self.text(), newline="")
        reader = csv.reader(lines, delimiter=delimiter, quoting=quoting, quotechar=quote)
        header = [name.strip() for name in next(reader, [])]
        if header:
            header[0] = header[0].lstrip("\ufeff#").strip()
        places = [self._place(header, column) for column in columns]
        last = max(places)
        for row in reader:
            if len(row) <= last:
                if not row:
                    continue
                raise SourceError(f"{self.name}, line {reader.line_num}: {len(row)} columns, expected {len(header)}")
            yield [row[place] for place in places]

    def _place(self, header: list[str], column: str) -> int:
        if column not in header:
            raise SourceError(f"{self.name}: no column {column!r}; its header has: {', '.join(header)[:200]}")
        return header.index(column)

    def plain(self, width: int, *, delimiter: str = ",") -> Iterator[list[str]]:
        """Yield the rows of a file without a header, each of which must have ``width`` columns at least."""
        reader = csv.reader(io.StringIO(self.text(), newline=""), delimiter=delimiter)
        for row in reader:
            if len(row) < width:
                raise SourceError(f"{self.name}, line {reader.line_num}: {len(row)} columns, expected {width}")
            yield row


def number(text: str, blob: Blob) -> int | None:
    """Return the integer a field holds, ``None`` when it is empty; raises SourceError on anything else."""
    text = text.strip()
    if text in ("", "-"):
        return None
    if not (text.isascii() and text.isdigit()):
        raise SourceError(f"{blob.name}: {text[:40]!r} where a number was expected")
    return int(text)


def split(text: str, separator: str = "|") -> tuple[str, ...]:
    """Split a list field, without empty parts and NCBI's ``-`` for "none".

    >>> split("NR1|GluN1||-")
    ('NR1', 'GluN1')
    """
    return tuple(part for raw in text.split(separator) if (part := raw.strip()) and part != "-")


_CLASSES = (
    ("pseudo", Biotype.PSEUDOGENE),
    ("protein_coding", Biotype.PROTEIN_CODING),
    ("protein-coding", Biotype.PROTEIN_CODING),
    ("gene segment", Biotype.GENE_SEGMENT),
    ("segment", Biotype.GENE_SEGMENT),
    ("ig_", Biotype.GENE_SEGMENT),
    ("tr_", Biotype.GENE_SEGMENT),
    ("rna", Biotype.NON_CODING_RNA),
    ("sense_intronic", Biotype.NON_CODING_RNA),
    ("sense_overlapping", Biotype.NON_CODING_RNA),
    ("antisense", Biotype.NON_CODING_RNA),
    ("ribozyme", Biotype.NON_CODING_RNA),
    ("processed_transcript", Biotype.NON_CODING_RNA),
    ("unknown", Biotype.UNKNOWN),
)


def biotype(text: str) -> Biotype:
    """Return the broad class of a source's own gene type.

    >>> biotype("transcribed_unprocessed_pseudogene").name, biotype("snoRNA").name, biotype("").name
    ('PSEUDOGENE', 'NON_CODING_RNA', 'UNKNOWN')
    """
    lowered = text.lower()
    if not lowered:
        return Biotype.UNKNOWN
    return next((kind for part, kind in _CLASSES if part in lowered), Biotype.OTHER)
