"""The options of a run over files: where answers are written, in which format, and how names are resolved."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from genenorm.annotation.annotations import NO_SEARCH, TextSearch
from genenorm.annotation.exports.export import Flavor, GeneText
from genenorm.annotation.exports.export_formats import RECORD
from genenorm.core.context import NO_CONTEXT, Context
from genenorm.records.source import ReadOptions

if TYPE_CHECKING:
    from genenorm.mygene.cached_source import LiveOptions

FORMATS_WITH_ROWS = ("tsv", "csv", "json", "jsonl", "md", "parquet")
"""Output formats that are tables, with one row for each name."""
FORMATS_WITH_MENTIONS = ("tsv", "csv", "json", "jsonl", "md", "parquet", "pubtator", "bioc-json")
"""Output formats that can hold names found in a record's text in addition to the record's own names.

A record's own format can when it is that of documents, such as PubTator.
"""


FORMATS_OF_MEANINGS = ("jsonld", "sssom", "pubtator", "bioc-json")
"""Output formats that say what names mean, of which the orthologs of the genes would be untrue."""
FORMATS_WITH_OWN_ORTHOLOGS = ("gmt", "biothings")
"""Output formats that replace genes by their orthologs themselves."""


def no_orthologs_message(to: str) -> str:
    """Return why orthologs cannot be written in a format, and the way out."""
    return f"{to} says which genes the names mean, not their orthologs; for these use a table, gmt or biothings"


class Place(Enum):
    """Where the answers for a file are written."""

    IN_PLACE = "in-place"
    """Into the file itself."""
    NEXT_TO_INPUT = "table"
    """Into a file of another format in the same folder."""
    FOLDER = "out"
    """Into the folder ``Job.out``, where the file keeps its path relative to the folder that was searched."""
    SPLIT = "split"
    """Into files of the folder ``Job.out`` for the rows of all files, by what the answers are worth. The caller writes
    them, from the rows of each outcome."""
    CALLER = "stdout"
    """Nowhere: the caller gets them from ``FileAnnotator.answers``."""


_IN_FOLDER = (Place.FOLDER, Place.SPLIT)


@dataclass(frozen=True, slots=True)
class Engine:
    """What gives the work of a run to the workers of a cluster."""

    name: str
    """``dask`` or ``spark``."""
    scheduler: str = ""
    """The address of a scheduler of Dask, or the master of a cluster of Spark; empty for workers on this machine."""


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
    """The folder, for ``Place.FOLDER`` and ``Place.SPLIT`` only."""
    to: str = RECORD
    """Name of the output format, one of ``export_formats.EXPORT_NAMES``."""
    _: KW_ONLY
    compression: str = ""
    """Suffix of the compression of tables and exports, ``.gz`` or ``.zst``, or none. A record keeps its own."""
    read_options: ReadOptions = field(default_factory=ReadOptions)
    search: TextSearch = NO_SEARCH
    """What to search the records' texts for."""
    context: Context = NO_CONTEXT
    """What the user says of every record: species, organisms and text."""
    with_tables: bool = False
    """Whether the gene table next to a figure record is read too; it has the words that were read in the figure."""
    resume: bool = False
    """Whether to skip the files that an earlier run has finished."""
    flavor: Flavor = Flavor.ALL
    ortholog_taxon: int | None = None
    """Taxon id of a species whose orthologs are written in place of all genes; ``None`` to write the genes."""
    gene_text: GeneText = GeneText.SYMBOL
    split: bool = False
    """Whether in tables a name of several genes has one row for each gene."""
    full: bool = False
    """Whether records get all fields of an answer, and not the short ones alone; tables have all in any case."""
    raw: bool = False
    """Whether CSV keeps cells that a spreadsheet would run (``core.tables.to_csv``)."""
    version: str = ""
    """Version of genenorm, for exports that have a place for it."""
    reference: Path | None = None
    """The index file; ``None`` for the index in use."""
    live: LiveOptions | None = None
    """The options of live look-ups; ``None`` for no look-ups."""
    always: bool = False
    """Whether all names are looked up live, and not only those that the index lacks, to report disagreements."""
    fail_on: tuple[str, ...] = ()
    """The statuses, and ``failing.DOUBT``, of answers that are counted, since the run is not to have them."""

    def __post_init__(self) -> None:
        if contradiction := self._contradiction():
            raise ValueError(contradiction)

    def _contradiction(self) -> str:
        """Return which options contradict each other, in words; empty when none do."""
        if self.place in _IN_FOLDER and self.out is None:
            return f"{self.place} needs a folder, but out is None"
        if self.place not in _IN_FOLDER and self.out is not None:
            return f"out is {self.out}, which only Place.FOLDER and Place.SPLIT use"
        if self.place is Place.SPLIT and self.to not in FORMATS_WITH_ROWS:
            return f"{self.to} has no rows to split; these have: {', '.join(FORMATS_WITH_ROWS)}"
        if self.place is Place.SPLIT and self.resume:
            return "the files of Place.SPLIT have the rows of all input files, so that none can be skipped"
        if self.place is Place.IN_PLACE and self.to != RECORD:
            return f"answers in place are written in the file's own format, not as {self.to}"
        if self.place is Place.IN_PLACE and self.read_options.genes:
            return "genes replace a set's names only in another file, not in place"
        if self.search.mentions and self.to not in (RECORD, *FORMATS_WITH_MENTIONS):
            return f"{self.to} has no place for names found in a text; these have: {', '.join(FORMATS_WITH_MENTIONS)}"
        if self.ortholog_taxon is not None and self.to in FORMATS_OF_MEANINGS:
            return no_orthologs_message(self.to)
        if self.split and self.to not in FORMATS_WITH_ROWS:
            return f"{self.to} has no rows to split; these have: {', '.join(FORMATS_WITH_ROWS)}"
        if self.always and self.live is None:
            return "always needs the options for live look-ups, but live is None"
        return ""
