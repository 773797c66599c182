"""Finding the genes of tables and AnnData objects."""

from __future__ import annotations

from collections.abc import Sequence

import pandas
import pytest

from genenorm.api import shared_resolver
from genenorm.datasets.gene_axis import frame_axis, share_of_genes, var_axis

MOUSE = ["Grin1", "Trp53", "Gapdh", "Actb"]


def _nothing(_labels: object) -> float:
    return 0.0


def _share(labels: Sequence[str]) -> float:
    return share_of_genes(shared_resolver())(labels)


@pytest.fixture
def counts() -> pandas.DataFrame:
    return pandas.DataFrame({"s1": [1, 2, 3, 4], "s2": [5, 6, 7, 8]}, index=MOUSE)


def test_labels_of_rows_and_columns_are_told_apart_by_what_they_name(counts: pandas.DataFrame) -> None:
    assert frame_axis(counts, None, _share).names == tuple(MOUSE)
    across = frame_axis(counts.T, None, _share)
    assert across.is_columns
    assert across.names == tuple(MOUSE)


def test_an_axis_that_is_named_needs_no_known_gene() -> None:
    table = pandas.DataFrame([[1]], index=["qq1"], columns=["qq2"])
    assert frame_axis(table, "rows", _nothing).names == ("qq1",)
    assert frame_axis(table, "columns", _nothing).names == ("qq2",)


def test_a_column_is_found_by_its_name_in_any_case_and_by_its_header(counts: pandas.DataFrame) -> None:
    table = counts.rename_axis("Gene").reset_index()
    for axis in ("gene", "Gene", None, "rows"):
        found = frame_axis(table, axis, _nothing)
        assert (found.names, found.column) == (tuple(MOUSE), 0)
    named = pandas.DataFrame({"n": [1, 2], "what": ["Grin1", "Trp53"]})
    assert frame_axis(named, None, _share).column == 1
    assert frame_axis(named, "rows", _share).column == 1


@pytest.mark.parametrize(
    ("table", "axis", "words"),
    [
        (pandas.DataFrame({"gene": ["a"], "s": [1]}), "gnee", "did you mean 'gene'"),
        (pandas.DataFrame([[1]], index=["qq1"], columns=["qq2"]), None, "axis='columns'"),
        (pandas.DataFrame({"gene": ["a"], "symbol": ["b"]}), None, "several columns"),
        (pandas.DataFrame([["a", "b"]], columns=["g", "g"]), "g", "2 columns are called 'g'"),
        (pandas.DataFrame(), None, "not clear"),
        (pandas.DataFrame([[1]], index=pandas.MultiIndex.from_tuples([("a", "b")])), "rows", "2 levels"),
    ],
)
def test_what_is_not_clear_is_refused_in_one_line(table: pandas.DataFrame, axis: str | None, words: str) -> None:
    with pytest.raises(ValueError, match=words) as error:
        frame_axis(table, axis, _nothing)
    assert "\n" not in str(error.value)


def test_missing_names_are_empty_and_ids_are_text() -> None:
    assert frame_axis(pandas.DataFrame({"gene": ["a", None]}), "gene", _nothing).names == ("a", "")
    assert frame_axis(pandas.DataFrame({"entrez": [2902.0, None]}), "entrez", _nothing).names == ("2902", "")


def test_names_of_var_are_its_labels_or_the_column_known_to_have_them() -> None:
    var = pandas.DataFrame({"gene_symbols": MOUSE, "n": range(4)}, index=["ENSMUSG00000026959", "b", "c", "d"])
    assert var_axis(var).names[0] == "ENSMUSG00000026959"
    assert var_axis(var, "gene_symbols").names == tuple(MOUSE)
    numbered = var_axis(var.reset_index(drop=True).set_axis(["0", "1", "2", "3"]))
    assert numbered.names == tuple(MOUSE)
    assert "gene_symbols" in numbered.note
    with pytest.raises(ValueError, match="name a column of var"):
        var_axis(pandas.DataFrame({"n": [1, 2]}, index=["0", "1"]))
    with pytest.raises(ValueError, match="no column 'x'"):
        var_axis(var, "x")


@pytest.mark.parametrize("labels", [["a"], ["C3", "A2", "F2"], ["a", "b", "e", "w"]])
def test_letters_and_wells_of_plates_are_not_taken_for_genes(labels: list[str]) -> None:
    values = [[1] * len(labels)] * len(MOUSE)
    assert not frame_axis(pandas.DataFrame(values, MOUSE, labels), None, _share).is_columns
    with pytest.raises(ValueError, match="not clear"):
        frame_axis(pandas.DataFrame(values, ["nosuch1", "nosuch2", "nosuch3", "nosuch4"], labels), None, _share)


def test_a_column_that_var_lacks_is_told() -> None:
    with pytest.raises(ValueError, match="no column 'zz': var has no columns; leave it out for the labels of var"):
        var_axis(pandas.DataFrame(index=MOUSE), "zz")
    with pytest.raises(ValueError, match="the columns are: n; or leave it out for the labels of var"):
        var_axis(pandas.DataFrame({"n": [1] * 4}, index=MOUSE), "zz")
