"""One unit of input: an ordered list of names with what is known around them."""

from __future__ import annotations

from dataclasses import dataclass

from genenorm.core.model import Document, Mention
from genenorm.text.species_words import Context

GENE_KINDS = frozenset({"gene", "geneorgeneproduct", "protein", "genenormal", "gene_or_gene_product"})
"""Mention types, in lower case, that stand for a gene or its product."""


def is_gene(mention: Mention) -> bool:
    """Whether a mention is annotated as a gene or gene product."""
    return mention.kind.casefold() in GENE_KINDS


@dataclass(frozen=True, slots=True)
class Record:
    """The names of one figure, set, list or document, in input order, with their context.

    >>> Record("lists/a.txt", "a", ("GRIN1", "Grin1")).context.text
    ''
    """

    source: str
    """Where it was read from, as the caller named it; used in messages."""
    record_id: str
    """Its own identifier (a figid, a set's name), else the source's name."""
    names: tuple[str, ...]
    """The names exactly as written, duplicates included."""
    title: str = ""
    """Its own title (a figure's, a set's description)."""
    paper_title: str = ""
    caption: str = ""
    """Running text: a caption or abstract."""
    organisms: tuple[str, ...] = ()
    """Organism names given by authors or curators."""
    machine_organisms: tuple[str, ...] = ()
    """Organism names a program found."""
    author_keywords: str = ""
    """Keywords that the authors gave their paper: words about it, not names."""
    journal: str = ""
    """Title of the journal it appeared in."""
    pmcid: str = ""
    filename: str = ""
    """The figure's image file."""
    species: tuple[int, ...] = ()
    """Taxon ids that the names are known to belong to: the answers come from these alone."""
    words: tuple[str, ...] = ()
    """What was read in the figure for each name, where the names are symbols a program made of it; else empty."""
    document: Document | None = None
    """The text whose gene mentions the names are, for formats that mark them."""

    @property
    def context(self) -> Context:
        """What the names' species may be decided from."""
        titles = {title.strip(" ."): title for title in (self.title, self.paper_title)}
        return Context(
            species=self.species,
            organisms=self.organisms,
            machine_organisms=self.machine_organisms,
            title=" ".join(title for title in titles.values() if title),
            text=self.caption,
        )
