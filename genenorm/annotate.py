"""Records in, annotated records out; files only as bytes that the caller read and will write.

>>> from genenorm.index import Reference
>>> from genenorm.records.record import Record
>>> from genenorm.resolve import Resolver
>>> with Reference.open() as reference:
...     done = annotate_record(Record("r", "r", ("GRIN1", "Nmdar1")), Resolver(reference))
>>> [row.group_members for row in done.rows][0]
('9606:2902 GRIN1', '7227:40665 Nmdar1')
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from genenorm.model import Resolution
from genenorm.records import pfocr
from genenorm.records.block import Cell, rows_as_lines
from genenorm.records.frontmatter import FrontMatter
from genenorm.records.record import Record
from genenorm.tables import COLUMNS, SEPARATOR, Table, cells

if TYPE_CHECKING:
    from genenorm.resolve import Resolver

FIELDS = (
    "keyword",
    "status",
    "species",
    "taxon_id",
    "gene_id",
    "symbol",
    "ensembl_id",
    "authority_id",
    "group_id",
    "group_members",
    "score",
    "evidence",
    "alternatives",
)
"""The fields of one row of the table inside a record."""

RECORD_COLUMNS = (*COLUMNS, "species", "group_members", "record")
"""The columns of a record's table: those of every table, then what the record adds."""


@dataclass(frozen=True, slots=True)
class Row:
    """The answer for one keyword of a record, with what the rest of the record adds to it."""

    resolution: Resolution
    species: str
    """Latin name of the answer's species; empty when none was decided."""
    group_members: tuple[str, ...]
    """The record's genes of the answer's homology group, this one included: ``9606:2902 GRIN1``."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """A record with one row per keyword, in the record's order."""

    record: Record
    rows: tuple[Row, ...]

    @property
    def table(self) -> Table:
        """The record's table, with ``RECORD_COLUMNS``."""
        return Table(
            RECORD_COLUMNS,
            tuple((*cells(row.resolution), row.species, row.group_members, self.record.record_id) for row in self.rows),
        )

    def block_lines(self) -> list[str]:
        """Return the rows as the YAML lines that stand in the record's front matter."""
        return rows_as_lines(FIELDS, [_fields(row) for row in self.rows])


def annotate_record(record: Record, resolver: Resolver) -> Annotation:
    """Return the record's keywords resolved in the record's own context, one row each."""
    resolutions = resolver.resolve_all(record.names, record.context)
    members = _members_by_group(resolutions)
    taxa = resolver.reference.taxa
    rows = tuple(
        Row(
            resolution,
            taxa[resolution.taxon_id].name if resolution.taxon_id in taxa else "",
            members.get(resolution.group_id, ()),
        )
        for resolution in resolutions
    )
    return Annotation(record, rows)


def annotate_page(data: bytes, source: str, resolver: Resolver) -> tuple[bytes, Annotation]:
    """Return a PFOCR record's bytes with our ``genes`` table in its front matter, and what stands in it.

    Every byte that is not ours is the original's; a table from an earlier run is replaced.
    """
    page = FrontMatter.parse(data, source)
    annotation = annotate_record(pfocr.record_of(page, source), resolver)
    return page.with_block(annotation.block_lines()), annotation


def strip_page(data: bytes, source: str) -> bytes:
    """Return a PFOCR record's bytes without our ``genes`` table: the original bytes."""
    return FrontMatter.parse(data, source).without_block()


def _members_by_group(resolutions: Sequence[Resolution]) -> dict[str, tuple[str, ...]]:
    members: dict[str, dict[str, None]] = {}
    for resolution in resolutions:
        if resolution.group_id and resolution.taxon_id is not None:
            gene = resolution.gene_id if resolution.gene_id is not None else resolution.authority_id
            members.setdefault(resolution.group_id, {})[f"{resolution.taxon_id}:{gene} {resolution.symbol}"] = None
    return {group: tuple(names) for group, names in members.items()}


def _fields(row: Row) -> tuple[Cell, ...]:
    found = row.resolution
    return (
        found.input,
        found.status.value,
        row.species,
        found.taxon_id,
        found.gene_id,
        found.symbol,
        found.ensembl_id,
        found.authority_id,
        found.group_id,
        SEPARATOR.join(row.group_members),
        round(float(found.score), 3),
        found.evidence,
        SEPARATOR.join(found.alternatives),
    )
