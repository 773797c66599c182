"""The typed rows that readers yield, whatever the source's own format, and the count of what became of them."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from genenorm.core.errors import SourceError
from genenorm.core.model import Biotype, NameKind
from genenorm.core.taxa import HUMAN

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
    references: int = 0
    """Entries of other databases that the source links to it."""


@dataclass(frozen=True, slots=True)
class OrthologPair:
    """Two genes that one source calls orthologs, each by the identifiers it gives: the first that is known counts."""

    source: str
    gene: tuple[str, ...]
    """The human gene, where one of the two is human."""
    other: tuple[str, ...]
    support: int = 1
    """How many methods, or lines of evidence, the source counts for it."""
    of: int = 0
    """How many methods it asked; 0 where it does not count methods."""
    widens: bool = True
    """Whether it may put a gene into the homology group of the human gene; a doubtful pair is kept as a pair only."""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A gene's membership in a HomoloGene group."""

    group_id: str
    gene: SourceGene


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """An identifier and a symbol that are no longer a gene's, either of which may be empty, and what replaces them."""

    identifier: str
    symbol: str
    replacement: str
    """Identifier or symbol of the gene that replaces it; empty for none."""
    taxon_id: int = HUMAN
    date: int = 0
    """When it was withdrawn, as 20190304; 0 where the source does not say."""


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


class Place:
    """Where a blob is being read: the number of the line read last, 0 before the first."""

    __slots__ = ("line",)

    def __init__(self) -> None:
        self.line = 0


@dataclass(frozen=True, slots=True)
class Blob:
    """A source file, with the name that errors give it: its bytes, or the path it is read from as it is needed."""

    name: str
    data: bytes = b""
    path: Path | None = None
    place: Place = field(default_factory=Place, compare=False, repr=False)

    @property
    def where(self) -> str:
        """The name, with the line that is being read once there is one: how errors of its content begin."""
        return f"{self.name}, line {self.place.line}" if self.place.line else self.name

    def text(self) -> str:
        """Return the text, unpacked when gzipped; raises SourceError when it is not UTF-8."""
        return "".join(self.lines())

    def lines(self, starting: tuple[str, ...] = ()) -> Iterator[str]:
        r"""Yield the lines, each with its end, or only those that begin with one of some texts.

        >>> list(Blob("demo", b"9606\t1\n10090\t2\n").lines(("10090\t",)))
        ['10090\t2\n']
        """
        place = self.place
        try:
            with self._open() as packed:
                head = packed.read(2)
                packed.seek(0)
                plain = gzip.GzipFile(fileobj=packed) if head == b"\x1f\x8b" else packed
                with io.TextIOWrapper(plain, encoding="utf-8", newline="") as lines:
                    for number, line in enumerate(lines, 1):
                        if not starting or line.startswith(starting):
                            place.line = number
                            yield line
        except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
            raise SourceError(f"{self.name}: not readable as text ({error})") from error
        finally:
            place.line = 0

    def _open(self) -> IO[bytes]:
        return io.BytesIO(self.data) if self.path is None else self.path.open("rb")

    def table(
        self, columns: Sequence[str], *, delimiter: str = "\t", quoted: bool = False, starting: tuple[str, ...] = ()
    ) -> Iterator[list[str]]:
        r"""Yield the wanted columns of every row, by the names in the header line.

        The header is the first line that is no comment, or a comment that names the columns, as FlyBase writes it. A
        column that ends in ``*`` is known by its beginning. With ``starting`` only the rows that begin so are read.
        Raises SourceError when the header lacks a column, or when a row is shorter than the header.

        >>> list(Blob("demo", b"# made today\nb\ta\n1\t2\n").table(["a", "b"]))
        [['2', '1']]
        """
        rest = self.lines()
        header = self._header(rest, columns, delimiter)
        places = [_place(header, column) for column in columns]
        last = max(places)
        if starting:
            rest = (line for line in rest if line.startswith(starting))
        for row in _rows(rest, delimiter, quoted):
            if len(row) > last:
                yield [row[place] for place in places]
            elif row and row != [""] and not row[0].startswith("#"):
                raise SourceError(f"{self.where}: {len(row)} columns, expected {len(header)}")

    def _header(self, lines: Iterator[str], columns: Sequence[str], delimiter: str) -> list[str]:
        header: list[str] = []
        for line in lines:
            comment = line.startswith("#") or not line.strip()
            cells = next(_rows(iter([line.lstrip("\ufeff#")]), delimiter, quoted=False))
            cells = [cell.strip().strip('"') for cell in cells]
            if len(cells) > 1 or not comment:
                header = cells
            if not comment or all(_place(cells, column) >= 0 for column in columns):
                break
        missing = [column for column in columns if _place(header, column) < 0]
        if missing:
            raise SourceError(f"{self.name}: no column {missing[0]!r}; its header has: {', '.join(header)[:200]}")
        return header

    def plain(self, width: int, *, delimiter: str = ",", quoted: bool = True) -> Iterator[list[str]]:
        """Yield the rows of a file without a header, each of which must have ``width`` columns at least."""
        for row in _rows(self.lines(), delimiter, quoted):
            if len(row) < width:
                raise SourceError(f"{self.where}: {len(row)} columns, expected {width}")
            yield row


def _rows(lines: Iterator[str], delimiter: str, quoted: bool) -> Iterator[list[str]]:
    if quoted:
        return csv.reader(lines, delimiter=delimiter)
    return (line.rstrip("\r\n").split(delimiter) for line in lines)


def _place(header: Sequence[str], column: str) -> int:
    """Return a column's place in the header, -1 when it has none."""
    if column.endswith("*"):
        return next((place for place, name in enumerate(header) if name.startswith(column[:-1])), -1)
    return header.index(column) if column in header else -1


def number(text: str, blob: Blob) -> int | None:
    """Return the integer a field holds, ``None`` when it is empty; raises SourceError on anything else."""
    text = text.strip()
    if text in ("", "-"):
        return None
    if not (text.isascii() and text.isdigit()):
        raise SourceError(f"{blob.where}: {text[:40]!r} where a number was expected")
    return int(text)


def identifier(text: str, begin: str, kind: str, blob: Blob) -> str:
    """Return an authority's id, which begins as all of its ids do; raises SourceError on anything else.

    >>> identifier("MGI:95819", "MGI:", "an MGI id", Blob("demo"))
    'MGI:95819'
    """
    if not text.startswith(begin):
        raise SourceError(f"{blob.where}: {text[:40]!r} where {kind} was expected")
    return text


def day(text: str, blob: Blob) -> int:
    """Return a date as the number 20190304, 0 when there is none; raises SourceError on anything else.

    >>> day("20190304", Blob("demo")), day("2019-03-04", Blob("demo")), day("", Blob("demo"))
    (20190304, 20190304, 0)
    """
    digits = text.strip()[:10].replace("-", "")
    if digits and not (len(digits) == 8 and digits.isascii() and digits.isdigit()):
        raise SourceError(f"{blob.where}: {text[:40]!r} where a date was expected")
    return int(digits or 0)


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
    ("protein coding", Biotype.PROTEIN_CODING),
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
