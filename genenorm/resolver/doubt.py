"""Doubt: why an answer deserves a look, in plain words.

Every answer block, table and report takes the reasons from here. An answer without a reason can be trusted as far as
the name and its context tell. Names without an answer have none, since their status says enough.
``annotation.row_doubts`` adds what the rest of a record tells.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from itertools import takewhile

from genenorm.core.evidence import Evidence
from genenorm.core.model import KeyRule, NameKind, Status
from genenorm.core.taxa import MAMMALS
from genenorm.resolver.answer_notes import AS_DATE, SEVERAL_OF_GROUP, SURE, SYMBOL_ELSEWHERE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from genenorm.core.model import Candidate, Gene, Resolution


class Doubt(Enum):
    """A reason to look at a row; the value is its wording in tables.

    The reasons stand in the order of the share of their rows that is wrong, as ``tools.doubt_score`` measures it.
    """

    __hash__ = object.__hash__  # members are singletons; Enum's own hash is a Python call

    AMBIGUOUS = "ambiguous"
    NOT_A_GENE = "its word is no gene"
    NO_PRODUCT = "no known gene product"
    PART = "part of a longer word"
    OTHER_GENE = "its word means another gene"
    SHARED = "shared word"
    NO_NAME = "its word is no name of it"
    OUT_OF_SCOPE = "out of scope"
    EVERYDAY = "everyday word"
    DATE = "may be a date"
    SPECIES = "species by default"
    SECOND = "close second"
    FAMILY = "family, not a gene"
    GUESS = "low score"
    REPAIRED = "repaired spelling"
    LOOSE = "loosened spelling"
    ELSEWHERE = "name of a distant species"
    RETIRED = "retired"


DOUBT_SEPARATOR = "; "
_BY_WORDS = {doubt.value: doubt for doubt in Doubt}
_ORDER = {doubt: place for place, doubt in enumerate(Doubt)}
_BY_STATUS = {
    Status.AMBIGUOUS: Doubt.AMBIGUOUS,
    Status.RETIRED: Doubt.RETIRED,
    Status.GROUP: Doubt.SPECIES,
    Status.FAMILY: Doubt.FAMILY,
}
ALIASES = (NameKind.SYNONYM, NameKind.PREVIOUS_SYMBOL)
NAMES_OF_GENES = (NameKind.SYMBOL, *ALIASES)
"""The kinds of names that a species' own papers call a gene by."""
PLAIN_RULES = frozenset({KeyRule.AS_WRITTEN, KeyRule.CASE, KeyRule.PUNCTUATION, KeyRule.IDENTIFIER})
"""Rules that repair and loosen nothing."""
_FOLDED = (KeyRule.CASE, KeyRule.PUNCTUATION)
LEAST_OF_RIVAL = 0.1
"""The least score of another candidate for which an answer below ``SURE`` is in doubt."""


def doubt_text(doubts: Iterable[Doubt]) -> str:
    """Return reasons as one text, the most serious first.

    >>> doubt_text([Doubt.SPECIES, Doubt.SHARED])
    'shared word; species by default'
    """
    return _text_of(frozenset(doubts))


@lru_cache(maxsize=1 << 10)
def _text_of(doubts: frozenset[Doubt]) -> str:
    return DOUBT_SEPARATOR.join(doubt.value for doubt in sorted(doubts, key=_ORDER.__getitem__))


def read_doubts(text: str) -> list[Doubt]:
    """Return the reasons in a cell that ``doubt_text`` made; those that it does not know are left out.

    >>> read_doubts("shared word; species by default"), read_doubts("")
    ([<Doubt.SHARED: 'shared word'>, <Doubt.SPECIES: 'species by default'>], [])
    """
    return [_BY_WORDS[words] for words in text.split(DOUBT_SEPARATOR) if words in _BY_WORDS]


def doubts_of_answer(answer: Resolution, taxa: Sequence[int] = ()) -> list[Doubt]:
    """Return the reasons that an answer gives by itself.

    :param taxa: taxon ids of the species in scope: those asked for, or else the stated organisms, or those that a
        record is about; empty when unknown.

    >>> from genenorm.index.reference import Reference
    >>> from genenorm.resolver.resolver import Resolver
    >>> resolver = Resolver(Reference.open())
    >>> doubts_of_answer(resolver.resolve("NMDA receptors")), doubts_of_answer(resolver.resolve("GRIN1"))
    ([<Doubt.FAMILY: 'family, not a gene'>], [])
    """
    found: list[Doubt] = []
    if answer.status is not Status.RESOLVED and (doubt := _BY_STATUS.get(answer.status)) is not None:
        found.append(Doubt.SECOND if answer.note == SEVERAL_OF_GROUP else doubt)
    gene = answer.gene
    if gene is None:
        return found
    if answer.rule is not None and answer.rule not in PLAIN_RULES and (best := answer.best) is not None:
        terms = [term for term, _ in best.terms]
        found += [Doubt.REPAIRED] if Evidence.REPAIRED in terms else []
        found += [Doubt.LOOSE] if Evidence.LOOSE_RULE in terms else []
    if taxa and gene.taxon_id not in taxa:
        found.append(Doubt.OUT_OF_SCOPE)
    if AS_DATE in answer.note:
        found.append(Doubt.DATE)
    if _is_of_distant(answer):
        found.append(Doubt.ELSEWHERE)
    if answer.score < SURE:
        rivals = _rivals(answer, gene)
        found += [
            Doubt.SPECIES if are_orthologs(gene, rival) else Doubt.SECOND
            for rival in rivals
            if not taxa or rival.taxon_id in taxa
        ]
        if not found and answer.note == SYMBOL_ELSEWHERE and not taxa:
            found.append(Doubt.SPECIES)
        elif not found and not rivals:
            found.append(Doubt.GUESS)
    return found


def _is_of_distant(answer: Resolution) -> bool:
    """Return whether only a gene of fly, fish, worm or yeast is called exactly as the name of a mammal's gene.

    The gene is an ortholog of that one, or has the name as a synonym or previous symbol in another case (``PyK``).
    """
    ranked = answer.ranked
    if not isinstance(ranked, tuple):  # seen without making the candidates, as nearly all are
        kind, rule, is_ortholog = ranked.best_match
        if not is_ortholog and (kind not in ALIASES or rule not in _FOLDED or not ranked.has_name_as_written()):
            return False
    best = answer.best
    if best is None or best.gene.taxon_id not in MAMMALS:
        return False
    match = best.match
    if match.via is not None:
        return match.via.taxon_id not in MAMMALS and match.kind in NAMES_OF_GENES
    if match.kind not in ALIASES or match.rule not in _FOLDED:
        return False
    exact = [other for other in likeliest_first(answer) if other.match.rule is KeyRule.AS_WRITTEN]
    exact = [
        other for other in exact if other.match.kind in NAMES_OF_GENES and not are_orthologs(best.gene, other.gene)
    ]
    return bool(exact) and all((other.match.via or other.gene).taxon_id not in MAMMALS for other in exact)


def _rivals(answer: Resolution, gene: Gene) -> list[Gene]:
    """Return the other genes that an answer may well mean, the likeliest first."""
    ranked = answer.ranked
    if isinstance(ranked, tuple):
        likely = [other.gene for other in takewhile(lambda other: other.score >= LEAST_OF_RIVAL, ranked)]
    else:
        likely = ranked.genes_from(LEAST_OF_RIVAL)
    return [other for other in likely if other.key != gene.key]


def likeliest_first(answer: Resolution) -> Iterator[Candidate]:
    """Yield the candidates of an answer, the likeliest first, each made when it is reached."""
    ranked = answer.ranked
    return iter(ranked) if isinstance(ranked, tuple) else map(ranked.candidate, range(len(ranked)))


def are_orthologs(gene: Gene, other: Gene) -> bool:
    """Return whether two genes are the same, or orthologs."""
    is_same_group = gene.group is not None and gene.group == other.group
    return gene.key == other.key or (is_same_group and gene.taxon_id != other.taxon_id)
