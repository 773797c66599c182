"""What a context says of species, ready to be added to any candidate's score."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from genenorm.core.evidence import Evidence, Terms
from genenorm.index.reference import Reference
from genenorm.text.species_words import STRENGTHS, Context, SpeciesMention, TextSpecies, reader

LONE = 0.4
"""Expectation that a name without a list or text around it is an official symbol."""
_MOST = 0.5
"""Share of a list's votes that makes a species the list's own."""


@dataclass(frozen=True, slots=True)
class View:
    """Species evidence of one context, per taxon id; ``NO_VIEW`` when nothing is known."""

    explicit: tuple[int, ...] = ()
    """Taxon ids asked for; answers come from these alone."""
    terms: Mapping[int, Terms] = field(default_factory=dict)
    """Terms for every candidate of a taxon."""
    text: TextSpecies | None = None
    named: tuple[int, ...] = ()
    """Supported taxa that the context names in any way, the best supported first."""
    prose: bool = False
    """Whether the names stand in running text, where they mean genes of the species that the text is about: homology
    transfers them into ``named``."""
    listed: float = LONE
    """How far the names may be expected to be official symbols, 0 (prose) to 1 (a list of nothing else)."""
    listing: frozenset[int] | None = None
    """Taxa that several names of the list speak for; ``None`` where there is no list."""
    stated: frozenset[int] = frozenset()
    """Taxa that a request, the record or most of a list names: their exact symbols are genes, whatever the word."""

    def of_taxon(self, taxon_id: int) -> Terms:
        """Return the terms that hold for candidates of a species."""
        return self.terms.get(taxon_id, ())

    def listed_in(self, taxon_id: int) -> float:
        """Return how far a name that is a species' symbol is expected to be meant as one."""
        if self.listing is None or taxon_id in self.listing:
            return self.listed
        return min(self.listed, LONE)

    def with_votes(self, votes: Mapping[int, float]) -> View:
        """Return this view with the votes of the clear names around: names per taxon id."""
        terms = {taxon: self.of_taxon(taxon) for taxon in {**self.terms, **votes}}
        whole = sum(votes.values())
        for taxon, count in votes.items():
            terms[taxon] += ((Evidence.LIST, count / whole),)
        most = {taxon for taxon, count in votes.items() if count / whole >= _MOST}
        return replace(self, terms=terms, stated=self.stated | most)


NO_VIEW = View()


def make_view(reference: Reference, context: Context) -> View:
    """Return what a context says, with a text's species words found when no annotations came with it."""
    if context.is_empty:
        return NO_VIEW
    whole = context.whole
    mentions = _with_words(context.mentions, whole)
    text = TextSpecies(mentions, whole, len(context.title)) if mentions else None
    stated = _known(reference, context.organisms)
    machine = _known(reference, context.machine_organisms)
    shares = text.shares if text else {}
    terms: dict[int, Terms] = {}
    for taxon in reference.taxa:
        found: list[tuple[Evidence, float]] = []
        if taxon in stated:
            found.append((Evidence.ORGANISM, 1.0))
        if taxon in machine:
            found.append((Evidence.MACHINE_ORGANISM, 1.0))
        if share := shares.get(taxon, 0.0):
            found.append((Evidence.TEXT_SHARE, _degree(share)))
            if text and taxon in text.titled:
                found.append((Evidence.TITLE, 1.0))
        elif any(other in reference.taxa for other in shares):
            found.append((Evidence.ABSENT, 1.0))
        terms[taxon] = tuple(found)
    strength = {taxon: shares.get(taxon, 0.0) + (taxon in stated) + (taxon in context.species) for taxon in terms}
    named = [taxon for taxon in sorted(terms, key=lambda taxon: -strength[taxon]) if strength[taxon] > 0]
    return View(context.species, terms, text, tuple(named), stated=stated | frozenset(context.species))


def _with_words(given: Sequence[SpeciesMention], text: str) -> list[SpeciesMention]:
    """Return the given species annotations with the words of the text that hint at a species besides them."""
    found = reader().find(text) if text else ()
    if not given:
        return list(found)
    taken = [(mention.start, mention.end) for mention in given]
    hints = (mention for mention in found if mention.strength < STRENGTHS["name"])
    free = (m for m in hints if not any(start < m.end and m.start < end for start, end in taken))
    return [*given, *free]


_FAINT = 0.05
"""Shares of the species evidence below this count as this."""


def _degree(share: float) -> float:
    """Return a share as a degree from 0 to 1 that grows with its logarithm, as odds do."""
    return 1 - math.log(max(share, _FAINT)) / math.log(_FAINT)


def _known(reference: Reference, organisms: Iterable[str]) -> frozenset[int]:
    found = map(reference.known_taxon, organisms)  # many records name organisms outside the index, which say nothing
    return frozenset(taxon.taxon_id for taxon in found if taxon is not None)
