"""Finding human genes that sources name as an ortholog while they name none for the paralogs of the gene."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from genenorm.core.model import Family, Gene, label
from genenorm.core.taxa import HUMAN
from genenorm.index.homology import Ortholog, has_ortholog, orthologs
from genenorm.index.reference import Reference

_MOST_SHOWN = 8
"""The most members of a family that are listed by symbol; the others are counted."""
_LARGEST = 40
"""The size of the largest family that is searched; the genes of larger families have little in common."""


@dataclass(frozen=True, slots=True)
class SoleOrtholog:
    """A human gene that is the only ortholog of another species' gene, while its paralogs in a family have none."""

    human: Gene
    other: Gene
    """The gene of the other species."""
    sources: tuple[str, ...]
    """Names of the sources of the pair."""
    family: Family
    members: tuple[Gene, ...]
    """The human gene and the paralogs in its family for which no source names an ortholog in that species."""

    @property
    def words(self) -> str:
        """The note for the evidence of an answer: ``HomoloGene names AKT2 alone of FPLX:AKT (AKT1, AKT2, AKT3)``."""
        name = "names" if len(self.sources) == 1 else "name"
        shown = ", ".join(gene.symbol for gene in self.members[:_MOST_SHOWN])
        more = len(self.members) - _MOST_SHOWN
        listed = f"{shown} and {more} more" if more > 0 else shown
        family = f"FPLX:{self.family.family_id}"
        whole = len(self.members) == len(self.family.members)
        relatives = f"{family} ({listed})" if whole else f"{listed} of {family}"
        return f"{', '.join(self.sources)} {name} {self.human.symbol} alone of {relatives}"


def find_sole_ortholog(reference: Reference, gene: Gene, ortholog: Ortholog) -> SoleOrtholog | None:
    """Return the human gene of a pair of orthologs if its sources name no ortholog for its paralogs.

    Return ``None`` when the paralogs have orthologs too, as those of FPLX:AKT have in mouse.

    >>> reference = Reference.open()
    >>> akt = reference.gene_by_id(41957)
    >>> (found,) = orthologs(reference, akt, 9606)
    >>> find_sole_ortholog(reference, akt, found).words
    'HomoloGene names AKT2 alone of FPLX:AKT (AKT1, AKT2, AKT3)'
    """
    for other in (gene, ortholog.gene):
        human = orthologs(reference, other, HUMAN)  # none for a human gene
        if len(human) == 1 and (found := _only_member(reference, human[0].gene, other, human[0].sources)):
            return found
    return None


def _only_member(reference: Reference, human: Gene, other: Gene, sources: tuple[str, ...]) -> SoleOrtholog | None:
    """Return a human gene with the smallest of its families in which its paralogs have no ortholog; else ``None``.

    All other members count as paralogs, unless some of them have an ortholog, as the subunits of a complex do. Then
    only the members with a similar symbol count.
    """
    for family in _smallest_first(reference.families_of(human.key)):
        members = reference.genes_of(family.members)
        others = [gene for gene in members if gene.key != human.key]
        alike = [gene for gene in others if _stem(gene) == _stem(human)]
        if not others or any(has_ortholog(reference, gene, other.taxon_id) for gene in alike):
            continue
        if not any(has_ortholog(reference, gene, other.taxon_id) for gene in others):
            return SoleOrtholog(human, other, sources, family, tuple(members))
        if alike:
            return SoleOrtholog(
                human, other, sources, family, tuple(gene for gene in members if gene in (human, *alike))
            )
    return None


def _stem(gene: Gene) -> str:
    """Return the symbol without the last number or letter, which distinguishes paralogs: GRIN2 of GRIN2A."""
    return re.sub(r"(?:\d+|[A-Z])$", "", gene.symbol)


def sole_ortholog_note(reference: Reference, human: Gene, taxon_id: int) -> str:
    """Return a note on the paralog of a human gene that is the only one with an ortholog in a species.

    The note is empty when there is no such paralog. ``human`` is a gene without an ortholog in the species.

    >>> reference = Reference.open()
    >>> sole_ortholog_note(reference, reference.gene_by_id(207), 7227)
    'HomoloGene names AKT2 alone of FPLX:AKT (AKT1, AKT2, AKT3) for Akt (7227:41957)'
    """
    for family in _smallest_first(reference.families_of(human.key)):
        for member in _others(reference, family, human):
            for ortholog in orthologs(reference, member, taxon_id):
                found = find_sole_ortholog(reference, member, ortholog)
                if found is not None and human in found.members:
                    return f"{found.words} for {found.other.symbol} ({label(found.other)})"
    return ""


def _smallest_first(families: Iterable[Family]) -> list[Family]:
    return sorted(families, key=lambda family: (len(family.members), family.family_id))


def _others(reference: Reference, family: Family, gene: Gene) -> Iterator[Gene]:
    if len(family.members) <= _LARGEST:
        yield from (member for member in reference.genes_of(family.members) if member.key != gene.key)
