"""The evidence for a proposal that is the same in every context, and the weights that turn evidence into chances.

A proposal's score is the chance, in a conditional logit, that it is the gene meant, against the other proposals and
against "none of them": ``exp(sum of weight x degree)`` divided by the sum of this over all outcomes. The weights are a
table, ``data/weights.tsv``; ``tools/train.py`` fits it.

All facts about a proposal that count in every context, but for its gene's weight, are one integer, its evidence code;
``Weigher`` alone turns codes into terms, words and sums. A code has the bits of the match word (``proposals``), then::

    bits 15..12  code of the gene's biotype
    bits 23..16  number of the gene's species
    bit  24      the gene is an ortholog of the gene whose name matched
    bits 26..25  other species in which the name itself leads to the gene's group, at most 3
    bits 28..27  how the name is cased: none or mixed, upper, title, lower
    bit  29      case distinguishes genes of the species, and another one has a name with exactly this spelling
    bit  30      the gene is what the name usually means
    bit  31      the name is written as only the gene's species writes symbols
    bit  32      the species letter before the name means the gene's species
    bit  33      the name is exactly the official symbol of another gene of the species, or else a previous one
"""

from __future__ import annotations

from math import exp

from genenorm.core.caches import Memo
from genenorm.core.evidence import Evidence, words_of
from genenorm.core.model import Biotype, KeyRule, NameKind
from genenorm.core.paths import data_rows
from genenorm.core.taxa import HUMAN, MOUSE, RAT
from genenorm.core.values import NamedTuple
from genenorm.index.schema import KIND_BY_CODE
from genenorm.resolver.proposals import (
    IS_EXACT,
    IS_FIRST_MEMBER,
    IS_ORTHOLOG,
    MATCH_BITS,
    OWN_SYMBOL,
    OWN_SYMBOL_MASK,
    RULES,
    NameProposals,
    kind_code,
    rule_of,
)
from genenorm.text.conventions import CASE_CONVENTION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TypeAlias

    from genenorm.core.evidence import Terms

    Weights: TypeAlias = Mapping[Evidence, float]
    Sums: TypeAlias = tuple[float, ...]
    Classes: TypeAlias = tuple[int, ...]
    GeneEvidence: TypeAlias = tuple[int, int, int, int, int]
    """A gene that a name may mean: its row number, its evidence code, its facts (see ``index.schema``), for an ortholog
    the row number of the gene whose name matched, else 0, and the row number of its homology group, 0 for none."""

BIOTYPE_SHIFT, SPECIES_SHIFT = MATCH_BITS, 16
SUPPORT_SHIFT, CASING_SHIFT = 25, 27
OTHER_CASE, IS_USUAL, HAS_STYLE, HAS_PREFIX, OTHER_SYMBOL = 1 << 29, 1 << 30, 1 << 31, 1 << 32, 1 << 33
OWN_MASK = OWN_SYMBOL_MASK | IS_ORTHOLOG
"""A code is that of the gene's own official symbol, exactly as written, if its bits of the mask are ``OWN_SYMBOL``."""
PREVIOUS_SYMBOL = IS_EXACT | NameKind.PREVIOUS_SYMBOL.value
"""The same bits for a previous symbol of the gene."""
MOST_SUPPORT = 3
"""Other species from which support does not grow further."""
CASINGS = ("none", "upper", "title", "lower")
"""Casings by their number in codes."""
CASING_CODES = {casing: code << CASING_SHIFT for code, casing in enumerate(CASINGS)} | {"mixed": 0}


NO_WEIGHTS: Weights = {}


class WeightTable(NamedTuple):
    """The weights of the evidence terms: for names in lists and tables, and for names in running text."""

    lists: Weights
    prose: Weights
    reasoned: Weights = NO_WEIGHTS
    """The weights toward which the fits of the other two lean."""


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
                KeyRule.MODIFIER, KeyRule.SPECIES_PREFIX, KeyRule.LONG_FORM, KeyRule.BRITISH_SPELLING,
                KeyRule.PROGRAM_MARK, KeyRule.PROTEIN_VARIANT, KeyRule.ALLELE)  # fmt: skip
_UNCHANGED = (KeyRule.AS_WRITTEN, KeyRule.CASE, KeyRule.PUNCTUATION, KeyRule.IDENTIFIER, KeyRule.USUAL_MEANING)
"""Rules after which a name is the same but for case and punctuation."""
_REPAIRS = (KeyRule.OCR, KeyRule.SPREADSHEET_DATE)
TIGHT_RULES = frozenset(number for number, rule in enumerate(RULES) if rule in _UNCHANGED or rule in _CLOSE_RULES)
_SAYS_SO = (KeyRule.BRACKETS, KeyRule.MODIFIER, KeyRule.SPECIES_PREFIX, KeyRule.SHARED_HEAD, KeyRule.LONG_FORM,
            KeyRule.GREEK_LETTER, KeyRule.BRITISH_SPELLING, KeyRule.PROGRAM_MARK, KeyRule.PROTEIN_VARIANT,
            KeyRule.ALLELE, KeyRule.SEVERAL_NAMES)  # fmt: skip
"""Rules after which a name is a part of the name as written, or the same in another orthography."""
GUESSED_RULES = frozenset(KeyRule) - {*_UNCHANGED, *_SAYS_SO} | {KeyRule.USUAL_MEANING}
"""Rules that repair or loosen a spelling, or know a gene whose name this is in no source."""
GUESSED_CODES = tuple(number for number, rule in enumerate(RULES) if rule in GUESSED_RULES)
"""The numbers of these rules."""
MOST_OF_GUESS = 0.59
"""The highest score of a name in a list that only matched after a guess: of such answers about half are right.

It is below 0.6, from which on a score is good. So it is for a name that only an ortholog has, which is no symbol
(``is_name_elsewhere``).
"""
MOST_OF_DISTANT_NAME = 0.49
"""The same if the ortholog is of no mammal: no answer, since most are wrong (``LANA`` is a protein of a virus)."""
_SPECIES_TERMS = {HUMAN: Evidence.HUMAN, RAT: Evidence.RAT}
_NONE = ((Evidence.NONE, 1.0),)
_NONE_SHORT = (*_NONE, (Evidence.NONE_SHORT, 1.0))
_NONE_LOOSE = ((Evidence.NONE_LOOSE, 1.0),)
SHORT = 3
"""Key characters of names that often mean no gene at all."""


def load_weights() -> WeightTable:
    """Return the shipped weights; terms that the table leaves out have weight 0.

    >>> weights = load_weights().lists
    >>> weights[Evidence.SYMBOL] > weights[Evidence.SYNONYM]
    True
    """
    rows = list(data_rows("weights.tsv"))
    reasoned, lists, prose = ({Evidence[row[0]]: float(row[column]) for row in rows} for column in (1, 2, 3))
    return WeightTable(lists, prose, reasoned)


class Weigher:
    """Turns evidence codes into terms, words and sums, with some weights.

    :param weights: the weight of each term.
    :param species: taxon ids by their number in codes.
    """

    def __init__(self, weights: Weights, species: Sequence[int]) -> None:
        self._weights = weights
        self._species = species
        self.sums = Memo[int, float](self._sum, _CACHED_CODES)
        """The sum of weight times degree of the terms of a code."""
        self.terms = Memo[int, "tuple[Terms, Terms]"](self._terms, _CACHED_CODES)
        """The terms of a code: for how the name matched and its support; for the gene and how the name is written."""
        self.classes = Memo[int, int](context_class, _CACHED_CODES)
        """What the evidence of a context depends on; see ``context_class``."""
        self.columns = Memo["tuple[int, ...]", "tuple[Sums, Classes]"](self._columns, _CACHED_COLUMNS)
        """The sums and the classes of the codes of a name's genes, which many names share."""
        self.words = Memo[int, "tuple[str, ...]"](self._words, _CACHED_CODES)
        """The words of a code in tables."""
        self.weight_sums = [self.total(weight_terms(weight)) for weight in range(256)]
        """The sum for a gene's weight, 0 to 255."""
        self.none_sums = tuple(self.total(none_terms(case)) for case in range(4))
        """The sum for "none of them", by ``none_case``."""

    def total(self, terms: Terms, start: float = 0.0) -> float:
        """Return the sum of weight times degree over terms, added to ``start``."""
        weight_of = self._weights.get
        for term, degree in terms:  # a plain loop: a sum over a generator takes twice as long for so few terms
            start += weight_of(term, 0.0) * degree
        return start

    def _sum(self, code: int) -> float:
        match_terms, other_terms = self.terms[code]
        return self.total(match_terms + other_terms)

    def _columns(self, codes: tuple[int, ...]) -> tuple[Sums, Classes]:
        sums, classes = self.sums, self.classes
        return tuple([sums[code] for code in codes]), tuple([classes[code] for code in codes])

    def _words(self, code: int) -> tuple[str, ...]:
        match_terms, other_terms = self.terms[code]
        return words_of(match_terms) + words_of(other_terms)

    def _terms(self, code: int) -> tuple[Terms, Terms]:
        return self.match_terms(code), self.other_terms(code)

    def taxon_id(self, code: int) -> int:
        """Return the taxon id of the species in a code."""
        return self._species[code >> SPECIES_SHIFT & 255]

    def match_terms(self, code: int) -> Terms:
        """Return the terms for how the name matched, and for its support in other species."""
        kind, rule, is_ortholog = KIND_BY_CODE[kind_code(code)], rule_of(code), code & IS_ORTHOLOG
        terms = [(_KIND_TERMS[kind], 1.0)]
        if code & IS_EXACT:
            terms.append((Evidence.EXACT_SYMBOL if code & OWN_MASK == OWN_SYMBOL else Evidence.EXACT, 1.0))
        if rule in _REPAIRS:
            terms.append((Evidence.REPAIRED, 1.0))
        elif rule not in _UNCHANGED:
            terms.append((Evidence.CLOSE_RULE if rule in _CLOSE_RULES else Evidence.LOOSE_RULE, 1.0))
        if code & IS_FIRST_MEMBER:
            terms.append((Evidence.FIRST_MEMBER, 1.0))
        if is_ortholog:
            terms.append((Evidence.HOMOLOGY, 1.0))
        if support := code >> SUPPORT_SHIFT & 3:
            terms.append((Evidence.SUPPORT, support / MOST_SUPPORT))
        return tuple(terms)

    def other_terms(self, code: int) -> Terms:
        """Return the terms for the gene itself, and for how the name is written."""
        taxon, biotype = self.taxon_id(code), code >> BIOTYPE_SHIFT & 15
        terms: list[tuple[Evidence, float]] = []
        if biotype == Biotype.PSEUDOGENE.value:
            terms.append((Evidence.PSEUDOGENE, 1.0))
        if taxon != MOUSE:  # with which the others are compared
            terms.append((_SPECIES_TERMS.get(taxon, Evidence.OTHER_SPECIES), 1.0))
        convention = CASE_CONVENTION.get(CASINGS[code >> CASING_SHIFT & 3], {})
        if casing := convention.get(taxon, 0.0):
            terms.append((Evidence.CASE, casing))
        flags = ((OTHER_CASE, Evidence.OTHER_CASE), (IS_USUAL, Evidence.USUAL), (HAS_STYLE, Evidence.STYLE),
                 (HAS_PREFIX, Evidence.PREFIX), (OTHER_SYMBOL, Evidence.OTHER_SYMBOL))  # fmt: skip
        terms += [(term, 1.0) for flag, term in flags if code & flag]
        return tuple(terms)


_CACHED_CODES, _CACHED_COLUMNS = 1 << 16, 1 << 12
_SYMBOL_CODES = (NameKind.SYMBOL.value, NameKind.PREVIOUS_SYMBOL.value, NameKind.SYSTEMATIC_NAME.value,
                 NameKind.IDENTIFIER.value)  # fmt: skip


def is_name_elsewhere(code: int) -> bool:
    """Return whether only the genes of one other species have the name, as an evidence code says, and not as symbol."""
    is_ortholog = code & (IS_ORTHOLOG | IS_USUAL) == IS_ORTHOLOG
    return is_ortholog and not code >> SUPPORT_SHIFT & 3 and code & 15 not in _SYMBOL_CODES


def context_class(code: int) -> int:
    """Return the facts in a code on which the evidence of a context depends: the species, and own symbols in bit 0."""
    return code >> SPECIES_SHIFT - 1 & 510 | (code & OWN_MASK == OWN_SYMBOL)


def weight_terms(weight: int) -> Terms:
    """Return the term for a gene's weight, 0 to 255."""
    return ((Evidence.WEIGHT, weight / 255),)


def none_terms(case: int) -> Terms:
    """Return the terms for the outcome that a name means none of its proposals; ``case`` is its ``none_case``."""
    return (_NONE_SHORT if case & 1 else _NONE) + (_NONE_LOOSE if case & 2 else ())


def none_case(found: NameProposals) -> int:
    """Return which terms "none of the proposals" has: bit 0 for a short name, bit 1 for loose matches alone."""
    is_short = found.key is not None and len(found.key) <= SHORT
    for word in found.matches:
        if word >> 4 & 31 in TIGHT_RULES:
            return is_short
    return is_short | 2


def chances(scores: Sequence[float], none: float) -> list[float]:
    """Return the chances of some outcomes, from sums of weighed evidence and that for "none of them", ``none``.

    With the chance of "none of them", which is not returned, they add up to 1.

    >>> [round(chance, 2) for chance in chances([2.0, 0.0], -1.0)]
    [0.84, 0.11]
    """
    top = max((none, *scores))
    odds = []
    for score in scores:  # plain loops: for so few scores, comprehensions take twice as long
        odds.append(exp(score - top))  # noqa: PERF401
    whole = sum(odds) + exp(none - top)
    for place, odd in enumerate(odds):
        odds[place] = odd / whole
    return odds
