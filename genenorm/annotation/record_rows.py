"""The rows of a record: the answer for each name, with the species, homology group, support and scope in the record.

A folder may have millions of rows, so the cells that all rows of one species share are made once for each record, and
what the short table does not show is made when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import repeat
from typing import NamedTuple, TypeAlias

from genenorm.annotation.expanded_words import expanded_words
from genenorm.annotation.name_clashes import name_clashes
from genenorm.annotation.row_doubts import NO_SUPPORT, DoubtFinder, Support, is_part
from genenorm.annotation.scanner import TextName
from genenorm.annotation.scope import OUT_OF_SCOPE, Scope, members_in_scope
from genenorm.annotation.text_support import TextSupport, kind_of_word, letters_of, places_by_gene, shared_words
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

    @property
    def gene(self) -> Gene | None:
        """The answered gene."""
        return self.resolution.gene


class _SpeciesCells(NamedTuple):
    """The part of a row that all answers of one species share."""

    species: str
    scope: str
    scope_reason: str


class ShortRow(NamedTuple):
    """The part of a ``RecordRow`` that the short table, messages and summaries show."""

    resolution: Resolution
    gene: Gene | None
    """The answered gene."""
    species: str
    scope: str
    word: str = ""
    word_kind: NameKind | None = None
    doubt: str = ""


AnyRow: TypeAlias = "ShortRow | RecordRow"


class RowMaker:
    """Makes the rows of one record from its answers, each part when it is first asked for.

    :param answers: the answers for its names.
    :param context: the context in which they were answered.
    :param find_names: returns the names of the index in the record's text.
    :param words: the words that were read in the figure, one for each answer; empty when there are none.
    """

    def __init__(
        self,
        resolver: Resolver,
        answers: Sequence[Resolution],
        scope: Scope,
        context: Context = NO_CONTEXT,
        find_names: Callable[[], Sequence[TextName]] = tuple,
        words: Sequence[TableWord] = (),
    ) -> None:
        self._resolver = resolver
        self._doubts = DoubtFinder(resolver, context, scope)
        self._answers = answers
        self._meant = [answer.gene_meant for answer in answers]
        self._scope = scope
        self._find_names = find_names
        self._words = words
        self._is_assigned = context.are_symbols and not words
        self._letters = letters_of(context.whole) if self._is_assigned else None
        self._support = TextSupport(resolver.reference, self._meant, find_names, self._letters)
        self._cells_by_taxon: dict[int | None, _SpeciesCells] = {}

    @cached_property
    def short_rows(self) -> tuple[ShortRow, ...]:
        """The short row of each answer."""
        shared = self._shared_words
        made: dict[tuple[int, str, TableWord], ShortRow] = {}  # equal names have one row
        rows = []
        parts = zip(self._answers, self._meant, self._words or repeat(NO_WORD, len(self._answers)), strict=True)
        for place, (answer, gene, word) in enumerate(parts):
            key = id(answer), shared.get(place, ""), word
            if (row := made.get(key)) is None:
                answered = gene if answer.answered else None
                row = made[key] = self._short_row(answer, answered, key[1], word, self._support)
            rows.append(row)
        return tuple(rows)

    @cached_property
    def rows(self) -> tuple[RecordRow, ...]:
        """The whole row of each answer.

        >>> from genenorm.index.reference import Reference
        >>> resolver = Resolver(Reference.open())
        >>> maker = RowMaker(resolver, resolver.resolve_all(["GRIN1", "Grin1"]), Scope())
        >>> maker.rows[0].group_members
        ('9606:2902 GRIN1', '10090:14810 Grin1')
        """
        shared, support = self._shared_words, self._support
        made: dict[int, RecordRow] = {}
        for place, (short, gene) in enumerate(zip(self.short_rows, self._meant, strict=True)):
            if id(short) not in made:
                statements = support.on(gene) if gene is not None else ()
                made[id(short)] = self._row(short, statements, shared.get(place, ""))
        return tuple([made[id(short)] for short in self.short_rows])

    def row_of_found_name(self, answer: Resolution, place: str) -> RecordRow:
        """Return the row of a name that was found at ``place`` in the record's text, e.g. ``caption 12-17``."""
        return self._row(self._short_row(answer, answer.gene, "", NO_WORD, NO_SUPPORT))._replace(found=place)

    @cached_property
    def _shared_words(self) -> dict[int, str]:
        """The word that each answer shares with others, if any, by its place.

        Where the names are symbols that a program assigned, few records have names that may be shared. The others need
        no look at their text.
        """
        reference, answers, meant = self._resolver.reference, self._answers, self._meant
        if not self._is_assigned:
            return shared_words(reference, self._find_names(), answers, meant, [word.text for word in self._words])
        keys, aliases = name_clashes(reference, places_by_gene(reference, answers, meant))
        found = expanded_words(reference, answers, meant, aliases) if aliases else {}
        if keys:
            letters = self._letters or ""
            is_in_text = any(letters_of(key) in letters for key in keys)
            found |= shared_words(reference, self._find_names() if is_in_text else (), answers, meant, keys=keys)
        return found

    @cached_property
    def _keys_in_scope(self) -> frozenset[int]:
        """The row numbers of the answered genes in scope."""
        taxa = self._scope.taxa
        return frozenset([gene.key for gene in self._meant if gene is not None and gene.taxon_id in taxa])

    def _short_row(
        self, answer: Resolution, gene: Gene | None, shared_word: str, word: TableWord, support: Support
    ) -> ShortRow:
        """Return the short row of an answer with a gene, or without one."""
        taxon = gene.taxon_id if gene is not None else None
        species, scope, _ = self._cells_by_taxon.get(taxon) or self._species_cells(taxon)
        if gene is None and answer.status in _SEVERAL_GENES and not self._scope.is_unknown:
            scope = self._scope.verdict(self._taxon_of_several(answer))
        kind = None
        if word.text and gene is not None:
            kind = kind_of_word(self._resolver, word.text, gene)
            if kind is None and word.match and is_part(word.match, word.text):
                kind = kind_of_word(self._resolver, word.match, gene)
        in_scope = self._keys_in_scope
        doubt = self._doubts.doubts(answer, gene, scope, shared_word, word, kind, support=support, in_scope=in_scope)
        return ShortRow(answer, gene, species, scope, word.text, kind, doubt)

    def _row(self, short: ShortRow, support: tuple[str, ...] = (), shared_word: str = "") -> RecordRow:
        answer, gene, species, scope, word, word_kind, doubt = short
        taxon = gene.taxon_id if gene is not None else None
        reason = (self._cells_by_taxon.get(taxon) or self._species_cells(taxon)).scope_reason
        if gene is None and answer.status in _SEVERAL_GENES:
            reason = self._scope.reason(self._taxon_of_several(answer))
        group_members = self._group_members.get(answer.group_id, ())
        in_scope: tuple[str, ...] = ()
        if gene is not None and gene.key > 0 and scope == OUT_OF_SCOPE:  # a gene of a live source has no group
            in_scope = _members_in_scope(self._resolver.reference)[self._scope.taxa, gene.key]
        return RecordRow(
            answer, species, group_members, support, shared_word, scope, in_scope, reason,
            word=word, word_kind=word_kind, doubt=doubt,
        )  # fmt: skip

    @cached_property
    def _group_members(self) -> dict[str, tuple[str, ...]]:
        return _members_by_group(self._answers, self._meant)

    def _taxon_of_several(self, answer: Resolution) -> int | None:
        """Return the species that decides about an answer with several genes: the first in scope, or else the first."""
        taxa = self._taxa_of_several(answer)
        return next((taxon for taxon in taxa if taxon in self._scope.taxa), next(iter(taxa), None))

    def _taxa_of_several(self, answer: Resolution) -> Sequence[int]:
        ranked = answer.ranked
        if answer.members or isinstance(ranked, tuple):
            return [gene.taxon_id for gene in answer.members or [candidate.gene for candidate in answer.candidates]]
        rows = ranked.rows()
        if min(rows) <= 0:  # of a live source
            return [candidate.gene.taxon_id for candidate in answer.candidates]
        taxa, facts = self._resolver.reference.taxon_ids, self._resolver.reference.gene_facts
        return [taxa[facts[row] >> 12 & 255] for row in rows]

    def _species_cells(self, taxon_id: int | None) -> _SpeciesCells:
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


def short_cells(row: AnyRow) -> tuple[AnswerCell, ...]:
    """Return a row's cells, in the order of ``SHORT_FIELDS``."""
    answer, gene = row.resolution, row.gene
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


def word_cells(row: AnyRow) -> tuple[str, str]:
    """Return a row's cells, in the order of ``WORD_FIELDS``."""
    return row.word, row.word_kind.label if row.word_kind is not None else ""
