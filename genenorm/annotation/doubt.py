"""Doubt: why a row of a record deserves a look, in plain words.

Every answer block, table and report takes the reasons from here. A row without a reason can be trusted as far as the
record itself tells. Names without an answer have none, since their status says enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from functools import cached_property
from itertools import takewhile

from genenorm.annotation.scope import OUT_OF_SCOPE, Scope
from genenorm.core.context import Context
from genenorm.core.evidence import Evidence
from genenorm.core.model import Biotype, Candidate, Gene, KeyRule, NameKind, Resolution, Status
from genenorm.core.taxa import MAMMALS
from genenorm.records.record import TableWord
from genenorm.resolver.answer_notes import AS_DATE, SYMBOL_ELSEWHERE
from genenorm.resolver.context_evidence import ContextEvidence, within_species
from genenorm.resolver.resolver import Resolver
from genenorm.text.keys import fold
from genenorm.text.shorthand import expand


class Doubt(Enum):
    """A reason to look at a row, the most serious first; the value is its wording in tables."""

    AMBIGUOUS = "ambiguous"
    OTHER_GENE = "its word means another gene"
    NO_NAME = "its word is no name of it"
    NOT_A_GENE = "its word is no gene"
    EVERYDAY = "everyday word"
    SHARED = "shared word"
    PART = "part of a longer word"
    DATE = "may be a date"
    NO_PRODUCT = "no known gene product"
    OUT_OF_SCOPE = "out of scope"
    RETIRED = "retired"
    REPAIRED = "repaired spelling"
    LOOSE = "loosened spelling"
    ELSEWHERE = "name of a distant species"
    SECOND = "close second"
    SPECIES = "species by default"
    FAMILY = "family, not a gene"


DOUBT_SEPARATOR = "; "
_BY_WORDS = {doubt.value: doubt for doubt in Doubt}
_ORDER = {doubt: place for place, doubt in enumerate(Doubt)}
_BY_STATUS = {
    Status.AMBIGUOUS: Doubt.AMBIGUOUS,
    Status.RETIRED: Doubt.RETIRED,
    Status.GROUP: Doubt.SPECIES,
    Status.FAMILY: Doubt.FAMILY,
}
_ALIASES = (NameKind.SYNONYM, NameKind.PREVIOUS_SYMBOL)
_NAMES_OF_GENES = (NameKind.SYMBOL, *_ALIASES)
_PLAIN_RULES = frozenset({KeyRule.AS_WRITTEN, KeyRule.CASE, KeyRule.PUNCTUATION, KeyRule.IDENTIFIER})
_WITHOUT_PRODUCT = frozenset({Biotype.PSEUDOGENE, Biotype.UNKNOWN})
"""Pseudogenes, and what the sources list without a kind: loci of traits and diseases, which short names often hit."""
_CLOSE_SECOND = 0.3
"""The least chance of another gene in scope that is close to the answer."""
_CLEAR_MEANING = 0.7
"""The least chance of a gene that a word shared by several genes clearly means."""
_LONGEST_EVERYDAY_WORD = 5


def doubt_text(doubts: Iterable[Doubt]) -> str:
    """Return reasons as one text, the most serious first.

    >>> doubt_text([Doubt.SPECIES, Doubt.SHARED])
    'shared word; species by default'
    """
    return DOUBT_SEPARATOR.join(doubt.value for doubt in sorted(set(doubts), key=_ORDER.__getitem__))


def read_doubts(text: str) -> list[Doubt]:
    """Return the reasons in a cell that ``doubt_text`` made; those that it does not know are left out.

    >>> read_doubts("shared word; species by default"), read_doubts("")
    ([<Doubt.SHARED: 'shared word'>, <Doubt.SPECIES: 'species by default'>], [])
    """
    return [_BY_WORDS[words] for words in text.split(DOUBT_SEPARATOR) if words in _BY_WORDS]


def doubts_of_answer(answer: Resolution, taxa: Sequence[int] = ()) -> list[Doubt]:
    """Return the reasons that an answer gives by itself; ``taxa`` are the species in scope, empty when unknown.

    >>> from genenorm.index.reference import Reference
    >>> resolver = Resolver(Reference.open())
    >>> doubts_of_answer(resolver.resolve("NMDA receptors")), doubts_of_answer(resolver.resolve("GRIN1"))
    ([<Doubt.FAMILY: 'family, not a gene'>], [])
    """
    found: list[Doubt] = []
    if answer.status is not Status.RESOLVED and (doubt := _BY_STATUS.get(answer.status)) is not None:
        found.append(doubt)
    gene = answer.gene
    if gene is None:
        return found
    if answer.rule is not None and answer.rule not in _PLAIN_RULES and (best := answer.best) is not None:
        terms = [term for term, _ in best.terms]
        found += [Doubt.REPAIRED] if Evidence.REPAIRED in terms else []
        found += [Doubt.LOOSE] if Evidence.LOOSE_RULE in terms else []
    if AS_DATE in answer.note:
        found.append(Doubt.DATE)
    if _is_of_distant(answer):
        found.append(Doubt.ELSEWHERE)
    if answer.score < 1 - _CLOSE_SECOND:
        found += _rivals(answer, gene, taxa)
    return found


def _is_of_distant(answer: Resolution) -> bool:
    """Return whether only a gene of fly, fish, worm or yeast is called exactly as the name of a mammal's gene.

    The gene is an ortholog of that one, or has the name as a synonym or previous symbol in another case (``PyK``).
    """
    best = answer.best
    if best is None or best.gene.taxon_id not in MAMMALS:
        return False
    match = best.match
    if match.via is not None:
        return match.via.taxon_id not in MAMMALS and match.kind in _NAMES_OF_GENES
    if match.kind not in _ALIASES or match.rule not in (KeyRule.CASE, KeyRule.PUNCTUATION):
        return False
    exact = [other for other in _candidates(answer) if other.match.rule is KeyRule.AS_WRITTEN]
    exact = [
        other for other in exact if other.match.kind in _NAMES_OF_GENES and not _are_orthologs(best.gene, other.gene)
    ]
    return bool(exact) and all((other.match.via or other.gene).taxon_id not in MAMMALS for other in exact)


def _rivals(answer: Resolution, gene: Gene, taxa: Sequence[int]) -> list[Doubt]:
    """Return the doubts about an answer whose other candidates in scope are nearly as likely."""
    likely = takewhile(lambda other: other.score >= _CLOSE_SECOND, _candidates(answer))
    found = [
        Doubt.SPECIES if _are_orthologs(gene, other.gene) else Doubt.SECOND
        for other in likely
        if other.gene.key != gene.key and (not taxa or other.gene.taxon_id in taxa)
    ]
    if not found and answer.note == SYMBOL_ELSEWHERE and not taxa:
        found.append(Doubt.SPECIES)
    return found


def _candidates(answer: Resolution) -> Iterator[Candidate]:
    """Yield the candidates of an answer, the likeliest first, each made when it is reached."""
    ranked = answer.ranked
    return iter(ranked) if isinstance(ranked, tuple) else map(ranked.candidate, range(len(ranked)))


def _are_orthologs(gene: Gene, other: Gene) -> bool:
    """Return whether two genes are the same, or orthologs."""
    is_same_group = gene.group is not None and gene.group == other.group
    return gene.key == other.key or (is_same_group and gene.taxon_id != other.taxon_id)


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
        return _Fit.FAMILY if any(_are_orthologs(gene, member) for member in meaning.members) else _Fit.OTHER
    if meaning.status is Status.AMBIGUOUS:
        return _Fit.OPEN
    if meaning.status is Status.NOT_A_GENE:
        return _Fit.NOT_A_GENE
    meant = meaning.gene_meant
    if meant is None:
        return _Fit.UNKNOWN
    return _Fit.GENE if _are_orthologs(gene, meant) else _Fit.OTHER


class DoubtFinder:
    """Finds the reasons to look at the rows of one record.

    Words read in the figure, and words that several rows share, are resolved in the record's context and in the species
    in scope: a word that clearly means the gene of its row is no reason, and one that means another gene is.
    """

    def __init__(self, resolver: Resolver, context: Context, scope: Scope) -> None:
        self._resolver = resolver
        self._taxa = scope.taxa
        self._context = context
        self._meanings: dict[str, Resolution] = {}

    def doubts(
        self,
        answer: Resolution,
        scope: str,
        support: Sequence[str] = (),
        shared_word: str = "",
        word: TableWord | None = None,
        word_kind: NameKind | None = None,
    ) -> str:
        """Return the reasons for a row, joined by ``; ``; see ``record_rows.RecordRow`` for the parameters."""
        found = doubts_of_answer(answer, self._taxa)
        gene = answer.gene
        if scope == OUT_OF_SCOPE and (gene is not None or found):
            found.append(Doubt.OUT_OF_SCOPE)
        elif gene is not None:
            shared = shared_word.partition(": ")[0]
            if word is not None and word.text:
                found += self._doubts_of_word(gene, word, word_kind, is_shared=bool(shared), support=support)
            elif shared:
                found += self._doubts_of_shared(gene, shared, support)
            if gene.biotype in _WITHOUT_PRODUCT and not _is_named_by_symbol(support):
                found.append(Doubt.NO_PRODUCT)
        return doubt_text(found) if found else ""

    def _meaning(self, word: str) -> Resolution:
        meaning = self._meanings.get(word)
        if meaning is None:
            found = self._resolver.gatherer.gather(word)
            patterns = self._resolver.ranker(self._evidence).patterns((found,))
            evidence = self._resolver.with_list(self._evidence, patterns)
            meaning = self._meanings[word] = self._resolver.decide(found, evidence)
        return meaning

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
    for other in _candidates(meaning):
        if _are_orthologs(gene, other.gene) and (chance := chance + other.score) >= _CLEAR_MEANING:
            return True
    return False


def _is_everyday(word: str) -> bool:
    """Return whether a short word is written as an everyday word is: ``act``, ``Large``."""
    return len(word) <= _LONGEST_EVERYDAY_WORD and word.isalpha() and word[1:].islower()


def _is_named_by_symbol(support: Sequence[str]) -> bool:
    return any(text.endswith(" symbol") for text in support)


def _is_named_otherwise(word: str, support: Sequence[str]) -> bool:
    """Return whether a record's text names the gene by its symbol, or by a word other than the shared one."""
    quoted = f'"{word.casefold()}"'
    return _is_named_by_symbol(support) or any(quoted not in text.casefold() for text in support)
