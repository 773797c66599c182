"""The rows of a record: the answer for each name, with the species, homology group, support and scope in the record.

A folder may have millions of rows, so the cells that all rows of one species share are made once for each record.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import repeat
from typing import NamedTuple

from genenorm.annotation.expanded_words import expanded_words
from genenorm.annotation.row_doubts import DoubtFinder, is_part
from genenorm.annotation.scanner import TextName
from genenorm.annotation.scope import OUT_OF_SCOPE, Scope, members_in_scope
from genenorm.annotation.text_support import find_support, kind_of_word, shared_words
from genenorm.core.caches import Memo
from genenorm.core.context import NO_CONTEXT, Context
from genenorm.core.model import Gene, NameKind, Resolution, Status, label
from genenorm.core.tables import SEPARATOR
from genenorm.index.reference import Reference
from genenorm.records.record import NO_WORD, TableWord
from genenorm.records.yaml_rows import AnswerCell
from genenorm.resolver.resolver import Resolver

_SEVERAL_GENES = frozenset({Status.FAMILY, Status.GROUP, Status.AMBIGUOUS})
_MEMBERS_CACHE_SIZE = 1 << 13


class RecordRow(NamedTuple):
    """The answer for one name of a record, with evidence and context from the rest of the record."""

    resolution: Resolution
    species: str
    """Common name of the answer's species, or its taxon id when the index does not have it; empty for none."""
    group_members: tuple[str, ...]
    """The record's genes in the answer's homology group, with the answer itself: ``9606:2902 GRIN1``."""
    support: tuple[str, ...] = ()
    """Places in the record's title and caption that name the gene: ``caption: "PSD95" → DLG4 synonym``."""
    shared_word: str = ""
    """A word that is a name of this gene and of unrelated genes of the record, with the record's names for them:
    ``kar: MDH1, HSD17B12``. Where a program made the names, the word may be inferred from them (``expanded_words``).
    """
    scope: str = ""
    """``in scope`` or ``out of scope``: whether the record is about the answer's species, or about one of them for an
    answer with several genes; empty when unknown."""
    members_in_scope: tuple[str, ...] = ()
    """For an answer out of scope, the genes of its homology group that are in scope: ``9606:2902 GRIN1``."""
    scope_reason: str = ""
    """The reason for ``scope``, in words: ``caption: "mice"``."""
    found: str = ""
    """Where the name was found in the record's text; empty for the record's own names."""
    word: str = ""
    """The word that was read in the figure, for records that have it."""
    word_kind: NameKind | None = None
    """The kind of name that ``word``, or the part of it in the gene table, is for the gene; ``None`` when the index has
    no such name of the gene."""
    doubt: str = ""
    """Why the row deserves a look, as ``doubt`` words it; empty for a row to trust, and for a name without an answer.
    """


class _SpeciesCells(NamedTuple):
    """The part of a row that all answers of one species share."""

    species: str
    scope: str
    scope_reason: str


class RowMaker:
    """Makes the rows of one record from its answers."""

    def __init__(
        self, resolver: Resolver, answers: Sequence[Resolution], scope: Scope, context: Context = NO_CONTEXT
    ) -> None:
        self._resolver = resolver
        self._doubts = DoubtFinder(resolver, context, scope)
        self._are_symbols = context.are_symbols
        self._answers = answers
        self._meant = [answer.gene_meant for answer in answers]
        self._scope = scope
        self._group_members = _members_by_group(answers, self._meant)
        self._cells_by_taxon: dict[int | None, _SpeciesCells] = {}

    def rows(self, names: Sequence[TextName], words: Sequence[TableWord] = ()) -> tuple[RecordRow, ...]:
        """Return one row for each answer.

        ``names`` are the names in the record's text. ``words`` are the words that were read in the figure, one for each
        answer; empty when there are none.

        >>> from genenorm.index.reference import Reference
        >>> resolver = Resolver(Reference.open())
        >>> maker = RowMaker(resolver, resolver.resolve_all(["GRIN1", "Grin1"]), Scope())
        >>> maker.rows(())[0].group_members
        ('9606:2902 GRIN1', '10090:14810 Grin1')
        """
        reference, answers, meant = self._resolver.reference, self._answers, self._meant
        shared = shared_words(reference, names, answers, meant, [word.text for word in words])
        if self._are_symbols and not words:
            shared = {**expanded_words(reference, answers, meant), **shared}
        support = find_support(reference, names, meant)
        made: dict[tuple[int, tuple[str, ...], str, TableWord], RecordRow] = {}  # equal names have one row
        rows = []
        parts = zip(answers, meant, support, words or repeat(NO_WORD, len(answers)), strict=True)
        for place, (answer, gene, statements, word) in enumerate(parts):
            key = id(answer), statements, shared.get(place, ""), word
            if (row := made.get(key)) is None:
                row = self._row(answer, gene if answer.answered else None, statements, key[2])
                row = made[key] = self._with_word(row, word)
            rows.append(row)
        return tuple(rows)

    @cached_property
    def _keys_in_scope(self) -> frozenset[int]:
        """The row numbers of the answered genes in scope."""
        taxa = self._scope.taxa
        return frozenset(gene.key for gene in self._meant if gene is not None and gene.taxon_id in taxa)

    def row_of_found_name(self, answer: Resolution, place: str) -> RecordRow:
        """Return the row of a name that was found at ``place`` in the record's text, e.g. ``caption 12-17``."""
        return self._with_word(self._row(answer, answer.gene, (), ""), NO_WORD)._replace(found=place)

    def _row(self, answer: Resolution, gene: Gene | None, support: tuple[str, ...], shared_word: str) -> RecordRow:
        species, scope, reason = self._species_cells(gene.taxon_id if gene is not None else None)
        if gene is None and not self._scope.is_unknown and answer.status in _SEVERAL_GENES:
            scope, reason = self._scope_of_several(answer)
        group_members = self._group_members.get(answer.group_id, ())
        in_scope: tuple[str, ...] = ()
        if gene is not None and scope == OUT_OF_SCOPE:
            in_scope = _members_in_scope(self._resolver.reference)[self._scope.taxa, gene.key]
        return RecordRow(answer, species, group_members, support, shared_word, scope, in_scope, reason)

    def _scope_of_several(self, answer: Resolution) -> tuple[str, str]:
        """Return the scope and its reason for an answer with several genes: in scope when any of their species is."""
        genes = answer.members or [candidate.gene for candidate in answer.candidates]
        taxa = dict.fromkeys(gene.taxon_id for gene in genes)
        taxon_id = next((taxon for taxon in taxa if taxon in self._scope.taxa), next(iter(taxa), None))
        return self._scope.verdict(taxon_id), self._scope.reason(taxon_id)

    def _with_word(self, row: RecordRow, word: TableWord) -> RecordRow:
        """Return a row with the word that was read for it, if any, and the reasons for doubt."""
        answer, text = row.resolution, word.text
        gene = answer.gene
        kind = None
        if text and gene is not None:
            kind = kind_of_word(self._resolver, text, gene)
            if kind is None and word.match and is_part(word.match, text):
                kind = kind_of_word(self._resolver, word.match, gene)
        keys = self._keys_in_scope
        doubt = self._doubts.doubts(answer, row.scope, row.support, row.shared_word, word, kind, in_scope=keys)
        return row._replace(word=text, word_kind=kind, doubt=doubt) if text or doubt else row

    def _species_cells(self, taxon_id: int | None) -> _SpeciesCells:
        cells = self._cells_by_taxon.get(taxon_id)
        if cells is None:
            taxa, scope = self._resolver.reference.taxa, self._scope
            name = taxa[taxon_id].common if taxon_id in taxa else str(taxon_id or "")
            cells = _SpeciesCells(name, scope.verdict(taxon_id), scope.reason(taxon_id))
            self._cells_by_taxon[taxon_id] = cells
        return cells


@lru_cache(maxsize=2)
def _members_in_scope(reference: Reference) -> Memo[tuple[tuple[int, ...], int], tuple[str, ...]]:
    """Return the cached results of ``members_in_scope`` for an index, by taxon ids and the gene's row number."""

    def read(key: tuple[tuple[int, ...], int]) -> tuple[str, ...]:
        taxa, row = key
        return members_in_scope(reference, reference.gene(row), taxa)

    return Memo(read, _MEMBERS_CACHE_SIZE)


def _members_by_group(answers: Iterable[Resolution], meant: Iterable[Gene | None]) -> dict[str, tuple[str, ...]]:
    members: dict[str, dict[str, None]] = {}
    for answer, gene in zip(answers, meant, strict=True):
        if answer.group_id and gene is not None and answer.answered:
            members.setdefault(answer.group_id, {})[_member_texts[gene]] = None
    return {group: tuple(names) for group, names in members.items()}


_member_texts = Memo[Gene, str](lambda gene: f"{label(gene)} {gene.symbol}", _MEMBERS_CACHE_SIZE)
"""Genes as they are written among the members of a group."""


def short_cells(row: RecordRow) -> tuple[AnswerCell, ...]:
    """Return a row's cells, in the order of ``SHORT_FIELDS``."""
    answer, gene = row.resolution, row.resolution.gene
    found = (None, "", "") if gene is None else (gene.gene_id, gene.symbol, gene.ensembl_id)
    score = round(float(answer.score), 3)
    return (answer.input, _STATUS_WORDS[answer.status], row.species, *found, answer.group_id, score, row.doubt)


def row_cells(row: RecordRow) -> tuple[AnswerCell, ...]:
    """Return a row's cells, in the order of ``ROW_FIELDS``."""
    answer, species, group_members, support, shared_word, scope, members_in_scope, *_ = row
    gene_cells: tuple[AnswerCell, ...] = _NO_GENE_CELLS
    if (gene := answer.gene) is not None:
        gene_cells = gene.taxon_id, gene.gene_id, gene.symbol, gene.ensembl_id, gene.authority_id
    alternatives = answer.alternatives
    return (
        answer.input,
        _STATUS_WORDS[answer.status],
        species,
        *gene_cells,
        answer.group_id,
        SEPARATOR.join(group_members) if group_members else "",
        round(float(answer.score), 3),
        row.doubt,
        answer.evidence,
        SEPARATOR.join(alternatives) if alternatives else "",
        SEPARATOR.join(support) if support else "",
        shared_word,
        scope,
        SEPARATOR.join(members_in_scope) if members_in_scope else "",
    )


_NO_GENE_CELLS = (None, None, "", "", "")
_STATUS_WORDS = {status: status.value for status in Status}  # found sooner than an enumeration's value


def word_cells(row: RecordRow) -> tuple[str, str]:
    """Return a row's cells, in the order of ``WORD_FIELDS``."""
    return row.word, row.word_kind.label if row.word_kind is not None else ""
