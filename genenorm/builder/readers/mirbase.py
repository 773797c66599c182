"""Reader of miRBase's table of microRNA genes with their entries in other databases."""

from __future__ import annotations

from collections.abc import Iterator

from genenorm.builder.source_rows import SourceFile, SourceGene, Tally, parse_number
from genenorm.core.taxa import MOUSE, RAT

_PREFIXES = {"mmu-": MOUSE, "rno-": RAT}
"""Beginnings of the names of a species' microRNAs; NCBI Gene has retired most of the GeneIDs of other species."""


def read_mirbase(file: SourceFile, tally: Tally, taxon_id: int) -> Iterator[SourceGene]:
    """Yield the symbols and GeneIDs of the microRNA genes of mouse or rat."""
    for name, database, identifier, symbol in file.read_columns(["mirbase_name", "database", "identifier", "label"]):
        if _PREFIXES.get(name[:4]) != taxon_id or database != "ENTREZGENE":
            continue
        tally.read += 1
        yield SourceGene(taxon_id, symbol, parse_number(identifier, file))
