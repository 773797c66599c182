"""Doubt about the rows of a record: what its words, its scope and its text say against an answer.

``resolver.doubt`` has the reasons and those that an answer gives by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from enum import Enum
from functools import cached_property, lru_cache
from typing import Protocol

from genenorm.annotation.scope import OUT_OF_SCOPE, Scope
from genenorm.core.caches import Memo
from genenorm.core.context import Context
from genenorm.core.model import Biotype, Gene, NameKind, Resolution, Status
from genenorm.index.homology import Homology, group_genes, ortholog_rows, orthologs
from genenorm.index.reference import Reference
from genenorm.records.record import NO_WORD, TableWord
from genenorm.resolver.context_evidence import ContextEvidence, within_species
from genenorm.resolver.doubt import Doubt, are_orthologs, doubt_text, doubts_of_answer, likeliest_first
from genenorm.resolver.proposals import NameProposals
from genenorm.resolver.resolver import Resolver
from genenorm.text.keys import fold
from genenorm.text.shorthand import expand

_WITHOUT_PRODUCT = frozenset({Biotype.PSEUDOGENE, Biotype.UNKNOWN})
"""Pseudogenes, and what the sources list without a kind: loci of traits and diseases, which short names often hit."""
_OF_SPECIES = frozenset({Doubt.SPECIES, Doubt.OUT_OF_SCOPE})
"""Reasons that the scope of a record settles, since it means the gene of each species that it is about."""
_LONGEST_EVERYDAY_WORD = 5
_CLEAR_MEANING = 0.55
"""The least chance of a gene that a word shared by several genes clearly means."""
_ROWS_CACHE_SIZE = 1 << 13


class _Fit(Enum):
    """How the answer for a word fits a gene."""

    GENE = "the word means the gene, or its ortholog"
    FAMILY = "the word names a family with the gene"
    OPEN = "the word may mean several genes"
    OTHER = "the word means another gene, or a family without it"
    NOT_A_GENE = "the word is no gene"
    UNKNOWN = "the index has no such name"


_FITS = frozenset({_Fit.GENE, _Fit.FAMILY})
_DOUBT_OF_FIT = {
    _Fit.OPEN: Doubt.SECOND,
    _Fit.OTHER: Doubt.OTHER_GENE,
    _Fit.NOT_A_GENE: Doubt.NOT_A_GENE,
    _Fit.UNKNOWN: Doubt.NO_NAME,
}


def _fit(meaning: Resolution, gene: Gene) -> _Fit:
    if meaning.status is Status.FAMILY:
        return _Fit.FAMILY if any(are_orthologs(gene, member) for member in meaning.members) else _Fit.OTHER
    if meaning.status is Status.AMBIGUOUS:
        return _Fit.OPEN
    if meaning.status is Status.NOT_A_GENE:
        return _Fit.NOT_A_GENE
    meant = meaning.gene_meant
    if meant is None:
        return _Fit.UNKNOWN
    return _Fit.GENE if are_orthologs(gene, meant) else _Fit.OTHER


class Support(Protocol):
    """What a record's text says of genes; see ``text_support.TextSupport``."""

    def on(self, gene: Gene, /) -> Sequence[str]:
        """Return the places that support an answer with a gene."""

    def with_symbol_of(self, gene: Gene, /) -> Sequence[str]:
        """Return the same, or nothing when no place has a symbol of the gene or of an ortholog."""


class _NoSupport:
    def on(self, _gene: Gene) -> Sequence[str]:
        return ()

    with_symbol_of = on


NO_SUPPORT: Support = _NoSupport()


class DoubtFinder:
    """Finds the reasons to look at the rows of one record.

    Words read in the figure, and words that several rows share, are resolved in the record's context and in the species
    in scope: a word that clearly means the gene of its row is no reason, and one that means another gene is.

    The rows of a record about species that the index lacks are settled by its scope, once for all of them. So is a row
    out of scope when other rows have the gene's ortholog in scope or the family that its word names, or when the word
    read in the figure means that ortholog, or the text has its symbol.
    """

    def __init__(self, resolver: Resolver, context: Context, scope: Scope) -> None:
        self._resolver = resolver
        self._taxa = scope.taxa
        self._is_of_others = scope.is_of_others
        self._context = context
        self._meanings: dict[str, Resolution] = {}
        self._ortholog_rows = _ortholog_rows(resolver.reference)
        self._evidence_by_patterns: dict[object, ContextEvidence] = {}

    def doubts(
        self,
        answer: Resolution,
        gene: Gene | None,
        scope: str,
        shared_word: str = "",
        word: TableWord = NO_WORD,
        word_kind: NameKind | None = None,
        *,
        support: Support = NO_SUPPORT,
        in_scope: AbstractSet[int] = frozenset(),
    ) -> str:
        """Return the reasons for a row, joined by ``; ``; see ``record_rows.RecordRow`` for the parameters.

        :param gene: the answered gene.
        :param support: what the record's text says of the gene.
        :param in_scope: row numbers of the genes in scope that the record's rows have.
        """
        shared = shared_word.partition(": ")[0]
        by_gene: list[list[Doubt]] = []
        if scope == OUT_OF_SCOPE:
            if gene is None or self._is_of_others:
                return ""
            rows = self._ortholog_rows[self._taxa, gene.key]
            if self._is_covered(rows, word.text, in_scope):
                return ""
            if shared or word.text:
                genes = _orthologs(self._resolver.reference, gene, self._taxa)
                of_gene = support.on(gene)
                by_gene = [self._doubts_of_words(other, shared, word, word_kind, of_gene) for other in genes]
            if not ([] in by_gene if word.text else rows and _has_symbol(support.with_symbol_of(gene))):
                return Doubt.OUT_OF_SCOPE.value
        elif gene is not None and (shared or word.text):
            by_gene = [self._doubts_of_words(gene, shared, word, word_kind, support.on(gene))]
        found = doubts_of_answer(answer, self._taxa)
        if gene is not None:
            if found and self._taxa:
                found = [doubt for doubt in found if doubt not in _OF_SPECIES]
            if by_gene and [] not in by_gene:
                found += by_gene[0]
            if gene.biotype in _WITHOUT_PRODUCT and not _is_named_by_symbol(support.with_symbol_of(gene)):
                found.append(Doubt.NO_PRODUCT)
        return doubt_text(found) if found else ""

    def _is_covered(self, orthologs: AbstractSet[int], word: str, in_scope: AbstractSet[int]) -> bool:
        """Return whether rows in scope have an ortholog of a gene out of scope, or genes of the family its word names.

        The members of families are known in human alone, so those of other species are no orthologs of some.
        """
        if not in_scope.isdisjoint(orthologs):
            return True
        meaning = self._meaning(word) if word and in_scope else None
        return (
            meaning is not None
            and meaning.status is Status.FAMILY
            and any(member.key in in_scope for member in meaning.members)
        )

    def _doubts_of_words(
        self, gene: Gene, shared: str, word: TableWord, kind: NameKind | None, support: Sequence[str]
    ) -> list[Doubt]:
        """Return the reasons that the word read for a gene gives, or without one the word that its row shares."""
        if word.text:
            return self._doubts_of_word(gene, word, kind, is_shared=bool(shared), support=support)
        return self._doubts_of_shared(gene, shared, support)

    def _meaning(self, word: str) -> Resolution:
        meaning = self._meanings.get(word)
        if meaning is None:
            found = self._resolver.gatherer.gather(word)
            meaning = self._meanings[word] = self._resolver.decide(found, self._evidence_beside(found))
        return meaning

    def _evidence_beside(self, found: NameProposals) -> ContextEvidence:
        """Return the evidence for a word, which is a list of its own; that of words of one pattern is made once."""
        patterns = self._resolver.ranker(self._evidence).patterns((found,))
        key = (*patterns.counts.items(), patterns.size)
        if key not in self._evidence_by_patterns:
            self._evidence_by_patterns[key] = self._resolver.with_list(self._evidence, patterns)
        return self._evidence_by_patterns[key]

    @cached_property
    def _evidence(self) -> ContextEvidence:
        evidence = self._resolver.context_evidence(self._context)
        return within_species(evidence, self._taxa) if self._taxa else evidence

    def _doubts_of_word(
        self, gene: Gene, word: TableWord, kind: NameKind | None, *, is_shared: bool, support: Sequence[str]
    ) -> list[Doubt]:
        text = word.text
        fit = _fit(self._meaning(text), gene)
        if fit not in _FITS and word.match:
            if is_part(word.match, text):
                text = word.match
                fit = _fit(self._meaning(text), gene)
            elif fit is _Fit.UNKNOWN and _is_within(word.match, text):
                if _fit(self._meaning(word.match), gene) in (*_FITS, _Fit.OPEN):
                    return [Doubt.PART]
        if fit is _Fit.OPEN and kind is None:
            return [Doubt.NO_NAME]
        if is_shared and fit in (_Fit.GENE, _Fit.OPEN):
            found = self._doubts_of_shared(gene, text, support)
        elif fit is _Fit.GENE:
            found = [] if _is_clear(self._meaning(text), gene) else [Doubt.SECOND]
        else:
            found = [_DOUBT_OF_FIT[fit]] if fit not in _FITS else []
        if not found and fit is _Fit.GENE and kind is not NameKind.SYMBOL and _is_everyday(text):
            found = [Doubt.EVERYDAY]
        return found

    def _doubts_of_shared(self, gene: Gene, word: str, support: Sequence[str]) -> list[Doubt]:
        meaning = self._meaning(word)
        fit = _fit(meaning, gene)
        if fit is _Fit.FAMILY or (fit is _Fit.GENE and _is_clear(meaning, gene)):
            return []
        if fit in (_Fit.OTHER, _Fit.NOT_A_GENE):
            return [_DOUBT_OF_FIT[fit]]
        return [] if _is_named_otherwise(word, support) else [Doubt.SHARED]


@lru_cache(maxsize=2)
def _ortholog_rows(reference: Reference) -> Memo[tuple[tuple[int, ...], int], frozenset[int]]:
    """Return the cached row numbers of the orthologs of genes in species, by taxon ids and the gene's row number."""

    def read(key: tuple[tuple[int, ...], int]) -> frozenset[int]:
        taxa, row = key
        if row <= 0:  # of a live source alone
            return frozenset()
        gene = reference.gene(row)
        return frozenset().union(*(ortholog_rows(reference, gene, taxon) for taxon in taxa))

    return Memo(read, _ROWS_CACHE_SIZE)


def _orthologs(reference: Reference, gene: Gene, taxa: Iterable[int]) -> list[Gene]:
    """Return a gene's orthologs in some species that any source names, members of its group first."""
    found = []
    for taxon in taxa:
        grouped = group_genes(reference, gene, taxon)
        named = (ortholog.gene for ortholog in orthologs(reference, gene, taxon, Homology.ALL))
        found += [*grouped, *(other for other in named if other not in grouped)]
    return found


def is_part(match: str, word: str) -> bool:
    """Return whether a match is one of the names that a word stands for, but not the word itself.

    >>> is_part("LRP6", "LRP5/6"), is_part("C6", "COK4/6"), is_part("AR", "AR*")
    (True, False, False)
    """
    key = fold(match)
    return key != fold(word) and any(fold(form) == key for part in expand(word) for form in part)


def _is_within(match: str, word: str) -> bool:
    key, whole = fold(match), fold(word)
    return key is not None and whole is not None and key != whole and key in whole


def _is_clear(meaning: Resolution, gene: Gene) -> bool:
    """Return whether a word clearly means a gene or its orthologs."""
    chance = 0.0
    for other in likeliest_first(meaning):
        if are_orthologs(gene, other.gene) and (chance := chance + other.score) >= _CLEAR_MEANING:
            return True
    return False


def _is_everyday(word: str) -> bool:
    """Return whether a short word is written as an everyday word is: ``act``, ``Large``."""
    return len(word) <= _LONGEST_EVERYDAY_WORD and word.isalpha() and word[1:].islower()


def _is_named_by_symbol(support: Sequence[str]) -> bool:
    return any(text.endswith(" symbol") for text in support)


def _has_symbol(support: Sequence[str]) -> bool:
    """Return whether a record's text has the symbol of the gene or of an ortholog."""
    return any(text.endswith((" symbol", " symbol, its ortholog")) for text in support)


def _is_named_otherwise(word: str, support: Sequence[str]) -> bool:
    """Return whether a record's text names the gene by its symbol, or by a word other than the shared one."""
    quoted = f'"{word.casefold()}"'
    return _is_named_by_symbol(support) or any(quoted not in text.casefold() for text in support)
