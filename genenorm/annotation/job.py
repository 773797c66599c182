"""The options of a run over files: where the answers go, in which format, and how names are answered."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from genenorm.annotation.annotations import NO_SEARCH, TextSearch
from genenorm.annotation.exports.export import Flavor, GeneText
from genenorm.annotation.exports.export_formats import RECORD
from genenorm.records.source import ReadOptions

if TYPE_CHECKING:
    from genenorm.mygene.cached_source import LiveOptions

FORMATS_WITH_MENTIONS = ("tsv", "csv", "json", "jsonl", "md", "parquet", "pubtator", "bioc-json")
"""Output formats with a place for names that are found in a text and are not names of the record."""


class Place(Enum):
    """Where the answers for a file go."""

    IN_PLACE = "in-place"
    """Into the file itself."""
    NEXT_TO_INPUT = "table"
    """Into a file of another format in the same folder."""
    FOLDER = "out"
    """Into a folder, under the name that the file has below the path it was found in."""
    CALLER = "stdout"
    """To the caller, who prints or writes them; see ``FileAnnotator``."""


@dataclass(frozen=True, slots=True)
class Job:
    """What to do with each file of a run.

    Raises ValueError for options that contradict each other.

    >>> Job(Place.IN_PLACE, to="tsv")
    Traceback (most recent call last):
    ValueError: answers in place are written in the file's own format, not as tsv
    """

    place: Place
    out: Path | None = None
    """The folder, for ``Place.FOLDER`` only."""
    to: str = RECORD
    """Name of the output format, one of ``export_formats.EXPORT_NAMES``."""
    _: KW_ONLY
    compression: str = ""
    """Suffix of the compression of tables and exports, ``.gz`` or ``.zst``, or none. A record keeps its own."""
    read_options: ReadOptions = field(default_factory=ReadOptions)
    search: TextSearch = NO_SEARCH
    """What to search the records' texts for."""
    with_tables: bool = False
    """Whether to read, for a figure record, which word was read for each name from the gene table next to it."""
    resume: bool = False
    """Whether to skip the files that an earlier run has done."""
    flavor: Flavor = Flavor.ALL
    lift: int | None = None
    """Taxon id of the species whose orthologs are exported instead of the genes; ``None`` for the genes."""
    gene_text: GeneText = GeneText.SYMBOL
    version: str = ""
    """Version of genenorm, for exports that have a place for it."""
    reference: Path | None = None
    """The index file; ``None`` for the index in use."""
    live: LiveOptions | None = None
    """How names that the index does not know are looked up live; ``None`` for no look-ups."""
    always: bool = False
    """Whether all names are looked up live, to report where the two sources disagree."""

    def __post_init__(self) -> None:
        if contradiction := self._contradiction():
            raise ValueError(contradiction)

    def _contradiction(self) -> str:
        """Return which options contradict each other, in words; empty when none do."""
        if self.place is Place.FOLDER and self.out is None:
            return "answers that go into a folder need the folder: out is None"
        if self.place is not Place.FOLDER and self.out is not None:
            return f"answers go into the folder {self.out} only with Place.FOLDER"
        if self.place is Place.IN_PLACE and self.to != RECORD:
            return f"answers in place are written in the file's own format, not as {self.to}"
        if self.place is Place.IN_PLACE and self.read_options.genes:
            return "genes replace a set's names only in another file, not in place"
        if self.search.mentions and self.to not in FORMATS_WITH_MENTIONS:
            return f"{self.to} has no place for names found in a text; these have: {', '.join(FORMATS_WITH_MENTIONS)}"
        if self.always and self.live is None:
            return "all names are looked up live only with options for live look-ups"
        return ""
