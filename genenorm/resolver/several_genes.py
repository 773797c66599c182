"""The proposals for names that stand for several genes: lists in one cell, fusions, and shorthand for them.

``TP53; EGFR`` and ``EML4-ALK`` are lists only if the index has each part exactly so: as a symbol, or as a synonym of
one well-known gene. In shorthand (``WNT3/5A``) a part may be spelled in other ways.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from genenorm.core.model import KeyRule, NameKind
from genenorm.resolver.gather import WELL_KNOWN_WEIGHT
from genenorm.resolver.proposals import IS_EXACT, OWN_SYMBOL, OWN_SYMBOL_MASK, NameProposals
from genenorm.text.keys import Key, fold
from genenorm.text.not_genes import NotGenes
from genenorm.text.several import Separated, is_like_symbol, may_be_several, separations
from genenorm.text.shorthand import expand, is_ending

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from genenorm.resolver.gather import Gatherer

_SURE_CODES = (NameKind.SYMBOL.value, NameKind.PREVIOUS_SYMBOL.value, NameKind.SYSTEMATIC_NAME.value)
_SYNONYM = NameKind.SYNONYM.value
_SHORT_NAME_CODES = (_SYNONYM, NameKind.RETIRED_SYMBOL.value)
"""Kinds of names that a list in one cell may be by accident, or for the gene that it ends with (``BCR/ABL``)."""
_SHORTEST, _SHORTEST_OF_SHORTHAND = 2, 3
"""Key characters of the shortest name in a list."""
_Item = TypeVar("_Item")


class ExactName(NamedTuple):
    """A part of a name that the index has exactly so."""

    found: NameProposals
    species: frozenset[int]
    """Numbers of the species with a gene that is called exactly so; none for the name of a family."""
    genes: frozenset[int]
    """The row numbers of these genes."""

    @property
    def is_symbol(self) -> bool:
        """Whether it is an official symbol exactly."""
        return self.found.has_own_symbol


def exact_name(gatherer: Gatherer, text: str) -> ExactName | None:
    """Return the genes or the family with exactly this name; ``None`` if there is none, or if it is an ordinary word.

    A synonym counts when it is that of a single gene of its species, and the gene is well known.
    """
    key = fold(text)
    if key is None or key.isdigit() or len(key) < _SHORTEST or NotGenes.load().reason(key, text):
        return None
    found = gatherer.by_name(text, key)
    sure: dict[int, set[int]] = {}
    others: dict[int, list[int]] = {}
    for gene, word, fact in zip(found.genes, found.matches, gatherer.facts(found), strict=True):
        if word & IS_EXACT:
            number = fact >> 12 & 255
            if word & 15 in _SURE_CODES:
                sure.setdefault(number, set()).add(gene)
            elif word & 15 == _SYNONYM:
                others.setdefault(number, []).append(gene)
    facts = gatherer.reference.gene_facts
    for number, genes in others.items():
        if number not in sure and len(genes) == 1 and facts[genes[0]] & 255 >= WELL_KNOWN_WEIGHT:
            sure[number] = {genes[0]}
    if not sure and not found.families:
        return None
    is_family = bool(found.families) and not found.has_own_symbol
    return ExactName(found, frozenset(() if is_family else sure), frozenset().union(*sure.values()))


def by_parts(gatherer: Gatherer, name: str, key: Key) -> NameProposals | None:
    """Return the proposals for each name of a list or of shorthand; ``None`` unless the index knows every part.

    A part that is only an ending, and that no earlier name has, must be a name in a species of the other parts.
    """
    ways = tuple(separations(name))
    if exact := _exact_parts(gatherer, ways):
        return NameProposals(name, key, parts=tuple(part.found for part in exact[1]))
    parts: list[NameProposals] = []
    shared: AbstractSet[int] | None = None  # species with a gene for each part; families have genes of all species
    is_shorthand = True
    for forms in expand(name):
        known = ((form, found) for form in forms if (found := gatherer.part(form)) is not None)
        form, part = next(known, ("", None))
        if part is None:
            return _some_parts(gatherer, name, key, ways)
        if not part.families:
            species = {fact >> 12 & 255 for fact in gatherer.facts(part)}
            shared = species if shared is None else shared & species
        if is_ending(form) and parts and not shared:
            return _some_parts(gatherer, name, key, ways)
        is_shorthand &= form == forms[0]
        parts.append(part)
    if not parts:
        return None
    return NameProposals(name, key, parts=tuple(_siblings(gatherer, parts) if is_shorthand else parts))


def _some_parts(gatherer: Gatherer, name: str, key: Key, ways: Iterable[Separated]) -> NameProposals | None:
    """Return the genes of a list of which the index lacks a part as a hint; ``None`` if a part is no symbol by form.

    The name is unknown then: neither of the parts is the answer.
    """
    for way in ways:
        if way.is_clear and all(is_like_symbol(part) for part in way.parts):
            found = [part for text in way.parts if (part := exact_name(gatherer, text)) is not None]
            pairs = [pair for part in found for pair in zip(part.found.genes, part.found.matches, strict=True)]
            exact = frozenset().union(*(part.genes for part in found))
            genes = {gene: word for gene, word in pairs if gene in exact}
            if genes:
                hint = NameProposals(name, key, tuple(genes), tuple(genes.values()), is_hint=True)
                return hint.after(name, key, KeyRule.HEAD_WORD)
    return None


def _siblings(gatherer: Gatherer, parts: Sequence[NameProposals]) -> Sequence[NameProposals]:
    """Return the parts of shorthand with only the genes that are numbered alike, if only some of them are symbols.

    ``MST1/2`` are STK4 and STK3, not the gene with the symbol MST1.
    """
    if any(part.families for part in parts):
        return parts
    symbols = [{fact >> 12 & 255 for word, fact in zip(part.matches, gatherer.facts(part), strict=True)
                if word & OWN_SYMBOL_MASK == OWN_SYMBOL} for part in parts]  # fmt: skip
    if not any(symbols) or _common(symbols):
        return parts
    heads = [[_head(gatherer.reference.symbol(gene)) for gene in part.genes] for part in parts]
    shared = {head for head in _common(map(set, heads)) if head and _are_distinct(head, heads, parts)}
    if not shared:
        return parts
    return [part.where([head in shared for head in of_part]) for part, of_part in zip(parts, heads, strict=True)]


def _are_distinct(head: str, heads: Sequence[Sequence[str]], parts: Sequence[NameProposals]) -> bool:
    """Return whether the genes with a head differ from part to part."""
    genes = [
        frozenset(gene for gene, other in zip(part.genes, others, strict=True) if other == head)
        for part, others in zip(parts, heads, strict=True)
    ]
    return len(set(genes)) == len(genes)


def _head(symbol: str) -> str:
    """Return a symbol without its number, in lower case: ``scn`` of ``SCN1A``."""
    return re.sub(r"\d+[a-z]?\d*$", "", symbol.lower())


def rather_than_own(gatherer: Gatherer, name: str, key: Key) -> NameProposals | None:
    """Return the proposals for the parts of a name, rather than for a gene that has all of it as a synonym.

    The fusion ``BCR-ABL`` is a synonym of ABL1, and ``CDK4/6`` one of a gene of fly that is the ortholog of both. In
    these the gene is that of a part, or its ortholog; else the parts are official symbols in a list.
    """
    if not may_be_several(name):
        return None
    own = gatherer.by_name(name, key)
    if own.is_empty or own.families or any(word & 15 not in _SHORT_NAME_CODES for word in own.matches):
        return None
    if found := _exact_parts(gatherer, separations(name)):
        way, parts = found
        genes = {gene for part in parts for gene in part.genes}
        if _is_related(gatherer, own.genes, genes) and (way.is_clear or _is_fusion(gatherer, own, parts)):
            narrow = [_as_own(gatherer, part.found, own) for part in parts]
            if all(part is not other.found for part, other in zip(narrow, parts, strict=True)):
                return None  # Ink4a/Arf: all parts are names of one gene
            if not way.is_clear and not any(part.is_symbol for part in parts):
                return None  # MT1-MMP
            return NameProposals(name, key, parts=tuple(narrow))
        if way.is_clear and all(part.is_symbol for part in parts):
            return NameProposals(name, key, parts=tuple(part.found for part in parts))
    if "/" in name and (shorthand := gatherer.by_parts(name, key)) is not None:
        is_symbol = [any(word & 15 == NameKind.SYMBOL.value for word in part.matches) for part in shorthand.parts]
        genes = {gene for part in shorthand.parts for gene in part.genes}
        is_long = all(len(part.name) >= _SHORTEST_OF_SHORTHAND for part in shorthand.parts)  # not P/CAF
        if is_long and (all(is_symbol) or _is_related(gatherer, own.genes, genes)):
            return shorthand
    return None


def _is_fusion(gatherer: Gatherer, own: NameProposals, parts: Sequence[ExactName]) -> bool:
    """Return whether the parts beside the gene that has the whole name are official symbols: not of ``MT1-MMP``."""
    return all(part.is_symbol for part in parts if not _is_related(gatherer, own.genes, part.genes))


def _as_own(gatherer: Gatherer, part: NameProposals, own: NameProposals) -> NameProposals:
    """Return a part with only the genes that have the whole name, and their orthologs, if it has any of these."""
    groups = set(gatherer.groups(own.genes)) - {0}
    keep = [
        gene in own.genes or group in groups
        for gene, group in zip(part.genes, gatherer.groups(part.genes), strict=True)
    ]
    return part.where(keep)._replace(families=()) if any(keep) else part


def _exact_parts(gatherer: Gatherer, ways: Iterable[Separated]) -> tuple[Separated, list[ExactName]] | None:
    """Return the first of some ways to split a name in which all parts are exact names, with the parts."""
    for way in ways:
        if way.is_clear and any(map(is_ending, way.parts[1:])):
            continue
        parts: list[ExactName] = []
        for text in way.parts:
            part = exact_name(gatherer, text)
            if part is None or (way.is_spaced and not (part.is_symbol or _has_digit(part))):
                break  # GTPase
            parts.append(part)
        else:
            named = [part.species for part in parts if part.species]
            if way.is_clear or not named or _common(named):
                return way, parts
    return None


def _has_digit(part: ExactName) -> bool:
    return bool(part.species) and any(map(str.isdigit, part.found.name))


def _common(sets: Iterable[AbstractSet[_Item]]) -> AbstractSet[_Item]:
    """Return what some sets have in common."""
    found = [frozenset(one) for one in sets]
    return found[0].intersection(*found[1:]) if found else frozenset()


def _is_related(gatherer: Gatherer, own: Sequence[int], genes: Iterable[int]) -> bool:
    """Return whether some genes are among others, or orthologs of them."""
    genes = set(genes)
    groups = set(gatherer.groups(genes)) - {0}
    return any(gene in genes or group in groups for gene, group in zip(own, gatherer.groups(own), strict=True))
