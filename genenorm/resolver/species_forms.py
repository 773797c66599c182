"""The proposals for names that name their species, in a word (``mouse Il6``) or in letters (``hTERT``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from genenorm.core.model import KeyRule, NameKind
from genenorm.core.taxa import HUMAN
from genenorm.resolver.gather import WELL_KNOWN_WEIGHT, may_be_word
from genenorm.resolver.proposals import IS_EXACT, OWN_SYMBOL, OWN_SYMBOL_MASK, RULE_NUMBERS, NameProposals, with_rule
from genenorm.text.keys import fold
from genenorm.text.named_species import lettered_species, worded_species
from genenorm.text.species_marks import may_have_letters, may_have_word
from genenorm.text.usual_meanings import usual_symbols

if TYPE_CHECKING:
    from genenorm.resolver.gather import Gatherer
    from genenorm.text.keys import Key

_SYMBOLS = (NameKind.SYMBOL.value, NameKind.PREVIOUS_SYMBOL.value)
_SYNONYM = NameKind.SYNONYM.value
_UNCHANGED = frozenset(RULE_NUMBERS[rule] for rule in (KeyRule.AS_WRITTEN, KeyRule.CASE, KeyRule.PUNCTUATION))


def worded(gatherer: Gatherer, name: str, key: Key) -> NameProposals | None:
    """Return the proposals for a name with a word for its species, unless the index has all of it as a name."""
    named = worded_species(name) if may_have_word(name) else None
    if named is None or gatherer.reference.postings(key):
        return None
    found = gatherer.gather(named.rest)
    return None if found.is_empty else _named(found, name, named.taxon_id)


def lettered(gatherer: Gatherer, name: str, key: Key) -> NameProposals | None:
    """Return the proposals for a symbol with its species' letters, unless all of it is a name of another gene.

    The rest is a symbol of the species, or exactly a synonym; or exactly a symbol elsewhere, of an ortholog.
    """
    named = lettered_species(name) if may_have_letters(name) else None
    rest_key = fold(named.rest) if named is not None else None
    if named is None or rest_key is None:
        return None
    own, rest = gatherer.by_name(name, key), gatherer.by_name(named.rest, rest_key)
    if own.families:
        return None
    number, human = gatherer.number_of(named.taxon_id), gatherer.number_of(HUMAN)
    groups = set(gatherer.groups(rest.genes)) - {0}
    is_own, is_symbol = False, rest.has_own_symbol
    columns = zip(own.genes, own.matches, gatherer.groups(own.genes), gatherer.facts(own), strict=True)
    for gene, word, group, fact in columns:
        is_mammal = fact >> 12 & 255 in gatherer.mammals
        if word & OWN_SYMBOL_MASK == OWN_SYMBOL or (is_mammal and word & 15 in _SYMBOLS):
            return None  # mTOR
        if fact >> 12 & 255 == human != number and (word & IS_EXACT or name[0].isupper()):
            return None  # MuRF1, which is so called in human too
        is_of_species = fact >> 12 & 255 == number
        if gene in rest.genes or group in groups:
            is_own |= is_of_species and word & IS_EXACT > 0
        elif word & IS_EXACT or name.isalnum():  # mil4 of another gene is no mIL-4
            if is_of_species or (is_mammal and fact & 255 >= WELL_KNOWN_WEIGHT and (word & IS_EXACT or not is_symbol)):
                return None  # hERG is no ERG
    if is_own:
        return _named(own, name, named.taxon_id)
    if rest_key not in usual_symbols() and not _is_of(gatherer, rest, number):
        return None
    words = gatherer.reference.postings(rest_key)  # how the rest is spelled counts less than in a name of its own
    return _named(gatherer.from_postings(name, key, words, KeyRule.SPECIES_PREFIX), name, named.taxon_id)


def _is_of(gatherer: Gatherer, found: NameProposals, number: int) -> bool:
    """Return whether a name is a symbol or exactly a synonym in a species, or the symbol of an ortholog.

    Of a species that the index does not have (-1), it may be exactly any symbol.
    """
    for word, group, fact in zip(found.matches, gatherer.groups(found.genes), gatherer.facts(found), strict=True):
        if fact >> 12 & 255 == number:
            if word & 15 in _SYMBOLS or (word & IS_EXACT and word & 15 == _SYNONYM and not may_be_word(found.name)):
                return True
        elif word & OWN_SYMBOL_MASK == OWN_SYMBOL and fact >> 12 & 255 in gatherer.mammals:
            if number < 0 or (group and gatherer.group_genes(group, number)):
                return True
    return False


def _named(found: NameProposals, name: str, taxon_id: int) -> NameProposals:
    """Return the proposals for the rest of a name as those for the name, which names a species.

    Genes of other species stay among them, since they support the orthologs of the species.
    """
    rule = KeyRule.SPECIES_PREFIX
    matches = tuple(with_rule(word, rule) if word >> 4 & 31 in _UNCHANGED else word for word in found.matches)
    return found._replace(name=name, matches=matches, prefix_taxon=taxon_id, names_taxon=True)
