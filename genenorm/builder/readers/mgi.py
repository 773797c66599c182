"""MGI's reports of mouse markers: symbols, GeneIDs, Ensembl ids, and markers that were withdrawn."""

from __future__ import annotations

import re
from collections.abc import Iterator

from genenorm.builder.source_rows import Blob, SourceGene, Tally, Withdrawn, biotype, identifier, number, split
from genenorm.core.model import NameKind
from genenorm.core.taxa import MOUSE

_MARKERS = [
    "MGI Accession ID", "Marker Symbol", "Status", "Marker Name", "Marker Type", "Feature Type", "Marker Synonyms*",
]  # fmt: skip
_GENES = ("Gene", "Pseudogene")
"""Types of marker that are genes; the others are segments of DNA, traits, transgenes and landmarks."""
_NEW_SYMBOL = re.compile(r"^withdrawn, (?:allele of|=) (\S+)$")


def read_markers(blob: Blob, tally: Tally) -> Iterator[SourceGene]:
    """Yield the genes of ``MRK_List2.rpt`` with their synonyms."""
    for mgi_id, symbol, _status, name, kind, feature, synonyms in blob.table(_MARKERS):
        tally.read += 1
        if kind not in _GENES:
            tally.drop("not a gene")
            continue
        yield SourceGene(
            MOUSE,
            symbol,
            authority=_checked(mgi_id, blob),
            biotype=biotype(feature or kind),
            full_name=name,
            names=tuple((NameKind.SYNONYM, text) for text in split(synonyms)),
        )


def read_entrez(blob: Blob, tally: Tally) -> Iterator[SourceGene]:
    """Yield the GeneIDs, synonyms and retired MGI ids of ``MGI_EntrezGene.rpt``, which has no header."""
    for row in blob.plain(10, delimiter="\t", quoted=False):
        tally.read += 1
        mgi_id, symbol, status, name, _cm, _chromosome, kind, secondary, gene_id, synonyms = row[:10]
        if status != "O" or kind not in _GENES:
            tally.drop("withdrawn" if status == "W" else "not a gene")
            continue
        yield SourceGene(
            MOUSE,
            symbol,
            number(gene_id, blob),
            _checked(mgi_id, blob),
            full_name=name,
            names=tuple((NameKind.SYNONYM, text) for text in split(synonyms)),
            retired=split(secondary),
        )


def read_withdrawn_markers(blob: Blob, tally: Tally) -> Iterator[Withdrawn]:
    """Yield the withdrawn symbols of ``MGI_EntrezGene.rpt`` with the symbol each one's name points to."""
    for row in blob.plain(10, delimiter="\t", quoted=False):
        if row[2] != "W":
            continue
        tally.read += 1
        pointer = _NEW_SYMBOL.match(row[3].strip())
        yield Withdrawn("", row[1], pointer[1] if pointer else "", MOUSE)


def read_ensembl(blob: Blob, tally: Tally) -> Iterator[SourceGene]:
    """Yield the Ensembl gene ids of ``MRK_ENSEMBL.rpt``, which has no header."""
    for row in blob.plain(6, delimiter="\t", quoted=False):
        tally.read += 1
        yield SourceGene(MOUSE, row[1], authority=_checked(row[0], blob), ensembl=split(row[5]), full_name=row[2])


def _checked(mgi_id: str, blob: Blob) -> str:
    return identifier(mgi_id, "MGI:", "an MGI id", blob)
