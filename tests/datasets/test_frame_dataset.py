"""DataFrames with other names: places, types, sums, and what stays."""

from __future__ import annotations

import numpy
import pandas
import pytest

from genenorm.datasets.harmonize.frame_dataset import FrameDataset
from genenorm.datasets.harmonize.name_changes import changes_of
from genenorm.datasets.harmonize.plan_rows import Action, PlanRow
from genenorm.resolver.resolver import Resolver


def row(name: str, action: str, becomes: str = "") -> PlanRow:
    return PlanRow("a", "rows", name, 1, Action(action), becomes, 1, "", "", "", "", 1.0)


PLAN = {one.name: one for one in (row("p53", "sum", "TP53"), row("EGFR", "drop"), row("Oct4", "rename", "POU5F1"))}
NAMES = ["p53", "TP53", "EGFR", "Oct4", "CD4"]


def changed(frame: pandas.DataFrame, place: str) -> pandas.DataFrame:
    before = frame.copy()
    held = FrameDataset(frame, "a")
    new = held.changed({place: changes_of(held.names(place), PLAN)}).value
    assert isinstance(new, pandas.DataFrame)
    pandas.testing.assert_frame_equal(frame, before)
    return new


def test_rows_are_renamed_summed_and_left_out() -> None:
    frame = pandas.DataFrame(
        {"word": list("vwxyz"), "n": [1, 2, 3, 4, 5], "f": [0.5, numpy.nan, 1, 2, 3]},
        index=pandas.Index(NAMES, name="gene"),
    )
    frame.attrs["of"] = "me"
    held = FrameDataset(frame, "a")
    done = held.changed({"rows": changes_of(held.names("rows"), PLAN)})
    wanted = pandas.DataFrame(
        {"word": list("wyz"), "n": [3, 4, 5], "f": [0.5, 2, 3]},
        index=pandas.Index(["TP53", "POU5F1", "CD4"], name="gene"),
    )
    assert isinstance(done.value, pandas.DataFrame)
    pandas.testing.assert_frame_equal(done.value, wanted)
    assert done.value.attrs == {"of": "me"}
    assert done.notes == ("summed: n, f; the other columns stay as in the row that is kept",)


def test_columns_are_genes_too() -> None:
    frame = pandas.DataFrame([[1, 2, 3, 4, 5], [1.5, 2, 3, 4, 5]], index=["s1", "s2"], columns=NAMES)
    done = changed(frame, "columns")
    assert done.to_dict("list") == {"TP53": [3.0, 3.5], "POU5F1": [4.0, 4.0], "CD4": [5.0, 5.0]}


@pytest.mark.parametrize("kind", ["object", "category", "string"])
def test_a_column_keeps_its_type_and_its_missing_values(kind: str) -> None:
    frame = pandas.DataFrame({"n": range(6), "gene": pandas.Series([*NAMES, None], dtype=kind)})
    done = changed(frame, "column gene")
    assert str(done["gene"].dtype) == kind
    assert done["gene"].dropna().to_list() == ["TP53", "POU5F1", "CD4"]
    assert done["gene"].isna().sum() == 1
    assert list(done.columns) == ["n", "gene"]


def test_identifiers_are_not_summed() -> None:
    frame = pandas.DataFrame({"gene": NAMES, "gene_id": [7157, 7157, 1956, 5460, 920], "n": [1, 2, 3, 4, 5]})
    done = changed(frame, "column gene")
    assert done["gene_id"].to_list() == [7157, 5460, 920]
    assert done["n"].to_list() == [3, 4, 5]


@pytest.mark.parametrize(("kind", "sums"), [("int8", "int64"), ("int64", "int64"), ("float32", "float32")])
def test_sums_that_do_not_fit_get_a_larger_type(kind: str, sums: str) -> None:
    frame = pandas.DataFrame({"n": numpy.array([100, 100, 1, 1, 1], kind)}, index=NAMES)
    done = changed(frame, "rows")
    assert (done["n"].to_list(), str(done["n"].dtype)) == ([200, 1, 1], sums)
    small = changed(frame // 50, "rows")
    assert str(small["n"].dtype) == kind


def test_a_column_of_text_cannot_be_summed_when_columns_are_genes() -> None:
    frame = pandas.DataFrame([["x", 2, 3, 4, 5]], columns=NAMES)
    with pytest.raises(ValueError, match="the column 'TP53' has no numbers, and cannot be summed; use drop or keep"):
        changed(frame, "columns")


def test_numbers_as_names_stay_numbers_unless_they_change(resolver: Resolver) -> None:
    frame = pandas.DataFrame({"gene_id": [7157, 1956]})
    held = FrameDataset(frame, "a")
    assert held.names("column gene_id") == ["7157", "1956"]
    renaming = {"7157": row("7157", "rename", "TP53")}
    new = held.changed({"column gene_id": changes_of(held.names("column gene_id"), renaming)}).value
    assert isinstance(new, pandas.DataFrame)
    assert new["gene_id"].to_list() == ["TP53", 1956]


@pytest.mark.parametrize(
    ("frame", "place"),
    [
        (pandas.DataFrame({"n": [1, 2]}, index=["TP53", "p53"]), "rows"),
        (pandas.DataFrame({"n": [1, 2], "symbol": ["TP53", "p53"]}), "column symbol"),
        (pandas.DataFrame({"gene": ["TP53", "p53"], "gene_id": [7157, 7157]}), "column gene"),
        (pandas.DataFrame([[1, 2]], index=["s1"], columns=["TP53", "EGFR"]), "columns"),
        (pandas.DataFrame(), "rows"),
    ],
)
def test_the_place_of_the_names_is_found(frame: pandas.DataFrame, place: str, resolver: Resolver) -> None:
    assert FrameDataset(frame, "a").chosen("", resolver) == [place]


def test_an_unclear_place_is_asked_for(resolver: Resolver) -> None:
    frame = pandas.DataFrame({"x": ["lorem", "ipsum"]})
    with pytest.raises(ValueError, match=r"a: it is not clear where the genes are.* columns="):
        FrameDataset(frame, "a").chosen("", resolver)
    levels = pandas.DataFrame({"n": [1]}, index=pandas.MultiIndex.from_tuples([("TP53", "x")]))
    with pytest.raises(ValueError, match="levels"):
        FrameDataset(levels, "a").chosen("rows", resolver)
    twice = pandas.DataFrame([[1, 2]], columns=["g", "g"])
    with pytest.raises(ValueError, match="2 columns 'g'"):
        FrameDataset(twice, "a").names("column g")
