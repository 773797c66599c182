"""Records in, annotated records out; files only as bytes that the caller read and will write.

>>> from genenorm.index import Reference
>>> from genenorm.records.record import Record
>>> from genenorm.resolve import Resolver
>>> with Reference.open() as reference:
...     done = annotate_record(Record("r", "r", ("GRIN1", "Grin1", "Rdl")), Resolver(reference))
>>> [row.group_members for row in done.rows][0]
('9606:2902 GRIN1', '10090:14810 Grin1')
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from genenorm import figure
from genenorm.errors import RecordError
from genenorm.mentions import DocumentResolver, best_genes
from genenorm.model import NameKind, Resolution, label
from genenorm.records.block import Cell
from genenorm.records.formats import read_source
from genenorm.records.record import Record
from genenorm.records.source import MEANT, ReadOptions, Rows, Source
from genenorm.resolve import Resolver
from genenorm.tables import COLUMNS, SEPARATOR, Table, cells

FIELDS = (
    "keyword",
    "status",
    "species",
    "taxon_id",
    "gene_id",
    "symbol",
    "ensembl_id",
    "authority_id",
    "group_id",
    "group_members",
    "score",
    "evidence",
    "alternatives",
    "support",
    "shared_word",
    "in_scope",
)
"""The fields of one row of the table inside a record."""

WORD_FIELDS = ("word", "word_kind")
"""Further fields, for records that tell the word behind each name."""

RECORD_COLUMNS = (
    *COLUMNS,
    "species",
    "group_members",
    "support",
    "shared_word",
    "in_scope",
    "word",
    "word_kind",
    "record",
)
"""The columns of a record's table: those of every table, then what the record adds."""


@dataclass(frozen=True, slots=True)
class Row:
    """The answer for one keyword of a record, with what the rest of the record says about it."""

    resolution: Resolution
    species: str
    """Latin name of the answer's species; empty when none was decided."""
    group_members: tuple[str, ...]
    """The record's genes of the answer's homology group, this one included: ``9606:2902 GRIN1``."""
    support: tuple[str, ...] = ()
    """Where the record's own text names the gene: ``caption: "PSD95" → DLG4 synonym``."""
    shared_word: str = ""
    """A word that names this gene and unrelated ones of the record, and their keywords: ``kar: MDH1, HSD17B12``."""
    in_scope: str = ""
    """``yes`` or ``no``: whether the record is about the answer's species; empty when nothing says."""
    word: str = ""
    """What was read in the figure, where the record says so."""
    word_kind: NameKind | None = None
    """What sort of name of the answered gene that word is; ``None`` when it is none in the index."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """A record with one row per keyword, in the record's order."""

    record: Record
    rows: tuple[Row, ...]
    missing: tuple[figure.Missing, ...] = ()
    """Genes that the text names and the keywords do not hold; looked for when asked."""
    spans: tuple[figure.Span, ...] = ()
    """Where the record's own text names genes of its rows."""

    @property
    def table(self) -> Table:
        """The record's table, with ``RECORD_COLUMNS``."""
        return Table(
            RECORD_COLUMNS,
            tuple(
                (
                    *cells(row.resolution),
                    row.species,
                    row.group_members,
                    row.support,
                    row.shared_word,
                    row.in_scope,
                    *_word_fields(row),
                    self.record.record_id,
                )
                for row in self.rows
            ),
        )

    @property
    def fields(self) -> Rows:
        """The rows as a file takes them: ``FIELDS``, for documents ``MEANT``, where words are known ``WORD_FIELDS``."""
        if self.record.document is not None:
            return Rows((*FIELDS, MEANT), tuple((*_fields(row), _meant(row.resolution)) for row in self.rows))
        if self.record.words:
            return Rows(FIELDS + WORD_FIELDS, tuple(_fields(row) + _word_fields(row) for row in self.rows))
        return Rows(FIELDS, tuple(_fields(row) for row in self.rows))


@dataclass(frozen=True, slots=True)
class AnnotatedFile:
    """One input file with the annotations of its records."""

    name: str
    source: Source
    annotations: tuple[Annotation, ...]

    def rewritten(self) -> bytes:
        """Return the file's bytes with the answers in it; every byte that is not ours is the original's."""
        if self.source.rewrite is None:
            raise RecordError(self.name, "this format has no place for answers; write a table with --table")
        return self.source.rewrite([annotation.fields for annotation in self.annotations])

    @property
    def table(self) -> Table:
        """The rows of all its records as one table."""
        return Table(RECORD_COLUMNS, tuple(row for annotation in self.annotations for row in annotation.table.rows))


def annotate_record(record: Record, resolver: Resolver, *, suggest: bool = False) -> Annotation:
    """Return the record's names resolved in the record's own context, one row each.

    With ``suggest``, genes that the record's text names and its keywords do not are looked for too.
    """
    resolutions = _resolve(record, resolver)
    context = record.context
    names = figure.find_names(resolver, context) if record.document is None else ()
    shared = figure.shared_words(resolver, names, resolutions, record.words)
    scope = figure.scope(resolver, context)
    support = figure.Support(resolver, names)
    members = _members_by_group(resolutions)
    taxa = resolver.reference.taxa
    rows = []
    for number, found in enumerate(resolutions):
        taxon = found.taxon_id
        word = record.words[number] if record.words else ""
        kind = figure.kind_of_word(resolver, word, found.answer.gene) if word and found.answer else None
        rows.append(
            Row(
                found,
                taxa[taxon].name if taxon in taxa else "",
                members.get(found.group_id, ()),
                support.of(found),
                shared.get(number, ""),
                "" if taxon is None or not scope else "yes" if taxon in scope else "no",
                word,
                kind,
            )
        )
    missing = figure.missing(resolver, names, resolutions, context) if suggest else ()
    return Annotation(record, tuple(rows), missing, figure.spans(resolver, names, resolutions, context))


def _resolve(record: Record, resolver: Resolver) -> list[Resolution]:
    if record.document is None:
        return resolver.resolve_all(record.names, record.context)
    return [found for found in DocumentResolver(resolver).resolve(record.document) if found is not None]


def annotate_file(
    data: bytes, name: str, resolver: Resolver, *, options: ReadOptions | None = None, suggest: bool = False
) -> AnnotatedFile:
    """Return a file's records annotated; its format is told by the name, or by ``options``.

    Raises RecordError naming the file, the line where known, and the cause.
    """
    source = read_source(data, name, options)
    annotations = tuple(annotate_record(record, resolver, suggest=suggest) for record in source.records)
    return AnnotatedFile(name, source, annotations)


def strip_file(data: bytes, name: str, *, options: ReadOptions | None = None) -> bytes:
    """Return a file's bytes without the answers of an earlier run: the original bytes."""
    source = read_source(data, name, options)
    return source.strip() if source.strip is not None else data


def _members_by_group(resolutions: Sequence[Resolution]) -> dict[str, tuple[str, ...]]:
    members: dict[str, dict[str, None]] = {}
    for found in resolutions:
        if found.group_id and found.answer is not None:
            members.setdefault(found.group_id, {})[f"{label(found.answer.gene)} {found.symbol}"] = None
    return {group: tuple(names) for group, names in members.items()}


def _fields(row: Row) -> tuple[Cell, ...]:
    found = row.resolution
    return (
        found.input,
        found.status.value,
        row.species,
        found.taxon_id,
        found.gene_id,
        found.symbol,
        found.ensembl_id,
        found.authority_id,
        found.group_id,
        SEPARATOR.join(row.group_members),
        round(float(found.score), 3),
        found.evidence,
        SEPARATOR.join(found.alternatives),
        SEPARATOR.join(row.support),
        row.shared_word,
        row.in_scope,
    )


def _meant(found: Resolution) -> str:
    return ",".join(str(gene.gene_id) for gene in best_genes(found) if gene.gene_id is not None)


def _word_fields(row: Row) -> tuple[str, str]:
    return row.word, row.word_kind.label if row.word_kind else ""
