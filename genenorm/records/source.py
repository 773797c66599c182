"""One input file as records, and the way to give it back with the answers in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from genenorm.records.record import Record
from genenorm.records.yaml_rows import Cell, rows_as_items


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a reader may have to be told; a format ignores what it has no use for."""

    field: str = ""
    """Path of the names in a YAML or JSON record, keys joined by dots: ``schema-jsonld.keywords``."""
    column: str = ""
    """Header of the column that holds the names."""
    form: str = ""
    """Name of the input format; empty to take it from the file's name."""
    genes: str = ""
    """Field written instead of the names of a set, ``symbol`` or ``gene_id``; empty to leave sets as they are."""


MEANT = "meant"
"""Field of a document's rows: the GeneIDs that fill in the mention, joined by commas, also where the status leaves
the gene open: a mention has no room for alternatives, and its likeliest gene serves better than none."""


ABOUT_FIELDS = ("taxon_id", "species", "reason")
"""Fields of what a record is about; no taxon id where the reason is about no single species."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The answers for one record, one row for each of its names, as the fields that a record file takes."""

    fields: tuple[str, ...]
    """Names of the fields; the first is the name itself."""
    rows: tuple[tuple[Cell, ...], ...]
    about: tuple[tuple[Cell, ...], ...] = ()
    """Which species the record is about, and why, one row each with ``ABOUT_FIELDS``."""
    reference: str = ""
    """Stamp of the index that answered."""

    def column(self, field: str) -> tuple[Cell, ...]:
        """Return one field of every row.

        >>> Rows(("keyword", "gene_id"), (("GRIN1", 2902), ("x", None))).column("gene_id")
        (2902, None)
        """
        place = self.fields.index(field)
        return tuple(row[place] for row in self.rows)

    def items(self) -> list[str]:
        """Return the rows as items of a YAML list."""
        return rows_as_items(self.fields, self.rows)

    def about_items(self) -> list[str]:
        """Return what the record is about as items of a YAML list."""
        return rows_as_items(ABOUT_FIELDS, self.about)


@dataclass(frozen=True, slots=True)
class Source:
    """What one file holds, in the file's order."""

    records: tuple[Record, ...]
    rewrite: Callable[[Sequence[Rows]], bytes] | None = None
    """Gives the file's bytes with the answers of each record; ``None`` for a format that has no place for them."""
    strip: Callable[[], bytes] | None = None
    """Gives the file's bytes without answers of an earlier run."""
    annotated: bool = False
    """Whether the file already holds answers of an earlier run."""
    no_place: str = "this format has no place for answers; write a table with --table"
    """What to say where ``rewrite`` is ``None``."""
