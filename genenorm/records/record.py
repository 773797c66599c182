"""One unit of input: an ordered list of names with their context."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from genenorm.core.context import Context, species_ids
from genenorm.core.model import Document
from genenorm.core.names import name_text


class TableWord(NamedTuple):
    """The word that was read in a figure for a symbol, as the figure's gene table has it."""

    text: str = ""
    """The word as read; empty when the table has none for the symbol."""
    match: str = ""
    """The name in the program's lexicon that it took the word for; empty when the table does not say it."""
    gene_ids: tuple[int, ...] = ()
    """The GeneIDs that the program gave the symbol, each once; empty when they are not known."""


NO_WORD = TableWord()


@dataclass(frozen=True, slots=True)
class Record:
    """The names of one figure, set, list or document, in input order, with their context.

    ``species`` may be given as names or taxon ids; taxon ids are stored. Raises TypeError when ``names`` is one text
    instead of several names, UnknownTaxonError for an unknown species.

    >>> Record("lists/a.txt", "a", ("GRIN1", "Grin1"), caption="Mouse neurons").context.text
    'Mouse neurons'
    """

    source: str
    """Name of the file it was read from, as the caller gave it; used in messages."""
    record_id: str
    """Identifier of the record (a figid, a set's name), or else the name of the file."""
    names: tuple[str, ...]
    """The names exactly as written, repeated names included."""
    title: str = ""
    """Title of the record: a figure's title, a set's description."""
    paper_title: str = ""
    """Title of the paper it belongs to."""
    caption: str = ""
    """Text of the record: a caption or abstract."""
    organisms: tuple[str, ...] = ()
    """Organism names given by authors or curators."""
    machine_organisms: tuple[str, ...] = ()
    """Organism names found by a program."""
    author_keywords: str = ""
    """The authors' keywords for their paper, joined by ``|``: topics, not names."""
    journal: str = ""
    """Title of the journal of the paper."""
    pmcid: str = ""
    """PubMed Central id of the paper."""
    filename: str = ""
    """Name of the figure's image file."""
    species: tuple[int, ...] = ()
    """Taxon ids that the names are known to belong to; only genes of these species are answers."""
    words: tuple[TableWord, ...] = ()
    """The word read in the figure for each name, when the names are symbols assigned by a program; else empty."""
    names_are_symbols: bool = False
    """Whether a program assigned the names, which are official symbols as they are written."""
    document: Document | None = None
    """The document whose gene mentions the names are, for formats with marked mentions."""

    def __post_init__(self) -> None:
        """Check the names and keep species as taxon ids, given as names or ids.

        Raises TypeError when ``names`` is one name, UnknownTaxonError for an unknown species.
        """
        if isinstance(self.names, str):
            raise TypeError(f"names must be several names, such as ({self.names!r},), not one text")
        if type(self.names) is not tuple or not all(type(name) is str for name in self.names):
            object.__setattr__(self, "names", tuple(map(name_text, self.names)))
        if self.species:
            object.__setattr__(self, "species", species_ids(self.species))

    @property
    def context(self) -> Context:
        """The context from which the species of the names is decided."""
        return Context(
            species=self.species,
            record_organisms=self.organisms,
            are_symbols=self.names_are_symbols,
            machine_organisms=self.machine_organisms,
            title=titles_of(self),
            text=self.caption,
        )


def titles_of(record: Record) -> str:
    """Return the titles of a record's figure and paper, once if they are the same."""
    titles = {title.strip(" ."): title for title in (record.title, record.paper_title)}
    return " ".join([title for title in titles.values() if title])
