"""The values of an audit of rows: what is judged, what is found, and the words for genes in reasons."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from genenorm.core.model import Gene
from genenorm.index.reference import Reference
from genenorm.text.keys import fold
from genenorm.verify.pairs.findings import FindingKind, Sureness
from genenorm.verify.pairs.identifier_cells import IdReading

NAME = -1
"""The part of a row that is its name; identifiers have the numbers from 0."""
SPECIES = -2
NO_NAME = -1
"""The number of the name of a row without a name, or of a text in which none is clear."""


class Trust(StrEnum):
    """Which side is right when a name and an identifier disagree and nothing else decides."""

    NEITHER = "neither"
    NAMES = "names"
    IDS = "ids"


class Case(NamedTuple):
    """The name and the identifiers of one row, and what is known of its table."""

    names: tuple[str, ...]
    """One; in running text also none or two, of which one may be no gene."""
    ids: tuple[tuple[str, str], ...]
    """The text of each identifier, and what stands before those that are numbers."""
    is_symbol: bool = False
    """Whether the name should be the official symbol."""
    is_prose: bool = False
    taxon_id: int | None = None
    """The species that the row or the user states."""
    usual_taxon: int | None = None
    """The species of nearly all identifiers of the table."""
    keeps_case: bool = True
    """Whether nearly all symbols of the table are written as their genes' own."""
    columns: tuple[int, ...] = ()
    """A number for the column of each identifier: those of one column are one witness."""


class Verdict(NamedTuple):
    """A finding on a part of a row."""

    part: int
    """``NAME``, ``SPECIES``, or the number of the identifier."""
    kind: FindingKind
    why: str
    sure: Sureness
    right: str = ""
    name: int = NO_NAME
    """The number of the name that it is about."""


class Witness(NamedTuple):
    """An identifier that means a gene."""

    part: int
    reading: IdReading
    gene: Gene


@dataclass(frozen=True, slots=True)
class GeneWords:
    """Genes in the words of reasons."""

    reference: Reference

    def species(self, gene: Gene) -> str:
        """Return the common name of a gene's species."""
        return self.reference.common_names.get(gene.taxon_id, str(gene.taxon_id))

    def label(self, gene: Gene, said: str = "") -> str:
        """Return a gene in words: ``GRIN1 (human, NCBIGene:2902)``, without the symbol if that is what was said."""
        identifier = f"NCBIGene:{gene.gene_id}" if gene.gene_id is not None else gene.authority_id or gene.ensembl_id
        if said and said == gene.symbol:
            return f"{self.species(gene)} {identifier}"
        return f"{gene.symbol or identifier} ({self.species(gene)}, {identifier})"


_LONGEST_START = 3


def is_same(one: Gene, other: Gene) -> bool:
    """Return whether two genes of an index are the same gene in two sources, which spell it differently.

    A gene that only Ensembl has says nothing against another.
    """
    if one.taxon_id != other.taxon_id:
        return False
    if one.symbol and other.symbol and fold(one.symbol) == fold(other.symbol):
        return True
    return any(gene.gene_id is None and not gene.authority_id for gene in (one, other))


def are_alike(one: Gene, other: Gene) -> bool:
    """Return whether genes are of one family by their symbols or homology: of these, sources often disagree."""
    if one.group is not None and one.group == other.group:
        return one.taxon_id == other.taxon_id
    return one.symbol[:_LONGEST_START].casefold() == other.symbol[:_LONGEST_START].casefold()


def written(reading: IdReading) -> str:
    """Return an identifier as it is named in a reason: a number with its database."""
    text = reading.text.strip()
    if text[:1].isdigit() and reading.authority is not None:
        return f"{reading.authority.curie_prefix} {text}"
    return text
