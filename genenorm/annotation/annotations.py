"""Annotated records: the answers for a record's names, and what its text says about their genes.

>>> from genenorm.index.reference import Reference
>>> from genenorm.records.record import NO_WORD, Record, TableWord
>>> from genenorm.resolver.resolver import Resolver
>>> with Reference.open() as reference:
...     annotation = annotate_record(Record("r", "r", ("GRIN1", "Grin1", "Rdl")), Resolver(reference))
>>> annotation.rows[0].group_members
('9606:2902 GRIN1', '10090:14810 Grin1')

No function of this module reads or writes a file: the caller passes and gets bytes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from typing import TypeVar

from genenorm.annotation.caption_genes import CaptionMention, caption_mentions
from genenorm.annotation.first_name import FirstNames
from genenorm.annotation.record_rows import AnyRow, RecordRow, RowMaker, row_cells, short_cells, word_cells
from genenorm.annotation.scanner import TextName
from genenorm.annotation.scope import OUT_OF_SCOPE, Scope, scope_of
from genenorm.annotation.text_support import GeneSpan, MissingGene, find_names, gene_spans, missing_genes
from genenorm.core import values
from genenorm.core.context import NO_CONTEXT, Context, with_given
from genenorm.core.errors import NOT_OF_ONE_NAME, RecordError, fault_text
from genenorm.core.model import Gene, Resolution, Status
from genenorm.core.tables import Cell, Table
from genenorm.records.answer_fields import ROW_FIELDS, SCOPE, SHORT_FIELDS, WORD_FIELDS
from genenorm.records.formats import read_record_file
from genenorm.records.record import NO_WORD, Record, TableWord
from genenorm.records.source import MENTION_GENE_IDS, AnswerRows, FoundMention, ReadOptions, RecordFile
from genenorm.records.yaml_rows import AnswerCell
from genenorm.resolver.answer_table import ANSWER_COLUMNS, SHORT_COLUMNS, answer_cells, common_name_of
from genenorm.resolver.document_mentions import DocumentResolver, best_genes
from genenorm.resolver.doubt import Doubt, doubt_text, read_doubts
from genenorm.resolver.guarded_answers import answer_of_fault
from genenorm.resolver.list_species import ListSpecies, context_of_list
from genenorm.resolver.ortholog_answers import lifted_answer
from genenorm.resolver.parts_answer import one_gene_each
from genenorm.resolver.resolver import Resolver

_T = TypeVar("_T")
_Row = TypeVar("_Row", bound=AnyRow)

RECORD_COLUMNS = (
    *ANSWER_COLUMNS,
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
"""The columns of a record's table: those of every table of answers, and those of the record.

``doubt`` has what the record says against an answer, too.
"""


@dataclass(frozen=True, slots=True)
class TextSearch:
    """What a record's title and caption are searched for; by default nothing."""

    missing_genes: bool = False
    """Genes that are named in the text but are not among the record's names."""
    mentions: bool = False
    """Every name of a gene, with its place; in a document, those apart from its mentions."""

    @property
    def reads_text(self) -> bool:
        """Whether the text is searched at all, so that a record without names has something to say."""
        return self.missing_genes or self.mentions


NO_SEARCH = TextSearch()


class Annotation:
    """A record with one row for each of its names, in the record's order.

    The names are resolved and the text is searched when it is made; everything else is made when it is first asked for,
    since few formats show all of it.

    :param record: the record; it is not changed.
    :param resolver: resolves the names; its index also gives the homology groups and species.
    :param search: what to search the record's title and caption for.
    :param context: what the user says of the record, in addition to what it says itself; see ``annotate_file``.
    :param ortholog_taxon: taxon id of a species whose orthologs take the place of the answered genes.
    """

    def __init__(
        self,
        record: Record,
        resolver: Resolver,
        search: TextSearch = NO_SEARCH,
        context: Context = NO_CONTEXT,
        ortholog_taxon: int | None = None,
    ) -> None:
        self.record = record
        self.reference = resolver.reference.stamp
        """Stamp of the index that gave the answers."""
        self.list_species: ListSpecies | None = None
        """The species of the names together, where they decide it (``species="auto"``); documents have none."""
        self._resolver = resolver
        self._common_names = resolver.reference.common_names
        self._ortholog_taxon = ortholog_taxon
        self.error = ""
        """The exception nobody expected in which this record ended, apart from single names; empty for success. Names
        that have no answer because of it are unknown, and say so."""
        self.missing: tuple[MissingGene, ...] = ()
        """Genes that are named in the text but are not among the record's names; empty unless searched for."""
        self._mentions: tuple[CaptionMention, ...] = ()
        self._given = context
        self.answers: Sequence[Resolution]
        """The answer for each name, in the record's order."""
        try:
            self._given = self._settled(context)
            self._meant = answers = self._resolve()
            self.answers = answers if ortholog_taxon is None else tuple(map(self._lifted, answers))
            self._search(search)
        except NOT_OF_ONE_NAME:
            raise
        except Exception as error:
            self._fail(error)

    def _search(self, search: TextSearch) -> None:
        """Search the text for what is asked for."""
        if search.missing_genes:
            self.missing = missing_genes(self._resolver, self._text_names, self._meant, self._whole_context, self.scope)
        if search.mentions:
            self._mentions = caption_mentions(
                self._resolver, self._text_names, self._context, self.scope, self.record.document, self._given
            )

    def _fail(self, error: Exception) -> None:
        """Take in an exception that nobody expected, and give all names answers that say so."""
        self._take_fault(error)
        document, faults = self.record.document, dict[str, str]()
        names = self.record.names if document is None else [each.text for each in document.mentions if each.is_gene]
        self._given = NO_CONTEXT
        self._meant = self.answers = tuple(answer_of_fault(faults, name, error) for name in names)
        self._mentions = ()
        self.scope, self.spans, self.found = Scope(), (), ()
        self.rows = tuple(RecordRow(answer, "", ()) for answer in self.answers)

    def _take_fault(self, error: Exception) -> None:
        self._resolver.reference.check_open()
        self.error = self.error or fault_text(error)

    def _settled(self, given: Context) -> Context:
        """Return what the user says of the record, with the species that its names decide, if they are to do so."""
        if not given.is_auto:
            return given
        record = self.record
        if record.species or record.document is not None:  # the text of a document decides
            return values.replace(given, is_auto=False)
        self.list_species = self._resolver.species_of(record.names, with_given(self._context, given))
        return context_of_list(given, self.list_species)

    def _resolve(self) -> Sequence[Resolution]:
        if self.record.document is None:
            record = self.record
            words = zip(record.names, record.words, strict=False)  # without a gene table there are no words
            assigned = {name: word.gene_ids for name, word in words if word.gene_ids}
            return self._resolver.resolve_all(record.names, self._whole_context, assigned)
        given = self._given
        documents = DocumentResolver(self._resolver, given.species, given.organisms, given.text)
        return [answer for answer in documents.resolve(self.record.document) if answer is not None]

    def _lifted(self, answer: Resolution) -> Resolution:
        taxon = self._ortholog_taxon
        return answer if taxon is None else lifted_answer(self._resolver.reference, answer, taxon)

    def __getstate__(self) -> dict[str, object]:
        """Return all parts, without the open index, so that an annotation can be copied and sent to another process."""
        state = self.complete().__dict__
        return {name: part for name, part in state.items() if name not in ("_resolver", "_row_maker", "_find_names")}

    def _parts(self) -> tuple[object, ...]:
        return self.record, self.reference, self.rows, self.found, self.spans, self.missing, self.scope

    def __eq__(self, other: object) -> bool:
        """Whether two annotations say the same about the same record."""
        return isinstance(other, Annotation) and self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash((self.record.source, self.record.record_id, self.reference))

    def __repr__(self) -> str:
        """Return the record and its answers in one line: ``<Annotation 'f1': 2 names: 2 resolved>``."""
        return f"<Annotation {self.record.record_id!r}: {_counts_text(self.answers)}>"

    def _repr_html_(self) -> str:
        """Return the short columns of its table, for notebooks."""
        return self.table.only(SHORT_COLUMNS)._repr_html_()

    def complete(self) -> Annotation:
        """Return this annotation with all its parts made, so that they can be read when the index is closed."""
        _ = self.rows, self.spans, self.found
        return self

    @cached_property
    def rows(self) -> tuple[RecordRow, ...]:
        """One row for each name."""
        return self._rows_made(lambda: self._row_maker.rows)

    @property
    def _short_rows(self) -> Sequence[AnyRow]:
        """The rows without the parts that the short table does not show, or ``rows`` themselves when they are made."""
        if "rows" in self.__dict__:
            return self.rows
        return self._rows_made(lambda: self._row_maker.short_rows)

    def _rows_made(self, make: Callable[[], tuple[_Row, ...]]) -> tuple[_Row | RecordRow, ...]:
        """Return rows that ``make`` returns, or those of a record that fails if it raises an exception."""
        try:
            return make()
        except NOT_OF_ONE_NAME:
            raise
        except Exception as error:
            self._fail(error)
            return self.rows

    @cached_property
    def scope(self) -> Scope:
        """The species the record is about."""
        return scope_of(self.record, self._resolver.reference, self._meant, self._given)

    @cached_property
    def spans(self) -> tuple[GeneSpan, ...]:
        """The places of the record's text that name genes of its rows."""
        try:
            return gene_spans(self._resolver.reference, self._names, self.answers, self._context, self.scope)
        except NOT_OF_ONE_NAME:
            raise
        except Exception as error:
            self._take_fault(error)
            return ()

    @cached_property
    def found(self) -> tuple[RecordRow, ...]:
        """One row for each name in the title and caption that means a gene; empty unless searched for."""
        maker = self._row_maker
        return tuple(
            maker.row_of_found_name(self._lifted(mention.resolution), mention.where) for mention in self._mentions
        )

    @property
    def found_spans(self) -> tuple[GeneSpan, ...]:
        """The places of those names."""
        return tuple(map(_span, self._mentions))

    @cached_property
    def _context(self) -> Context:
        """The record's own context, in whose text names are searched."""
        return self.record.context

    @cached_property
    def _whole_context(self) -> Context:
        """The context of the names, made once, since the resolver keeps the evidence of its last context."""
        return with_given(self._context, self._given)

    @cached_property
    def _find_names(self) -> Callable[[], tuple[TextName, ...]]:
        """Returns the names of the index in the record's text, which is searched at the first call."""
        return cache(partial(find_names, self._resolver.reference, self._context))

    @property
    def _text_names(self) -> tuple[TextName, ...]:
        """The names of the index in the record's text."""
        return self._find_names()

    @property
    def _names(self) -> tuple[TextName, ...]:
        """The names in the text that support the record's own, which are not read for the mentions of a document."""
        return self._text_names if self.record.document is None else ()

    @cached_property
    def _row_maker(self) -> RowMaker:
        names = self._find_names if self.record.document is None else tuple
        return RowMaker(self._resolver, self.answers, self.scope, self._whole_context, names, self.record.words)

    @property
    def table(self) -> Table:
        """A table with ``RECORD_COLUMNS``: the rows of the record's names, then those of names found in its text."""
        return Table(RECORD_COLUMNS, each_once(self._table_cells, (*self.rows, *self.found)), self.reference)

    @property
    def split_table(self) -> Table:
        """The same table, in which a name of several genes (``TP53; EGFR``) has one row for each gene."""
        rows = [one for row in (*self.rows, *self.found) for one in self._one_gene_each(row)]
        return Table(RECORD_COLUMNS, tuple(map(self._table_cells, rows)), self.reference)

    def _one_gene_each(self, row: RecordRow) -> Iterable[RecordRow]:
        found = one_gene_each(row.resolution)
        if len(found) == 1:
            return (row,)
        species = [common_name_of(one, self._common_names) for one in found]
        doubt = doubt_text(reason for reason in read_doubts(row.doubt) if reason is not Doubt.FAMILY)
        return [
            row._replace(resolution=one, species=name, doubt=doubt) for one, name in zip(found, species, strict=True)
        ]

    def _table_cells(self, row: RecordRow) -> tuple[Cell, ...]:
        return (
            *answer_cells(row.resolution, self.reference, row.species, row.doubt),
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

    def answer_rows(self, *, full: bool = False) -> AnswerRows:
        """Return the rows as they are written into a record file, and the scope.

        They have ``SHORT_FIELDS``, and ``SCOPE`` where some are out of scope; with ``full`` all ``ROW_FIELDS``. Rows
        of a record that has words read in its figure also have the word, and with ``full`` all ``WORD_FIELDS``. Rows of
        a document have the name and ``MENTION_GENE_IDS`` alone, and no scope; the names found in its text are in
        ``found``.
        """
        if self.record.document is not None:
            ids = tuple([(answer.input, _mention_gene_ids(answer)) for answer in self.answers])
            found = tuple(
                FoundMention(span.start, span.text, gene_ids)
                for span in self.found_spans
                if (gene_ids := _gene_ids(span.genes))
            )
            return AnswerRows((ROW_FIELDS[0], MENTION_GENE_IDS), ids, (), self.reference, found)
        # rows come before the scope, which is empty if they fail
        if full:
            whole = self.rows
            cells = each_once(row_cells, whole)
            return answer_rows_of(self.record, whole, cells, self.scope, self.reference, full=True)
        rows = self._short_rows
        return answer_rows_of(self.record, rows, each_once(short_cells, rows), self.scope, self.reference)


def answer_rows_of(
    record: Record,
    rows: Sequence[AnyRow],
    cells: Iterable[tuple[AnswerCell, ...]],
    scope: Scope,
    reference: str,
    *,
    full: bool = False,
) -> AnswerRows:
    """Return the rows and the scope of a record as they are written into its file; see ``Annotation.answer_rows``.

    :param cells: the cells of each row, those of ``row_cells`` with ``full``, else those of ``short_cells``.
    """
    fields: tuple[str, ...] = ROW_FIELDS if full else SHORT_FIELDS
    if record.words:
        shown = len(WORD_FIELDS) if full else 1
        fields += WORD_FIELDS[:shown]
        cells = [cell + word_cells(row)[:shown] for cell, row in zip(cells, rows, strict=True)]
    if not full and any(row.scope == OUT_OF_SCOPE for row in rows):
        fields += (SCOPE,)
        cells = [(*cell, row.scope if row.scope == OUT_OF_SCOPE else "") for cell, row in zip(cells, rows, strict=True)]
    reasons = tuple((reason.taxon_id, reason.species, reason.text) for reason in scope.reasons)
    return AnswerRows(fields, tuple(cells), reasons, reference, is_full=full)


def each_once(made_of: Callable[[_Row], _T], rows: Sequence[_Row]) -> tuple[_T, ...]:
    """Return what a function makes of each row; of a row that several names share, it is made once and shared."""
    made: dict[int, _T] = {}
    for row in rows:
        if id(row) not in made:
            made[id(row)] = made_of(row)
    return tuple([made[id(row)] for row in rows])


def _mention_gene_ids(answer: Resolution) -> str:
    """Return the GeneIDs of ``best_genes``."""
    if not isinstance(answer.ranked, tuple):
        return str(answer.ranked.best_gene_id or "")
    return ",".join(_gene_ids(best_genes(answer)))


def _gene_ids(genes: Iterable[Gene]) -> tuple[str, ...]:
    return tuple(str(gene.gene_id) for gene in genes if gene.gene_id is not None)


@dataclass(frozen=True, slots=True, repr=False)
class AnnotatedFile:
    """The annotated records of one file.

    It can be sent to another process: the file with the answers is then written before.
    """

    name: str
    record_file: RecordFile
    annotations: tuple[Annotation, ...]

    def __repr__(self) -> str:
        """Return the file and its answers in one line."""
        records = len(self.annotations)
        counts = _counts_text([answer for annotation in self.annotations for answer in annotation.answers])
        return f"<AnnotatedFile {self.name!r}: {records} record{'' if records == 1 else 's'}, {counts}>"

    def _repr_html_(self) -> str:
        """Return the short columns of its table, for notebooks."""
        return self.table.only(SHORT_COLUMNS)._repr_html_()

    def __reduce__(self) -> tuple[type[AnnotatedFile], tuple[object, ...]]:
        # The functions that write the file hold the file as its format reads it, which is not to be sent.
        file = self.record_file
        sent = replace(
            file,
            rewrite=file.rewrite
            and partial(_rewritten, _made(self.rewritten), _made(partial(self.rewritten, full=True))),
            strip=file.strip and partial(_value, _made(file.strip)),
            cells=file.cells and partial(_value, _made(file.cells)),
        )
        return AnnotatedFile, (self.name, sent, self.annotations)

    def rewritten(self, *, full: bool = False, raw: bool = False) -> bytes:
        r"""Return the file's bytes with the answers in it; all other bytes are unchanged.

        :param full: write all fields of each answer, instead of the short ones alone.
        :param raw: in CSV, write answers that a spreadsheet would take for formulas as they are, not as text.
        :raises RecordError: the file's format has no place for answers.

        >>> from genenorm.index.reference import Reference
        >>> file = annotate_file(b"gene\nGRIN1\n", "a.csv", Resolver(Reference.open()))
        >>> [file.rewritten(full=full).splitlines()[0].count(b",") for full in (False, True)]
        [9, 18]
        """
        if self.record_file.rewrite is None:
            raise _not_rewritable(self.name, self.record_file.no_rewrite_reason)
        full = full or self.record_file.needs_full
        answers = [annotation.answer_rows(full=full) for annotation in self.annotations]
        return self.record_file.rewrite([replace(rows, is_raw=True) for rows in answers] if raw else answers)

    @property
    def table(self) -> Table:
        """The rows of all records as one table."""
        return self._joined([annotation.table for annotation in self.annotations])

    @property
    def split_table(self) -> Table:
        """The rows of all records as one table, in which a name of several genes has one row for each gene."""
        return self._joined([annotation.split_table for annotation in self.annotations])

    @staticmethod
    def _joined(tables: Sequence[Table]) -> Table:
        stamp = next((table.reference for table in tables), "")
        return Table(RECORD_COLUMNS, tuple(row for table in tables for row in table.rows), stamp)


def _counts_text(answers: Sequence[Resolution]) -> str:
    """Return the number of answers, and of those with each status."""
    counts = Counter(answer.status for answer in answers)
    texts = ", ".join(f"{counts[status]:,} {status.value}" for status in Status if counts[status])
    return f"{len(answers):,} name{'' if len(answers) == 1 else 's'}{texts and f': {texts}'}"


def _made(make: Callable[[], _T]) -> _T | RecordError:
    """Return what a function returns, or the error that it raises, to be raised when it is asked for."""
    try:
        return make()
    except RecordError as error:
        return error


def _value(made: _T | RecordError) -> _T:
    if isinstance(made, RecordError):
        raise made
    return made


def _rewritten(short: bytes | RecordError, full: bytes | RecordError, answers: Sequence[AnswerRows]) -> bytes:
    return _value(full if answers and answers[0].is_full else short)


def _not_rewritable(name: str, reason: str) -> RecordError:
    """Return the error for a file without a place for answers; made here, since no frame that raises it may keep it."""
    error = RecordError(name, reason)
    error.add_note("In Python, the table of the result has all rows: done.table.frame()")
    return error


def annotate_record(
    record: Record,
    resolver: Resolver,
    *,
    search: TextSearch = NO_SEARCH,
    context: Context = NO_CONTEXT,
    ortholog_taxon: int | None = None,
) -> Annotation:
    """Return a record with the answers for its names, which are resolved in the record's own context.

    :param record: the record; it is not changed.
    :param resolver: resolves the names; its index also gives the homology groups and species.
    :param search: what to search the record's title and caption for. The results are in ``missing`` and ``found``, not
        among ``rows``.
    :param context: what the user says of the record; see ``annotate_file``.
    :param ortholog_taxon: taxon id of a species whose stringent orthologs take the place of the answered genes.
    """
    return Annotation(record, resolver, search, context, ortholog_taxon).complete()


def short_rows_of(annotation: Annotation) -> Sequence[AnyRow]:
    """Return a row for each name of a record, which has at least what the short table shows."""
    return annotation._short_rows


def list_species_of(annotations: Iterable[Annotation]) -> tuple[ListSpecies, ...]:
    """Return the species of the lists that decided them, one for each record whose names were to decide."""
    return tuple(found for annotation in annotations if (found := annotation.list_species) is not None)


def _span(mention: CaptionMention) -> GeneSpan:
    return GeneSpan(mention.start, mention.end, mention.text, best_genes(mention.resolution))


def annotate_file(
    data: bytes,
    name: str,
    resolver: Resolver,
    *,
    options: ReadOptions | None = None,
    search: TextSearch = NO_SEARCH,
    words: Mapping[str, TableWord] | None = None,
    context: Context = NO_CONTEXT,
    ortholog_taxon: int | None = None,
) -> AnnotatedFile:
    """Return the annotated records of a file.

    :param data: the file's bytes.
    :param name: the file's name, which shows the format unless ``options.form`` does.
    :param options: how to read the file.
    :param search: what to search the records' texts for.
    :param words: the word that was read in the figure for each symbol, and the GeneIDs of the symbol, when they are in
        another file (see ``records.delimited.words_by_symbol``).
    :param context: what the user says of the records: its species take the place of those given with the names, its
        organisms are stated ones, and its text is added to that of each record as evidence; its other parts are not
        used. With ``species="auto"`` the names of each record decide together, as ``Annotation.list_species`` tells; in
        a document the text decides as usual.
    :param ortholog_taxon: taxon id of a species whose stringent orthologs take the place of the answered genes.
    :raises RecordError: the file cannot be read; the error has the file's name, the line where known, and the cause.
    """
    options = replace(
        options or ReadOptions(),
        without_names=search.reads_text or (options is not None and options.without_names),
        is_name=FirstNames(lambda: resolver.reference),
    )
    record_file = read_record_file(data, name, options)
    file = annotate_record_file(
        record_file, name, resolver, search=search, words=words, context=context, ortholog_taxon=ortholog_taxon
    )
    for annotation in file.annotations:
        annotation.complete()
    return file


def annotate_record_file(
    record_file: RecordFile,
    name: str,
    resolver: Resolver,
    *,
    search: TextSearch = NO_SEARCH,
    words: Mapping[str, TableWord] | None = None,
    context: Context = NO_CONTEXT,
    ortholog_taxon: int | None = None,
) -> AnnotatedFile:
    """Return the annotated records of a file that has been read; see ``annotate_file`` for the parameters.

    Their parts are made when they are first asked for, and until then the resolver's index must stay open.
    """
    resolver.reference.check_unchanged()
    records = record_file.records
    if words:
        records = tuple(_with_words(record, words) for record in records)
    annotations = tuple(Annotation(record, resolver, search, context, ortholog_taxon) for record in records)
    return AnnotatedFile(name, record_file, annotations)


def _with_words(record: Record, words: Mapping[str, TableWord]) -> Record:
    """Return a copy of a record with the words read in its figure.

    The record itself is returned when it has words already, or when no word is known for its names.
    """
    if record.words or record.document is not None:
        return record
    known = tuple(words.get(name, NO_WORD) for name in record.names)
    return replace(record, words=known) if any(word.text for word in known) else record
