"""The memory of a lift of sparse counts, measured small; ``benchmarks.lift_memory`` measures it at full size."""

from __future__ import annotations

import json
import tracemalloc
from typing import Any

import pytest
from scipy import sparse

from benchmarks import lift_memory
from genenorm import lift
from genenorm.datasets.lift.lift_values import Sources, facts_of, lift_values


@pytest.fixture(scope="module")
def counts() -> Any:
    return lift_memory.made_counts(600, 40_000, 0.1)


@pytest.mark.usefixtures("without_coverage")
@pytest.mark.parametrize("kind", [sparse.csr_matrix, sparse.csc_matrix])
@pytest.mark.parametrize("rules", [{}, {"rule": "best"}, {"many_to_one": "mean"}])
def test_the_values_of_a_lift_take_no_more_memory_than_the_input_again(
    counts: Any, kind: Any, rules: dict[str, Any]
) -> None:
    plan = lift(counts[:5], "human", **rules).report.plan  # what names need does not grow with the cells
    sources, values = Sources.of(plan), kind(counts.X).astype("float32")
    given = lift_memory.size_of(values)
    tracemalloc.start()
    try:
        facts = facts_of(values, 1)
        lifted = lift_values(values, sources, 1, facts.largest)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert given > 18 << 20
    made = lift_memory.size_of(lifted)
    assert made > 0.5 * given
    beside = peak - made  # that of one block, which does not grow with the input
    assert beside < 0.4 * given, f"{beside / given:.2f} times the input, beside it and the result"


def test_the_benchmark_makes_the_same_counts_each_time_and_measures_them(capsys: pytest.CaptureFixture[str]) -> None:
    first, second = (lift_memory.made_counts(500, 50, 0.05) for _ in range(2))
    assert (first.X != second.X).nnz == 0
    assert first.X.has_canonical_format
    assert lift_memory.main(["--child", "--genes", "500", "--cells", "50", "--density", "0.05"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["genes"], found["cells"], found["values"]) == (500, 50, 1250)
    assert lift_memory.ratio({"peak": 30.0, "before": 15.0, "input": 10.0}) == 2.5
