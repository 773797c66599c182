"""An index of a few genes, some of which the shipped one lacks: what a fresher service knows, to test live look-ups."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from genenorm.core.model import Biotype, NameKind
from genenorm.index.schema import INDEXES, SCHEMA, SCHEMA_VERSION, pack, posting_word
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
    """Write the index to a file that is not there yet, and return it."""
    names: dict[str, list[int]] = {}
    connection = sqlite3.connect(file)
    connection.executescript(SCHEMA)
    connection.executemany("INSERT INTO taxa VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", _TAXA)
    for key, (taxon, gene_id, symbol, name, synonyms) in enumerate(_GENES, start=1):
        row = (key, taxon, gene_id, symbol, name, None, None, Biotype.NON_CODING_RNA.value, None, 0)
        connection.execute("INSERT INTO genes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        known = [
            (symbol, NameKind.SYMBOL),
            (name, NameKind.FULL_NAME),
            *((text, NameKind.SYNONYM) for text in synonyms),
        ]
        for text, kind in known:
            names.setdefault(fold(text) or "", []).append(posting_word(key, kind, text))
    rows = [(key, pack(words)) for key, words in sorted(names.items())]
    connection.executemany("INSERT INTO names VALUES (?, ?)", rows)
    connection.executescript(INDEXES)
    meta = {"schema": str(SCHEMA_VERSION), "build_date": BUILD}
    connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
    connection.commit()
    connection.close()
    return file
