"""The proposals for names whose form says what they are: numbers, states, histone marks, microRNAs, suffixes, phrases.

They come before the look-up of the name itself, in which punctuation and case count for nothing: ``TBCE.1`` would be
the worm's ``tbce-1``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from genenorm.core.model import KeyRule, NameKind
from genenorm.core.taxa import FLY
from genenorm.index import identifiers
from genenorm.resolver.proposals import (
    IS_EXACT,
    OWN_SYMBOL,
    OWN_SYMBOL_MASK,
    RULE_NUMBERS,
    NameProposals,
    rule_of,
)
from genenorm.text import forms
from genenorm.text.keys import Key, fold
from genenorm.text.not_genes import NotGenes
from genenorm.text.usual_meanings import usual_symbol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from genenorm.resolver.gather import Gatherer

_NAME_CODES = (NameKind.SYMBOL.value, NameKind.PREVIOUS_SYMBOL.value, NameKind.SYNONYM.value)
_FAMILY_CODES = (NameKind.FAMILY.value, NameKind.FAMILY_NAME.value)
_FEWEST_CHARACTERS = 3
"""Characters of the shortest symbol that a phrase or a state may have."""
_WELL_KNOWN = 60
"""Genes below this weight are obscure."""
_RULE_BITS = 31 << 4
_WEAK_RULES = (KeyRule.HEAD_WORD, KeyRule.WORD_ORDER, KeyRule.COMPLETION, KeyRule.OCR)
"""Rules after which a phrase is no name of the gene, but has one in it."""


def gather_by_form(gatherer: Gatherer, name: str, key: Key) -> NameProposals | None:
    """Return the proposals for a name with a form; ``None`` for other names, and names that the index has exactly so.

    :param key: the folded name.
    """
    if forms.is_number(name):
        return _number(gatherer, name, key)
    is_product = forms.may_be_product(name)
    is_identifier = ":" in name and identifiers.has_form(name)
    words = () if is_product or is_identifier else gatherer.reference.postings(key)
    if words and _has_own_symbol(gatherer.from_postings(name, key, words)):
        return gatherer.by_key(name, key, words)
    if forms.is_row_name(name):
        return NameProposals(name, key)
    for read in (
        _micro_rna,
        _identifiers,
        _histone,
        _state,
        _date,
        _program_suffix,
        _fly_letter,
        _several_symbols,
        _phrase,
    ):
        if (found := read(gatherer, name, key)) is not None:
            return found
    return None


def _number(gatherer: Gatherer, name: str, key: Key) -> NameProposals:
    """Return the gene of a GeneID, the genes that a spreadsheet turns into a date, or a family (``14-3-3``).

    A number that is no GeneID of the index may be a GeneID all the same: that it may be a date is only a hint.
    """
    identified = gatherer.by_identifier(name, key) if identifiers.may_be_identifier(name) else None
    if identified is not None:
        return identified
    if genes := gatherer.by_date(name):
        return NameProposals(name, key, tuple(genes), tuple(genes.values()), is_hint=name.strip().isdigit())
    from genenorm.resolver.identifier_names import gene_id_list

    if (identified := gene_id_list(gatherer, name, key)) is not None:
        return identified
    found = gatherer.by_name(name, key)
    return found if found.families else NameProposals(name, key)


def _micro_rna(gatherer: Gatherer, name: str, key: Key) -> NameProposals | None:
    """Return the loci of a microRNA; what that takes is loaded with the first name that may be one."""
    if not forms.may_be_micro_rna(name):
        return None
    from genenorm.resolver.micro_rnas import gather_micro_rna

    return gather_micro_rna(gatherer, name, key)


def _identifiers(gatherer: Gatherer, name: str, key: Key) -> NameProposals | None:
    """Return the genes of an identifier in a name; what that takes is loaded with the first name that may have one."""
    if not forms.may_have_identifier(name):
        return None
    from genenorm.resolver.identifier_names import gather_identifiers

    return gather_identifiers(gatherer, name, key)


def _histone(gatherer: Gatherer, name: str, key: Key) -> NameProposals | None:
    """Return the family of histones that has a mark; a histone may have a symbol like one (``H2BK1``)."""
    family = fold(forms.marked_histone(name))
    if family is None or _has_own_symbol(gatherer.by_name(name, key)):
        return None
    words = [word for word in gatherer.reference.postings(family) if word >> 8 & 15 in _FAMILY_CODES]
    return gatherer.from_postings(name, key, words, KeyRule.MODIFIER) if words else None


def _state(gatherer: Gatherer, name: str, key: Key) -> NameProposals | None:
    """Return the gene or family that is phosphorylated or acetylated, unless the whole name is one.

    A name of its own is a symbol, a family, or a synonym of a mammal's gene that is not the one with the state. A
    synonym in another spelling (``perk`` of ``p-ERK``) counts less than a symbol or family, and more than a synonym.
    """
    rest = forms.without_state(name)
    rest_key = fold(rest)
    if rest_key is None:
        return None
    own = gatherer.by_name(name, key)
    if own.families or _has_own_symbol(own):
        return None
    if not gatherer.reference.postings(rest_key) and (shorter := fold(forms.without_site_number(rest))) is not None:
        rest_key = shorter
    words = gatherer.reference.postings(rest_key)
    named = gatherer.from_postings(name, key, words, KeyRule.MODIFIER) if words else None
    plain = gatherer.by_name(rest, rest_key)
    if named is None:
        parts = gatherer.by_parts(rest, rest_key) if not rest.isalnum() else None
        return parts._replace(name=name, key=key) if parts is not None else None
    groups = set(gatherer.groups(named.genes)) - {0}
    columns = (own.genes, own.matches, gatherer.groups(own.genes), gatherer.facts(own))
    rivals = [
        word
        for gene, word, group, fact in zip(*columns, strict=True)
        if gene not in named.genes and group not in groups
        if fact >> 12 & 255 in gatherer.mammals and fact & 255 >= _WELL_KNOWN
    ]
    if any(word & IS_EXACT for word in rivals):
        return None
    if named.families or _has_own_symbol(plain) or usual_symbol(rest_key) is not None:
        return named
    is_name = any((own.is_empty or word & IS_EXACT) and word & 15 in _NAME_CODES for word in plain.matches)
    return named if is_name and not rivals else None


def _has_own_symbol(found: NameProposals) -> bool:
    return any(word & OWN_SYMBOL_MASK == OWN_SYMBOL for word in found.matches)


def _date(gatherer: Gatherer, name: str, key: Key) -> NameProposals | None:
    """Return the genes of a date, and those that are called so in another spelling (``Dec-1``)."""
    if not (genes := gatherer.by_date(name)):
        return None
    own = gatherer.by_name(name, key)
    if own.families or any(word & IS_EXACT for word in own.matches):
        return None
    more = {gene: word for gene, word in genes.items() if gene not in own.genes}
    return own.extended(more, more.values(), (), None)


def _program_suffix(gatherer: Gatherer, name: str, key: Key) -> NameProposals | None:
    """Return the genes with the symbol before a number that a program added (``TP53.1``, ``Actb-1``).

    The whole name means something else if it is a symbol, if a mammal's gene is called so, or in another case a gene of
    a species that writes symbols with a dash.
    """
    symbol = forms.before_suffix(name)
    symbol_key = fold(symbol)
    if symbol_key is None or len(symbol_key) < _FEWEST_CHARACTERS - 1:
        return None
    own, plain = gatherer.by_name(name, key), gatherer.by_name(symbol, symbol_key)
    is_copy = "-" not in name[-2:] and not any(word & IS_EXACT for word in own.matches)
    if is_copy and NotGenes.load().reason(symbol_key, symbol):
        return NameProposals(name, key)  # nan.1, as tables with missing values have it
    if not _has_own_symbol(plain):
        return None
    if own.families or any(word & OWN_SYMBOL_MASK == OWN_SYMBOL or word & 15 == NameKind.SYSTEMATIC_NAME.value
                           for word in own.matches):  # fmt: skip
        return None
    if not own.is_empty and symbol[-1].isdigit():  # Cav1.2: a key keeps what is between digits
        return None
    if "-" in name and gatherer.by_parts(name, key) is not None:  # BRCA1-2
        return None
    symbols = [gatherer.reference.symbol(gene).lower() for gene in own.genes]
    if own.genes and (_has_mammal(gatherer, own) or not _has_mammal(gatherer, plain) or name.lower() in symbols):
        return None
    return _with_rule(plain, name, key, KeyRule.PROGRAM_MARK)


def _has_mammal(gatherer: Gatherer, found: NameProposals) -> bool:
    return any(fact >> 12 & 255 in gatherer.mammals for fact in gatherer.facts(found))


def _with_rule(found: NameProposals, name: str, key: Key, rule: KeyRule) -> NameProposals:
    """Return the proposals for a part of a name as those for the name, after a rule; exact ones stay exact."""
    matches = tuple(word & ~_RULE_BITS | RULE_NUMBERS[rule] << 4 for word in found.matches)
    families = tuple(match._replace(rule=rule) for match in found.families)
    return found._replace(name=name, key=key, matches=matches, families=families)


def _several_symbols(gatherer: Gatherer, name: str, key: Key) -> NameProposals | None:
    """Return the genes of symbols with a slash between them, rather than a gene that has all of it as a synonym.

    A gene of fly has the synonym ``CDK4/6``, since it is the ortholog of both.
    """
    if "/" not in name:
        return None
    own = gatherer.by_name(name, key)
    if own.is_empty or own.families or _has_own_symbol(own):
        return None
    found = gatherer.by_parts(name, key)
    is_symbol = (
        [any(word & 15 == NameKind.SYMBOL.value for word in part.matches) for part in found.parts] if found else []
    )
    return found if is_symbol and all(is_symbol) else None


def _fly_letter(gatherer: Gatherer, name: str, key: Key) -> NameProposals | None:
    """Return the proposals for the synonym of a fly gene that is its symbol behind a ``d`` (``dilp2``)."""
    if not name.startswith("dilp"):  # all other letters are before a capital
        return None
    found = gatherer.by_name(name, key)
    number = gatherer.number_of(FLY)
    for gene, word, fact in zip(found.genes, found.matches, gatherer.facts(found), strict=True):
        if fact >> 12 & 255 == number and word & IS_EXACT and fold(gatherer.reference.symbol(gene)) == key[1:]:
            return found._replace(prefix_taxon=FLY)
    return None


def _phrase(gatherer: Gatherer, name: str, key: Key) -> NameProposals | None:
    """Return the genes whose symbols are in a phrase that is no full name."""
    if not forms.is_phrase(name):
        return None
    found = gatherer.by_key(name, key, gatherer.reference.postings(key))
    if found.families or all(map(_has_name, found.parts or (found,))):
        return found
    genes = dict(zip(found.genes, found.matches, strict=True)) | dict(_named_in(gatherer, name, key))
    return NameProposals(name, key, tuple(genes), tuple(genes.values()), is_hint=True)


def _has_name(found: NameProposals) -> bool:
    return bool(found.families) or any(rule_of(word) not in _WEAK_RULES for word in found.matches)


def _named_in(gatherer: Gatherer, name: str, key: Key) -> Iterable[tuple[int, int]]:
    """Yield the well-known genes whose symbols are words of a phrase, with their match words."""
    facts = gatherer.reference.gene_facts
    for text in name.replace(",", " ").split():
        word_key = fold(text)
        is_symbol = any(map(str.isupper, text)) and (text.isupper() or any(map(str.isdigit, text)))
        if word_key is None or len(word_key) < _FEWEST_CHARACTERS or not is_symbol:
            continue
        plain = gatherer.by_name(text, word_key)
        exact = [gene for gene, word in zip(plain.genes, plain.matches, strict=True)
                 if word & OWN_SYMBOL_MASK == OWN_SYMBOL and facts[gene] & 255 >= _WELL_KNOWN]  # fmt: skip
        words = gatherer.reference.postings(word_key)
        found = gatherer.from_postings(name, key, words, KeyRule.HEAD_WORD) if exact else NameProposals(name, key)
        yield from ((gene, word) for gene, word in zip(found.genes, found.matches, strict=True) if gene in exact)
