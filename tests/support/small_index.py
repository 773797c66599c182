"""An index of a few genes, some of which the shipped one lacks: what a fresher service knows, to test live look-ups."""

from __future__ import annotations

from pathlib import Path

from genenorm.builder.write_index import write_rows
from genenorm.core.model import Biotype, NameKind
from genenorm.index.content_hash import HASHED_TABLES, Row
from genenorm.index.schema import pack, posting_word
from genenorm.text.keys import fold

BUILD = "2026-11-15"
_TAXA = (
    (9606, "Homo sapiens", "human", "HGNC", "HGNC 2026-11", "HGNC:", 0, "ENSG", 11),
    (10090, "Mus musculus", "mouse", "MGI", "MGI 2026-11", "MGI:", 0, "ENSMUSG", 11),
    (9823, "Sus scrofa", "pig", "", "NCBI 2026-11", "", 0, "ENSSSCG", 11),
)
_GENES = (
    (9606, 999999901, "FRESH1", "fresh transcript 1", ("FRQZ-19", "FRESHALIAS1")),
    (10090, 999999902, "Fresh1", "fresh transcript 1", ()),
    (9606, 2902, "GRIN1", "glutamate ionotropic receptor NMDA type subunit 1", ("NEWALIAS7",)),
    (9606, 7157, "TP53NEW", "tumor protein p53", ("TP53",)),
    (9606, 999999903, "GENEB9", "gene B9", ("DLG4",)),
    (9823, 100155500, "GRIN1", "glutamate ionotropic receptor NMDA type subunit 1", ("NMDAR1",)),
)
"""Taxon id, GeneID, symbol, full name, synonyms."""


def write_small_index(file: Path) -> Path:
    """Write the index to a file and return it."""
    write_rows(file, small_index_rows(), {"build_date": BUILD})
    return file


def small_index_rows() -> dict[str, list[Row]]:
    """Return the rows of each table of the index."""
    names: dict[str, list[int]] = {}
    genes: list[Row] = []
    for key, (taxon, gene_id, symbol, name, synonyms) in enumerate(_GENES, start=1):
        genes.append((key, taxon, gene_id, symbol, name, None, None, Biotype.NON_CODING_RNA.value, None, 0))
        known = [
            (symbol, NameKind.SYMBOL),
            (name, NameKind.FULL_NAME),
            *((text, NameKind.SYNONYM) for text in synonyms),
        ]
        for text, kind in known:
            names.setdefault(fold(text) or "", []).append(posting_word(key, kind, text))
    rows: dict[str, list[Row]] = {table: [] for table in HASHED_TABLES}
    rows["taxa"] = sorted(_TAXA)
    rows["genes"] = genes
    rows["names"] = [(key, pack(words)) for key, words in sorted(names.items())]
    return rows
