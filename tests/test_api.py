"""The one-line functions of the package's root."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy
import pandas
import pyarrow
import pytest

import genenorm
from genenorm.resolver.answer_columns import AnswerColumns
from genenorm.resolver.answer_table import ANSWER_COLUMNS

FIXTURE = Path(__file__).resolve().parents[1] / "fixtures" / "ketamine-figure.md"


@pytest.mark.parametrize(
    ("species", "gene_id"),
    [("human", 2902), ("Mus musculus", 14810), (10116, 24408), (["rat"], 24408), (("mouse", "fly"), 14810)],
)
def test_species_is_a_name_a_taxon_id_or_several(species: str | int | list[str], gene_id: int) -> None:
    assert genenorm.resolve("NMDAR1", species).gene_id == gene_id


def test_an_unknown_species_is_an_error_that_names_the_known_ones() -> None:
    with pytest.raises(genenorm.GenenormError, match=r"unknown species 'unicorn'.*human"):
        genenorm.resolve("GRIN1", species="unicorn")


def test_a_frame_has_one_row_for_each_name_in_order_with_the_agreed_columns() -> None:
    frame = genenorm.resolve_frame(["GRIN1", "no such gene", "GRIN1"])
    assert tuple(frame.columns) == ANSWER_COLUMNS
    assert frame["input"].to_list() == ["GRIN1", "no such gene", "GRIN1"]
    assert frame["status"].to_list() == ["resolved", "unknown", "resolved"]


def test_a_split_frame_has_one_row_for_each_gene_with_the_index_of_its_name() -> None:
    names = pandas.Series(["KRAS; MSH2", "GRIN1", "KRAS; MSH2"], index=["a", "b", "c"])
    frame = genenorm.resolve_frame(names, split=True)
    assert tuple(frame.columns) == ANSWER_COLUMNS
    assert list(zip(frame.index, frame["symbol"], strict=True)) == [
        ("a", "KRAS"), ("a", "MSH2"), ("b", "GRIN1"), ("c", "KRAS"), ("c", "MSH2"),
    ]  # fmt: skip
    whole = genenorm.resolve_frame(names)
    assert whole["alternatives"].to_list()[0] == "9606:3845|9606:4436"


def test_a_repeated_name_has_the_same_row_each_time_and_other_spellings_their_own() -> None:
    names = ["Grin1", "GRIN1", "Grin1", "grin1", "GRIN1", "no such gene", "Grin1"]
    frame = genenorm.resolve_frame(names)
    resolver = genenorm.Resolver(genenorm.Reference.open())
    assert frame["input"].to_list() == names
    taxa = [found.taxon_id for found in resolver.resolve_all(names)]
    assert frame["taxon_id"].astype(object).where(frame["taxon_id"].notna(), None).to_list() == taxa
    assert frame.index.to_list() == list(range(len(names)))
    assert frame.iloc[[0]].to_dict("records") == frame.iloc[[2]].to_dict("records")


def test_a_table_has_one_answer_for_each_distinct_name(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    real = genenorm.Resolver.columns

    def counted(resolver: genenorm.Resolver, names: list[str], *more: Any) -> AnswerColumns:
        asked.append(names)
        return real(resolver, names, *more)

    monkeypatch.setattr(genenorm.Resolver, "columns", counted)
    assert len(genenorm.resolve_frame(["GRIN1", "Grin1"] * 500)) == 1000
    assert asked == [["GRIN1", "Grin1"]]


def test_a_series_keeps_its_index_and_its_missing_values_are_answers() -> None:
    names = pandas.Series(["GRIN1", None, float("nan"), "NA", 2902.0], index=[7, 7, 3, 1, 0], dtype=object)
    frame = genenorm.resolve_frame(names, species="human")
    assert frame.index.to_list() == [7, 7, 3, 1, 0]
    assert frame["input"].to_list() == ["GRIN1", "", "", "NA", "2902"]
    assert frame["symbol"].to_list()[0] == frame["symbol"].to_list()[4] == "GRIN1"


def test_a_table_says_which_index_answered(reference: genenorm.Reference) -> None:
    frame = genenorm.resolve_frame(["GRIN1", "no such gene", "GRIN1"])
    assert frame["reference"].to_list() == [reference.stamp] * 3
    assert frame.attrs["reference"] == genenorm.resolve_frame([]).attrs["reference"] == reference.stamp


@pytest.mark.parametrize("names", [[], pandas.Series([], dtype=object), iter(())])
def test_no_names_give_a_table_without_rows(names: list[str]) -> None:
    frame = genenorm.resolve_frame(names)
    assert (tuple(frame.columns), len(frame)) == (ANSWER_COLUMNS, 0)


def test_names_may_come_in_any_iterable() -> None:
    array = pandas.Series(["GRIN1", "TP53"]).to_numpy()
    for names in (("GRIN1", "TP53"), iter(["GRIN1", "TP53"]), pandas.Index(["GRIN1", "TP53"]), array):
        assert genenorm.resolve_frame(names, species="human")["symbol"].to_list() == ["GRIN1", "TP53"]


def test_names_of_an_index_are_joined_to_its_table() -> None:
    table = pandas.DataFrame(
        {"fold": [2.1, 0.4, 1.3]}, index=pandas.Index(["Trp53", "no such gene", "TP53; Egfr"], name="gene")
    )
    joined = table.join(genenorm.resolve_frame(table.index, species="mouse", columns="symbol"))
    assert joined["symbol"].isna().to_list() == [False, True, True]
    assert joined.index.name == "gene"
    split = genenorm.resolve_frame(table.index, species="mouse", split=True)
    assert split.index.to_list() == ["Trp53", "no such gene", "TP53; Egfr", "TP53; Egfr"]
    found = genenorm.orthologs_frame(table.index[:1], "human", species="mouse")
    assert (found.index.to_list(), found["symbol"].to_list()) == (["Trp53"], ["TP53"])


@pytest.mark.parametrize("names", ["GRIN1", b"GRIN1", None, 7157])
def test_one_name_where_a_list_is_expected_is_an_error_that_names_the_right_call(names: object) -> None:
    with pytest.raises(TypeError, match=r"one name.*resolve\(name\)"):
        genenorm.resolve_frame(names)  # type: ignore[call-overload]


def test_a_mapping_or_a_table_where_a_list_is_expected_is_an_error_that_names_the_right_call() -> None:
    with pytest.raises(TypeError, match="is a table"):
        genenorm.resolve_frame(pyarrow.table({"symbol": ["GRIN1"]}))
    with pytest.raises(TypeError, match=r"mapping.*resolve_frame\(list"):
        genenorm.resolve_frame({"GRIN1": 1})
    table = pandas.DataFrame({"symbol": ["GRIN1"], "p": [0.1]})
    with pytest.raises(TypeError, match=r"table.*resolve_frame\(table\['symbol'\]\)"):
        genenorm.resolve_frame(table)
    with pytest.raises(TypeError, match=r"table"):
        genenorm.resolve_frame(table.to_numpy())


@pytest.mark.parametrize("name", [["GRIN1"], ("GRIN1", "TP53"), {"GRIN1": 1}, pandas.Series(["GRIN1"]), b"GRIN1"])
def test_what_is_not_one_name_is_an_error(name: object) -> None:
    with pytest.raises(TypeError, match=r"resolve_frame|decode"):
        genenorm.resolve(name)
    with pytest.raises(TypeError, match=r"not one name|decode"):
        genenorm.resolve_frame([name])


MISSING = [None, float("nan"), numpy.nan, numpy.float32("nan"), pandas.NA, pandas.NaT, pyarrow.scalar(None)]


@pytest.mark.parametrize("missing", MISSING, ids=[repr(value) for value in MISSING])
def test_a_missing_value_is_an_unknown_name(missing: object) -> None:
    answer = genenorm.resolve(missing)
    assert (answer.input, answer.status.value, answer.gene_id) == ("", "unknown", None)
    frame = genenorm.resolve_frame([missing])
    assert (frame["input"].to_list(), frame["status"].to_list()) == ([""], ["unknown"])
    assert frame["gene_id"].isna().to_list() == [True]


@pytest.mark.parametrize("number", [7157, 7157.0, numpy.int64(7157), numpy.float32(7157), "7157"])
def test_a_number_is_a_gene_id(number: object) -> None:
    answer = genenorm.resolve(number)
    assert (answer.input, answer.symbol) == ("7157", "TP53")
    assert genenorm.resolve_frame([number])["symbol"].to_list() == ["TP53"]


def test_a_truth_value_is_not_the_number_one() -> None:
    assert genenorm.resolve(True).input == "True"
    assert genenorm.resolve_frame(pandas.Series([True]))["input"].to_list() == ["True"]


def test_a_subclass_of_text_does_not_reach_the_answers() -> None:
    assert type(genenorm.resolve(numpy.str_("AKT1")).input) is str


COLUMN = pandas.Series(["GRIN1", None, "TP53"], index=[4, 2, 9])
KINDS_OF_COLUMNS = {
    "object": COLUMN.astype(object),
    "string": COLUMN.astype("string"),
    "pyarrow": COLUMN.astype("string[pyarrow]"),
    "arrow type": COLUMN.astype(pandas.ArrowDtype(pyarrow.string())),
    "categorical": COLUMN.astype("category"),
    "converted": COLUMN.astype(object).convert_dtypes(),
}


@pytest.mark.parametrize("column", KINDS_OF_COLUMNS.values(), ids=KINDS_OF_COLUMNS.keys())
def test_a_column_of_any_dtype_is_answered_in_its_order_with_its_index(column: pandas.Series) -> None:
    frame = genenorm.resolve_frame(column, species="human")
    assert frame.index.to_list() == [4, 2, 9]
    assert frame["input"].to_list() == ["GRIN1", "", "TP53"]
    assert frame["gene_id"].to_list() == [2902, pandas.NA, 7157]


@pytest.mark.parametrize("dtype", ["Int64", "int64[pyarrow]", "float64", "object"])
def test_a_column_of_gene_ids_of_any_dtype_is_answered(dtype: str) -> None:
    column = pandas.Series([2902, None, 7157]).astype(dtype)  # type: ignore[call-overload]
    assert genenorm.resolve_frame(column)["symbol"].to_list() == ["GRIN1", pandas.NA, "TP53"]


def test_ids_are_nullable_integers_and_the_score_is_a_float() -> None:
    frame = genenorm.resolve_frame(["GRIN1", "no such gene"])
    numbers = {name: str(frame[name].dtype) for name in ("taxon_id", "gene_id", "score")}
    assert numbers == {"taxon_id": "Int64", "gene_id": "Int64", "score": "float64"}
    assert all(frame[name].dtype == object for name in frame.columns if name not in numbers)
    missing = [name for name, column in frame.items() if column.isna().to_list()[1]]
    assert missing == [
        "taxon_id", "gene_id", "symbol", "ensembl_id", "authority_id", "group_id", "species", "name_kind", "key_rule",
    ]  # fmt: skip
    assert {frame[name].to_list()[1] for name in missing} == {pandas.NA}
    merged = frame.merge(pandas.DataFrame({"gene_id": [2902], "p": [0.5]}), on="gene_id", how="left")
    assert merged["p"].to_list()[0] == 0.5


def test_a_record_file_is_annotated_without_being_changed() -> None:
    before = FIXTURE.read_bytes()
    done = genenorm.annotate(FIXTURE)
    (annotation,) = done.annotations
    assert [row.resolution.input for row in annotation.rows] == list(annotation.record.names)
    assert len(annotation.rows) == len(done.table.rows) == 45
    assert FIXTURE.read_bytes() == before
    assert genenorm.annotate(annotation.record).rows == annotation.rows


def test_a_file_that_is_not_there_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(genenorm.GenenormError, match=r"none\.md: no such file"):
        genenorm.annotate(tmp_path / "none.md")


@pytest.mark.parametrize("source", [b"---\n", ["GRIN1"], None])
def test_what_is_no_path_and_no_record_is_an_error_that_names_the_right_call(source: object) -> None:
    with pytest.raises(TypeError, match=r"a path or a Record.*annotate_file"):
        genenorm.annotate(source)  # type: ignore[call-overload]


@pytest.mark.parametrize("gene", ["GRIN1", 2902, "NCBIGene:2902", "ENSG00000176884"])
def test_orthologs_of_a_gene_however_it_is_named(gene: str | int) -> None:
    (mouse,) = genenorm.orthologs(gene, to="mouse")
    assert (mouse.gene.taxon_id, mouse.gene.gene_id) == (10090, 14810)


def test_orthologs_without_a_target_are_of_all_other_species() -> None:
    taxa = [ortholog.gene.taxon_id for ortholog in genenorm.orthologs("GRIN1")]
    assert 9606 not in taxa
    assert {10090, 10116, 7227} <= set(taxa)


def test_a_name_that_means_no_gene_has_no_orthologs() -> None:
    assert genenorm.orthologs("no such gene", to="mouse") == ()


def test_an_answered_gene_can_be_passed_on() -> None:
    answer = genenorm.resolve("GRIN1", species="human").answer
    assert answer is not None
    assert genenorm.orthologs(answer.gene, to="fly")[0].gene.symbol == "Nmdar1"


MOUSE_LIST = ["Grin1", "Trp53", "Trp53inp1", "Brca1", "Prl2c2", "Psg16", "Tnf", "psd95", "Cdkn1a"]
MIXED_LIST = ["GRIN1", "TP53", "BRCA1", "DLG4", "hh", "ptc", "Ubx", "Antp"]


def test_organisms_and_text_are_evidence_for_a_name_and_for_a_list() -> None:
    for said in ({"organisms": "rat"}, {"organisms": ["Rattus norvegicus", "pig"]}, {"text": "Neurons of rats"}):
        assert genenorm.resolve("Grin1", **said).taxon_id == 10116
        frame = genenorm.resolve_frame(["Grin1", "Dlg4"], **said)
        assert frame["taxon_id"].to_list() == [10116, 10116]


@pytest.mark.parametrize("count", [1, 20])
def test_a_list_may_decide_its_species(count: int) -> None:
    """Longer lists are answered on arrays; the further names are known to no species."""
    names = [*MOUSE_LIST, *(f"no such gene {number}" for number in range(4 * count))]
    assert genenorm.species_of_list(names).sole_taxon_id == 10090
    decided = genenorm.resolve_frame(names, species="auto")
    pandas.testing.assert_frame_equal(decided, genenorm.resolve_frame(names, species="mouse"))
    mixed = genenorm.resolve_frame(MIXED_LIST, species="auto")
    pandas.testing.assert_frame_equal(mixed, genenorm.resolve_frame(MIXED_LIST))


def test_one_name_leaves_its_species_open() -> None:
    assert genenorm.resolve("Trp53", species="auto") == genenorm.resolve("Trp53")
    assert genenorm.resolve_frame(["Trp53"], species="auto")["taxon_id"].to_list() == [10090]


def test_the_species_of_a_list_are_told_in_words_and_numbers() -> None:
    found = genenorm.species_of_list([*MOUSE_LIST, "no such gene", None])
    assert (found.taxon_id, found.known, found.size) == (10090, 9, 11)
    assert str(found).startswith("mouse, ")
    assert str(found).endswith(" % of 9 names; 2 more are unknown")
    mixed = genenorm.species_of_list(MIXED_LIST)
    assert mixed.sole_taxon_id is None
    assert set(list(mixed.shares)[:2]) == {9606, 7227}
    assert genenorm.species_of_list(["Grin1", "Dlg4", "Bdnf"], organisms="rat").taxon_id == 10116
    with pytest.raises(TypeError, match="one name"):
        genenorm.species_of_list("GRIN1")


def test_orthologs_of_an_automatic_species_are_an_error() -> None:
    with pytest.raises(ValueError, match="to has no species 'auto'"):
        genenorm.orthologs("GRIN1", to="auto")


def test_what_is_said_of_a_record_counts_and_the_record_stays() -> None:
    record = genenorm.Record("r", "r", ("Grin1",), caption="In mice")
    for said in ({"species": "rat"}, {"organisms": "rat"}):
        annotation = genenorm.annotate(record, **said)
        assert annotation.rows[0].resolution.taxon_id == 10116
        assert annotation.scope.taxa == (10116,)
        assert annotation.record == record
    with pytest.raises(genenorm.UnknownTaxonError, match="unicorn"):
        genenorm.annotate(record, species="unicorn")


def test_the_names_of_a_record_may_decide_its_species() -> None:
    annotation = genenorm.annotate(genenorm.Record("r", "r", tuple(MOUSE_LIST)), species="auto")
    assert annotation.list_species == genenorm.species_of_list(MOUSE_LIST)
    assert {row.resolution.taxon_id for row in annotation.rows} == {10090}
    mixed = genenorm.annotate(genenorm.Record("r", "r", tuple(MIXED_LIST)), species="auto")
    assert mixed.list_species is not None
    assert mixed.list_species.sole_taxon_id is None
    assert mixed.answers == genenorm.annotate(genenorm.Record("r", "r", tuple(MIXED_LIST))).answers


def test_annotate_takes_options_of_the_file_and_has_notes_on_its_shape(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("GRIN1,DLG4\nAKT1,MYC\n", encoding="utf-8")
    done = genenorm.annotate(path, options=genenorm.ReadOptions(column="2"))
    assert [row.resolution.symbol for row in done.annotations[0].rows] == ["DLG4", "MYC"]
    assert done.record_file.notes[0].startswith("the first row has data (DLG4)")
    assert genenorm.strip_file(done.rewritten(), "a.csv") == path.read_bytes()


def test_a_file_is_annotated_with_what_is_said_of_it(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Grin1\nDlg4\n", encoding="utf-8")
    (annotation,) = genenorm.annotate(path, text="Neurons of rats").annotations
    assert [row.resolution.taxon_id for row in annotation.rows] == [10116, 10116]
