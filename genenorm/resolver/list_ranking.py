"""The candidates for the names of a long list, weighed and ranked together on arrays.

The steps are those of ``name_evidence`` and ``rank`` for single names, on the same evidence codes and sums; a test
holds the two equal.
"""

from __future__ import annotations

from array import array
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import numpy

from genenorm.core.model import NameKind
from genenorm.resolver.list_proposals import proposals_of, starts_of
from genenorm.resolver.list_species import ListPatterns, NamePattern
from genenorm.resolver.name_evidence import (
    BIOTYPE_SHIFT,
    CASING_SHIFT,
    CASINGS,
    HAS_PREFIX,
    HAS_STYLE,
    MOST_SUPPORT,
    OTHER_CASE,
    OTHER_SYMBOL,
    OWN_MASK,
    PREVIOUS_SYMBOL,
    SUPPORT_SHIFT,
)
from genenorm.resolver.proposals import IS_EXACT, IS_ORTHOLOG, OWN_SYMBOL, OWN_SYMBOL_MASK
from genenorm.text.conventions import may_be_cased

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from genenorm.resolver.context_evidence import ContextEvidence
    from genenorm.resolver.gather import Gatherer
    from genenorm.resolver.list_proposals import ListNames, ListProposals
    from genenorm.resolver.rank import Ranker

    Ints = NDArray[numpy.int64]
    Floats = NDArray[numpy.float64]
    Bools = NDArray[numpy.bool_]


def patterns_of(proposals: ListProposals, about: ListNames, ranker: Ranker) -> ListPatterns:
    """Return what the names of a list say about its species, as ``Ranker.patterns`` does."""
    gatherer = ranker.gatherer
    names = len(about.casing)
    if not len(proposals.name):
        several = [found for found in about.special.values() if found.parts]
        return ranker.patterns_of_parts(several, names) if several else ListPatterns({}, names)
    _, columns = name_patterns(proposals, about, gatherer)
    counts = Counter(zip(*columns, strict=True))
    return ListPatterns({NamePattern(*pattern): count for pattern, count in counts.items()}, names)


def name_patterns(
    proposals: ListProposals, about: ListNames, gatherer: Gatherer
) -> tuple[list[int], tuple[list[int], ...]]:
    """Return the places of the names that have proposals, and their patterns as columns, in the order of its fields."""
    starts = starts_of(proposals.name)
    if not len(starts):
        return [], ([], [], [], [])
    species = 1 << proposals.species
    is_own = proposals.match & OWN_SYMBOL_MASK == OWN_SYMBOL
    is_symbol = proposals.match & 15 == NameKind.SYMBOL.value
    table = numpy.array([[may_be_cased(casing, taxon) for taxon in gatherer.species] for casing in CASINGS])
    fits = table[about.casing[proposals.name] >> CASING_SHIFT & 3, proposals.species]
    is_other = is_symbol & ~is_own
    of_names = [
        numpy.bitwise_or.reduceat(numpy.where(chosen, species, 0), starts)
        for chosen in (is_own, is_other & fits, is_other & ~fits, True)
    ]
    return proposals.name[starts].tolist(), tuple([column.tolist() for column in of_names])


def with_orthologs(proposals: ListProposals, taxa: Sequence[int], gatherer: Gatherer) -> ListProposals:
    """Return proposals with their orthologs in some species, as ``Gatherer.transfer`` finds them."""
    grouped = proposals.where(proposals.group > 0)
    pairs = _pairs(grouped.name, grouped.group)
    owners, genes, matches, places, sources = array("q"), array("q"), array("q"), array("q"), array("q")
    for taxon in taxa:
        number = gatherer.number_of(taxon)
        lacking = grouped.where(~numpy.isin(pairs, pairs[grouped.species == number]))
        # of several genes of a group, the one that the index names first
        lacking = lacking.where(numpy.lexsort((lacking.place, _pairs(lacking.name, lacking.group))))
        some = lacking.where(starts_of(_pairs(lacking.name, lacking.group)))
        columns = (some.name, some.gene, some.match, some.group, some.place)
        for name, gene, match, group, place in zip(*(column.tolist() for column in columns), strict=True):
            found = gatherer.group_genes(group, number)
            owners.extend([name] * len(found))
            genes.extend(found)
            matches.extend([match] * len(found))
            places.extend([place] * len(found))
            sources.extend([gene] * len(found))
    return proposals.joined(proposals_of(gatherer, owners, genes, matches, places, sources)) if genes else proposals


def _pairs(names: Ints, groups: Ints) -> Ints:
    """Return one number for each pair of a name and a homology group."""
    return names << 32 | groups


def codes_of(proposals: ListProposals, about: ListNames, gatherer: Gatherer) -> Ints:
    """Return the evidence code of each proposal, as ``NameShape`` and ``NameEvidence`` do."""
    name, species = proposals.name, proposals.species
    codes = proposals.match | proposals.facts >> 8 << BIOTYPE_SHIFT | about.casing[name]
    is_own = proposals.source == 0
    codes[~is_own] |= IS_ORTHOLOG
    codes |= _support(proposals, is_own) << SUPPORT_SHIFT
    for number in gatherer.case_sensitive:
        exact = is_own & (species == number) & (codes & IS_EXACT > 0)
        rivalled = numpy.zeros(len(about.none), bool)
        rivalled[name[exact]] = True
        codes[(species == number) & (codes & IS_EXACT == 0) & rivalled[name]] |= OTHER_CASE
    places = name * len(gatherer.species) + species
    has_symbol = numpy.zeros(len(about.none) * len(gatherer.species), bool)
    for symbol in (OWN_SYMBOL, PREVIOUS_SYMBOL):
        is_symbol = codes & OWN_MASK == symbol
        has_none = ~has_symbol[places]
        has_this = numpy.zeros_like(has_symbol)
        has_this[places[is_symbol & has_none]] = True
        codes[has_this[places] & ~is_symbol] |= OTHER_SYMBOL
        has_symbol |= has_this
    codes[species == about.style[name]] |= HAS_STYLE
    codes[species == about.prefix[name]] |= HAS_PREFIX
    return codes


def _support(proposals: ListProposals, is_own: Bools) -> Ints:
    """Return in how many other species the name itself leads to the group of each proposal, at most 3."""
    support = numpy.zeros(len(is_own), numpy.int64)
    grouped = proposals.group > 0
    pairs = _pairs(proposals.name, proposals.group)
    own = numpy.flatnonzero(is_own & grouped)
    if not len(own):
        return support
    own = own[numpy.argsort(pairs[own], kind="stable")]
    starts = starts_of(pairs[own])
    species = numpy.bitwise_or.reduceat(1 << proposals.species[own], starts)
    known, most = pairs[own[starts]], numpy.minimum(numpy.bitwise_count(species) - 1, MOST_SUPPORT)
    places = numpy.searchsorted(known, pairs[grouped])  # an ortholog's group is that of one of the name's own genes
    support[grouped] = most[places]
    return support


class RankedList(NamedTuple):
    """The candidates of all names, those of a name together and the likeliest first."""

    proposals: ListProposals
    code: Ints
    """Evidence codes."""
    chance: Floats
    starts: Ints
    """Place of the first candidate of each name that has any."""


def rank_list(
    proposals: ListProposals, codes: Ints, about: ListNames, ranker: Ranker, evidence: ContextEvidence
) -> RankedList:
    """Return the candidates with their chances, as ``Ranker.rank`` does."""
    distinct, place = numpy.unique(codes, return_inverse=True)
    weigher, by_class = ranker.weigher, ranker.context_terms(evidence)
    sums = numpy.array([weigher.sums[code] for code in distinct.tolist()], numpy.float64)
    added = numpy.array([by_class[weigher.classes[code]].total for code in distinct.tolist()], numpy.float64)
    totals = sums[place] + numpy.array(weigher.weight_sums)[proposals.facts & 255] + added[place]
    starts = starts_of(proposals.name)
    owners = proposals.name[starts]
    sizes = numpy.diff(numpy.append(starts, len(totals)))
    none = numpy.array(weigher.none_sums)[about.none[owners]]
    top = numpy.maximum(numpy.maximum.reduceat(totals, starts), none) if len(starts) else none
    odds = numpy.exp(totals - numpy.repeat(top, sizes))
    whole = numpy.add.reduceat(odds, starts) + numpy.exp(none - top) if len(starts) else none
    chance = odds / numpy.repeat(whole, sizes)
    # by name, then by falling chance; the names are in order, which makes this ten times as fast as ``numpy.lexsort``
    order = numpy.argsort(proposals.name - 1j * chance, kind="stable")
    return RankedList(proposals.where(order), codes[order], chance[order], starts)
