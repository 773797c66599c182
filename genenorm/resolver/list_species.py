"""Which species the names of a list are of, all names taken together.

A list is mostly of one species, with some names of others. How well a species explains the list follows from how many
names are its official symbols, are other names of its genes, or are unknown in it; the species of which the list most
probably is takes the names that several species share.
"""

from __future__ import annotations

from functools import lru_cache
from math import exp, log
from operator import mul, truediv

from genenorm.core.caches import Memo
from genenorm.core.evidence import Evidence
from genenorm.core.taxa import HUMAN, MOUSE, RAT, WORM, YEAST
from genenorm.core.values import NamedTuple, Value, replace
from genenorm.resolver.context_evidence import degree_of_share

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from genenorm.core.context import Context
    from genenorm.resolver.context_evidence import ContextEvidence

_FREQUENCY = {HUMAN: 0.6, MOUSE: 0.16, RAT: 0.09}
_OTHER_FREQUENCY = 0.04
"""How many lists are of a species that ``_FREQUENCY`` does not have."""
_STATED = 10.0
"""How much more frequent a species is among lists of which it is stated to be the organism."""
_UNKNOWN, _OTHER_NAME, _SYMBOL = 0.03, 0.1, 0.7
"""Chances that a name in a list of one species is unknown in it, is another name of a gene of it, and is exactly a
symbol of it."""
_RESPELLED = 0.3
"""Chance that it is a symbol but for punctuation, or in mixed case."""
_CASED_OTHERWISE = {WORM: 0.3, YEAST: 0.2}
_OTHERS_CASED_OTHERWISE = 0.05
"""Chance that it is a symbol in another casing than the species writes them, as proteins of worm and yeast are."""
_STRAY = 0.1
"""Share of a list's names that are not of the species that the list is of."""
_INDEPENDENCE = 0.7
"""How far the names of a list are independent of each other as evidence for its species, 0 to 1."""
_ROUNDS = 3
_FURTHER_NAMES = 0.5
"""Names of a list's main species that are added to it: a few names alone are no sure sign of a species."""
_LEAST_OWN_SHARE, _LEAST_CERTAINTY, _FEWEST_KNOWN = 0.9, 0.8, 3
"""From which share of the known names, which certainty and how many known names on a list is of one species alone.

Of lists that curators made for one species, 79 % are found to be, 98.5 % of these with the right species. Most lists of
mouse and rat stay open, since their names are those of both. Of lists that are half of one species and half of another
5 % are found to be of one, of lists that are two thirds of one species 13 %.
"""
_LEAST_MAIN_SHARE, _FEWEST_OF_MAIN = 0.8, 20
"""From which share, and in a list of how many known names, aliases in other species are strays."""
_LEAST_SHARE_TOLD = 0.05
"""The smallest share of a species that a summary of a list names."""
_LEAST_SHARE = 0.01
"""Share of a list's names below which a species counts as having this share."""


_NO_NAMES: Mapping[int, str] = {}


def _names(count: int) -> str:
    return "1 name" if count == 1 else f"{count:,} names"


class NamePattern(NamedTuple):
    """What one name says about the species of its list: integers with a bit for each species of the index."""

    symbols: int
    """Species in which the name is exactly a gene's official symbol."""
    respelled: int
    """Species in which it is a symbol but for case and punctuation, in mixed case or as the species cases symbols."""
    cased_otherwise: int
    """Species in which it is a symbol but for case and punctuation, in another casing than the species writes them."""
    names: int
    """Species that have a gene of this name."""


class ListPatterns(NamedTuple):
    """What the names of a list say about its species."""

    counts: Mapping[NamePattern, int]
    """Number of names with each pattern; names that no species has are left out."""
    size: int
    """Number of names."""


class ListSpecies(Value):
    """The species of a list of names; as text, the verdict in words: ``mouse, 94 % of 310 names``."""

    shares: Mapping[int, float]
    """Share of the known names that are of a species, by taxon id; the shares add up to 1."""
    certainty: float = 0.0
    """Chance that the list, as far as it is of one species, is of the first of ``shares``."""
    size: int = 0
    """Number of names, known or not."""
    known: int = 0
    """Number of names that a gene of any species has."""
    fitting: int = 0
    """Number of names that a gene of the first species has."""
    common_names: Mapping[int, str] = _NO_NAMES
    """The species' common names, by taxon id."""
    symbol_taxa: frozenset[int] = frozenset()
    """Taxon ids of the species that several of the names are of, or whose symbols most of the names are."""

    @property
    def sole_taxon_id(self) -> int | None:
        """Taxon id of the species that the list as a whole is of; ``None`` when it is of several, or unsure."""
        first = self.taxon_id
        if first is None or self.known < _FEWEST_KNOWN or self.certainty < _LEAST_CERTAINTY:
            return None
        return first if self.shares[first] >= _LEAST_OWN_SHARE else None

    @property
    def main_taxon_id(self) -> int | None:
        """Taxon id of the species that nearly all names of a list of some length are of; ``None`` for other lists."""
        first = self.taxon_id
        if first is None or self.known < _FEWEST_OF_MAIN or self.certainty < _LEAST_CERTAINTY:
            return None
        return first if self.shares[first] >= _LEAST_MAIN_SHARE else None

    def __str__(self) -> str:
        """Return the verdict in words.

        >>> str(ListSpecies({10090: 0.94, 9606: 0.06}, 0.99, 310, 310, common_names={10090: "mouse", 9606: "human"}))
        'mouse, 94 % of 310 names'
        >>> str(ListSpecies({9606: 0.61, 7227: 0.39}, 0.99, 130, 120, common_names={9606: "human", 7227: "fly"}))
        'human 61 %, fly 39 % of 120 names; 10 more are unknown'
        """
        unknown = self.size - self.known
        if not self.known:
            return f"none of {_names(self.size)} is known"
        rest = f"; {unknown:,} more {'is' if unknown == 1 else 'are'} unknown" if unknown else ""
        first = self.sole_taxon_id
        told = [(self._name(taxon), share) for taxon, share in self.shares.items() if share >= _LEAST_SHARE_TOLD]
        if first is not None:
            words = f"{told[0][0]}, {told[0][1]:.0%}"
        elif len(told) == 1:
            words = f"perhaps {told[0][0]}, {told[0][1]:.0%}"
        else:
            words = ", ".join(f"{name} {share:.0%}" for name, share in told)
        return f"{words.replace('%', ' %')} of {_names(self.known)}{rest}"

    def __repr__(self) -> str:
        """Return the verdict in one line: ``<ListSpecies: mouse, 94 % of 310 names>``."""
        return f"<ListSpecies: {self}>"

    @property
    def first_name(self) -> str:
        """Common name of the species with the largest share; empty when no name is known."""
        return "" if self.taxon_id is None else self._name(self.taxon_id)

    def _name(self, taxon_id: int) -> str:
        return self.common_names.get(taxon_id, f"taxon {taxon_id}")

    @property
    def taxon_id(self) -> int | None:
        """Taxon id of the species with the largest share; ``None`` when no name is known."""
        return next(iter(self.shares), None)


def species_of_list(
    patterns: ListPatterns,
    species: Sequence[int],
    stated: frozenset[int] = frozenset(),
    requested: Sequence[int] = (),
) -> ListSpecies:
    """Return the species of a list, the one with the largest share first.

    :param species: taxon ids by the number of their bit.
    :param stated: taxon ids of the organisms that the list is said to be of.
    :param requested: taxon ids of the only species that the list may be of, if any.

    >>> patterns = ListPatterns({NamePattern(0b01, 0, 0b10, 0b11): 20, NamePattern(0b10, 0, 0, 0b10): 1}, 22)
    >>> found = species_of_list(patterns, (9606, 10090))
    >>> found.taxon_id, found.fitting, round(found.shares[9606], 2)
    (9606, 20, 0.98)
    """
    counts = patterns.counts
    if requested:
        numbers = [species.index(taxon) for taxon in requested if taxon in species]
    elif patterns.size == 1:
        # a name alone may be one that the most frequent species do not have
        numbers = [*range(len(species))] if any(pattern.names for pattern in counts) else []
    else:
        union = 0
        for pattern in counts:
            union |= pattern.names
        numbers = [number for number in range(len(species)) if union >> number & 1]
    if not numbers:
        return ListSpecies({}, size=patterns.size)
    # in an order that does not depend on that of the names, for sums that are equal to the last digit
    names = sorted(counts.items())
    weights = [count for _, count in names]
    taxa = tuple([species[number] for number in numbers])
    chances_of = _chances_in(tuple(numbers), taxa)
    chances = [chances_of[pattern] for pattern, _ in names]
    priors = [_prior(taxon, stated) for taxon in taxa]
    whole = sum(priors)
    main = _main_species(weights, _columns([logarithms for _, logarithms in chances], len(numbers)), priors)
    shares = main
    if patterns.size > 1:
        shares = [0.8 * chance + 0.2 * prior / whole for chance, prior in zip(main, priors, strict=True)]
    if patterns.size > 1 and len(main) > 1:
        columns = _columns([row for row, _ in chances], len(numbers))
        for _ in range(_ROUNDS):
            shares = _shares_of_names(weights, columns, shares, main)
    order = sorted(range(len(numbers)), key=lambda place: -shares[place])
    first = numbers[order[0]]
    fitting = sum([count for pattern, count in counts.items() if pattern.names >> first & 1])
    known = sum(counts.values())
    by_taxon = {species[numbers[place]]: shares[place] for place in order}
    of_symbols = [
        species[number]
        for number in numbers
        if by_taxon[species[number]] * known >= _NAMES_OF_SPECIES
        or sum([count for pattern, count in counts.items() if pattern.symbols >> number & 1]) > known / 2
    ]
    return ListSpecies(by_taxon, max(main), patterns.size, known, fitting, symbol_taxa=frozenset(of_symbols))


def _prior(taxon: int, stated: frozenset[int]) -> float:
    return _FREQUENCY.get(taxon, _OTHER_FREQUENCY) * (_STATED if taxon in stated else 1.0)


def _chance(pattern: NamePattern, number: int, taxon: int) -> float:
    """Return the chance of a name with this pattern in a list of a species, given by its bit and its taxon id."""
    if pattern.symbols >> number & 1:
        return _SYMBOL
    if pattern.respelled >> number & 1:
        return _RESPELLED
    if pattern.cased_otherwise >> number & 1:
        return _CASED_OTHERWISE.get(taxon, _OTHERS_CASED_OTHERWISE)
    return _OTHER_NAME if pattern.names >> number & 1 else _UNKNOWN


@lru_cache(maxsize=1 << 6)
def _chances_in(
    numbers: tuple[int, ...], taxa: tuple[int, ...]
) -> Memo[NamePattern, tuple[tuple[float, ...], tuple[float, ...]]]:
    """Return a cache of the chance of a name with a pattern in a list of each species.

    Each has the chances themselves, and their logarithms with stray names.
    """

    def read(pattern: NamePattern) -> tuple[tuple[float, ...], tuple[float, ...]]:
        chances = tuple([_chance(pattern, number, taxon) for number, taxon in zip(numbers, taxa, strict=True)])
        stray = _STRAY * max(chances)
        return chances, tuple([log((1 - _STRAY) * chance + stray) for chance in chances])

    return Memo(read, 1 << 10)


def _columns(rows: Sequence[tuple[float, ...]], number: int) -> list[tuple[float, ...]]:
    """Return the columns of some rows; empty ones if there are no rows."""
    return list(zip(*rows, strict=True)) or [()] * number


def _main_species(weights: Sequence[int], columns: Sequence[tuple[float, ...]], priors: Sequence[float]) -> list[float]:
    """Return the chance of each species to be the one that the list is of.

    :param weights: number of names with each pattern.
    :param columns: the logarithms of the chances of each species, by pattern.
    """
    independent = [_INDEPENDENCE * weight for weight in weights]
    sums = [sum(map(mul, independent, column), log(prior)) for column, prior in zip(columns, priors, strict=True)]
    top = max(sums)
    odds = [exp(total - top) for total in sums]
    whole = sum(odds)
    return [odd / whole for odd in odds]


def _shares_of_names(
    weights: Sequence[int], columns: Sequence[tuple[float, ...]], shares: Sequence[float], main: Sequence[float]
) -> list[float]:
    """Return the shares of the species when every name is divided between them by these shares.

    Some further names are of the species that the list is of. ``columns`` has the chances of each species, by pattern.
    """
    parts = [[share * chance for chance in column] for share, column in zip(shares, columns, strict=True)]
    factors = list(map(truediv, weights, map(sum, zip(*parts, strict=True))))
    total = _FURTHER_NAMES + sum(weights)
    return [
        sum(map(mul, factors, part), _FURTHER_NAMES * chance) / total for part, chance in zip(parts, main, strict=True)
    ]


def context_of_list(context: Context, found: ListSpecies) -> Context:
    """Return a context whose species the list has decided: that of the whole list, or an open one."""
    sole = found.sole_taxon_id
    return replace(context, species=() if sole is None else (sole,), is_auto=False)


def add_list(evidence: ContextEvidence, found: ListSpecies) -> ContextEvidence:
    """Return the evidence of a context with that of a list of names for each of them."""
    term = Evidence.LIST if found.size > 1 else Evidence.ALONE
    degrees = {taxon: degree_of_share(share, _LEAST_SHARE) for taxon, share in found.shares.items()}
    known = found.known
    return replace(
        evidence,
        terms=evidence.terms_with({taxon: ((term, degree),) for taxon, degree in degrees.items() if degree > 0}),
        stated=evidence.stated | {taxon for taxon, share in found.shares.items() if share >= _MAJORITY and known > 1},
        symbol_taxa=found.symbol_taxa if evidence.are_symbols else frozenset(),
        list_taxon=found.main_taxon_id,
    )


def add_names_of_text(evidence: ContextEvidence, patterns: ListPatterns, species: Sequence[int]) -> ContextEvidence:
    """Return the evidence of a running text with that of its names for each other.

    A text is about several species more often than a list, and names genes by other names than their symbols. So a
    name is evidence by itself: for the species in which it is a symbol, or else is known, if these are one or two.

    :param species: taxon ids by the number of their bit.
    """
    votes: dict[int, float] = {}
    for pattern, count in patterns.counts.items():
        of_name = pattern.symbols or pattern.names
        if (number := of_name.bit_count()) <= _MOST_SPECIES:
            for place in range(of_name.bit_length()):
                if of_name >> place & 1:
                    votes[species[place]] = votes.get(species[place], 0.0) + count / number
    total = sum(votes.values())
    shares = {taxon: votes[taxon] / total for taxon in sorted(votes)}
    majority = {taxon for taxon, share in shares.items() if share >= _MAJORITY}
    terms = evidence.terms_with({taxon: ((Evidence.LIST, share),) for taxon, share in shares.items()})
    return replace(evidence, terms=terms, stated=evidence.stated | majority)


_NAMES_OF_SPECIES = 1.5
"""Names that a species needs in a list for its symbols to be expected there."""
_MOST_SPECIES = 2
"""Species of a name in a text from which it says nothing about them."""
_MAJORITY = 0.5
"""Share of a list's names that makes their species the list's own."""
