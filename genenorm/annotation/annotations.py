"""Annotated records: the answers for a record's names, and what its text says about their genes.

>>> from genenorm.index.reference import Reference
>>> from genenorm.records.record import Record
>>> from genenorm.resolver.resolver import Resolver
>>> with Reference.open() as reference:
...     annotation = annotate_record(Record("r", "r", ("GRIN1", "Grin1", "Rdl")), Resolver(reference))
>>> annotation.rows[0].group_members
('9606:2902 GRIN1', '10090:14810 Grin1')

No function of this module reads or writes a file: the caller passes and gets bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from genenorm.annotation.caption_genes import CaptionMention, caption_mentions
from genenorm.annotation.record_rows import ROW_FIELDS, WORD_FIELDS, RecordRow, RowMaker, row_cells, word_cells
from genenorm.annotation.scanner import TextName
from genenorm.annotation.scope import Scope, scope_of
from genenorm.annotation.text_support import GeneSpan, MissingGene, find_names, gene_spans, missing_genes
from genenorm.core.context import Context
from genenorm.core.errors import RecordError
from genenorm.core.model import Resolution
from genenorm.core.tables import Cell, Table
from genenorm.records.formats import read_record_file
from genenorm.records.record import Record
from genenorm.records.source import MENTION_GENE_IDS, AnswerRows, ReadOptions, RecordFile
from genenorm.resolver.answer_table import ANSWER_COLUMNS, answer_cells
from genenorm.resolver.document_mentions import DocumentResolver, best_genes
from genenorm.resolver.resolver import Resolver

RECORD_COLUMNS = (
    *ANSWER_COLUMNS,
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
"""The columns of a record's table: those of every table of answers, and those of the record."""


@dataclass(frozen=True, slots=True)
class TextSearch:
    """What a record's title and caption are searched for; by default nothing."""

    missing_genes: bool = False
    """Genes that are named in the text but are not among the record's names."""
    mentions: bool = False
    """Every name of a gene, with its place. Documents cannot be searched, since their mentions are given."""


NO_SEARCH = TextSearch()


class Annotation:
    """A record with one row for each of its names, in the record's order.

    The names are resolved and the text is searched when it is made; everything else is made when it is first asked for,
    since few formats show all of it.

    :param record: the record; it is not changed.
    :param resolver: resolves the names; its index also gives the homology groups and species.
    :param search: what to search the record's title and caption for.
    :raises RecordError: ``search.mentions`` is set and the record is a document, whose mentions are given.
    """

    def __init__(self, record: Record, resolver: Resolver, search: TextSearch = NO_SEARCH) -> None:
        if search.mentions and record.document is not None:
            raise RecordError(
                record.source,
                "a document has its own mentions, so it cannot be searched for names; only titles and captions can",
            )
        self.record = record
        self.reference = resolver.reference.stamp
        """Stamp of the index that gave the answers."""
        self._resolver = resolver
        self.answers = self._resolve()
        """The answer for each name, in the record's order."""
        self.missing: tuple[MissingGene, ...] = ()
        """Genes that are named in the text but are not among the record's names; empty unless searched for."""
        if search.missing_genes:
            self.missing = missing_genes(resolver, self._names, self.answers, self._context, self.scope)
        self._mentions: tuple[CaptionMention, ...] = ()
        if search.mentions:
            self._mentions = caption_mentions(resolver, self._names, self._context, self.scope)

    def _resolve(self) -> Sequence[Resolution]:
        if self.record.document is None:
            return self._resolver.resolve_all(self.record.names, self._context)
        answers = DocumentResolver(self._resolver).resolve(self.record.document)
        return [answer for answer in answers if answer is not None]

    def __getstate__(self) -> dict[str, object]:
        """Return all parts, without the open index, so that an annotation can be copied and sent to another process."""
        state = self.complete().__dict__
        return {name: part for name, part in state.items() if name not in ("_resolver", "_row_maker", "_names")}

    def _parts(self) -> tuple[object, ...]:
        return self.record, self.reference, self.rows, self.found, self.spans, self.missing, self.scope

    def __eq__(self, other: object) -> bool:
        """Whether two annotations say the same about the same record."""
        return isinstance(other, Annotation) and self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash((self.record.source, self.record.record_id, self.reference))

    def complete(self) -> Annotation:
        """Return this annotation with all its parts made, so that they can be read when the index is closed."""
        _ = self.rows, self.spans, self.found
        return self

    @cached_property
    def rows(self) -> tuple[RecordRow, ...]:
        """One row for each name."""
        return self._row_maker.rows(self._names, self.record.words)

    @cached_property
    def scope(self) -> Scope:
        """The species the record is about."""
        return scope_of(self.record, self._resolver.reference, self.answers)

    @cached_property
    def spans(self) -> tuple[GeneSpan, ...]:
        """The places of the record's text that name genes of its rows."""
        return gene_spans(self._resolver.reference, self._names, self.answers, self._context, self.scope)

    @cached_property
    def found(self) -> tuple[RecordRow, ...]:
        """One row for each name in the title and caption that means a gene; empty unless searched for."""
        maker = self._row_maker
        return tuple(maker.row_of_found_name(mention.resolution, mention.where) for mention in self._mentions)

    @property
    def found_spans(self) -> tuple[GeneSpan, ...]:
        """The places of those names."""
        return tuple(map(_span, self._mentions))

    @cached_property
    def _context(self) -> Context:
        """The record's context, made once, since the resolver keeps the evidence of its last context."""
        return self.record.context

    @cached_property
    def _names(self) -> tuple[TextName, ...]:
        """The names of the index in the record's text, which are not read for a document."""
        return find_names(self._resolver.reference, self._context) if self.record.document is None else ()

    @cached_property
    def _row_maker(self) -> RowMaker:
        return RowMaker(self._resolver, self.answers, self.scope)

    @property
    def table(self) -> Table:
        """A table with ``RECORD_COLUMNS``: the rows of the record's names, then those of names found in its text."""
        rows = tuple(self._table_cells(row) for row in (*self.rows, *self.found))
        return Table(RECORD_COLUMNS, rows, self.reference)

    def _table_cells(self, row: RecordRow) -> tuple[Cell, ...]:
        return (
            *answer_cells(row.resolution, self.reference),
            row.species,
            row.group_members,
            row.support,
            row.shared_word,
            row.scope,
            row.members_in_scope,
            row.scope_reason,
            row.found,
            *word_cells(row),
            self.record.record_id,
        )

    @property
    def answer_rows(self) -> AnswerRows:
        """The rows as they are written into a record file, with ``ROW_FIELDS``, and the scope.

        Rows of a record that has words read in its figure also have ``WORD_FIELDS``. Rows of a document have the name
        and ``MENTION_GENE_IDS`` alone, and no scope.
        """
        if self.record.document is not None:
            ids = tuple([(answer.input, _mention_gene_ids(answer)) for answer in self.answers])
            return AnswerRows((ROW_FIELDS[0], MENTION_GENE_IDS), ids, (), self.reference)
        return answer_rows_of(self.record, self.rows, self.scope, self.reference)


def answer_rows_of(record: Record, rows: Sequence[RecordRow], scope: Scope, reference: str) -> AnswerRows:
    """Return the rows and the scope of a record as they are written into its file; see ``Annotation.answer_rows``."""
    cells = tuple(map(row_cells, rows))
    reasons = tuple((reason.taxon_id, reason.species, reason.text) for reason in scope.reasons)
    if not record.words:
        return AnswerRows(ROW_FIELDS, cells, reasons, reference)
    cells = tuple(row + words for row, words in zip(cells, map(word_cells, rows), strict=True))
    return AnswerRows(ROW_FIELDS + WORD_FIELDS, cells, reasons, reference)


def _mention_gene_ids(answer: Resolution) -> str:
    """Return the GeneIDs of ``best_genes``."""
    if not isinstance(answer.ranked, tuple):
        return str(answer.ranked.best_gene_id or "")
    return ",".join(str(gene.gene_id) for gene in best_genes(answer) if gene.gene_id is not None)


@dataclass(frozen=True, slots=True)
class AnnotatedFile:
    """The annotated records of one file."""

    name: str
    record_file: RecordFile
    annotations: tuple[Annotation, ...]

    def rewritten(self) -> bytes:
        """Return the file's bytes with the answers in it; all other bytes are unchanged.

        Raises RecordError when the file's format has no place for answers.
        """
        if self.record_file.rewrite is None:
            raise RecordError(self.name, self.record_file.no_rewrite_reason)
        return self.record_file.rewrite([annotation.answer_rows for annotation in self.annotations])

    @property
    def table(self) -> Table:
        """The rows of all records as one table."""
        tables = [annotation.table for annotation in self.annotations]
        stamp = next((table.reference for table in tables), "")
        return Table(RECORD_COLUMNS, tuple(row for table in tables for row in table.rows), stamp)


def annotate_record(record: Record, resolver: Resolver, *, search: TextSearch = NO_SEARCH) -> Annotation:
    """Return a record with the answers for its names, which are resolved in the record's own context.

    :param record: the record; it is not changed.
    :param resolver: resolves the names; its index also gives the homology groups and species.
    :param search: what to search the record's title and caption for. The results are in ``missing`` and ``found``, not
        among ``rows``.
    :raises RecordError: ``search.mentions`` is set and the record is a document, whose mentions are given.
    """
    return Annotation(record, resolver, search).complete()


def _span(mention: CaptionMention) -> GeneSpan:
    return GeneSpan(mention.start, mention.end, mention.text, best_genes(mention.resolution))


def annotate_file(
    data: bytes,
    name: str,
    resolver: Resolver,
    *,
    options: ReadOptions | None = None,
    search: TextSearch = NO_SEARCH,
    words: Mapping[str, str] | None = None,
) -> AnnotatedFile:
    """Return the annotated records of a file.

    :param data: the file's bytes.
    :param name: the file's name, which shows the format unless ``options.form`` does.
    :param options: how to read the file.
    :param search: what to search the records' texts for.
    :param words: the word that was read in the figure for each symbol, when these words are in another file (see
        ``records.delimited.words_by_symbol``).
    :raises RecordError: the file cannot be read; the error has the file's name, the line where known, and the cause.
    """
    record_file = read_record_file(data, name, options)
    file = annotate_record_file(record_file, name, resolver, search=search, words=words)
    for annotation in file.annotations:
        annotation.complete()
    return file


def annotate_record_file(
    record_file: RecordFile,
    name: str,
    resolver: Resolver,
    *,
    search: TextSearch = NO_SEARCH,
    words: Mapping[str, str] | None = None,
) -> AnnotatedFile:
    """Return the annotated records of a file that has been read; see ``annotate_file`` for the parameters.

    Their parts are made when they are first asked for, and until then the resolver's index must stay open.
    """
    records = record_file.records
    if words:
        records = tuple(_with_words(record, words) for record in records)
    annotations = tuple(Annotation(record, resolver, search) for record in records)
    return AnnotatedFile(name, record_file, annotations)


def _with_words(record: Record, words: Mapping[str, str]) -> Record:
    """Return a copy of a record with the words read in its figure.

    The record itself is returned when it has words already, or when no word is known for its names.
    """
    if record.words or record.document is not None:
        return record
    known = tuple(words.get(name, "") for name in record.names)
    return replace(record, words=known) if any(known) else record


def strip_file(data: bytes, name: str, *, options: ReadOptions | None = None) -> bytes:
    """Return a file's bytes as they were before genenorm wrote answers into it.

    :param data: the file's bytes.
    :param name: the file's name, which shows the format unless ``options.form`` does.
    :param options: how to read the file.
    :returns: the bytes without answers; ``data`` itself for a format whose answers cannot be removed.
    :raises RecordError: the file cannot be read.
    """
    record_file = read_record_file(data, name, options)
    return record_file.strip() if record_file.strip is not None else data
