"""The evidence for and against a candidate, and its wording in tables."""

from __future__ import annotations

from enum import Enum

from genenorm.core.values import NamedTuple


class Evidence(Enum):
    """A reason for or against a candidate; the value is its wording in tables.

    ``data/weights.tsv`` has the weight of each; reasons against a candidate have negative weights.
    """

    __hash__ = object.__hash__  # members are singletons; Enum's own hash is a Python call in every look-up of a weight

    # what matched
    SYMBOL = "official symbol"
    PREVIOUS_SYMBOL = "previous symbol"
    SYNONYM = "synonym"
    SYSTEMATIC_NAME = "systematic name"
    FULL_NAME = "full name"
    DESIGNATION = "other designation"
    PREVIOUS_NAME = "previous name"
    RETIRED_SYMBOL = "retired symbol"
    FAMILY_MEMBER = "member of the named family"
    FIRST_MEMBER = "first of its family"
    IDENTIFIER = "identifier"
    # how it matched
    EXACT = "as written"
    EXACT_SYMBOL = "exactly its symbol"
    ASSIGNED_SYMBOL = "symbol that a program assigned"
    OTHER_CASE = "another gene of its species is spelled exactly so"
    OTHER_SYMBOL = "the symbol, or a previous one, of another gene of its species"
    CLOSE_RULE = "after a close spelling rule"
    LOOSE_RULE = "after a loose spelling rule"
    REPAIRED = "after repairing a damaged name"
    HOMOLOGY = "by homology with a gene of that name"
    # the gene itself
    SUPPORT = "the name means its orthologs too"
    WEIGHT = "well-known gene"
    PSEUDOGENE = "pseudogene"
    # the species
    HUMAN = "human"
    RAT = "rat"
    OTHER_SPECIES = "less studied species"
    CASE = "cased as its species writes symbols"
    PREFIX = "species that the name says"
    STYLE = "written as only its species writes symbols"
    REQUESTED = "species asked for"
    ORGANISM = "stated organism"
    RECORD_ORGANISM = "organism of the record"
    MACHINE_ORGANISM = "organism found by machine"
    TEXT_SHARE = "species words of the text"
    TITLE = "species in the title"
    UNNAMED = "usual species of texts that name none"
    STUDY = "species of such studies"
    BRED = "species of animals bred for the study"
    SENTENCE = "species in the same sentence, or last named before"
    BEFORE = "species word just before"
    ABSENT = "its species is not in the text"
    LIST = "species of the rest of the list"
    ALONE = "species that such names are mostly of"
    # another program
    ASSIGNED = "gene of the figure's table"
    # the gene in this text
    LONG_FORM = "long form in the text"
    NAME_IN_TEXT = "words of its full name in the text"
    USUAL = "what the name usually means"
    ELSEWHERE = "named otherwise in the same text"
    # nothing fits
    NONE = "no candidate fits"
    NONE_SHORT = "a short name"
    NONE_LOOSE = "only loose matches"


Terms = tuple[tuple[Evidence, float], ...]
"""Evidence with the degree to which each holds: 1 for plain facts, a share or a signed number for others."""


class WeighedTerms(NamedTuple):
    """Evidence terms with their words and their sum."""

    terms: Terms = ()
    words: tuple[str, ...] = ()
    """The words of the terms in tables."""
    total: float = 0.0
    """The sum of weight times degree."""


NO_TERMS = WeighedTerms()

_NOT_IN_TABLES = frozenset({Evidence.HUMAN, Evidence.RAT, Evidence.OTHER_SPECIES, Evidence.ALONE,
                            Evidence.HOMOLOGY, Evidence.ABSENT, Evidence.WEIGHT, Evidence.OTHER_CASE,
                            Evidence.OTHER_SYMBOL, Evidence.REQUESTED, Evidence.ASSIGNED_SYMBOL})  # fmt: skip
"""Terms that hold for most candidates, or that another term or column implies."""


def words_of(terms: Terms) -> tuple[str, ...]:
    """Return the wording of terms in tables, without terms against the candidate and those in ``_NOT_IN_TABLES``.

    >>> words_of(((Evidence.SYNONYM, 1.0), (Evidence.HUMAN, 1.0), (Evidence.CASE, -0.5)))
    ('synonym',)
    """
    return tuple(term.value for term, degree in terms if degree > 0 and term not in _NOT_IN_TABLES)
