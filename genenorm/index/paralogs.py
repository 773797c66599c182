"""What a source leaves out when it names one of several human paralogs as the ortholog of a gene."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from genenorm.core.model import Family, Gene, label
from genenorm.core.taxa import HUMAN
from genenorm.index.homology import Ortholog, has_ortholog, orthologs
from genenorm.index.reference import Reference

_MOST_SHOWN = 8
"""Members of a family that are named; the others are counted."""
_LARGEST = 40
"""Members of a family that is looked through for a relative with an ortholog; larger ones say little."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A human gene that stands alone for its family as the ortholog of another species' gene."""

    human: Gene
    other: Gene
    sources: tuple[str, ...]
    family: Family
    members: tuple[Gene, ...]
    """The human gene and the paralogs in its family for which no source names an ortholog in that species."""

    @property
    def words(self) -> str:
        """The finding in words: ``HomoloGene names AKT2 alone of FPLX:AKT (AKT1, AKT2, AKT3)``."""
        name = "names" if len(self.sources) == 1 else "name"
        shown = ", ".join(gene.symbol for gene in self.members[:_MOST_SHOWN])
        more = len(self.members) - _MOST_SHOWN
        listed = f"{shown} and {more} more" if more > 0 else shown
        family = f"FPLX:{self.family.family_id}"
        whole = len(self.members) == len(self.family.members)
        whom = f"{family} ({listed})" if whole else f"{listed} of {family}"
        return f"{', '.join(self.sources)} {name} {self.human.symbol} alone of {whom}"


def left_out(reference: Reference, gene: Gene, ortholog: Ortholog) -> LeftOut | None:
    """Return what the sources of an ortholog leave out: the human family of which they name one member alone.

    ``None`` when its paralogs in the family have orthologs of their own, as those of FPLX:AKT have in mouse.

    >>> reference = Reference.open()
    >>> akt = reference.gene_by_id(41957)
    >>> (found,) = orthologs(reference, akt, 9606)
    >>> left_out(reference, akt, found).words
    'HomoloGene names AKT2 alone of FPLX:AKT (AKT1, AKT2, AKT3)'
    """
    for other in (gene, ortholog.gene):
        if other.taxon_id == HUMAN:
            continue
        human = orthologs(reference, other, HUMAN)
        if len(human) == 1 and (found := _alone(reference, human[0].gene, other, human[0].sources)):
            return found
    return None


def _alone(reference: Reference, human: Gene, other: Gene, sources: tuple[str, ...]) -> LeftOut | None:
    """Return the smallest family in which a gene stands alone: no other member has an ortholog, or none called alike.

    Where some members have one, as the subunits of a complex do, those called alike are the paralogs.
    """
    for family in _smallest_first(reference.families_of(human.key)):
        members = reference.genes_of(family.members)
        others = [gene for gene in members if gene.key != human.key]
        alike = [gene for gene in others if _stem(gene) == _stem(human)]
        if not others or any(has_ortholog(reference, gene, other.taxon_id) for gene in alike):
            continue
        if not any(has_ortholog(reference, gene, other.taxon_id) for gene in others):
            return LeftOut(human, other, sources, family, tuple(members))
        if alike:
            return LeftOut(human, other, sources, family, tuple(gene for gene in members if gene in (human, *alike)))
    return None


def _stem(gene: Gene) -> str:
    """Return the symbol without the number or letter that tells paralogs apart: GRIN2 of GRIN2A."""
    return re.sub(r"(?:\d+|[A-Z])$", "", gene.symbol)


def related(reference: Reference, human: Gene, taxon_id: int) -> str:
    """Return in words which member of a human gene's family has an ortholog where the gene itself has none.

    >>> reference = Reference.open()
    >>> related(reference, reference.gene_by_id(207), 7227)
    'HomoloGene names AKT2 alone of FPLX:AKT (AKT1, AKT2, AKT3) for Akt (7227:41957)'
    """
    for family in _smallest_first(reference.families_of(human.key)):
        for member in _others(reference, family, human):
            for ortholog in orthologs(reference, member, taxon_id):
                found = left_out(reference, member, ortholog)
                if found is not None and human in found.members:
                    return f"{found.words} for {found.other.symbol} ({label(found.other)})"
    return ""


def _smallest_first(families: Iterable[Family]) -> list[Family]:
    return sorted(families, key=lambda family: (len(family.members), family.family_id))


def _others(reference: Reference, family: Family, gene: Gene) -> Iterator[Gene]:
    if len(family.members) <= _LARGEST:
        yield from (member for member in reference.genes_of(family.members) if member.key != gene.key)
