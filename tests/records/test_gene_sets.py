"""Gene sets: left as they are unless asked to write genes instead of names, and then changed in those names alone."""

from __future__ import annotations

import pytest

from genenorm.annotation.annotations import annotate_file
from genenorm.core.errors import RecordError
from genenorm.records.source import ReadOptions
from genenorm.resolver.resolver import Resolver

GMT = "\ufeffs1\tab out\tPSD-95\t Xyzzyq \tGRIN1 \r\n\r\ns2\t\tTP53\t\tPSD-95"
GMX = "s1\ts2\nx\ty\nPSD-95\tTP53\n\tXyzzyq\n"


@pytest.mark.parametrize(
    ("name", "text", "genes", "expected"),
    [
        ("a.gmt", GMT, "gene_id", "\ufeffs1\tab out\t1742\t Xyzzyq \t2902 \r\n\r\ns2\t\t7157\t\t1742"),
        ("a.gmt", GMT, "symbol", "\ufeffs1\tab out\tDLG4\t Xyzzyq \tGRIN1 \r\n\r\ns2\t\tTP53\t\tDLG4"),
        ("a.gmx", GMX, "gene_id", "s1\ts2\nx\ty\n1742\t7157\n\tXyzzyq\n"),
    ],
)
def test_genes_are_written_instead_of_names_where_a_name_means_one(
    resolver: Resolver, name: str, text: str, genes: str, expected: str
) -> None:
    done = annotate_file(text.encode(), name, resolver, options=ReadOptions(genes=genes))
    assert done.rewritten().decode() == expected


def test_sets_are_not_changed_unasked(resolver: Resolver) -> None:
    with pytest.raises(RecordError, match=r"a\.gmt: .*--genes"):
        annotate_file(GMT.encode(), "a.gmt", resolver).rewritten()
