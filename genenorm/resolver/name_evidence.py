"""The evidence for a proposal that is the same in every context, and the weights that turn evidence into chances.

A proposal's score is the chance, in a conditional logit, that it is the gene meant, against the other proposals and
against "none of them": ``exp(sum of weight x degree)`` divided by the sum of this over all outcomes. The weights are a
table, ``data/weights.tsv``; ``tools/train.py`` fits it.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from genenorm.core.caches import Memo
from genenorm.core.evidence import Evidence, Terms, words_of
from genenorm.core.model import Biotype, Gene, KeyRule, Match, NameKind, label
from genenorm.core.paths import data_rows
from genenorm.core.taxa import HUMAN, MOUSE, RAT
from genenorm.resolver.proposals import NameProposals, Proposal
from genenorm.text.conventions import CASE_CONVENTION, CASE_SENSITIVE, case_pattern, style_taxon
from genenorm.text.keys import Key, fold
from genenorm.text.usual_meanings import usual_symbol

Weights = Mapping[Evidence, float]


@dataclass(frozen=True, slots=True)
class WeightTable:
    """The weights of the evidence terms: for names in lists and tables, and for names in running text."""

    lists: Weights
    prose: Weights


_KIND_TERMS = {
    NameKind.SYMBOL: Evidence.SYMBOL,
    NameKind.PREVIOUS_SYMBOL: Evidence.PREVIOUS_SYMBOL,
    NameKind.SYNONYM: Evidence.SYNONYM,
    NameKind.SYSTEMATIC_NAME: Evidence.SYSTEMATIC_NAME,
    NameKind.FULL_NAME: Evidence.FULL_NAME,
    NameKind.DESIGNATION: Evidence.DESIGNATION,
    NameKind.PREVIOUS_NAME: Evidence.PREVIOUS_NAME,
    NameKind.RETIRED_SYMBOL: Evidence.RETIRED_SYMBOL,
    NameKind.IDENTIFIER: Evidence.IDENTIFIER,
    NameKind.RETIRED_IDENTIFIER: Evidence.IDENTIFIER,
    NameKind.FAMILY: Evidence.FAMILY_MEMBER,
    NameKind.FAMILY_NAME: Evidence.FAMILY_MEMBER,
}
_CLOSE_RULES = (KeyRule.GREEK_LETTER, KeyRule.ROMAN_NUMERAL, KeyRule.PLURAL, KeyRule.BRACKETS, KeyRule.DIGIT_BREAK,
                KeyRule.MODIFIER, KeyRule.SPECIES_PREFIX)  # fmt: skip
_UNCHANGED = (KeyRule.AS_WRITTEN, KeyRule.CASE, KeyRule.PUNCTUATION, KeyRule.IDENTIFIER)
"""Rules after which a name is the same but for case and punctuation."""
_REPAIRS = (KeyRule.OCR, KeyRule.SPREADSHEET_DATE)
_SPECIES_TERMS = {HUMAN: Evidence.HUMAN, MOUSE: Evidence.MOUSE, RAT: Evidence.RAT}
_NONE = ((Evidence.NONE, 1.0),)
_NONE_SHORT = (*_NONE, (Evidence.NONE_SHORT, 1.0))
_SHORT = 3
"""Key characters of names that often mean no gene at all."""


def load_weights() -> WeightTable:
    """Return the shipped weights; terms that the table leaves out have weight 0.

    >>> weights = load_weights().lists
    >>> weights[Evidence.SYMBOL] > weights[Evidence.SYNONYM]
    True
    """
    rows = list(data_rows("weights.tsv"))
    lists, prose = ({Evidence[row[0]]: float(row[column]) for row in rows} for column in (1, 2))
    return WeightTable(lists, prose)


class MatchFacts(NamedTuple):
    """The facts about a proposal that count in every context, but for its gene's weight; many proposals share them."""

    kind: NameKind
    rule: KeyRule
    is_exact: bool
    is_first_member: bool
    is_ortholog: bool
    other_species: int
    """Other species in which the name itself leads to the gene's group."""
    biotype: Biotype
    taxon_id: int
    casing: float
    """How far the name's casing speaks for (+) or against (-) the gene's species."""
    has_exact_rival: bool
    """Whether case distinguishes genes of the species, and another one has a name with exactly this spelling."""
    is_usual_meaning: bool
    has_style: bool
    """Whether the name is written as only the gene's species writes symbols."""
    has_prefix: bool
    """Whether the species letter before the name means the gene's species."""


class TaxonMatch(NamedTuple):
    """The facts about a candidate that the evidence of a context depends on."""

    taxon_id: int
    is_own_symbol: bool


class NameEvidence(NamedTuple):
    """The genes that a name may mean, in order of their rows, with the evidence that counts in every context.

    All tuples have one value for each gene.
    """

    genes: tuple[Gene, ...] = ()
    matches: tuple[Match, ...] = ()
    taxon_matches: tuple[TaxonMatch, ...] = ()
    totals: tuple[float, ...] = ()
    """The sums of weight times degree."""

    def with_genes(self, other: NameEvidence) -> NameEvidence:
        """Return this evidence together with that of other genes."""
        return _in_order([*zip(*self, strict=True), *zip(*other, strict=True)])

    def in_species(self, taxa: Collection[int]) -> NameEvidence:
        """Return the part of this evidence about genes of some species."""
        rows = zip(*self, strict=True)
        return _in_order([row for row, match in zip(rows, self.taxon_matches, strict=True) if match.taxon_id in taxa])


def _in_order(rows: list[tuple[Gene, Match, TaxonMatch, float]]) -> NameEvidence:
    rows.sort(key=lambda row: row[0].key)
    return NameEvidence(*zip(*rows, strict=True))


class _WeighedFacts(NamedTuple):
    """The evidence of some facts, its words and its sum."""

    match_terms: Terms
    """How the name matched, and its support in other species."""
    other_terms: Terms
    """The gene, and how the name is written."""
    words: tuple[str, ...]
    total: float


class Weigher:
    """Adds up evidence with some weights; caches the sums, since many proposals have the same evidence."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self.by_facts = Memo[tuple[object, ...], _WeighedFacts](self._weigh_facts, _CACHED_SUMS)
        """The evidence of facts, by the values of ``MatchFacts``."""
        by_weight: list[Terms] = [((Evidence.WEIGHT, weight / 255),) for weight in range(256)]
        self.by_gene_weight = tuple((terms, self.total(terms)) for terms in by_weight)
        """The term for a gene's weight, 0 to 255, and its sum."""
        self.taxon_matches = Memo[tuple[int, bool], TaxonMatch](TaxonMatch._make, _CACHED_SUMS)
        """The same object for equal taxon matches: millions of candidates share a few."""

    def _weigh_facts(self, values: tuple[object, ...]) -> _WeighedFacts:
        facts = MatchFacts._make(values)
        match_terms, other_terms = _match_terms(facts), _gene_terms(facts) + _spelling_terms(facts)
        words = words_of(match_terms) + words_of(other_terms)
        return _WeighedFacts(match_terms, other_terms, words, self.total(match_terms + other_terms))

    def total(self, terms: Terms, start: float = 0.0) -> float:
        """Return the sum of weight times degree over terms, added to ``start``."""
        weight_of = self._weights.get
        for term, degree in terms:  # a plain loop: a sum over a generator takes twice as long for so few terms
            start += weight_of(term, 0.0) * degree
        return start


_CACHED_SUMS = 1 << 16


def weigh(gathered: NameProposals, proposals: Sequence[Proposal], weigher: Weigher) -> NameEvidence:
    """Return the evidence for a name's own proposals, or for orthologs of them, that counts in every context."""
    own = gathered.proposals
    taxa_of_group = taxa_per_group(own) if len(own) > 1 else _NO_SUPPORT
    spelling = NameSpelling.of(gathered, own if proposals is own else (*own, *proposals))
    casing, style, prefix, rivals, usual = spelling
    rows = []
    # Tuples are unpacked by position here: this loop runs for every proposal of every name.
    for proposal in proposals:
        gene, kind, rule, is_exact, via, _, is_first, source = proposal
        taxon, group = gene.taxon_id, gene.group
        others = taxa_of_group[group] - 1 if group in taxa_of_group else 0
        facts = (  # the values of MatchFacts, which would take longer to make than all else here
            kind, rule, is_exact, is_first, via is not None, others, gene.biotype, taxon, casing.get(taxon, 0.0),
            not is_exact and taxon in rivals, gene.key in usual, taxon == style, taxon == prefix,
        )  # fmt: skip
        match_terms, other_terms, words, total = weigher.by_facts[facts]
        weight_terms, weight_total = weigher.by_gene_weight[gene.weight]
        match = Match(kind, rule, label(gene), (match_terms, weight_terms, other_terms), words, via, source)
        rows.append((gene, match, weigher.taxon_matches[taxon, proposal.is_own_symbol], total + weight_total))
    return _in_order(rows)


_NO_SUPPORT: Mapping[int | None, int] = {}
_MOST_SUPPORT = 3
"""Other species from which support does not grow further."""


def _match_terms(facts: MatchFacts) -> Terms:
    terms = [(_KIND_TERMS[facts.kind], 1.0)]
    if facts.is_exact:
        is_own_symbol = facts.kind is NameKind.SYMBOL and not facts.is_ortholog
        terms.append((Evidence.EXACT_SYMBOL if is_own_symbol else Evidence.EXACT, 1.0))
    if facts.rule in _REPAIRS:
        terms.append((Evidence.REPAIRED, 1.0))
    elif facts.rule not in _UNCHANGED:
        terms.append((Evidence.CLOSE_RULE if facts.rule in _CLOSE_RULES else Evidence.LOOSE_RULE, 1.0))
    if facts.is_first_member:
        terms.append((Evidence.FIRST_MEMBER, 1.0))
    if facts.is_ortholog:
        terms.append((Evidence.HOMOLOGY, 1.0))
    if facts.other_species:
        terms.append((Evidence.SUPPORT, min(facts.other_species, _MOST_SUPPORT) / _MOST_SUPPORT))
    return tuple(terms)


def _gene_terms(facts: MatchFacts) -> Terms:
    species = (_SPECIES_TERMS.get(facts.taxon_id, Evidence.OTHER_SPECIES), 1.0)
    if facts.biotype is Biotype.PROTEIN_CODING:
        return ((Evidence.CODING, 1.0), species)
    if facts.biotype is Biotype.PSEUDOGENE:
        return ((Evidence.PSEUDOGENE, 1.0), species)
    return (species,)


class NameSpelling(NamedTuple):
    """The evidence in the spelling of a name."""

    casing: Mapping[int, float]
    """How far the casing speaks for (+) or against (-) a species, by taxon id."""
    style_taxon: int | None
    """Taxon id of the only species whose symbols are written so."""
    prefix_taxon: int | None
    """Taxon id of the species letter before the name."""
    exact_taxa: frozenset[int]
    """Taxon ids of the species where case distinguishes genes and some gene has a name with exactly this spelling."""
    usual_genes: frozenset[int]
    """Row numbers of the genes that the name usually means, orthologs included."""

    @classmethod
    def of(cls, gathered: NameProposals, proposals: Sequence[Proposal]) -> NameSpelling:
        """Return the evidence in the spelling of a name, given its own proposals and ``proposals``."""
        exact = [p.gene.taxon_id for p in gathered.proposals if p.is_exact and p.gene.taxon_id in CASE_SENSITIVE]
        meant = usual_symbol(gathered.key)
        return cls(
            CASE_CONVENTION.get(case_pattern(gathered.name), _NO_CASING),
            style_taxon(gathered.name),
            gathered.prefix_taxon,
            frozenset(exact) if exact else _EMPTY,
            _usual_genes(meant, proposals) if meant else _EMPTY,
        )


_NO_CASING: Mapping[int, float] = {}
_EMPTY: frozenset[int] = frozenset()


def _spelling_terms(facts: MatchFacts) -> Terms:
    found: Terms = ((Evidence.CASE, facts.casing),) if facts.casing else ()
    if facts.has_exact_rival:
        found += ((Evidence.OTHER_CASE, 1.0),)
    if facts.is_usual_meaning:
        found += ((Evidence.USUAL, 1.0),)
    if facts.has_style:
        found += ((Evidence.STYLE, 1.0),)
    if facts.has_prefix:
        found += ((Evidence.PREFIX, 1.0),)
    return found


def _usual_genes(meant: Key, proposals: Iterable[Proposal]) -> frozenset[int]:
    """Return the row numbers of the human gene with this folded symbol, and of its group's genes in the proposals."""
    usual = [p.gene for p in proposals if p.gene.taxon_id == HUMAN and fold(p.gene.symbol) == meant]
    groups = {gene.group for gene in usual} - {None}
    in_groups = {p.gene.key for p in proposals if p.gene.group in groups}
    return frozenset(in_groups | {gene.key for gene in usual})


def taxa_per_group(proposals: Iterable[Proposal]) -> Mapping[int | None, int]:
    """Return the number of species in which the name itself leads to a homology group, by group."""
    pairs = {(group, p.gene.taxon_id) for p in proposals if p.via is None and (group := p.gene.group) is not None}
    counts: dict[int | None, int] = {}
    for group, _ in pairs:
        counts[group] = counts.get(group, 0) + 1
    return counts


def none_terms(gathered: NameProposals) -> Terms:
    """Return the terms for the outcome that a name means none of its proposals."""
    is_short = gathered.key is not None and len(gathered.key) <= _SHORT
    for proposal in gathered.proposals:
        if proposal.rule in _UNCHANGED or proposal.rule in _CLOSE_RULES:
            return _NONE_SHORT if is_short else _NONE
    return (*(_NONE_SHORT if is_short else _NONE), (Evidence.NONE_LOOSE, 1.0))


def chances(scores: Sequence[float], none: float) -> list[float]:
    """Return the chances of some outcomes, from sums of weighed evidence and that for "none of them", ``none``.

    With the chance of "none of them", which is not returned, they add up to 1.

    >>> [round(chance, 2) for chance in chances([2.0, 0.0], -1.0)]
    [0.84, 0.11]
    """
    if not scores:
        return []
    exp = math.exp
    if (top := max(scores)) < none:
        top = none
    odds = [exp(score - top) for score in scores]
    whole = sum(odds) + exp(none - top)
    return [odd / whole for odd in odds]
