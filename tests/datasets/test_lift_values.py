"""Values selected, added up and averaged in blocks, against plain loops."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from genenorm.datasets.lift import lift_values as module
from genenorm.datasets.lift.lift_values import Sources, facts_of, lift_values

KINDS: tuple[Any, ...] = (np.asarray, sparse.csr_array, sparse.csc_array, sparse.csr_matrix)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Any, Sources, list[list[int]]]:
    genes, cells = draw(st.integers(1, 7)), draw(st.integers(0, 6))
    dtype = draw(st.sampled_from(["int8", "int32", "uint16", "int64", "float32", "float64", "bool"]))
    numbers = st.integers(0, 1 if dtype == "bool" else 127)
    values = np.array([[draw(numbers) for _ in range(cells)] for _ in range(genes)], dtype).reshape(genes, cells)
    groups = draw(st.lists(st.lists(st.integers(0, genes - 1), min_size=1, max_size=3, unique=True), max_size=6))
    groups = [sorted(group) for group in groups]
    places = np.array([place for group in groups for place in group], np.intp)
    starts = np.cumsum([0, *map(len, groups)]).astype(np.intp)
    return values, Sources(places, starts, genes, draw(st.booleans())), groups


@given(cases(), st.integers(0, 4))
def test_blocks_of_any_size_give_what_a_loop_gives(case: tuple[Any, Sources, list[list[int]]], block: int) -> None:
    values, sources, groups = case
    work = np.mean if sources.is_mean else np.sum
    expected = np.array([work(values[group].astype(float), axis=0) for group in groups]).reshape(
        len(groups), values.shape[1]
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_BLOCK", 1 << block)
        for axis in (0, 1):
            given_values = values if axis == 0 else np.ascontiguousarray(values.T)
            for kind in KINDS:
                made = kind(given_values)
                facts = facts_of(made, axis)
                assert facts.totals.tolist() == values.sum(axis=1, dtype=float).tolist()
                assert facts.are_counts
                result: Any = lift_values(made, sources, axis, facts.largest)
                assert type(result) is type(made)
                if kind is not np.asarray:
                    assert result.has_sorted_indices
                    result.check_format()
                    result = result.toarray()
                np.testing.assert_allclose(result if axis == 0 else result.T, expected, rtol=1e-6)
                if sources.most <= 1:
                    assert result.dtype == values.dtype


def test_facts_tell_counts_from_other_values() -> None:
    for values, are_counts, lowest in (
        ([[0, 3]], True, 0), ([[0.5, 3]], False, 0), ([[-1, 3]], False, -1), ([[np.nan, 3]], True, 0),
        ([[np.inf, 1]], False, 0),
    ):  # fmt: skip
        facts = facts_of(np.array(values), 0)
        assert (facts.are_counts, facts.lowest) == (are_counts, lowest)
    assert facts_of(np.array([[np.nan, 3]]), 0).totals.tolist() == [3]
    assert facts_of(np.zeros((0, 4)), 0).totals.tolist() == []


@pytest.mark.parametrize("kind", [np.asarray, sparse.csr_array, sparse.csc_array, sparse.csr_matrix, sparse.csc_matrix])
@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize(
    ("is_mean", "expected"), [(False, [[2, 4, np.nan], [np.nan, 5, 0]]), (True, [[2, 2, np.nan], [np.nan, 5, 0]])]
)
def test_a_merged_gene_is_missing_where_all_its_values_are(
    kind: Any, axis: int, is_mean: bool, expected: list[list[float]]
) -> None:
    values = np.array([[np.nan, 1.0, np.nan], [2, 3, np.nan], [np.nan, 5, 0]], np.float32)
    sources = Sources(np.array([0, 1, 2]), np.array([0, 2, 3]), 3, is_mean=is_mean)
    matrix = kind(values if axis == 0 else values.T)
    made = lift_values(matrix, sources, axis, 5.0)
    assert (type(made), made.dtype) == (type(matrix), np.float32)
    dense = made.toarray() if sparse.issparse(made) else made
    np.testing.assert_array_equal(dense if axis == 0 else dense.T, expected)


def test_sums_that_a_type_cannot_hold_get_a_larger_one() -> None:
    sources = Sources(np.array([0, 1]), np.array([0, 2]), 2, is_mean=False)
    for kind in (np.asarray, sparse.csr_array):
        small = kind(np.array([[100], [27]], np.int8))
        assert lift_values(small, sources, 0, 100.0).dtype == np.int64
        few = kind(np.array([[10], [27]], np.int8))
        assert lift_values(few, sources, 0, 27.0).dtype == np.int8
