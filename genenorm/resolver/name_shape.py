"""The evidence for the genes proposed for a name, without the weights and the context that rank them.

Many names differ in their genes alone: their proposals have the same kinds, rules, biotypes and species. What such
proposals say about each other is worked out once for each of these shapes.
"""

from __future__ import annotations

from functools import lru_cache

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
    none_case,
)
from genenorm.resolver.proposals import IS_EXACT, IS_ORTHOLOG, OWN_SYMBOL, OWN_SYMBOL_MASK, NameProposals
from genenorm.text.conventions import case_pattern, may_be_cased, style_taxon
from genenorm.text.keys import Key, fold
from genenorm.text.usual_meanings import usual_symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
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
        fitting = _species_cased_so(casing, tuple(gatherer.species)) if other_symbols else 0
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


@lru_cache(maxsize=1 << 6)
def _species_cased_so(casing: str, taxa: tuple[int, ...]) -> int:
    """Return the species that may write symbols in a casing, with a bit for each."""
    return sum([1 << number for number, taxon in enumerate(taxa) if may_be_cased(casing, taxon)])


class GenesMeant:
    """The genes that a name may mean, with the evidence for each that is the same in every context.

    The genes are in the order of their rows.
    """

    __slots__ = ("codes", "facts", "found", "genes", "groups", "none", "sources")

    def __init__(
        self,
        found: NameProposals,
        none: int,
        genes: tuple[int, ...],
        codes: tuple[int, ...],
        facts: tuple[int, ...],
        sources: tuple[int, ...],
        groups: tuple[int, ...],
    ) -> None:
        self.found = found
        """The proposals of the name."""
        self.none = none
        """Which terms "none of them" has; see ``none_case``."""
        self.genes = genes
        """Row numbers of the genes."""
        self.codes = codes
        """The evidence code of each gene."""
        self.facts = facts
        """The facts of each gene (see ``index.schema``)."""
        self.sources = sources
        """For an ortholog the row number of the gene whose name matched, else 0."""
        self.groups = groups
        """The row number of each gene's homology group, 0 for none."""


class NameEvidence(GenesMeant):
    """The genes proposed for a name itself, without the weights and the context that rank them."""

    __slots__ = ("_gatherer", "_shape", "_usual", "pattern")

    def __init__(self, gatherer: Gatherer, found: NameProposals, shapes: Mapping[ShapeKey, NameShape]) -> None:
        genes, words, name, prefix = found.genes, found.matches, found.name, found.prefix_taxon
        count = len(genes)
        if sorted(genes) != list(genes):
            genes, words = zip(*sorted(zip(genes, words)))  # noqa: B905
        facts, groups = gatherer.facts_and_groups(found, genes)
        if count and groups[0] and groups.count(groups[0]) == count:  # as for most names
            places = (1,) * count
        else:
            place_of = {0: NO_GROUP}
            places = tuple([place_of.setdefault(group, len(place_of)) for group in groups])
        style = style_taxon(name)
        marks = () if style is None and prefix is None else _marks(gatherer, style, prefix)
        kinds, casing = tuple([fact >> 8 for fact in facts]), case_pattern(name)
        shape = shapes[words, kinds, places, casing, marks]
        if shape.has_rivals:
            words = gatherer.without_shadows(found._replace(genes=genes, matches=words)).matches
            shape = shapes[words, kinds, places, casing, marks]
        self._gatherer, self._shape, self._usual = gatherer, shape, usual_symbol(found.key)
        self.pattern = shape.pattern
        """What the name says about the species of its list."""
        self.found, self.none = found, none_case(found)
        self.genes, self.codes, self.facts, self.sources, self.groups = genes, shape.codes, facts, (0,) * count, groups
        if self._usual is not None:
            self.codes = tuple(self._with_usual(self._usual, genes, groups, shape.codes))

    def with_orthologs(
        self, orthologs: Sequence[tuple[int, int, int]], wanted: AbstractSet[int] | None = None
    ) -> GenesMeant:
        """Return the proposed genes and their orthologs.

        :param orthologs: further proposals, as ``Gatherer.transfer`` returns them.
        :param wanted: numbers of the species whose genes are returned; ``None`` for all.
        """
        if not orthologs and wanted is None:
            return self
        rows: Iterable[GeneEvidence] = zip(self.genes, self.codes, self.facts, self.sources, self.groups)  # noqa: B905
        if orthologs:
            rows = sorted([*rows, *self._ortholog_rows(orthologs)])
        if wanted is not None:
            rows = [row for row in rows if row[1] >> SPECIES_SHIFT & 255 in wanted]
        columns = tuple(zip(*rows, strict=True)) or ((),) * 5
        return GenesMeant(self.found, self.none, *columns)

    def _ortholog_rows(self, orthologs: Sequence[tuple[int, int, int]]) -> Iterable[GeneEvidence]:
        genes, words, sources = zip(*orthologs, strict=True)
        facts, groups = self._gatherer.facts_and_groups(self.found, genes)
        place_of = dict(zip(self.groups, self._shape.places, strict=True))
        places = [place_of[group] for group in groups]
        codes: Sequence[int] = self._shape.ortholog_codes(words, [fact >> 8 for fact in facts], places)
        if self._usual is not None:
            own = zip(self.groups, self.codes, strict=True)
            usual_groups = {group for group, code in own if code & IS_USUAL}
            codes = self._with_usual(self._usual, genes, groups, codes, usual_groups)
        return zip(genes, codes, facts, sources, groups)  # noqa: B905

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
        gatherer = self._gatherer
        human = gatherer.number_of(HUMAN)
        meant = [
            (gene, group)
            for gene, group, code in zip(genes, groups, codes, strict=True)
            if code >> SPECIES_SHIFT & 255 == human and fold(gatherer.gene(self.found, gene).symbol) == usual
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
