"""Evidence and its weights: which terms hold for a proposal, and what they add up to. Pure.

A proposal's score is the chance, in a conditional logit, that it is the gene meant, against the other proposals and
against "none of them": ``exp(sum of weight x degree)`` over the same sum for all. The weights are one readable table,
``data/weights.tsv``; ``tools/train.py`` fits it.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from genenorm.core.caches import Memo
from genenorm.core.evidence import Evidence, Terms, words_of
from genenorm.core.model import Biotype, Gene, KeyRule, Match, NameKind, label
from genenorm.core.paths import DATA
from genenorm.core.taxa import HUMAN, MOUSE, RAT
from genenorm.resolver.proposals import Gathered, Proposal
from genenorm.text.keys import Key, fold
from genenorm.text.species_words import CASE_CONVENTION, CASE_SENSITIVE, case_pattern, style_taxon
from genenorm.text.usual_meanings import usual_symbol

Weights = Mapping[Evidence, float]


@dataclass(frozen=True, slots=True)
class WeightTable:
    """The weights of the evidence terms: in lists and tables, and in running text."""

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
_CLOSE = (KeyRule.GREEK_LETTER, KeyRule.ROMAN_NUMERAL, KeyRule.PLURAL, KeyRule.BRACKETS, KeyRule.DIGIT_BREAK,
          KeyRule.MODIFIER, KeyRule.SPECIES_PREFIX)  # fmt: skip
_FOLDED = (KeyRule.AS_WRITTEN, KeyRule.CASE, KeyRule.PUNCTUATION, KeyRule.IDENTIFIER)
_REPAIRS = (KeyRule.OCR, KeyRule.SPREADSHEET_DATE)
_SPECIES_TERMS = {HUMAN: Evidence.HUMAN, MOUSE: Evidence.MOUSE, RAT: Evidence.RAT}
_NONE = ((Evidence.NONE, 1.0),)
_NONE_SHORT = (*_NONE, (Evidence.NONE_SHORT, 1.0))
_SHORT = 3
"""Names of up to this many key characters often mean no gene at all."""


def load_weights() -> WeightTable:
    """Return the shipped weights; terms the table leaves out weigh nothing.

    >>> weights = load_weights().lists
    >>> weights[Evidence.SYMBOL] > weights[Evidence.SYNONYM]
    True
    """
    table = (DATA / "weights.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    lists, prose = ({Evidence[row[0]]: float(row[column]) for row in rows} for column in (1, 2))
    return WeightTable(lists, prose)


class Facts(NamedTuple):
    """What weighs in every context for a proposal, beside its gene's weight; many proposals have the same."""

    kind: NameKind
    rule: KeyRule
    exact: bool
    first: bool
    transferred: bool
    others: int
    """Other species in which the name itself leads to the gene's group."""
    biotype: Biotype
    taxon_id: int
    case: float
    """How far the name's casing speaks for (+) or against (-) the gene's species."""
    other_case: bool
    """Whether case tells genes of the species apart, and another one is spelled exactly so."""
    usual: bool
    style: bool
    prefix: bool


Side: TypeAlias = tuple[int, bool]
"""Taxon id of a candidate, and whether the name is its own symbol: what a context may say something of."""


class Weighed(NamedTuple):
    """The genes that a name may mean, in order of their rows, with the evidence that holds in every context."""

    genes: tuple[Gene, ...] = ()
    matches: tuple[Match, ...] = ()
    sides: tuple[Side, ...] = ()
    sums: tuple[float, ...] = ()
    """What that evidence adds up to."""

    def and_also(self, other: Weighed) -> Weighed:
        """Return these genes and others."""
        return _in_order([*zip(*self, strict=True), *zip(*other, strict=True)])

    def of_species(self, taxa: Collection[int]) -> Weighed:
        """Return the genes of some species."""
        return _in_order([row for row in zip(*self, strict=True) if row[2][0] in taxa])


def _in_order(rows: list[tuple[Gene, Match, Side, float]]) -> Weighed:
    rows.sort(key=lambda row: row[0].key)
    return Weighed(*zip(*rows, strict=True))


class Together(NamedTuple):
    """The evidence that facts amount to, and what it adds up to."""

    match: Terms
    """How the name matched, and its support."""
    rest: Terms
    """The gene, and how the name is written."""
    words: tuple[str, ...]
    """How tables say all of it."""
    sum: float


class Sums:
    """What evidence adds up to with some weights. Many proposals have the same, so that each sum is made once."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self.of = Memo[tuple[object, ...], Together](lambda facts: self._together(Facts._make(facts)), _MOST_SUMS)
        """By facts, the evidence that they amount to in every context."""
        known: list[Terms] = [((Evidence.WEIGHT, weight / 255),) for weight in range(256)]
        self.weights = tuple((terms, self.total(terms)) for terms in known)
        """By a gene's weight: the term for it, and what it adds."""
        self.sides = Memo[Side, Side](lambda side: side, _MOST_SUMS)
        """The few sides there are, each held once."""

    def _together(self, facts: Facts) -> Together:
        match, rest = _match_terms(facts), _gene_terms(facts) + _spelling_terms(facts)
        return Together(match, rest, words_of(match) + words_of(rest), self.total(match + rest))

    def total(self, terms: Terms, start: float = 0.0) -> float:
        """Return what terms add up to: weight times degree, on top of what is added up already."""
        weight_of = self._weights.get
        for term, degree in terms:  # a plain loop: a sum over a generator takes twice as long for so few terms
            start += weight_of(term, 0.0) * degree
        return start


_MOST_SUMS = 1 << 16


def weigh(gathered: Gathered, proposals: Sequence[Proposal], sums: Sums) -> Weighed:
    """Return the genes proposed for a name, its own or orthologs, with the evidence that holds in every context."""
    direct = gathered.proposals
    taxa_of_group = taxa_per_group(direct) if len(direct) > 1 else _NO_SUPPORT
    marks = NameMarks.of(gathered, direct if proposals is direct else (*direct, *proposals))
    cases, style, prefix, rivals, usual = marks
    rows = []
    for proposal in proposals:
        gene, kind, rule, exact, via, _, first, source = proposal
        taxon, group = gene.taxon_id, gene.group
        others = taxa_of_group[group] - 1 if group in taxa_of_group else 0
        facts = (  # in the order of Facts, which would take longer to make than all else here
            kind, rule, exact, first, via is not None, others, gene.biotype, taxon, cases.get(taxon, 0.0),
            not exact and taxon in rivals, gene.key in usual, taxon == style, taxon == prefix,
        )  # fmt: skip
        match, rest, words, added = sums.of[facts]
        known, in_weight = sums.weights[gene.weight]
        how = Match(kind, rule, label(gene), (match, known, rest), words, via, source)
        side = sums.sides[taxon, proposal.is_own_symbol]
        rows.append((gene, how, side, added + in_weight))
    return _in_order(rows)


_NO_SUPPORT: Mapping[int | None, int] = {}
_MOST_SUPPORT = 3
"""Other species in which a name leads to the gene's group, as far as they count."""


def _match_terms(facts: Facts) -> Terms:
    terms = [(_KIND_TERMS[facts.kind], 1.0)]
    if facts.exact:
        own = facts.kind is NameKind.SYMBOL and not facts.transferred
        terms.append((Evidence.EXACT_SYMBOL if own else Evidence.EXACT, 1.0))
    if facts.rule not in _FOLDED:
        close = Evidence.CLOSE_RULE if facts.rule in _CLOSE else Evidence.LOOSE_RULE
        terms.append((Evidence.REPAIRED if facts.rule in _REPAIRS else close, 1.0))
    if facts.first:
        terms.append((Evidence.FIRST_MEMBER, 1.0))
    if facts.transferred:
        terms.append((Evidence.HOMOLOGY, 1.0))
    if facts.others:
        terms.append((Evidence.SUPPORT, min(facts.others, _MOST_SUPPORT) / _MOST_SUPPORT))
    return tuple(terms)


def _gene_terms(facts: Facts) -> Terms:
    species = (_SPECIES_TERMS.get(facts.taxon_id, Evidence.OTHER_SPECIES), 1.0)
    if facts.biotype is Biotype.PROTEIN_CODING:
        return ((Evidence.CODING, 1.0), species)
    if facts.biotype is Biotype.PSEUDOGENE:
        return ((Evidence.PSEUDOGENE, 1.0), species)
    return (species,)


class NameMarks(NamedTuple):
    """What the way a name is written says of species: casing, style, a species letter, the casing of rivals."""

    cases: Mapping[int, float]
    style: int | None
    prefix: int | None
    rivals: frozenset[int]
    """Taxa where case tells genes apart and some gene is spelled exactly so."""
    usual: frozenset[int]
    """Row numbers of the genes that the name usually means, orthologs included."""

    @classmethod
    def of(cls, gathered: Gathered, proposals: Sequence[Proposal]) -> NameMarks:
        """Return the marks of a name that has these proposals."""
        rivals = [p.gene.taxon_id for p in gathered.proposals if p.exact and p.gene.taxon_id in CASE_SENSITIVE]
        meant = usual_symbol(gathered.key)
        return cls(
            CASE_CONVENTION.get(case_pattern(gathered.name), _NO_CASES),
            style_taxon(gathered.name),
            gathered.prefix,
            frozenset(rivals) if rivals else _NOBODY,
            _usual_keys(meant, proposals) if meant else _NOBODY,
        )


_NO_CASES: Mapping[int, float] = {}
_NOBODY: frozenset[int] = frozenset()


def _spelling_terms(facts: Facts) -> Terms:
    found: Terms = ((Evidence.CASE, facts.case),) if facts.case else ()
    if facts.other_case:
        found += ((Evidence.OTHER_CASE, 1.0),)
    if facts.usual:
        found += ((Evidence.USUAL, 1.0),)
    if facts.style:
        found += ((Evidence.STYLE, 1.0),)
    if facts.prefix:
        found += ((Evidence.PREFIX, 1.0),)
    return found


def _usual_keys(meant: Key, proposals: Iterable[Proposal]) -> frozenset[int]:
    """Return the row numbers of the human gene with this folded symbol, and of its kin among the proposals."""
    usual = [p.gene for p in proposals if p.gene.taxon_id == HUMAN and fold(p.gene.symbol) == meant]
    groups = {gene.group for gene in usual} - {None}
    kin = {p.gene.key for p in proposals if p.gene.group in groups}
    return frozenset(kin | {gene.key for gene in usual})


def taxa_per_group(proposals: Iterable[Proposal]) -> Mapping[int | None, int]:
    """Count, per homology group, the species in which the name itself leads to it."""
    pairs = {(group, p.gene.taxon_id) for p in proposals if p.via is None and (group := p.gene.group) is not None}
    counts: dict[int | None, int] = {}
    for group, _ in pairs:
        counts[group] = counts.get(group, 0) + 1
    return counts


def none_terms(gathered: Gathered) -> Terms:
    """Return the terms of the outcome that no proposal is right."""
    short = gathered.key is not None and len(gathered.key) <= _SHORT
    for proposal in gathered.proposals:
        if proposal.rule in _FOLDED or proposal.rule in _CLOSE:
            return _NONE_SHORT if short else _NONE
    return (*(_NONE_SHORT if short else _NONE), (Evidence.NONE_LOOSE, 1.0))


def chances(scores: Sequence[float], none: float) -> list[float]:
    """Turn scores into chances that add up to 1 with the chance of "none of them" (not returned).

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
