"""The evidence for the genes proposed for a name, without the weights and the context that rank them.

Many names differ in their genes alone: their proposals have the same kinds, rules, biotypes and species. What such
proposals say about each other is worked out once for each of these shapes.
"""

from __future__ import annotations

from genenorm.core.model import NameKind
from genenorm.core.taxa import HUMAN
from genenorm.resolver.list_species import NamePattern
from genenorm.resolver.name_evidence import (
    BIOTYPE_SHIFT,
    CASING_CODES,
    HAS_PREFIX,
    HAS_STYLE,
    IS_USUAL,
    MOST_SUPPORT,
    OTHER_CASE,
    OTHER_SYMBOL,
    OWN_MASK,
    PREVIOUS_SYMBOL,
    SPECIES_SHIFT,
    SUPPORT_SHIFT,
)
from genenorm.resolver.proposals import IS_EXACT, IS_ORTHOLOG, OWN_SYMBOL, OWN_SYMBOL_MASK, NameProposals
from genenorm.text.conventions import case_pattern, may_be_cased, style_taxon
from genenorm.text.keys import Key, fold
from genenorm.text.usual_meanings import usual_symbols

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from typing import TypeAlias

    from genenorm.resolver.gather import Gatherer
    from genenorm.resolver.name_evidence import GeneEvidence

    ShapeKey: TypeAlias = tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...], str, tuple[tuple[int, int], ...]]
    """Of each gene the match word, biotype and species (its facts without the weight), and the place of its group among
    those of the name, ``NO_GROUP`` for none; the casing of the name, and its flags with the number of a species."""

_SUPPORT_CODES = (0, *(min(species - 1, MOST_SUPPORT) << SUPPORT_SHIFT for species in range(1, 257)))
"""Bits of evidence codes for the support of a group in this number of species."""
_SYMBOL, _PREVIOUS_SYMBOL = NameKind.SYMBOL.value, NameKind.PREVIOUS_SYMBOL.value
NO_GROUP = 0
"""The place of genes without a homology group."""


class NameShape:
    """What the proposals for a name say whichever genes they are of: many names have the same.

    It depends on the match word, biotype and species of each gene, on which of them are of one group, on the casing of
    the name, and on the flags of ``_marks``.
    """

    __slots__ = (
        "_bits", "_marks", "_previous", "_rivalled", "_support", "_symbols", "codes", "has_rivals", "pattern", "places",
    )  # fmt: skip

    def __init__(self, gatherer: Gatherer, key: ShapeKey) -> None:
        words, kinds, places, casing, self._marks = key
        self.places = places
        """The place of each gene's group among those of the name."""
        symbols = other_symbols = previous = exact = names = named = 0
        self.has_rivals = False
        """Whether the name is or was the symbol of several genes of one species."""
        species_of = dict.fromkeys(places, 0)
        for word, kind, place in zip(words, kinds, places):  # noqa: B905
            species = 1 << (kind >> 4)
            names |= species
            species_of[place] |= species
            if word & 15 <= _PREVIOUS_SYMBOL:
                self.has_rivals |= bool(named & species)
                named |= species
            if word & IS_EXACT:
                exact |= species
                if word & OWN_SYMBOL_MASK == OWN_SYMBOL:
                    symbols |= species
                elif word & OWN_SYMBOL_MASK == PREVIOUS_SYMBOL:
                    previous |= species
            elif word & 15 == _SYMBOL:
                other_symbols |= species
        self._bits = CASING_CODES[casing]
        self._symbols, self._previous = symbols, previous & ~symbols
        self._rivalled = exact & gatherer.case_sensitive_bits
        self._support = {place: _SUPPORT_CODES[species.bit_count()] for place, species in species_of.items()}
        self._support[NO_GROUP] = 0
        fitting = 0
        if other_symbols:
            taxa = gatherer.species
            fitting = sum([1 << number for number, taxon in enumerate(taxa) if may_be_cased(casing, taxon)])
        self.pattern = NamePattern(symbols, other_symbols & fitting, other_symbols & ~fitting, names)
        """What the name says about the species of its list."""
        self.codes = tuple(self._codes(words, kinds, places))
        """The code of each gene."""

    def ortholog_codes(self, words: Sequence[int], kinds: Sequence[int], places: Sequence[int]) -> list[int]:
        """Return the codes of orthologs, each with the match word and the place of the group of its source."""
        return self._codes([word | IS_ORTHOLOG for word in words], kinds, places)

    def _codes(self, words: Sequence[int], kinds: Sequence[int], places: Sequence[int]) -> list[int]:
        """Return codes with what the name's own proposals say about each other and about orthologs.

        That is in how many other species the name itself leads to a gene's group; whether, in species where case
        distinguishes genes, another gene has a name with exactly this spelling; and whether the name is another gene's
        symbol, or, if it is the symbol of none, its previous symbol.
        """
        bits, support, symbols, rivalled = self._bits, self._support, self._symbols, self._rivalled
        codes = [
            word | kind << BIOTYPE_SHIFT | bits | support[place]
            for word, kind, place in zip(words, kinds, places)  # noqa: B905 - a keyword takes as long as a gene here
        ]
        if symbols:
            codes = [
                code | OTHER_SYMBOL if code & OWN_MASK != OWN_SYMBOL and symbols >> (kind >> 4) & 1 else code
                for code, kind in zip(codes, kinds)  # noqa: B905
            ]
        if previous := self._previous:
            codes = [
                code | OTHER_SYMBOL if code & OWN_MASK != PREVIOUS_SYMBOL and previous >> (kind >> 4) & 1 else code
                for code, kind in zip(codes, kinds)  # noqa: B905
            ]
        if rivalled:
            codes = [
                code | OTHER_CASE if not code & IS_EXACT and rivalled >> (kind >> 4) & 1 else code
                for code, kind in zip(codes, kinds)  # noqa: B905
            ]
        for flag, number in self._marks:
            codes = [code | flag if kind >> 4 == number else code for code, kind in zip(codes, kinds)]  # noqa: B905
        return codes


class NameEvidence:
    """The evidence for the genes proposed for a name, without the weights and the context that rank them."""

    __slots__ = ("_gatherer", "_shape", "_usual", "pattern", "proposed", "rows")

    def __init__(self, gatherer: Gatherer, found: NameProposals, shapes: Mapping[ShapeKey, NameShape]) -> None:
        self._gatherer = gatherer
        self.proposed = _, facts, groups = gatherer.proposal_facts(found)
        """The proposals with the facts and groups of their genes, in the order of the index."""
        genes, name, prefix = found.genes, found.name, found.prefix_taxon
        count = len(genes)
        if count and groups[0] and groups.count(groups[0]) == count:  # as for most names
            places = (1,) * count
        else:
            place_of = {0: NO_GROUP}
            places = tuple([place_of.setdefault(group, len(place_of)) for group in groups])
        style = style_taxon(name)
        marks = () if style is None and prefix is None else _marks(gatherer, style, prefix)
        kinds, casing = tuple([fact >> 8 for fact in facts]), case_pattern(name)
        shape = shapes[found.matches, kinds, places, casing, marks]
        if shape.has_rivals:
            shape = shapes[gatherer.without_shadows(found).matches, kinds, places, casing, marks]
        self._shape = shape
        self.pattern = shape.pattern
        """What the name says about the species of its list."""
        codes: Sequence[int] = shape.codes
        self._usual = None if found.key is None else usual_symbols().get(found.key)
        if self._usual is not None:
            codes = self._with_usual(self._usual, genes, groups, codes)
        rows = zip(genes, codes, facts, (0,) * count, groups)  # noqa: B905
        self.rows = tuple(sorted(rows) if count > 1 else rows)
        """The evidence for the proposed genes, in the order of their rows."""

    def with_orthologs(self, orthologs: Sequence[tuple[int, int, int]]) -> list[GeneEvidence]:
        """Return the evidence for the proposed genes and their orthologs, in the order of their rows.

        :param orthologs: further proposals, as ``Gatherer.transfer`` returns them.
        """
        genes, words, sources = zip(*orthologs, strict=True)
        known, known_groups = self._gatherer.reference.gene_facts, self._gatherer.reference.gene_groups
        facts, groups = [known[gene] for gene in genes], [known_groups[gene] for gene in genes]
        place_of = dict(zip(self.proposed[2], self._shape.places, strict=True))
        places = [place_of[group] for group in groups]
        codes: Sequence[int] = self._shape.ortholog_codes(words, [fact >> 8 for fact in facts], places)
        if self._usual is not None:
            usual_groups = {row[4] for row in self.rows if row[1] & IS_USUAL}
            codes = self._with_usual(self._usual, genes, groups, codes, usual_groups)
        return sorted([*self.rows, *zip(genes, codes, facts, sources, groups)])  # noqa: B905

    def _with_usual(
        self,
        usual: Key,
        genes: Sequence[int],
        groups: Sequence[int],
        codes: Sequence[int],
        usual_groups: AbstractSet[int] = frozenset(),
    ) -> list[int]:
        """Return codes that mark the human gene with this folded symbol, and the genes of its group and of others.

        An ortholog may be the usual meaning even if the name's own genes are not.
        """
        gatherer, found = self._gatherer, self.proposed[0]
        human = gatherer.number_of(HUMAN)
        meant = [
            (gene, group)
            for gene, group, code in zip(genes, groups, codes, strict=True)
            if code >> SPECIES_SHIFT & 255 == human and fold(gatherer.gene(found, gene).symbol) == usual
        ]
        those, meant_groups = {gene for gene, _ in meant}, ({group for _, group in meant} | usual_groups) - {0}
        return [
            code | IS_USUAL if gene in those or group in meant_groups else code
            for gene, group, code in zip(genes, groups, codes, strict=True)
        ]


def _marks(gatherer: Gatherer, style: int | None, prefix: int | None) -> tuple[tuple[int, int], ...]:
    """Return the flags that a name as it is written gives to the genes of one species, each with its number."""
    flags = (HAS_STYLE, style), (HAS_PREFIX, prefix)
    return tuple([(flag, gatherer.number_of(taxon)) for flag, taxon in flags if taxon is not None])
