"""Tables of the orthologs of a list, and the columns of frames that are asked for."""

from __future__ import annotations

import json
from typing import Any

import pandas
import pytest

import genenorm
from genenorm.resolver.answer_table import ANSWER_COLUMNS, SHORT_COLUMNS
from genenorm.resolver.ortholog_answers import ORTHOLOG_COLUMNS, SHORT_ORTHOLOG_COLUMNS

NAMES = ["GRIN1", "no such gene", "KARs", "GRIN1", "TP53; EGFR", "Grin1", None]


def test_a_frame_of_orthologs_has_the_rows_of_each_name_in_their_order() -> None:
    frame = genenorm.orthologs_frame(NAMES, to=["mouse", "rat"])
    assert tuple(frame.columns) == ORTHOLOG_COLUMNS
    assert frame.index.to_list() == [0, 0, 1, 2, 3, 3, 4, 5, 6]
    assert frame["input"].to_list() == [
        "GRIN1", "GRIN1", "no such gene", "KARs", "GRIN1", "GRIN1", "TP53; EGFR", "Grin1", "",
    ]  # fmt: skip
    assert frame["status"].to_list() == [
        "resolved", "resolved", "unknown", "family", "resolved", "resolved", "family", "resolved", "unknown",
    ]  # fmt: skip
    assert frame["species"].to_list()[:2] == ["mouse", "rat"]
    assert frame["gene_id"].to_list()[:3] == [14810, 24408, pandas.NA]
    assert frame["doubt"].to_list()[2:4] == ["", "family, not a gene"]
    assert frame["relation"].to_list()[:3] == ["one-to-one", "one-to-one", pandas.NA]


def test_its_rows_are_the_orthologs_of_single_names() -> None:
    names = ["TP53", "BRCA1", "TNF", "hh", "Grin1", "CYP2D6"]
    frame = genenorm.orthologs_frame(names, to=["mouse", "fly"], species=["human", "fly"], homology="all")
    for place, name in enumerate(names):
        found = genenorm.orthologs(name, ["mouse", "fly"], species=["human", "fly"], homology="all")
        rows = frame.loc[[place]]
        assert rows["symbol"].dropna().to_list() == [ortholog.gene.symbol for ortholog in found]
        assert rows["homology"].dropna().to_list() == [ortholog.homology for ortholog in found]


@pytest.mark.parametrize("names", [[], ["no such gene"], [None, None]])
def test_without_orthologs_the_types_stay(names: list[Any]) -> None:
    for frame in (genenorm.orthologs_frame(names, "mouse"), genenorm.resolve_frame(names, split=True)):
        types = {name: str(frame[name].dtype) for name in ("taxon_id", "gene_id", "score")}
        assert types == {"taxon_id": "Int64", "gene_id": "Int64", "score": "float64"}
        assert len(frame) == len(names)
        assert frame["gene_id"].isna().all()
        assert frame["symbol"].isna().all()


def test_a_series_gives_its_index_to_all_rows_of_a_name() -> None:
    names = pandas.Series(["GRIN1", "no such gene"], index=["a", "b"])
    frame = genenorm.orthologs_frame(names, to=["mouse", "rat"])
    assert frame.index.to_list() == ["a", "a", "b"]
    assert frame.attrs["reference"] == genenorm.resolve_frame(names).attrs["reference"]


def test_the_doubt_of_an_ortholog_is_that_of_the_name() -> None:
    (doubt,) = genenorm.resolve_frame(["GR1N1"], species="human")["doubt"]
    assert doubt.endswith("repaired spelling")
    assert genenorm.orthologs_frame(["GR1N1"], "mouse", species="human")["doubt"].to_list() == [doubt]


@pytest.mark.parametrize("split", [False, True])
def test_columns_are_asked_for_by_a_word_or_by_their_names(split: bool) -> None:
    whole = genenorm.resolve_frame(NAMES, split=split)
    assert tuple(whole.columns) == ANSWER_COLUMNS
    for asked, columns in (
        ("short", SHORT_COLUMNS), ("full", ANSWER_COLUMNS), (["doubt", "gene_id"], ["doubt", "gene_id"]),
        ("reference,input", ["reference", "input"]), (pandas.Index(["score"]), ["score"]),
    ):  # fmt: skip
        frame = genenorm.resolve_frame(NAMES, columns=asked, split=split)  # type: ignore[arg-type]
        pandas.testing.assert_frame_equal(frame, whole[list(columns)])
        assert frame.attrs == whole.attrs


def test_columns_of_orthologs_have_the_relation() -> None:
    whole = genenorm.orthologs_frame(NAMES, "mouse")
    short = genenorm.orthologs_frame(NAMES, "mouse", columns="short")
    assert tuple(short.columns) == SHORT_ORTHOLOG_COLUMNS
    pandas.testing.assert_frame_equal(short, whole[list(SHORT_ORTHOLOG_COLUMNS)])
    pandas.testing.assert_frame_equal(genenorm.orthologs_frame(NAMES, "mouse", columns="homology"), whole[["homology"]])


@pytest.mark.parametrize("function", [genenorm.resolve_frame, genenorm.orthologs_frame])
def test_a_column_that_there_is_not_is_an_error_with_the_names_like_it(function: Any) -> None:
    with pytest.raises(ValueError, match=r"no column 'gene_di': did you mean gene_id"):
        function(["GRIN1"], columns="input,gene_di")
    with pytest.raises(TypeError, match=r"columns is 5; it may be 'short', 'full', or names of columns"):
        function(["GRIN1"], columns=5)


def test_missing_values_agree_in_frames_json_and_merges(reference: genenorm.Reference) -> None:
    names = ["GRIN1", "no such gene", "KARs"]
    frame = genenorm.resolve_frame(names)
    rows = json.loads(frame.to_json(orient="records"))
    from genenorm.core.tables import to_json

    table = json.loads(to_json(genenorm.Resolver(reference).table(names)))
    for row, other in zip(rows, table, strict=True):
        assert {name: row[name] is None for name in row} == {name: other[name] is None for name in row}
    known = pandas.DataFrame({"gene_id": [2902, 1742], "p": [0.5, 0.1]})
    merged = frame.merge(known, on="gene_id", how="left")
    assert merged["gene_id"].dtype == "Int64"
    assert merged["p"].isna().to_list() == [False, True, True]
    assert frame.dropna(subset=["gene_id"])["input"].to_list() == ["GRIN1"]
