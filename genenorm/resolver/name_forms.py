"""The proposals for names whose form says what they are: numbers, states, histone marks, microRNAs, suffixes, phrases.

They come before the look-up of the name itself, in which punctuation and case count for nothing: ``TBCE.1`` would be
the worm's ``tbce-1``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from genenorm.core.model import KeyRule, NameKind
from genenorm.core.taxa import FLY
from genenorm.index import identifiers
from genenorm.resolver.allele_genes import by_bracketed_allele, by_entities
from genenorm.resolver.gather import WELL_KNOWN_WEIGHT, has_symbol
from genenorm.resolver.histones import with_clusters
from genenorm.resolver.proposals import (
    IS_EXACT,
    OWN_SYMBOL,
    OWN_SYMBOL_MASK,
    NameProposals,
    match_word,
    rule_of,
    with_rule,
)
from genenorm.resolver.several_genes import rather_than_own
from genenorm.resolver.species_forms import lettered, worded
from genenorm.text import forms
from genenorm.text.keys import Key, fold
from genenorm.text.no_names import kind_of_text
from genenorm.text.not_genes import NotGenes
from genenorm.text.usual_meanings import usual_symbol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from genenorm.resolver.gather import Gatherer

_NAME_CODES = (NameKind.SYMBOL.value, NameKind.PREVIOUS_SYMBOL.value, NameKind.SYNONYM.value)
_FAMILY_CODES = (NameKind.FAMILY.value, NameKind.FAMILY_NAME.value)
_MOST_KEYS = 5000
"""Keys that are looked at for those of RIKEN identifiers."""
_FEWEST_CHARACTERS = 3
"""Characters of the shortest symbol that a phrase or a state may have."""
_WEAK_RULES = (KeyRule.HEAD_WORD, KeyRule.WORD_ORDER, KeyRule.COMPLETION, KeyRule.OCR)
"""Rules after which a phrase is no name of the gene, but has one in it."""


def gather_by_form(gatherer: Gatherer, name: str, key: Key) -> NameProposals | None:
    """Return the proposals for a name with a form; ``None`` for other names, and names that the index has exactly so.

    :param key: the folded name.
    """
    if forms.is_number(name):
        return _number(gatherer, name, key)
    if "E+" in name and (found := _riken(gatherer, name, key)) is not None:
        return found
    for read in READERS_OF_NUMBERED if forms.is_numbered(name) else READERS:
        if (found := read(gatherer, name, key)) is not None:
            return found
    return None


def _row_name(gatherer: Gatherer, name: str, key: Key) -> NameProposals | None:
    """Return no genes for the name of a row of a table, which may be a symbol all the same."""
    return _symbol_alone(gatherer, name, key) if forms.is_row_name(name) else None


def _text(gatherer: Gatherer, name: str, key: Key) -> NameProposals | None:
    """Return no genes for a text of another kind, such as a sequence, which may be a symbol or a list all the same."""
    if not kind_of_text(name):
        return None
    from genenorm.resolver.allele_genes import by_allele

    return by_allele(gatherer, name, key) or gatherer.by_parts(name, key) or _symbol_alone(gatherer, name, key)


def _symbol_alone(gatherer: Gatherer, name: str, key: Key) -> NameProposals:
    own = gatherer.by_name(name, key)
    return own if own.has_own_symbol else NameProposals(name, key)


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


def _riken(gatherer: Gatherer, name: str, key: Key) -> NameProposals | None:
    """Return the genes with RIKEN identifiers that a spreadsheet shows as a number, which are only hints."""
    import re

    stem, pattern = forms.riken_pattern(name)
    if not stem:
        return None
    genes = {
        word >> 12: match_word(NameKind.SYNONYM, KeyRule.COMPLETION)
        for longer, words in gatherer.reference.starting_with(stem, _MOST_KEYS)
        if re.fullmatch(pattern, longer)
        for word in words
        if word >> 12 and word >> 8 & 15 in _NAME_CODES
    }
    return NameProposals(name, key, tuple(genes), tuple(genes.values()), is_hint=bool(genes))


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
    """Return the family of histones that a name means or is a mark on; a gene may be called so (``H2BK1``)."""
    marked = forms.marked_histone(name)
    family = fold(marked or forms.plain_histone(name))
    if family is None:
        return None
    own = gatherer.by_name(name, key)
    if marked:
        if own.has_own_symbol:
            return None
        words = [word for word in gatherer.reference.postings(family) if word >> 8 & 15 in _FAMILY_CODES]
        own = gatherer.from_postings(name, key, words, KeyRule.MODIFIER)
    return with_clusters(gatherer, own, family) if own.families else None


def _state(gatherer: Gatherer, name: str, key: Key) -> NameProposals | None:
    """Return the gene or family that is phosphorylated or acetylated, unless the whole name is one.

    A name of its own is a symbol, a family, or a synonym of a mammal's gene that is not the one with the state. A
    synonym in another spelling (``perk`` of ``p-ERK``) counts less than a symbol or family, and more than a synonym.
    """
    if forms.is_site(name):
        own = gatherer.by_name(name, key)
        return own if any(word & IS_EXACT for word in own.matches) else NameProposals(name, key)
    rest = forms.without_state(name)
    rest_key = fold(rest)
    if rest_key is None:
        return None
    own = gatherer.by_name(name, key)
    if own.families or own.has_own_symbol:
        return None
    if not gatherer.reference.postings(rest_key) and (shorter := fold(forms.without_site_number(rest))) is not None:
        rest_key = shorter
    plain = gatherer.by_name(rest, rest_key)
    # the key of the rest has its usual meaning
    named = plain.after(name, rest_key, KeyRule.MODIFIER)
    if named.is_empty:
        parts = gatherer.by_parts(rest, rest_key) if not rest.isalnum() else None
        return parts._replace(name=name, key=key) if parts is not None else None
    groups = set(gatherer.groups(named.genes)) - {0}
    columns = (own.genes, own.matches, gatherer.groups(own.genes), gatherer.facts(own))
    rivals = [
        word
        for gene, word, group, fact in zip(*columns, strict=True)
        if gene not in named.genes and group not in groups
        if fact >> 12 & 255 in gatherer.mammals and fact & 255 >= WELL_KNOWN_WEIGHT
    ]
    if any(word & IS_EXACT for word in rivals):
        return None
    if named.families or plain.has_own_symbol or usual_symbol(rest_key) is not None:
        return named
    is_name = any((own.is_empty or word & IS_EXACT) and word & 15 in _NAME_CODES for word in plain.matches)
    return named if is_name and not rivals else None


def _date(gatherer: Gatherer, name: str, key: Key) -> NameProposals | None:
    """Return the genes of a date, and those that are called exactly so (``Dec-1``)."""
    if not (genes := gatherer.by_date(name)):
        return None
    own = gatherer.by_name(name, key)
    if own.families or own.has_own_symbol:
        return None
    from genenorm.text.damage import are_of_today

    exact = [(gene, word) for gene, word in zip(own.genes, own.matches, strict=True) if word & IS_EXACT]
    if exact and not any(are_of_today(gatherer.reference.symbol(gene)) for gene in genes):
        return None  # Oct-1: as good as the date of a synonym
    # a program makes the date of such a synonym as well: Dec-1 of the DEC1 of BHLHE40
    found = {gene: with_rule(word, KeyRule.SPREADSHEET_DATE) for gene, word in exact} | genes
    return NameProposals(name, key, tuple(found), tuple(found.values()))


def _program_suffix(gatherer: Gatherer, name: str, key: Key) -> NameProposals | None:
    """Return the genes with the symbol before a number that a program added (``TP53.1``, ``Actb-1``).

    The whole name means something else if it is a symbol, if a mammal's gene is called so, or in another case a gene of
    a species that writes symbols with a dash.
    """
    symbol = forms.before_suffix(name)
    symbol_key = fold(symbol)
    if symbol_key is None or len(symbol_key) < _FEWEST_CHARACTERS - 1:
        return None
    has_dash = "-" in name[-2:]
    if has_dash and not has_symbol(symbol, gatherer.reference.postings(symbol_key), _NAME_CODES[:2]):
        return None
    own, plain = gatherer.by_name(name, key), gatherer.by_name(symbol, symbol_key)
    is_copy = not has_dash and not any(word & IS_EXACT for word in own.matches)
    if is_copy and NotGenes.load().reason(symbol_key, symbol):
        return NameProposals(name, key)  # nan.1, as tables with missing values have it
    kinds = _NAME_CODES[: 2 if own.is_empty else 1]
    if not any(word & IS_EXACT and word & 15 in kinds for word in plain.matches):
        return None
    if own.families or any(word & OWN_SYMBOL_MASK == OWN_SYMBOL or word & 15 == NameKind.SYSTEMATIC_NAME.value
                           for word in own.matches):  # fmt: skip
        return None
    if not own.is_empty and symbol[-1].isdigit():  # Cav1.2: a key keeps what is between digits
        return None
    if "-" in name and gatherer.by_parts(name, key) is not None:  # BRCA1-2
        return None
    found = plain.after(name, key, KeyRule.PROGRAM_MARK)
    symbols = [gatherer.reference.symbol(gene).lower() for gene in own.genes]
    if name.lower() in symbols or (not own.is_empty and not _has_mammal(gatherer, plain)):
        return None
    if own.is_empty or not _has_mammal(gatherer, own):
        return found
    if any(word & 15 == NameKind.SYMBOL.value for word in _of_mammals(gatherer, own)):
        return None
    if is_copy:  # GAPDH.2 is no spelling of the synonym GAPDH-2
        return found
    # ALK-5 is a name of TGFBR1, or a copy of ALK
    words = [match_word(NameKind.SYNONYM, KeyRule.PROGRAM_MARK)] * len(found.genes)
    return own.extended(found.genes, words, (), None)._replace(is_contradiction=True)


def _of_mammals(gatherer: Gatherer, found: NameProposals) -> list[int]:
    """Return the match words of the genes of mammals."""
    columns = zip(found.matches, gatherer.facts(found), strict=True)
    return [word for word, fact in columns if fact >> 12 & 255 in gatherer.mammals]


def _has_mammal(gatherer: Gatherer, found: NameProposals) -> bool:
    return any(fact >> 12 & 255 in gatherer.mammals for fact in gatherer.facts(found))


def _bracketed_allele(gatherer: Gatherer, name: str, key: Key) -> NameProposals | None:
    """Return the gene of an allele in brackets, unless all of the name is a symbol."""
    if name[-1] not in "]>" or gatherer.by_name(name, key).has_own_symbol:
        return None
    return by_bracketed_allele(gatherer, name, key)


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
                 if word & OWN_SYMBOL_MASK == OWN_SYMBOL and facts[gene] & 255 >= WELL_KNOWN_WEIGHT]  # fmt: skip
        words = gatherer.reference.postings(word_key)
        found = gatherer.from_postings(name, key, words, KeyRule.HEAD_WORD) if exact else NameProposals(name, key)
        yield from ((gene, word) for gene, word in zip(found.genes, found.matches, strict=True) if gene in exact)


READERS = (
    _row_name,
    by_entities,
    _micro_rna,
    _identifiers,
    _bracketed_allele,
    worded,
    _text,
    _histone,
    lettered,
    _state,
    _date,
    _program_suffix,
    _fly_letter,
    rather_than_own,
    _phrase,
)
"""The readers of forms, which return ``None`` for names without their form; the first to answer decides."""
READERS_OF_NUMBERED = (_date, _program_suffix)
"""Those for names of the commonest form (``forms.is_numbered``), which no others read."""
