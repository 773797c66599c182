"""Readers of MGI's reports of mouse markers: symbols, GeneIDs, Ensembl ids, and withdrawn markers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from genenorm.builder.source_rows import (
    SourceFile,
    SourceGene,
    Tally,
    WithdrawnEntry,
    check_id,
    parse_biotype,
    parse_number,
    split_list,
)
from genenorm.core.model import NameKind
from genenorm.core.taxa import MOUSE

_MARKERS = [
    "MGI Accession ID", "Marker Symbol", "Status", "Marker Name", "Marker Type", "Feature Type", "Marker Synonyms*",
]  # fmt: skip
_GENE_TYPES = ("Gene", "Pseudogene")
"""Types of markers that are genes; the others are segments of DNA, traits, transgenes and landmarks."""
_NEW_SYMBOL = re.compile(r"^withdrawn, (?:allele of|=) (\S+)$")


def read_mgi_markers(file: SourceFile, tally: Tally) -> Iterator[SourceGene]:
    """Yield the genes of ``MRK_List2.rpt`` with their synonyms."""
    for mgi_id, symbol, _status, name, kind, feature, synonyms in file.read_columns(_MARKERS):
        tally.read += 1
        if kind not in _GENE_TYPES:
            tally.drop("not a gene")
            continue
        yield SourceGene(
            MOUSE,
            symbol,
            authority=_checked(mgi_id, file),
            biotype=parse_biotype(feature or kind),
            full_name=name,
            names=tuple((NameKind.SYNONYM, text) for text in split_list(synonyms)),
        )


def read_mgi_gene_ids(file: SourceFile, tally: Tally) -> Iterator[SourceGene]:
    """Yield the GeneIDs, synonyms and retired MGI ids of ``MGI_EntrezGene.rpt``, which has no header."""
    for row in file.read_headerless(10, delimiter="\t", quoted=False):
        tally.read += 1
        mgi_id, symbol, status, name, _cm, _chromosome, kind, secondary, gene_id, synonyms = row[:10]
        if status != "O" or kind not in _GENE_TYPES:
            tally.drop("withdrawn" if status == "W" else "not a gene")
            continue
        yield SourceGene(
            MOUSE,
            symbol,
            parse_number(gene_id, file),
            _checked(mgi_id, file),
            full_name=name,
            names=tuple((NameKind.SYNONYM, text) for text in split_list(synonyms)),
            retired=split_list(secondary),
        )


def read_withdrawn_mgi_markers(file: SourceFile, tally: Tally) -> Iterator[WithdrawnEntry]:
    """Yield the withdrawn symbols of ``MGI_EntrezGene.rpt``, each with the symbol that replaces it."""
    for row in file.read_headerless(10, delimiter="\t", quoted=False):
        if row[2] != "W":
            continue
        tally.read += 1
        pointer = _NEW_SYMBOL.match(row[3].strip())
        yield WithdrawnEntry("", row[1], pointer[1] if pointer else "", MOUSE)


def read_mgi_ensembl_ids(file: SourceFile, tally: Tally) -> Iterator[SourceGene]:
    """Yield the Ensembl gene ids of ``MRK_ENSEMBL.rpt``, which has no header."""
    for row in file.read_headerless(6, delimiter="\t", quoted=False):
        tally.read += 1
        yield SourceGene(MOUSE, row[1], authority=_checked(row[0], file), ensembl=split_list(row[5]), full_name=row[2])


def _checked(mgi_id: str, file: SourceFile) -> str:
    return check_id(mgi_id, "MGI:", "an MGI id", file)
