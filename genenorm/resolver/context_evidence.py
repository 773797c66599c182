"""The evidence that a context gives about species, prepared once for all candidates of all its names."""

from __future__ import annotations

from math import log

from genenorm.core.evidence import Evidence
from genenorm.core.taxa import SPECIES_MEANT
from genenorm.core.values import Value, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from genenorm.core.context import Context, SpeciesMention
    from genenorm.core.evidence import Terms
    from genenorm.index.reference import Reference
    from genenorm.text.species_words import TextSpecies

LONE_NAME = 0.4
"""How far a name without a list or text is expected to be an official symbol, 0 to 1."""
_MAJORITY = 0.5
"""Share of a list's names that makes their species the list's own."""
_LEAST_SHARE = 0.05
"""Share of a text's species words below which a species counts as having this share."""


_NO_TERMS_OF_TAXA: Mapping[int, Terms] = {}


class ContextEvidence(Value):
    """The evidence of one context about species; ``NO_CONTEXT_EVIDENCE`` when there is none."""

    requested: tuple[int, ...] = ()
    """Taxon ids asked for, best first; answers come from these alone."""
    terms: Mapping[int, Terms] = _NO_TERMS_OF_TAXA
    """Terms for every candidate of a species, by taxon id."""
    text: TextSpecies | None = None
    """The species that the text names; ``None`` when it names none."""
    named: tuple[int, ...] = ()
    """Taxon ids of the index that the context names in any way, the best supported first."""
    is_prose: bool = False
    """Whether the names come from running text, where they mean genes of the species in ``named``, if need be through
    homology."""
    expected_symbols: float = LONE_NAME
    """How far the names are expected to be official symbols, from 0 (prose) to 1 (a list of nothing else)."""
    list_taxa: frozenset[int] | None = None
    """Taxon ids that several names of the list vote for; ``None`` without a list."""
    stated: frozenset[int] = frozenset()
    """Taxon ids that the request, the record's organisms or most of the list name; exact symbols of these species are
    genes even when they are words."""

    def terms_of(self, taxon_id: int) -> Terms:
        """Return the terms for candidates of a species."""
        return self.terms.get(taxon_id, ())

    def expected_symbols_of(self, taxon_id: int) -> float:
        """Return how far a name that is a symbol of this species is expected to be used as one, 0 to 1."""
        if self.list_taxa is None or taxon_id in self.list_taxa:
            return self.expected_symbols
        return min(self.expected_symbols, LONE_NAME)

    def add_votes(self, votes: Mapping[int, float]) -> ContextEvidence:
        """Return this evidence with the votes of a list's or text's names, which are counts by taxon id."""
        terms = {taxon: self.terms_of(taxon) for taxon in {**self.terms, **votes}}
        total = sum(votes.values())
        for taxon, count in votes.items():
            terms[taxon] += ((Evidence.LIST, count / total),)
        majority = {taxon for taxon, count in votes.items() if count / total >= _MAJORITY}
        return replace(self, terms=terms, stated=self.stated | majority)


NO_CONTEXT_EVIDENCE = ContextEvidence()


def read_context(reference: Reference, context: Context) -> ContextEvidence:
    """Return the evidence of a context: of its requested species, organisms, species annotations and species words."""
    if context.is_empty:
        return NO_CONTEXT_EVIDENCE
    text = _text_species(context) if context.title or context.text else None
    organisms = _known_taxa(reference, context.organisms)
    machine_organisms = _known_taxa(reference, context.machine_organisms)
    shares = text.shares if text else {}
    terms: dict[int, Terms] = {}
    for taxon in reference.taxa:
        found: list[tuple[Evidence, float]] = []
        if taxon in context.species:
            found.append((Evidence.REQUESTED, 1.0))
        if taxon in organisms:
            found.append((Evidence.ORGANISM, 1.0))
        if taxon in machine_organisms:
            found.append((Evidence.MACHINE_ORGANISM, 1.0))
        if share := shares.get(taxon, 0.0):
            found.append((Evidence.TEXT_SHARE, _degree(share)))
            if text and taxon in text.in_title:
                found.append((Evidence.TITLE, 1.0))
        elif any(other in reference.taxa for other in shares):
            found.append((Evidence.ABSENT, 1.0))
        terms[taxon] = tuple(found)
    support = {taxon: shares.get(taxon, 0.0) + (taxon in organisms) + (taxon in context.species) for taxon in terms}
    named = [taxon for taxon in sorted(terms, key=lambda taxon: -support[taxon]) if support[taxon] > 0]
    stated = organisms | frozenset(context.species)
    return ContextEvidence(context.species, terms, text, tuple(named), stated=stated)


def _text_species(context: Context) -> TextSpecies | None:
    from genenorm.text.species_words import TextSpecies

    whole = context.whole
    mentions = _species_mentions(context.mentions, whole)
    return TextSpecies(mentions, whole, len(context.title)) if mentions else None


def _species_mentions(annotated: Sequence[SpeciesMention], text: str) -> list[SpeciesMention]:
    """Return the species annotations of a text and its species words; no names of species where it has annotations."""
    from genenorm.text.species_words import species_mentions

    words = list(species_mentions(text, names=not annotated))
    if not annotated:
        return words
    annotated = [
        replace(mention, taxon_id=meant) if (meant := SPECIES_MEANT.get(mention.taxon_id)) else mention
        for mention in annotated
    ]
    spans = [(mention.start, mention.end) for mention in annotated]
    free = [word for word in words if not any(start < word.end and word.start < end for start, end in spans)]
    return [*annotated, *free]


def _degree(share: float) -> float:
    """Return a share as a degree from 0 to 1 that grows with its logarithm, as odds do."""
    return 1 - log(max(share, _LEAST_SHARE)) / log(_LEAST_SHARE)


def _known_taxa(reference: Reference, organisms: Iterable[str]) -> frozenset[int]:
    """Return the taxon ids of the organisms that the index holds; records name others too."""
    found = map(reference.known_taxon, organisms)
    return frozenset(taxon.taxon_id for taxon in found if taxon is not None)
