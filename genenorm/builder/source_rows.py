"""The typed rows that readers yield, the source files they are read from, and the count of rows kept and dropped."""

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
from genenorm.core.numbers import whole_number
from genenorm.core.taxa import HUMAN

Name = tuple[NameKind, str]
"""A name of a gene with its kind."""


@dataclass(frozen=True, slots=True)
class SourceGene:
    """What one source says about one gene; a field is empty where the source does not give it."""

    taxon_id: int
    symbol: str = ""
    gene_id: int | None = None
    authority: str = ""
    """The id that the species' nomenclature authority gave the gene, such as ``HGNC:4584``."""
    ensembl: tuple[str, ...] = ()
    """Ensembl gene ids, the primary one first."""
    uniprot: tuple[str, ...] = ()
    biotype: Biotype = Biotype.UNKNOWN
    full_name: str = ""
    names: tuple[Name, ...] = ()
    retired: tuple[str, ...] = ()
    """Identifiers that this gene replaces."""
    case_folded: bool = False
    """Whether the source changed the case of the symbol."""
    rank: int = 0
    """Position in a list of genes sorted by how much they are studied, from 1; 0 where the list does not have it."""
    papers: int = 0
    """How many publications the source cites for the gene."""
    terms: int = 0
    """How many Gene Ontology terms annotate the gene."""
    references: int = 0
    """How many entries of other databases the source links to the gene."""
    products: tuple[str, ...] = ()
    """Accessions of its transcripts and proteins, without versions; those of UniProt are in ``uniprot``."""


@dataclass(frozen=True, slots=True)
class OrthologPair:
    """Two genes that one source names as orthologs, each with its identifiers; the first that finds a gene is used."""

    source: str
    gene: tuple[str, ...]
    """The human gene, where one of the two is human."""
    other: tuple[str, ...]
    support: int = 1
    """How many methods, or lines of evidence, support the pair."""
    methods_compared: int = 0
    """How many methods the source compares; 0 where it does not count methods."""
    may_extend_group: bool = True
    """Whether the pair may add a gene to the human gene's homology group; pairs with little support may not."""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A gene's membership in a HomoloGene group."""

    group_id: str
    gene: SourceGene


@dataclass(frozen=True, slots=True)
class WithdrawnEntry:
    """A withdrawn identifier and symbol, either of which may be empty, and the gene that replaces them."""

    identifier: str
    symbol: str
    replacement: str
    """Identifier or symbol of the replacing gene; empty where there is none."""
    taxon_id: int = HUMAN
    date: int = 0
    """The day of the withdrawal as 20190304; 0 where the source does not give it."""


@dataclass(frozen=True, slots=True)
class FamilyRows:
    """FamPlex's families and complexes with their direct members and their names."""

    ids: tuple[str, ...]
    parts: tuple[tuple[str, str, str], ...]
    """Members as tuples (namespace of the member, member, family)."""
    names: tuple[tuple[str, str], ...]
    """Names of families as tuples (name, family)."""
    gene_names: tuple[tuple[str, str], ...]
    """Names of human genes as tuples (name, symbol)."""


@dataclass(slots=True)
class Tally:
    """The number of rows of a source that were read, kept, and dropped for each reason."""

    read: int = 0
    kept: int = 0
    dropped: Counter[str] = field(default_factory=Counter)

    def drop(self, reason: str, count: int = 1) -> None:
        """Count rows as dropped."""
        self.dropped[reason] += count


class ReadPosition:
    """The number of the line of a source file that was read last; 0 when the file is not being read."""

    __slots__ = ("line",)

    def __init__(self) -> None:
        self.line = 0


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A source file, given by its bytes or by its path; error messages call it by ``name``."""

    name: str
    data: bytes = b""
    path: Path | None = None
    position: ReadPosition = field(default_factory=ReadPosition, compare=False, repr=False)

    @property
    def location(self) -> str:
        """The name, followed by the current line number while the file is read; error messages begin with it."""
        return f"{self.name}, line {self.position.line}" if self.position.line else self.name

    def text(self) -> str:
        """Return the whole text, decompressed if it is gzip; raises SourceError when it is not UTF-8."""
        return "".join(self.lines())

    def lines(self, prefixes: tuple[str, ...] = ()) -> Iterator[str]:
        r"""Yield the lines with their line ends; with ``prefixes`` only the lines that begin with one of them.

        Raises SourceError when the file cannot be read or is not UTF-8.

        >>> list(SourceFile("demo", b"9606\t1\n10090\t2\n").lines(("10090\t",)))
        ['10090\t2\n']
        """
        position = self.position
        try:
            with self._open() as raw:
                head = raw.read(2)
                raw.seek(0)
                data = gzip.GzipFile(fileobj=raw) if head == b"\x1f\x8b" else raw
                with io.TextIOWrapper(data, encoding="utf-8", newline="") as lines:
                    for number, line in enumerate(lines, 1):
                        if not prefixes or line.startswith(prefixes):
                            position.line = number
                            yield line
        except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
            raise SourceError(f"{self.name}: not readable as text ({error})") from error
        finally:
            position.line = 0

    def _open(self) -> IO[bytes]:
        return io.BytesIO(self.data) if self.path is None else self.path.open("rb")

    def read_columns(
        self, columns: Sequence[str], *, delimiter: str = "\t", quoted: bool = False, prefixes: tuple[str, ...] = ()
    ) -> Iterator[list[str]]:
        r"""Yield the given columns of every row, found by their names in the header line.

        The header is the first line that is not a comment, or a comment that names the columns, as in FlyBase's files.
        A column name that ends in ``*`` matches the first header that begins with the rest. With ``prefixes`` only the
        rows that begin with one of them are read. Raises SourceError when the header lacks a column, or when a row is
        too short to have all of them.

        >>> list(SourceFile("demo", b"# made today\nb\ta\n1\t2\n").read_columns(["a", "b"]))
        [['2', '1']]
        """
        lines = self.lines()
        header = self._header(lines, columns, delimiter)
        positions = [_column_position(header, column) for column in columns]
        last = max(positions)
        if prefixes:
            lines = (line for line in lines if line.startswith(prefixes))
        for row in _rows(lines, delimiter, quoted):
            if len(row) > last:
                yield [row[position] for position in positions]
            elif row and row != [""] and not row[0].startswith("#"):
                raise SourceError(f"{self.location}: {len(row)} columns, expected {len(header)}")

    def _header(self, lines: Iterator[str], columns: Sequence[str], delimiter: str) -> list[str]:
        header: list[str] = []
        for line in lines:
            comment = line.startswith("#") or not line.strip()
            cells = next(_rows(iter([line.lstrip("\ufeff#")]), delimiter, quoted=False))
            cells = [cell.strip().strip('"') for cell in cells]
            if len(cells) > 1 or not comment:
                header = cells
            if not comment or all(_column_position(cells, column) >= 0 for column in columns):
                break
        missing = [column for column in columns if _column_position(header, column) < 0]
        if missing:
            raise SourceError(f"{self.name}: no column {missing[0]!r}; its header has: {', '.join(header)[:200]}")
        return header

    def read_headerless(self, width: int, *, delimiter: str = ",", quoted: bool = True) -> Iterator[list[str]]:
        """Yield the rows of a file without a header; raises SourceError when one has fewer than ``width`` columns."""
        for row in _rows(self.lines(), delimiter, quoted):
            if len(row) < width:
                raise SourceError(f"{self.location}: {len(row)} columns, expected {width}")
            yield row


def _rows(lines: Iterator[str], delimiter: str, quoted: bool) -> Iterator[list[str]]:
    if quoted:
        return csv.reader(lines, delimiter=delimiter)
    return (line.rstrip("\r\n").split(delimiter) for line in lines)


def _column_position(header: Sequence[str], column: str) -> int:
    """Return the position of a column in the header, or -1."""
    if column.endswith("*"):
        return next((position for position, name in enumerate(header) if name.startswith(column[:-1])), -1)
    return header.index(column) if column in header else -1


def parse_number(text: str, file: SourceFile) -> int | None:
    """Return the integer in a field, or ``None`` for an empty field or ``-``; raises SourceError on anything else."""
    text = text.strip()
    if text in ("", "-"):
        return None
    if (number := whole_number(text)) is None:
        raise SourceError(f"{file.location}: {text[:40]!r} where a number was expected")
    return number


def check_id(text: str, prefix: str, kind: str, file: SourceFile) -> str:
    """Return an authority's id unchanged; raises SourceError when it does not begin with the authority's prefix.

    >>> check_id("MGI:95819", "MGI:", "an MGI id", SourceFile("demo"))
    'MGI:95819'
    """
    if not text.startswith(prefix):
        raise SourceError(f"{file.location}: {text[:40]!r} where {kind} was expected")
    return text


def parse_date(text: str, file: SourceFile) -> int:
    """Return a date as a number such as 20190304, or 0 for an empty field; raises SourceError on anything else.

    >>> demo = SourceFile("demo")
    >>> parse_date("20190304", demo), parse_date("2019-03-04", demo), parse_date("", demo)
    (20190304, 20190304, 0)
    """
    digits = text.strip()[:10].replace("-", "")
    if digits and not (len(digits) == 8 and digits.isascii() and digits.isdigit()):
        raise SourceError(f"{file.location}: {text[:40]!r} where a date was expected")
    return int(digits or 0)


def split_list(text: str, separator: str = "|") -> tuple[str, ...]:
    """Return the parts of a list field, without empty parts and ``-``, which NCBI writes for an empty list.

    >>> split_list("NR1|GluN1||-")
    ('NR1', 'GluN1')
    """
    return tuple(part for raw in text.split(separator) if (part := raw.strip()) and part != "-")


_BIOTYPE_WORDS = (
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


def parse_biotype(text: str) -> Biotype:
    """Return the broad gene type for a source's own gene type.

    >>> [parse_biotype(text).name for text in ("transcribed_unprocessed_pseudogene", "snoRNA", "")]
    ['PSEUDOGENE', 'NON_CODING_RNA', 'UNKNOWN']
    """
    lowered = text.lower()
    if not lowered:
        return Biotype.UNKNOWN
    return next((kind for part, kind in _BIOTYPE_WORDS if part in lowered), Biotype.OTHER)
