"""The evidence that a context gives about species, prepared once for all candidates of all its names."""

from __future__ import annotations

from math import log

from genenorm.core.evidence import Evidence
from genenorm.core.taxa import SPECIES_MEANT
from genenorm.core.values import Value, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from genenorm.core.context import Context, SpeciesMention
    from genenorm.core.evidence import Terms
    from genenorm.index.reference import Reference
    from genenorm.text.species_words import TextSpecies

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
    symbol_taxa: frozenset[int] = frozenset()
    """Taxon ids of the species whose exact symbols the names are, where a program assigned symbols."""
    are_symbols: bool = False
    """Whether a program assigned the names, which are official symbols."""
    organisms: tuple[int, ...] = ()
    """Taxon ids of the organisms that the user states."""
    list_taxon: int | None = None
    """Taxon id of the species that nearly all names of a list are of, if there is one."""
    stated: frozenset[int] = frozenset()
    """Taxon ids that the request, the record's organisms or most of the list name; exact symbols of these species are
    genes even when they are words."""

    def terms_of(self, taxon_id: int) -> Terms:
        """Return the terms for candidates of a species."""
        return self.terms.get(taxon_id, ())

    def terms_with(self, more: Mapping[int, Terms]) -> dict[int, Terms]:
        """Return the terms of all species, with further ones after those of their species."""
        return {**self.terms, **{taxon: self.terms_of(taxon) + found for taxon, found in more.items()}}

    @property
    def ortholog_taxa(self) -> tuple[int, ...]:
        """Taxon ids in which the orthologs of a name's genes are candidates too."""
        return self.requested or (self.named if self.is_prose else self.organisms)


NO_CONTEXT_EVIDENCE = ContextEvidence()


def read_context(reference: Reference, context: Context) -> ContextEvidence:
    """Return the evidence of a context: of its requested species, organisms, species annotations and species words."""
    if context.is_empty:
        return NO_CONTEXT_EVIDENCE
    text = _text_species(context) if context.title or context.text else None
    organisms = _known_taxa(reference, context.organisms)
    record_organisms = _known_taxa(reference, context.record_organisms)
    machine_organisms = _known_taxa(reference, context.machine_organisms)
    shares = text.shares if text else {}
    is_named = not reference.taxa.keys().isdisjoint(shares)
    terms: dict[int, Terms] = {}
    for taxon in reference.taxa:
        found: list[tuple[Evidence, float]] = []
        if taxon in context.species:
            found.append((Evidence.REQUESTED, 1.0))
        if taxon in organisms:
            found.append((Evidence.ORGANISM, 1.0))
        if taxon in record_organisms:
            found.append((Evidence.RECORD_ORGANISM, 1.0))
        if taxon in machine_organisms:
            found.append((Evidence.MACHINE_ORGANISM, 1.0))
        if share := shares.get(taxon, 0.0):
            found.append((Evidence.TEXT_SHARE, degree_of_share(share, _LEAST_SHARE)))
            if text and taxon in text.in_title:
                found.append((Evidence.TITLE, 1.0))
        elif is_named:
            found.append((Evidence.ABSENT, 1.0))
        terms[taxon] = tuple(found)
    given = organisms | record_organisms
    support = {taxon: shares.get(taxon, 0.0) + (taxon in given) + (taxon in context.species) for taxon in terms}
    named = [taxon for taxon in sorted(terms, key=lambda taxon: -support[taxon]) if support[taxon] > 0]
    stated = given | frozenset(context.species)
    preferred = tuple(taxon for taxon in named if taxon in organisms)
    return ContextEvidence(context.species, terms, text, tuple(named), organisms=preferred, stated=stated,
                           are_symbols=context.are_symbols)  # fmt: skip


def within_species(evidence: ContextEvidence, taxa: tuple[int, ...]) -> ContextEvidence:
    """Return the evidence of a context as if these species had been asked for too, without reading its text again."""
    requested = ((Evidence.REQUESTED, 1.0),)
    terms = {taxon: found + requested if taxon in taxa else found for taxon, found in evidence.terms.items()}
    stated = evidence.stated | frozenset(taxa)
    return replace(evidence, requested=taxa, terms=terms, stated=stated)


def _text_species(context: Context) -> TextSpecies | None:
    from genenorm.text.species_words import TextSpecies

    mentions = _species_mentions(context)
    return TextSpecies(mentions, context.whole, len(context.title)) if mentions else None


def _species_mentions(context: Context) -> list[SpeciesMention]:
    """Return the species annotations of a text and its species words; no names of species where it has annotations.

    Title and text are searched apart, as for the species that a record is about, so that each is read once.
    """
    from genenorm.text.species_words import species_mentions

    are_sought = not context.mentions
    words = list(species_mentions(context.title, names=are_sought))
    words += species_mentions(context.text, names=are_sought, shift=len(context.whole) - len(context.text))
    if are_sought:
        return words
    annotated = [
        mention._replace(taxon_id=meant) if (meant := SPECIES_MEANT.get(mention.taxon_id)) else mention
        for mention in context.mentions
    ]
    spans = [(mention.start, mention.end) for mention in annotated]
    free = [word for word in words if not any(start < word.end and word.start < end for start, end in spans)]
    return [*annotated, *free]


def degree_of_share(share: float, least: float) -> float:
    """Return a share as a degree from 0 to 1 that grows with its logarithm, as odds do; up to ``least`` it is 0."""
    return 1 - log(max(share, least)) / log(least)


def _known_taxa(reference: Reference, organisms: Iterable[str]) -> frozenset[int]:
    """Return the taxon ids of the organisms that the index holds; records name others too."""
    found = map(reference.known_taxon, organisms)
    return frozenset(taxon.taxon_id for taxon in found if taxon is not None)
