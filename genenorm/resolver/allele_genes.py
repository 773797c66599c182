"""The proposals for names of alleles, epitopes and variants, which are those of their gene."""

from __future__ import annotations

from typing import TYPE_CHECKING

from genenorm.core.model import KeyRule
from genenorm.resolver.gather import SYMBOL_CODES, WELL_KNOWN_WEIGHT
from genenorm.resolver.proposals import IS_EXACT, OWN_SYMBOL, OWN_SYMBOL_MASK, NameProposals
from genenorm.resolver.several_genes import ExactName, exact_name
from genenorm.text.alleles import alleles, bracketed_alleles, of_accession, without_entities
from genenorm.text.keys import Key, fold
from genenorm.text.not_genes import NotGenes
from genenorm.text.several import is_like_symbol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from genenorm.resolver.gather import Gatherer
    from genenorm.text.alleles import Allele

_LONGEST_STUB = 2
"""Key characters of names that are too short to be looked up in another spelling."""


def by_allele(gatherer: Gatherer, name: str, key: Key) -> NameProposals | None:
    """Return the proposals for the gene of an allele or a variant; ``None`` unless the index has exactly its name."""
    if variant := of_accession(name):
        return _of_accession(gatherer, name, key, *variant)
    return _first_known(gatherer, name, key, alleles(name))


def by_entities(gatherer: Gatherer, name: str, key: Key) -> NameProposals | None:
    """Return the proposals for a name with signs for Greek letters (``&bgr;Tub56D``); ``None`` for other names."""
    plain = without_entities(name)
    if plain == name or (plain_key := fold(plain)) is None or plain_key == key:
        return None
    found = gatherer.gather(plain)
    return None if found.is_empty else found.after(name, key, KeyRule.GREEK_LETTER)


def by_bracketed_allele(gatherer: Gatherer, name: str, key: Key) -> NameProposals | None:
    """Return the proposals for the gene of an allele in brackets (``Dl[ts]``), which has no other name."""
    return _first_known(gatherer, name, key, bracketed_alleles(name))


def _of_accession(gatherer: Gatherer, name: str, key: Key, accession: str, gene: str) -> NameProposals | None:
    """Return the gene of an accession; of one that the index lacks, the gene that is named beside it."""
    accession_key = fold(accession)
    found = gatherer.by_identifier(accession, accession_key) if accession_key else None
    if found is None and gene and (exact := exact_name(gatherer, gene)) is not None:
        found = exact.found
    return found.after(name, key, KeyRule.PROTEIN_VARIANT) if found is not None else None


def _first_known(gatherer: Gatherer, name: str, key: Key, found: Iterable[Allele]) -> NameProposals | None:
    for allele in found:
        plain = fold(allele.gene)
        if plain is None:
            continue
        if allele.taxa:
            if proposed := _of_first_species(gatherer, allele, plain):
                return proposed.after(name, key, allele.rule)
            continue
        exact = exact_name(gatherer, allele.gene)
        if allele.is_joined and not _is_apart(name, allele.gene, exact):
            continue
        if allele.rule is KeyRule.PROTEIN_VARIANT:  # Rac1 is the protein of any species, and the symbol of mouse
            if exact is not None or _is_well_known(gatherer, allele.gene, plain):
                return gatherer.from_postings(name, key, gatherer.reference.postings(plain), allele.rule)
        elif exact is not None:
            return exact.found.after(name, key, allele.rule)
    return None


def _is_apart(name: str, gene: str, exact: ExactName | None) -> bool:
    """Return whether a name is a gene and a change of its protein with nothing between: ``BRAFV600E``, ``p53R175H``.

    The gene is an official symbol, or a digit or small letter ends it; before a change to proline these end symbols
    too, since symbols of pseudogenes have such an end (``ADAM21P``).
    """
    if exact is None or not exact.species:
        return False
    is_ended = gene[-1].isdigit() or gene[-1].islower()
    return is_ended or (exact.is_symbol and not name.endswith("P"))


def _is_well_known(gatherer: Gatherer, text: str, key: Key) -> bool:
    """Return whether a well-known gene has a symbol or synonym in another spelling (``H-Ras``)."""
    if len(key) <= _LONGEST_STUB or not is_like_symbol(text) or NotGenes.load().reason(key, text):
        return False
    found = gatherer.by_name(text, key)
    words = zip(found.matches, gatherer.facts(found), strict=True)
    return any(word & 15 in SYMBOL_CODES and fact & 255 >= WELL_KNOWN_WEIGHT for word, fact in words)


def _of_first_species(gatherer: Gatherer, allele: Allele, key: Key) -> NameProposals | None:
    """Return the genes that are called exactly so in the first species of an allele that has any, symbols first."""
    found = gatherer.by_name(allele.gene, key)
    columns = list(zip(found.matches, gatherer.facts(found), strict=True))
    for taxon in allele.taxa:
        number = gatherer.number_of(taxon)
        is_own = [word & OWN_SYMBOL_MASK == OWN_SYMBOL and fact >> 12 & 255 == number for word, fact in columns]
        if allele.is_loose:
            is_own = [own and fact & 255 >= WELL_KNOWN_WEIGHT for own, (_, fact) in zip(is_own, columns, strict=True)]
        elif not any(is_own):
            is_own = [bool(word & IS_EXACT) and word & 15 in SYMBOL_CODES and fact >> 12 & 255 == number
                      for word, fact in columns]  # fmt: skip
        if any(is_own):
            return found.where(is_own)._replace(families=())
    return None
