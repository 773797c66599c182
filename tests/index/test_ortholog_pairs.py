"""Ortholog pairs as columns: what is packed is what is read, from both sides."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from genenorm.core.model import Support
from genenorm.index.ortholog_pairs import Columns, Pairs, pack_columns

GENES = st.integers(1, 2**32 - 1)
COUNTED = st.builds(Support, st.just("HCOP"), st.integers(0, 255), st.integers(1, 255))


def read(columns: Columns, source: str = "HCOP") -> list[tuple[int, int, Support]]:
    """Return the pairs of columns, which are the same from both sides."""
    pairs = Pairs.of_columns(source, *columns)
    found = [(gene, other, support) for gene in dict.fromkeys(pairs.first) for other, support in pairs.others(gene)]
    back = [(gene, other, support) for other in set(pairs.other) for gene, support in pairs.genes(other)]
    assert sorted(found, key=str) == sorted(back, key=str)
    assert len(pairs) == len(found)
    assert pairs.columns() == columns
    return found


@given(st.dictionaries(st.tuples(GENES, GENES), COUNTED, max_size=20))
def test_pairs_are_read_as_they_were_packed(pairs: dict[tuple[int, int], Support]) -> None:
    rows = [(gene, other, support) for (gene, other), support in pairs.items()]
    assert read(pack_columns(rows)) == sorted(rows, key=lambda row: row[:2])


def test_the_order_of_pairs_is_that_of_their_genes_however_they_are_given() -> None:
    rows = [(9, 4, Support("HCOP", 1, 12)), (3, 8, Support("HCOP", 7, 12)), (3, 5, Support("HCOP", 2, 12))]
    for order in permutations(rows):
        assert [row[:2] for row in read(pack_columns(order))] == [(3, 5), (3, 8), (9, 4)]


def test_two_statements_on_one_pair_stay_in_their_order() -> None:
    rows = [(3, 5, Support("HCOP", 7, 12)), (3, 5, Support("HCOP", 2, 12))]
    assert [support.methods for *_, support in read(pack_columns(rows))] == [7, 2]


def test_genes_without_pairs_have_none() -> None:
    pairs = Pairs.of_columns("HGNC", *pack_columns([(3, 70, Support("HGNC")), (5, 60, Support("HGNC"))]))
    for gene in (0, 2, 4, 6, 70):
        assert list(pairs.others(gene)) == []
    for other in (0, 5, 59, 61, 69, 71):
        assert list(pairs.genes(other)) == []
    assert [list(pairs.others(gene)) for gene in (3, 5)] == [[(70, Support("HGNC"))], [(60, Support("HGNC"))]]


def test_a_source_that_counts_no_methods_stores_none() -> None:
    rows = [(3, 70, Support("HGNC"))]
    assert pack_columns(rows)[2:] == (b"", b"")
    assert read(pack_columns(rows), "HGNC") == rows


def test_a_source_that_counts_methods_for_some_pairs_has_none_for_the_others() -> None:
    rows = [(3, 70, Support("HCOP", 9, 12)), (4, 70, Support("HCOP"))]
    assert read(pack_columns(rows)) == rows
