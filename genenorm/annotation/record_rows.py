"""The rows of a record: the answer for each name with what the rest of the record says about it.

A record has dozens of rows and a folder millions, so what all rows of a species share is made once for a record.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from genenorm.annotation import text_support
from genenorm.annotation.scanner import Named
from genenorm.annotation.scope import OUT_OF_SCOPE, Scope, members_in_scope
from genenorm.core.caches import Recent
from genenorm.core.model import Gene, NameKind, Resolution
from genenorm.core.tables import SEPARATOR
from genenorm.index.reference import Reference
from genenorm.records.yaml_rows import Cell
from genenorm.resolver.resolver import Resolver

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
    "scope",
    "members_in_scope",
)
"""The fields of one row of the table inside a record."""

WORD_FIELDS = ("word", "word_kind")
"""Further fields, for records that tell the word behind each name."""


_MEMBERS_KEPT = 1 << 13


class Row(NamedTuple):
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
    scope: str = ""
    """``in scope`` or ``out of scope``: whether the record is about the answer's species; empty when nothing says."""
    members_in_scope: tuple[str, ...] = ()
    """For an answer out of scope, the genes of its homology group that are in scope: ``9606:2902 GRIN1``."""
    scope_reason: str = ""
    """Why, in words: ``caption: "mice"``."""
    found: str = ""
    """Where the name was found in the record's text; empty for the record's own names."""
    word: str = ""
    """What was read in the figure, where the record says so."""
    word_kind: NameKind | None = None
    """What sort of name of the answered gene that word is; ``None`` when it is none in the index."""


class RowMaker:
    """Makes the rows of one record's answers."""

    def __init__(self, resolver: Resolver, answers: Sequence[Resolution], scope: Scope) -> None:
        self._resolver = resolver
        self._answers = answers
        self._scope = scope
        self._members = _members_by_group(answers)
        self._of_taxon: dict[int | None, tuple[str, str, str]] = {}

    def rows(self, names: Sequence[Named], words: Sequence[str] = ()) -> tuple[Row, ...]:
        """Return one row for each answer; ``names`` are those of the record's text, ``words`` what was read for each.

        >>> from genenorm.index.reference import Reference
        >>> resolver = Resolver(Reference.open())
        >>> maker = RowMaker(resolver, resolver.resolve_all(["GRIN1", "Grin1"]), Scope())
        >>> maker.rows(())[0].group_members
        ('9606:2902 GRIN1', '10090:14810 Grin1')
        """
        resolver, answers = self._resolver, self._answers
        shared = text_support.shared_words(resolver, names, answers, words)
        support = text_support.Support(resolver, names, answers)
        if not words:
            return tuple(
                [self._row(found, support.of(found), shared.get(number, "")) for number, found in enumerate(answers)]
            )
        rows = []
        for number, (found, word) in enumerate(zip(answers, words, strict=True)):
            kind = text_support.kind_of_word(resolver, word, found.answer.gene) if word and found.answer else None
            row = self._row(found, support.of(found), shared.get(number, ""))
            rows.append(row._replace(word=word, word_kind=kind))
        return tuple(rows)

    def row(self, answer: Resolution, *, found: str) -> Row:
        """Return the row of an answer for a name that was found in the record's text."""
        return self._row(answer, (), "")._replace(found=found)

    def _row(self, answer: Resolution, support: tuple[str, ...], shared: str) -> Row:
        gene = answer.answer.gene if answer.answer is not None else None
        taxon = gene.taxon_id if gene is not None else None
        species, verdict, reason = self._of_taxon.get(taxon) or self._told_of(taxon)
        members = self._members.get(answer.group_id, ())
        elsewhere: tuple[str, ...] = ()
        if gene is not None and verdict == OUT_OF_SCOPE:
            elsewhere = _elsewhere(self._resolver.reference).of(gene, self._scope)
        return Row(answer, species, members, support, shared, verdict, elsewhere, reason)

    def _told_of(self, taxon_id: int | None) -> tuple[str, str, str]:
        """Return a species' Latin name, whether the record is about it, and why."""
        taxa, scope = self._resolver.reference.taxa, self._scope
        name = taxa[taxon_id].name if taxon_id in taxa else ""
        told = self._of_taxon[taxon_id] = (name, scope.verdict(taxon_id), scope.reason(taxon_id))
        return told


class _Elsewhere:
    """The genes in scope that genes out of scope have, remembered: many records are about the same few species."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._known = Recent[tuple[tuple[int, ...], int], tuple[str, ...]](_MEMBERS_KEPT)

    def of(self, gene: Gene, scope: Scope) -> tuple[str, ...]:
        key = (scope.taxa, gene.key)
        found = self._known.get(key)
        if found is None:
            found = members_in_scope(scope, self._reference, gene)
            self._known.put(key, found)
        return found


_elsewhere = lru_cache(maxsize=2)(_Elsewhere)


def _members_by_group(answers: Sequence[Resolution]) -> dict[str, tuple[str, ...]]:
    members: dict[str, dict[str, None]] = {}
    for found in answers:
        if found.group_id and found.answer is not None:
            gene, match, *_ = found.answer
            members.setdefault(found.group_id, {})[f"{match.label} {gene.symbol}"] = None
    return {group: tuple(names) for group, names in members.items()}


def fields_of(row: Row) -> tuple[Cell, ...]:
    """Return a row's cells, in the order of ``FIELDS``."""
    found, species, group_members, support, shared_word, scope, elsewhere, *_ = row
    gene_cells: tuple[Cell, ...] = _NO_GENE
    if found.answer is not None:
        _, taxon_id, gene_id, symbol, _, ensembl_id, authority_id, *_ = found.answer.gene
        gene_cells = taxon_id, gene_id, symbol, ensembl_id, authority_id
    join = SEPARATOR.join
    return (
        found.input,
        found.status.value,
        species,
        *gene_cells,
        found.group_id,
        join(group_members),
        round(float(found.score), 3),
        found.evidence,
        join(found.alternatives),
        join(support),
        shared_word,
        scope,
        join(elsewhere),
    )


_NO_GENE = (None, None, "", "", "")


def word_fields_of(row: Row) -> tuple[str, str]:
    """Return a row's cells of ``WORD_FIELDS``."""
    return row.word, row.word_kind.label if row.word_kind else ""
