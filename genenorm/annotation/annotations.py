"""Records in, annotated records out; files only as bytes that the caller read and will write.

>>> from genenorm.index.reference import Reference
>>> from genenorm.records.record import Record
>>> from genenorm.resolver.resolver import Resolver
>>> with Reference.open() as reference:
...     done = annotate_record(Record("r", "r", ("GRIN1", "Grin1", "Rdl")), Resolver(reference))
>>> [row.group_members for row in done.rows][0]
('9606:2902 GRIN1', '10090:14810 Grin1')
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Flag, auto

from genenorm.annotation import text_support
from genenorm.annotation.caption_genes import Found, mentions_in
from genenorm.annotation.record_rows import FIELDS, WORD_FIELDS, Row, RowMaker, fields_of, word_fields_of
from genenorm.annotation.scope import Scope, scope_of
from genenorm.core.errors import RecordError
from genenorm.core.gc_pause import collector_held
from genenorm.core.model import Resolution
from genenorm.core.tables import COLUMNS, Table, cells
from genenorm.records.formats import read_source
from genenorm.records.record import Record
from genenorm.records.source import MEANT, ReadOptions, Rows, Source
from genenorm.records.yaml_rows import Cell
from genenorm.resolver.document_mentions import DocumentResolver, best_genes
from genenorm.resolver.resolver import Resolver

RECORD_COLUMNS = (
    *COLUMNS,
    "species",
    "group_members",
    "support",
    "shared_word",
    "scope",
    "members_in_scope",
    "scope_reason",
    "found",
    "word",
    "word_kind",
    "record",
)
"""The columns of a record's table: those of every table, then what the record adds."""


class Look(Flag):
    """What is looked for in a record's text beside the answers for its names."""

    NOTHING = 0
    MISSING = auto()
    """Genes that the text names and the record's names do not hold."""
    MENTIONS = auto()
    """Every gene that title and caption name, with its place."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """A record with one row per keyword, in the record's order."""

    record: Record
    rows: tuple[Row, ...]
    missing: tuple[text_support.Missing, ...] = ()
    """Genes that the text names and the keywords do not hold; looked for when asked."""
    spans: tuple[text_support.Span, ...] = ()
    """Where the record's own text names genes of its rows."""
    scope: Scope = field(default_factory=Scope)
    """Which species the record is about, and why."""
    found: tuple[Row, ...] = ()
    """Names found in the record's title and caption, which are no names of the record; looked for when asked."""
    found_spans: tuple[text_support.Span, ...] = ()
    """Where those stand."""
    reference: str = ""
    """Stamp of the index that answered."""

    @property
    def table(self) -> Table:
        """The record's table, with ``RECORD_COLUMNS``."""
        return Table(
            RECORD_COLUMNS,
            tuple(
                (
                    *cells(row.resolution, self.reference),
                    row.species,
                    row.group_members,
                    row.support,
                    row.shared_word,
                    row.scope,
                    row.members_in_scope,
                    row.scope_reason,
                    row.found,
                    *word_fields_of(row),
                    self.record.record_id,
                )
                for row in (*self.rows, *self.found)
            ),
            self.reference,
        )

    @property
    def fields(self) -> Rows:
        """The rows as a file takes them: ``FIELDS``, for documents ``MEANT``, where words are known ``WORD_FIELDS``."""
        fields: tuple[str, ...] = FIELDS
        rows = tuple(map(fields_of, self.rows))
        about: tuple[tuple[Cell, ...], ...] = ()
        if self.record.document is not None:
            fields = (*FIELDS, MEANT)
            rows = tuple((*cells, _meant(row.resolution)) for cells, row in zip(rows, self.rows, strict=True))
        elif self.record.words:
            fields = FIELDS + WORD_FIELDS
            rows = tuple(cells + word_fields_of(row) for cells, row in zip(rows, self.rows, strict=True))
        if self.record.document is None:
            about = tuple((reason.taxon_id, reason.species, reason.text) for reason in self.scope.reasons)
        return Rows(fields, rows, about, self.reference)


@dataclass(frozen=True, slots=True)
class AnnotatedFile:
    """One input file with the annotations of its records."""

    name: str
    source: Source
    annotations: tuple[Annotation, ...]

    def rewritten(self) -> bytes:
        """Return the file's bytes with the answers in it; every byte that is not ours is the original's."""
        if self.source.rewrite is None:
            raise RecordError(self.name, self.source.no_place)
        with collector_held():
            return self.source.rewrite([annotation.fields for annotation in self.annotations])

    @property
    def table(self) -> Table:
        """The rows of all its records as one table."""
        tables = [annotation.table for annotation in self.annotations]
        stamp = next((table.reference for table in tables), "")
        return Table(RECORD_COLUMNS, tuple(row for table in tables for row in table.rows), stamp)


def annotate_record(record: Record, resolver: Resolver, *, look: Look = Look.NOTHING) -> Annotation:
    """Return the record's names resolved in the record's own context, one row each.

    What else is looked for in its text stays apart from its rows, in ``missing`` and ``found``.
    """
    if Look.MENTIONS in look and record.document is not None:
        raise RecordError(record.source, "names are found in captions only; the mentions of a document are given")
    resolutions = _resolve(record, resolver)
    context = record.context
    names = text_support.find_names(resolver, context) if record.document is None else ()
    scope = scope_of(record, resolver.reference, resolutions)
    maker = RowMaker(resolver, resolutions, scope)
    rows = maker.rows(names, record.words)
    missing = text_support.missing(resolver, names, resolutions, context, scope) if Look.MISSING in look else ()
    more = mentions_in(resolver, names, context, scope) if Look.MENTIONS in look else ()
    return Annotation(
        record,
        rows,
        missing,
        text_support.spans(resolver, names, resolutions, context, scope),
        scope,
        tuple(maker.row(item.resolution, found=item.where) for item in more),
        tuple(_span(item) for item in more),
        resolver.reference.stamp,
    )


def _span(item: Found) -> text_support.Span:
    text = item.resolution.input
    return text_support.Span(item.start, item.start + len(text), text, best_genes(item.resolution))


def _resolve(record: Record, resolver: Resolver) -> list[Resolution]:
    if record.document is None:
        return resolver.resolve_all(record.names, record.context)
    return [found for found in DocumentResolver(resolver).resolve(record.document) if found is not None]


def annotate_file(
    data: bytes,
    name: str,
    resolver: Resolver,
    *,
    options: ReadOptions | None = None,
    look: Look = Look.NOTHING,
    words: Mapping[str, str] | None = None,
) -> AnnotatedFile:
    """Return a file's records annotated; its format is told by the name, or by ``options``.

    ``words`` says for names what was read in the figure, where another file knows it (``records.columns.words_of``).
    Raises RecordError naming the file, the line where known, and the cause.
    """
    with collector_held():
        source = read_source(data, name, options)
    return annotate_source(source, name, resolver, look=look, words=words)


def annotate_source(
    source: Source, name: str, resolver: Resolver, *, look: Look = Look.NOTHING, words: Mapping[str, str] | None = None
) -> AnnotatedFile:
    """Return a file annotated that is read already; see ``annotate_file``."""
    with collector_held():
        records = source.records
        if words:
            records = tuple(_with_words(record, words) for record in records)
        annotations = tuple(annotate_record(record, resolver, look=look) for record in records)
    return AnnotatedFile(name, source, annotations)


def _with_words(record: Record, words: Mapping[str, str]) -> Record:
    found = tuple(words.get(name, "") for name in record.names)
    return replace(record, words=found) if any(found) and not record.words and record.document is None else record


def strip_file(data: bytes, name: str, *, options: ReadOptions | None = None) -> bytes:
    """Return a file's bytes without the answers of an earlier run: the original bytes."""
    source = read_source(data, name, options)
    return source.strip() if source.strip is not None else data


def _meant(found: Resolution) -> str:
    return ",".join(str(gene.gene_id) for gene in best_genes(found) if gene.gene_id is not None)
