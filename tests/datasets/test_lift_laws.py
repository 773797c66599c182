"""Laws that hold for every dataset and every pair of rules."""

from __future__ import annotations

from typing import Any

import anndata
import numpy as np
import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from genenorm import LiftReport, lift

POOL = ["Grin1", "Trp53", "p53", "TP53", "Gapdh", "Gapdhrt", "Ins1", "Ins2", "Hbb-bs", "Hbb-bt", "Hbb-b1", "Cyp2d22",
        "Actb", "ACTB", "Tnf", "no such gene", "1-Mar", "KARs", "Gm10925", "ENSMUSG00000059552", "Obp2a", "Obp2b",
        "INS", "and", "nmdar1"]  # fmt: skip
ONE = ["drop", "best", "explode"]
MANY = ["drop", "best", "sum", "mean", "explode"]
ADDED = "genenorm_original"


@st.composite
def tables(draw: st.DrawFn) -> pandas.DataFrame:
    names = draw(st.lists(st.sampled_from(POOL), min_size=1, max_size=18))
    samples = draw(st.integers(1, 4))
    cells = st.lists(st.integers(0, 50), min_size=samples, max_size=samples)
    values = np.array([draw(cells) for _ in names], np.int64)
    return pandas.DataFrame(values, index=names, columns=[f"s{number}" for number in range(samples)])


def _lift(table: pandas.DataFrame, one: str, many: str) -> tuple[pandas.DataFrame, LiftReport]:
    rules: dict[str, Any] = {"one_to_many": one, "many_to_one": many}
    return lift(table, "human", axis="rows", **rules)


def _values(frame: pandas.DataFrame) -> pandas.DataFrame:
    return frame.drop(columns=ADDED)


@settings(max_examples=60)
@given(tables(), st.sampled_from(ONE), st.sampled_from(MANY))
def test_all_counts_are_kept_or_lost(table: pandas.DataFrame, one: str, many: str) -> None:
    lifted, report = _lift(table, one, many)
    total = int(table.to_numpy().sum())
    assert report.counts is not None
    assert report.kept_counts is not None
    assert report.total_counts == total
    assert report.kept_counts + (report.lost_counts or 0) == total
    assert report.kept_genes + report.lost_genes == len(table) == report.total_genes
    assert report.table()["counts"].sum() == total
    assert report.table()["genes"].sum() == len(table)
    made = _values(lifted).to_numpy().sum()
    if one != "explode" and many != "mean":
        assert made == report.kept_counts
    elif many != "mean":
        assert made >= report.kept_counts


@settings(max_examples=40)
@given(tables(), st.sampled_from(ONE), st.sampled_from(["drop", "sum", "mean", "explode"]), st.randoms())
def test_the_order_of_the_genes_makes_no_difference(table: pandas.DataFrame, one: str, many: str, random: Any) -> None:
    order = list(range(len(table)))
    random.shuffle(order)
    first, second = _lift(table, one, many)[0], _lift(table.iloc[order], one, many)[0]

    def rows(frame: pandas.DataFrame) -> list[tuple[object, ...]]:
        return sorted(
            (name, "|".join(sorted(originals.split("|"))), *np.round(cells, 9))
            for name, originals, cells in zip(frame.index, frame[ADDED], _values(frame).to_numpy(), strict=True)
        )

    assert rows(first) == rows(second)


@settings(max_examples=40)
@given(tables(), st.sampled_from(ONE))
def test_sum_and_mean_are_those_of_the_rows_that_explode_keeps(table: pandas.DataFrame, one: str) -> None:
    exploded = _values(_lift(table, one, "explode")[0])
    for rule in ("sum", "mean"):
        lifted = _values(_lift(table, one, rule)[0])
        grouped = exploded.groupby(level=0, sort=False).agg(rule)
        pandas.testing.assert_frame_equal(
            lifted.sort_index(), grouped.sort_index(), check_dtype=rule == "sum", check_names=False
        )


@settings(max_examples=40)
@given(tables(), st.sampled_from(ONE), st.sampled_from(MANY))
def test_tables_and_anndata_dense_and_sparse_give_the_same(table: pandas.DataFrame, one: str, many: str) -> None:
    lifted, report = _lift(table, one, many)
    expected = _values(lifted).to_numpy()
    rules: dict[str, Any] = {"one_to_many": one, "many_to_one": many}
    across, _ = lift(table.T, "human", axis="columns", **rules)
    assert list(across.columns) == list(lifted.index)
    np.testing.assert_allclose(across.to_numpy().T, expected)
    values = table.to_numpy().T
    kinds = (np.asarray, sparse.csr_matrix, sparse.csc_matrix, sparse.csr_array, sparse.csc_array)
    for kind in kinds:
        adata = anndata.AnnData(kind(values), var=pandas.DataFrame(index=pandas.Index(_unique(table.index))))
        adata.var["name"] = list(table.index)
        result: Any = lift(adata, "human", axis="name", **rules)
        made, other = result
        assert type(made.X) is type(kind(values))
        assert list(made.var_names) == list(lifted.index)
        assert list(made.var[ADDED]) == list(lifted[ADDED])
        assert (other.plan, other.counts) == (report.plan, report.counts)
        values_made: Any = made.X
        dense = values_made.toarray() if sparse.issparse(values_made) else values_made
        assert dense.dtype == (np.float64 if many == "mean" and _has_several(report) else np.int64)
        np.testing.assert_allclose(dense.T, expected)


def _unique(names: Any) -> list[str]:
    return [f"{place} {name}" for place, name in enumerate(names)]


def _has_several(report: LiftReport) -> bool:
    return any(len(gene.sources) > 1 for gene in report.plan.lifted)


@settings(max_examples=40)
@given(tables(), st.sampled_from(ONE), st.sampled_from(MANY))
def test_every_original_name_is_kept(table: pandas.DataFrame, one: str, many: str) -> None:
    lifted, report = _lift(table, one, many)
    genes = report.genes()
    assert list(genes["input"]) == list(table.index)
    kept = set(genes.loc[genes["outcome"] == "kept", "input"])
    assert {name for names in lifted[ADDED] for name in names.split("|")} == kept
    assert (genes["lifted"].ne("") == genes["outcome"].eq("kept")).all()
    assert list(report.lifted()["original"]) == list(lifted[ADDED])
    for name, lifted_to in zip(genes["input"], genes["lifted"], strict=True):
        for target in filter(None, lifted_to.split("|")):
            rows = lifted.loc[[target], ADDED]
            assert any(name in originals.split("|") for originals in rows)


@settings(max_examples=30)
@given(tables(), st.sampled_from(ONE))
def test_a_gene_has_one_row_unless_it_explodes(table: pandas.DataFrame, one: str) -> None:
    for many in ("drop", "best", "sum", "mean"):
        lifted, _ = _lift(table, one, many)
        assert lifted.index.is_unique


def test_an_unknown_kind_of_data_is_refused_with_the_way_out() -> None:
    for data, words in (
        ("counts.tsv", "genenorm lift counts.tsv"),
        (np.zeros((2, 2)), "names of genes"),
        (sparse.csr_array((2, 2)), "names of genes"),
        ({"Grin1": 1}, "DataFrame of pandas or polars"),
    ):
        with pytest.raises(TypeError, match=words):
            lift(data, "human")
