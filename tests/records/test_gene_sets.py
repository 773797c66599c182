"""Gene sets: unchanged unless genes are requested in place of names, and then changed in those names only."""

from __future__ import annotations

import pytest

from genenorm.records.formats import read_record_file
from genenorm.records.source import AnswerRows, ReadOptions, RecordFile

GMT = "\ufeffs1\tab out\tPSD-95\t Xyzzyq \tGRIN1 \r\n\r\ns2\t\tTP53\t\tPSD-95"
GMX = "s1\ts2\nx\ty\nPSD-95\tTP53\n\tXyzzyq\n"
GENES = {"PSD-95": (1742, "DLG4"), "GRIN1": (2902, "GRIN1"), "TP53": (7157, "TP53"), "Xyzzyq": (None, "")}


def answers(record_file: RecordFile) -> list[AnswerRows]:
    fields = ("keyword", "gene_id", "symbol")
    return [AnswerRows(fields, tuple((name, *GENES[name]) for name in record.names)) for record in record_file.records]


@pytest.mark.parametrize(
    ("name", "text", "genes", "expected"),
    [
        ("a.gmt", GMT, "gene_id", "\ufeffs1\tab out\t1742\t Xyzzyq \t2902 \r\n\r\ns2\t\t7157\t\t1742"),
        ("a.gmt", GMT, "symbol", "\ufeffs1\tab out\tDLG4\t Xyzzyq \tGRIN1 \r\n\r\ns2\t\tTP53\t\tDLG4"),
        ("a.gmx", GMX, "gene_id", "s1\ts2\nx\ty\n1742\t7157\n\tXyzzyq\n"),
    ],
)
def test_genes_replace_the_names_that_have_a_single_gene(name: str, text: str, genes: str, expected: str) -> None:
    record_file = read_record_file(text.encode(), name, ReadOptions(genes=genes))
    assert record_file.rewrite is not None
    assert record_file.rewrite(answers(record_file)).decode() == expected


def test_gene_sets_change_only_on_request() -> None:
    record_file = read_record_file(GMT.encode(), "a.gmt")
    assert record_file.rewrite is None
    assert "--genes" in record_file.no_rewrite_reason
