"""The doubts about the answers for a long list of names, found together on arrays.

They are those that ``doubt.doubts_of_answer`` finds for single answers; a test holds the two equal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy

from genenorm.core.evidence import Evidence
from genenorm.core.model import KeyRule
from genenorm.core.taxa import MAMMALS
from genenorm.resolver.answer_notes import SURE
from genenorm.resolver.doubt import ALIASES, LEAST_OF_RIVAL, NAMES_OF_GENES, PLAIN_RULES, Doubt, doubt_text
from genenorm.resolver.proposals import RULE_NUMBERS, rule_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from genenorm.resolver.list_proposals import ListProposals
    from genenorm.resolver.list_ranking import RankedList
    from genenorm.resolver.rank import Ranker

    Ints = NDArray[numpy.int64]
    Floats = NDArray[numpy.float64]
    Bools = NDArray[numpy.bool_]

_DOUBTS = tuple(Doubt)
_BITS = {doubt: 1 << place for place, doubt in enumerate(_DOUBTS)}
_ALIAS_CODES = [kind.value for kind in ALIASES]
_NAME_CODES = [kind.value for kind in NAMES_OF_GENES]
_FOLDED_RULES = [RULE_NUMBERS[rule] for rule in (KeyRule.CASE, KeyRule.PUNCTUATION)]
_AS_WRITTEN = RULE_NUMBERS[KeyRule.AS_WRITTEN]


class DecidedList:
    """What was decided for the names that have candidates, one element for each.

    :param status: the bit of the doubt that the status itself is (see ``bit_of``), 0 for none.
    :param answered: whether a gene is answered, which is the first candidate.
    :param score: the score of the answer, not rounded.
    :param elsewhere: whether the answer says that its symbol is one in other species too.
    """

    __slots__ = ("answered", "elsewhere", "score", "status")

    def __init__(self, status: Ints, answered: Bools, score: Floats, elsewhere: Bools) -> None:
        self.status = status
        self.answered = answered
        self.score = score
        self.elsewhere = elsewhere


def bit_of(doubt: Doubt) -> int:
    """Return the bit of a reason in a set of reasons that is one integer."""
    return _BITS[doubt]


def doubts_of_list(
    ranked: RankedList, decided: DecidedList, ranker: Ranker, taxa: Sequence[int]
) -> NDArray[numpy.object_]:
    """Return the reasons to look at each answer as text; ``taxa`` are the species asked for, if any."""
    starts, answered = ranked.starts, decided.answered
    bits = decided.status.copy()
    bits[answered] |= _bits_of_rules(ranked.code[starts][answered], ranker)
    bits[_are_of_distant(ranked, answered, ranker)] |= _BITS[Doubt.ELSEWHERE]
    in_scope = _are_in_scope(ranked.proposals.species, taxa, ranker)
    bits[answered & ~in_scope[starts]] |= _BITS[Doubt.OUT_OF_SCOPE]
    unsure = answered & (decided.score < SURE)
    rivals, of_rivals = _rivals(ranked, numpy.flatnonzero(unsure), in_scope)
    bits |= of_rivals
    unsure &= bits == 0
    is_elsewhere = decided.elsewhere if not taxa else numpy.zeros(len(starts), bool)
    bits[unsure & is_elsewhere] = _BITS[Doubt.SPECIES]
    bits[unsure & ~is_elsewhere & ~rivals] = _BITS[Doubt.GUESS]
    distinct, place = numpy.unique(bits, return_inverse=True)
    texts = [doubt_text([doubt for doubt in _DOUBTS if one & _BITS[doubt]]) for one in distinct.tolist()]
    return numpy.array(texts, object)[place]


def _bits_of_rules(codes: Ints, ranker: Ranker) -> Ints:
    """Return the doubts about the changes to names after which they matched, by their evidence codes."""

    def bit(rule_code: int) -> int:
        if rule_of(rule_code) in PLAIN_RULES:
            return 0
        terms = [term for term, _ in ranker.weigher.match_terms(rule_code)]
        if Evidence.REPAIRED in terms:
            return _BITS[Doubt.REPAIRED]
        return _BITS[Doubt.LOOSE] if Evidence.LOOSE_RULE in terms else 0

    distinct, place = numpy.unique(codes & 31 << 4, return_inverse=True)
    return numpy.array([bit(code) for code in distinct.tolist()], numpy.int64)[place]


def _are_of_distant(ranked: RankedList, answered: Bools, ranker: Ranker) -> Bools:
    """Return for which answers only a gene of a distant species is called exactly as the name (``_is_of_distant``)."""
    proposals, starts, code = ranked.proposals, ranked.starts, ranked.code
    is_mammal = numpy.array([taxon in MAMMALS for taxon in ranker.gatherer.species], bool)
    kind, rule = code[starts] & 15, code[starts] >> 4 & 31
    source = proposals.source[starts]
    of_mammal = answered & is_mammal[proposals.species[starts]]
    found = of_mammal & (source > 0) & numpy.isin(kind, _NAME_CODES)
    found[found] = ~is_mammal[_species_of(source[found], ranker)]
    asked = of_mammal & (source == 0) & numpy.isin(kind, _ALIAS_CODES) & numpy.isin(rule, _FOLDED_RULES)
    some = numpy.flatnonzero(asked)
    places, owner, first = _candidates(ranked, some)
    exact = (code[places] >> 4 & 31 == _AS_WRITTEN) & numpy.isin(code[places] & 15, _NAME_CODES)
    exact &= ~_are_orthologs(proposals, places, first)
    places, owner = places[exact], owner[exact]
    species = proposals.species[places]
    sources = proposals.source[places]
    species[sources > 0] = _species_of(sources[sources > 0], ranker)
    has_exact, has_mammal = numpy.zeros(len(starts), bool), numpy.zeros(len(starts), bool)
    has_exact[owner] = True
    has_mammal[owner[is_mammal[species]]] = True
    distant: Bools = found | has_exact & ~has_mammal
    return distant


def _are_in_scope(species: Ints, taxa: Sequence[int], ranker: Ranker) -> Bools:
    """Return which numbers of species are those of some taxon ids; all of them if there are none."""
    if not taxa:
        return numpy.ones(len(species), bool)
    return numpy.isin(species, [ranker.gatherer.number_of(taxon) for taxon in taxa])


def _rivals(ranked: RankedList, some: Ints, in_scope: Bools) -> tuple[Bools, Ints]:
    """Return which of some answers, given by their places, have likely rivals, and the doubts about those in scope."""
    proposals = ranked.proposals
    places, owner, first = _candidates(ranked, some)
    is_rival = (ranked.chance[places] >= LEAST_OF_RIVAL) & (proposals.gene[places] != proposals.gene[first])
    places, owner, first = places[is_rival], owner[is_rival], first[is_rival]
    has_rival = numpy.zeros(len(ranked.starts), bool)
    has_rival[owner] = True
    same, counts = _are_orthologs(proposals, places, first), in_scope[places]
    bits = numpy.zeros(len(ranked.starts), numpy.int64)
    bits[owner[same & counts]] |= _BITS[Doubt.SPECIES]
    bits[owner[~same & counts]] |= _BITS[Doubt.SECOND]
    return has_rival, bits


def _candidates(ranked: RankedList, some: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the candidates of some names: their places, the places of their names, and of their first candidates."""
    starts = ranked.starts
    sizes = numpy.diff(numpy.append(starts, len(ranked.code)))[some]
    owner, first = numpy.repeat(some, sizes), numpy.repeat(starts[some], sizes)
    before = numpy.repeat(numpy.cumsum(sizes) - sizes, sizes)
    return first + numpy.arange(len(first)) - before, owner, first


def _are_orthologs(proposals: ListProposals, places: Ints, others: Ints) -> Bools:
    """Return which genes are the same as others, or their orthologs."""
    group = proposals.group[places]
    is_same_group = (group > 0) & (group == proposals.group[others])
    is_other_species = proposals.species[places] != proposals.species[others]
    found: Bools = is_same_group & is_other_species | (proposals.gene[places] == proposals.gene[others])
    return found


def _species_of(genes: Ints, ranker: Ranker) -> Ints:
    """Return the numbers of the species of genes, given by their rows."""
    facts = ranker.gatherer.reference.gene_facts
    return numpy.array([facts[gene] >> 12 & 255 for gene in genes.tolist()], numpy.int64)
