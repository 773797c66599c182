"""Tables of pandas and polars carried to another species."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pandas
import polars
import pyarrow
import pytest

import genenorm
from genenorm import UnknownTaxonError, lift

COUNTS = pandas.DataFrame(
    {"s1": [5, 2, 1, 7, 3, 4], "s2": [0, 3, 1, 1, 2, 6]},
    index=pandas.Index(["Grin1", "Trp53", "nosuch", "Hbb-bs", "Ins1", "Ins2"], name="gene"),
)


def _rows(frame: pandas.DataFrame) -> dict[str, list[object]]:
    return {str(name): list(row) for name, row in zip(frame.index, frame.to_numpy(), strict=True)}


def test_mouse_counts_are_added_up_in_human_genes_and_stay_whole() -> None:
    human, report = lift(COUNTS, to="human")
    assert _rows(human) == {"GRIN1": [5, 0, "Grin1"], "TP53": [2, 3, "Trp53"], "INS": [7, 8, "Ins1|Ins2"]}
    assert human.index.name == "gene"
    assert [str(dtype) for dtype in human.dtypes] == ["int64", "int64", "object"]
    assert COUNTS.shape == (6, 2)
    assert report.headline == "mouse to human: 4 of 6 genes (66.7 %) with 71.4 % of the counts kept, as 3 human genes"


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ({"rule": "drop"}, {"GRIN1": [5, 0], "TP53": [2, 3]}),
        ({"rule": "best"}, {"GRIN1": [5, 0], "TP53": [2, 3], "HBB": [7, 1], "INS": [4, 6]}),
        ({"many_to_one": "mean"}, {"GRIN1": [5, 0], "TP53": [2, 3], "INS": [3.5, 4]}),
        (
            {"one_to_many": "explode", "many_to_one": "sum"},
            {"GRIN1": [5, 0], "TP53": [2, 3], "HBB": [7, 1], "HBD": [7, 1], "INS": [7, 8]},
        ),
    ],
)
def test_each_rule_does_what_it_says(rules: dict[str, Any], expected: dict[str, list[float]]) -> None:
    human, _ = lift(COUNTS, to="human", **rules)
    assert {name: row[:2] for name, row in _rows(human).items()} == expected


def test_explode_gives_an_ortholog_a_row_for_each_gene() -> None:
    human, _ = lift(COUNTS, to="human", rule="explode")
    assert list(human.index) == ["GRIN1", "TP53", "HBB", "HBD", "INS", "INS"]
    assert human["genenorm_original"].to_list()[-2:] == ["Ins1", "Ins2"]


def test_fly_worm_and_fish_genes_find_their_human_ones() -> None:
    table = pandas.DataFrame({"n": [1, 2, 4, 8, 16]}, index=["Nmdar1", "hh", "ptc", "Ubx", "Akt"])
    human, report = lift(table, "human", species="fly")
    assert list(human.index) == ["GRIN1", "SHH", "PTCH1", "AKT2"]
    assert [(one.fate.value, one.genes, one.counts) for one in report.outcomes] == [
        ("one ortholog", 4, 23), ("no ortholog", 1, 8),
    ]  # fmt: skip
    fish, _ = lift(pandas.DataFrame({"n": [1, 2]}, index=["shha", "shhb"]), "human", species="zebrafish")
    assert _rows(fish) == {"SHH": [3, "shha|shhb"]}
    worm = pandas.DataFrame({"n": [1]}, index=["daf-2"])
    assert len(lift(worm, "human", species="worm")[0]) == 0
    assert list(lift(worm, "human", species="worm", rule="explode")[0].index) == ["IGF1R", "INSR", "INSRR"]


def test_genes_of_the_species_itself_stay_and_join_those_that_are_lifted() -> None:
    table = pandas.DataFrame({"n": [1, 2, 4]}, index=["TP53", "Grin1", "hh"])
    human, report = lift(table, "human")
    assert _rows(human) == {"TP53": [1, "TP53"], "GRIN1": [2, "Grin1"], "SHH": [4, "hh"]}
    assert {one.fate.value: one.genes for one in report.outcomes} == {"already of the species": 1, "one ortholog": 2}
    same, _ = lift(pandas.DataFrame({"n": [1, 2]}, index=["GRIN1", "TP53"]), "human")
    assert list(same.index) == ["GRIN1", "TP53"]
    both = pandas.DataFrame({"n": [1, 9]}, index=["ENSG00000141510", "ENSMUSG00000059552"])
    assert _rows(lift(both, "human")[0]) == {"TP53": [10, "ENSG00000141510|ENSMUSG00000059552"]}
    assert _rows(lift(both, "human", rule="best")[0]) == {"TP53": [1, "ENSG00000141510"]}


def test_best_takes_the_nearest_gene_then_the_larger_values_then_the_first() -> None:
    names = ["Trp53", "p53", "Grin1", "Nmdar1"]
    table = pandas.DataFrame({"n": [1, 2, 4, 4]}, index=names)
    human, report = lift(table, "human", species="mouse", rule="best")
    assert _rows(human) == {"TP53": [2, "p53"], "GRIN1": [4, "Grin1"]}
    lost = report.genes().set_index("input")["reason"]
    assert lost["Trp53"] == lost["Nmdar1"] == "another gene is the best for its ortholog"
    fish = pandas.DataFrame({"n": [1, 100]}, index=["shha", "shhb"])
    assert list(lift(fish, "human", species="zebrafish", rule="best")[0]["genenorm_original"]) == ["shha"]


def test_values_that_are_no_counts_are_not_added_up() -> None:
    ratios = COUNTS.astype(float) / 10 - 0.2
    human, report = lift(ratios, "human")
    assert human.loc["INS", "genenorm_original"] == "Ins2"
    assert (report.counts, report.total_counts) == (None, None)
    assert "best was kept" in str(report)
    assert "of the counts" not in report.headline
    assert report.table()["counts"].isna().all()
    with pytest.raises(ValueError, match=r"go down to -0\.2; use best, mean or drop"):
        lift(ratios, "human", many_to_one="sum")
    fractions, _ = lift(COUNTS + 0.5, "human")
    assert fractions.loc["INS", "genenorm_original"] == "Ins2"
    assert lift(COUNTS + 0.5, "human", many_to_one="sum")[0].loc["INS", "s1"] == 8.0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"rule": "sum"}, "many_to_one='sum'"),
        ({"rule": "most"}, "rule is 'most'; it may be: drop, best, explode"),
        ({"one_to_many": "mean"}, "one gene has nothing to average"),
        ({"many_to_one": "median"}, "drop, best, sum, mean, explode"),
        ({"homology": "some"}, "homology is 'some'"),
        ({"names": "id"}, "names is 'id'"),
        ({"axis": "sample"}, "no column 'sample'"),
        ({"values": ["s9"]}, "no column 's9' for the values"),
    ],
)
def test_what_has_no_meaning_is_refused_in_one_line(arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words) as error:
        lift(COUNTS, "human", **arguments)
    assert "\n" not in str(error.value)


def test_the_species_must_be_one_of_the_index() -> None:
    with pytest.raises(UnknownTaxonError):
        lift(COUNTS, "unicorn")
    with pytest.raises(ValueError, match="give one species"):
        lift(COUNTS, "human, mouse")


def test_other_columns_keep_what_merged_genes_agree_on() -> None:
    table = COUNTS.reset_index().assign(
        biotype="coding", note=list("abcdef"), length=[1, 2, 3, 4, 5, 6], entrez=[1, 2, 3, 4, 5, 5], seen=True
    )
    human, report = lift(table, "human", axis="gene", values=["s1", "s2"])
    last = human.iloc[-1]
    assert (last["gene"], last["biotype"], last["note"], last["entrez"]) == ("INS", "coding", "e|f", 5)
    assert pandas.isna(last["length"])
    assert last["genenorm_original"] == "Ins1|Ins2"
    assert list(human.columns) == [*table.columns, "genenorm_original"]
    assert report.kept_genes == 4
    found = lift(table.rename(columns={"length": "fold"}), "human", axis="gene")[0].iloc[-1]
    assert (found["fold"], found["entrez"]) == (11, 5)  # a number that is no identifier or length is a value


def test_columns_may_be_the_genes_and_others_stay() -> None:
    across = COUNTS.T.assign(condition=["a", "b"])
    human, report = lift(across, "human")
    assert list(human.columns) == ["condition", "GRIN1", "TP53", "INS"]
    assert human["INS"].to_list() == [7, 8]
    assert human.attrs["genenorm_original"] == {"GRIN1": "Grin1", "TP53": "Trp53", "INS": "Ins1|Ins2"}
    assert "condition" in str(report)


@pytest.mark.parametrize("dtype", ["int8", "uint16", "float32", "Int64", "Float64", "Sparse[int]"])
def test_types_are_kept_and_sums_do_not_overflow(dtype: Any) -> None:
    table = COUNTS.astype(dtype)
    human, _ = lift(table, "human")
    assert human["s1"].to_list() == [5, 2, 7]
    assert human["s1"].dtype == table["s1"].dtype
    large = pandas.DataFrame({"n": np.array([100, 100], "int8")}, index=["Ins1", "Ins2"])
    assert lift(large, "human")[0].loc["INS", "n"] == 200


def test_labels_of_several_levels_are_refused() -> None:
    for table in (pandas.concat({"a": COUNTS}, axis=1), pandas.concat({"a": COUNTS})):
        with pytest.raises(ValueError, match="2 levels"):
            lift(table, "human", axis="rows")


def test_one_column_of_values_may_be_given_as_text() -> None:
    human, report = lift(COUNTS, "human", values="s1")
    assert report.total_counts == 22
    assert pandas.isna(human["s2"].iloc[-1])


def test_missing_values_take_no_counts_of_other_genes_with_them() -> None:
    table = COUNTS.astype("Int64")
    table.iloc[4, 0] = pandas.NA
    human, report = lift(table, "human", many_to_one="sum")
    assert human["s1"].to_list() == [5, 2, 4]
    assert human["s2"].to_list() == [0, 3, 8]
    assert report.total_counts == 32


def test_duplicated_names_and_columns_are_each_looked_at() -> None:
    table = pandas.DataFrame([[1, 2], [3, 4]], index=["Grin1", "Grin1"], columns=["s", "s"])
    human, _ = lift(table, "human")
    assert human.iloc[:, :2].to_numpy().tolist() == [[4, 6]]
    assert list(human.columns) == ["s", "s", "genenorm_original"]
    assert human["genenorm_original"].to_list() == ["Grin1"]


def test_tables_without_genes_or_known_names_give_empty_tables() -> None:
    unknown, report = lift(pandas.DataFrame({"n": [1, 2]}, index=["qqq1", "qqq2"]), "human", axis="rows")
    assert (unknown.shape, report.lost_counts, report.kept_genes) == ((0, 2), 3, 0)
    assert (
        report.headline == "no known genes to human: 0 of 2 genes (0 %) with 0 % of the counts kept, as 0 human genes"
    )
    empty, report = lift(pandas.DataFrame({"gene": [], "n": []}), "human", axis="gene")
    assert (len(empty), report.total_genes) == (0, 0)
    assert "<svg" in report._repr_html_()
    missing, report = lift(pandas.DataFrame({"gene": [None, "Grin1"], "n": [1, 2]}), "human")
    assert missing["gene"].to_list() == ["GRIN1"]


def test_a_second_lift_keeps_the_names_of_the_first() -> None:
    human, _ = lift(COUNTS, "human")
    rat, _ = lift(human, "rat")
    assert list(rat.columns) == ["s1", "s2", "genenorm_original", "genenorm_original_2"]
    assert rat.iloc[0].to_list() == [5, 0, "Grin1", "GRIN1"]


def test_genes_may_be_called_by_their_identifiers() -> None:
    table = COUNTS.head(2)
    assert list(lift(table, "human", names="ensembl_id")[0].index) == ["ENSG00000176884", "ENSG00000141510"]
    assert list(lift(table, "human", names="gene_id")[0].index) == ["2902", "7157"]


def test_answers_of_an_earlier_run_are_left_out_since_they_are_about_other_genes() -> None:
    table = COUNTS.head(1).assign(genenorm_gene_id=[14810])
    human, report = lift(table, "human", values=["s1", "s2"])
    assert "genenorm_gene_id" not in human
    assert "genenorm_gene_id" in str(report)


def test_tables_of_polars_stay_tables_of_polars() -> None:
    table = polars.DataFrame({"gene": list(COUNTS.index), "s1": COUNTS["s1"].to_numpy(), "note": list("abcdef")})
    human, report = lift(table, "human")
    assert isinstance(human, polars.DataFrame)
    assert human.to_dict(as_series=False) == {
        "gene": ["GRIN1", "TP53", "INS"], "s1": [5, 2, 7], "note": ["a", "b", "e|f"],
        "genenorm_original": ["Grin1", "Trp53", "Ins1|Ins2"],
    }  # fmt: skip
    assert report.kept_genes == 4
    assert human.schema["s1"] == polars.Int64
    with pytest.raises(TypeError, match="collect it first"):
        lift(table.lazy(), "human")


def test_the_report_is_shown_by_notebooks_and_is_a_frozen_value() -> None:
    result = genenorm.lift(COUNTS, "human")
    assert "<svg" in result._repr_html_()
    with pytest.raises(AttributeError):
        result.report.notes = ()  # type: ignore[misc]
    assert result.report == genenorm.lift(COUNTS, "human").report
    assert hash(result.report) == hash(genenorm.lift(COUNTS, "human").report)


def test_missing_values_are_left_out_of_sums_and_means() -> None:
    table = pandas.DataFrame(
        {"s1": [1, np.nan, 4], "s2": [2, np.nan, np.nan], "s3": [np.nan, 3, 5]}, index=["Trp53", "Ins1", "Ins2"]
    )
    human, report = lift(table, to="human", species="mouse")
    assert human["s1"].to_list() == [1, 4]
    assert human["s2"].isna().to_list() == [False, True]
    assert human["s3"].isna().to_list() == [True, False]
    assert human[["s1", "s2", "s3"]].sum().sum() == report.kept_counts == report.total_counts == 15
    means, _ = lift(table, to="human", species="mouse", many_to_one="mean")
    assert (means["s1"].to_list()[1], means["s3"].to_list()[1]) == (4, 4)
    whole, _ = lift(table.astype("Int64"), to="human", species="mouse")
    assert whole["s1"].to_list() == [1, 4]
    assert whole["s2"].isna().to_list() == [False, True]
    assert str(whole["s1"].dtype) == "Int64"


def test_infinite_values_are_no_counts() -> None:
    table = pandas.DataFrame({"s1": [1, np.inf, 4]}, index=["Trp53", "Ins1", "Ins2"])
    human, report = lift(table, to="human", species="mouse")
    assert human["genenorm_original"].to_list() == ["Trp53", "Ins2"]  # one of them, and no sum
    assert "of the counts" not in report.headline
    assert report.total_counts is None


def test_numbers_that_are_objects_are_values() -> None:
    given = pandas.DataFrame({"Trp53": [1, 2], "Ins1": [3, 4], "Ins2": [5, 6], "batch": ["a", "b"]}, index=["s1", "s2"])
    turned = given.T.drop(index="batch")
    assert set(turned.dtypes) == {np.dtype(object)}
    human, report = lift(turned, to="human")
    assert _rows(human) == {"TP53": [1, 2, "Trp53"], "INS": [8, 10, "Ins1|Ins2"]}
    assert report.total_counts == 21
    exact = pandas.DataFrame({"s1": [Decimal(1), Decimal("2.5"), None]}, index=["Trp53", "Ins1", "Ins2"])
    for table in (exact, exact.astype(pandas.ArrowDtype(pyarrow.decimal128(8, 2)))):
        human, _ = lift(table, to="human", many_to_one="sum")
        assert human["s1"].to_list() == [1, 2.5]
    human, report = lift(pandas.DataFrame({"s1": ["1", "2"]}, index=["Trp53", "Grin1"]), to="human")
    assert any("s1 (its numbers are texts)" in note for note in report.notes)


def test_texts_among_numbers_are_told() -> None:
    table = pandas.DataFrame({"s1": ["1", "abc", "4"], "note": ["x", "y", "z"]}, index=["Trp53", "Ins1", "Ins2"])
    _, report = lift(table, to="human", species="mouse")
    assert "no column has numbers, so there are no values" in report.notes
    assert "no values, since they have texts among their numbers: s1 ('abc')" in report.notes
    _, report = lift(table.assign(s2=[1, 2, 3]), to="human", species="mouse")
    assert not any(note.startswith("no column") for note in report.notes)
    assert any("s1 ('abc')" in note for note in report.notes)


def test_a_table_of_polars_without_rows_keeps_texts() -> None:
    empty = polars.DataFrame(schema={"gene": polars.String, "s1": polars.Int64})
    human, _ = lift(empty, to="human")
    assert human.schema == {"gene": polars.String, "s1": polars.Int64, "genenorm_original": polars.String}
