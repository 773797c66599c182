"""The one-line functions of the package's root."""

from __future__ import annotations

from pathlib import Path

import pandas
import pytest

import genenorm
from genenorm.core import tables
from genenorm.core.tables import COLUMNS

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
    assert tuple(frame.columns) == COLUMNS
    assert frame["input"].to_list() == ["GRIN1", "no such gene", "GRIN1"]
    assert frame["status"].to_list() == ["resolved", "unknown", "resolved"]


def test_a_repeated_name_has_the_same_row_each_time_and_other_spellings_their_own() -> None:
    names = ["Grin1", "GRIN1", "Grin1", "grin1", "GRIN1", "no such gene", "Grin1"]
    frame = genenorm.resolve_frame(names)
    resolver = genenorm.Resolver(genenorm.Reference.open())
    assert frame["input"].to_list() == names
    assert frame["taxon_id"].to_list() == [str(found.taxon_id or "") for found in resolver.resolve_all(names)]
    assert frame.index.to_list() == list(range(len(names)))
    assert frame.iloc[[0]].to_dict("records") == frame.iloc[[2]].to_dict("records")


def test_a_table_makes_one_row_for_each_distinct_name(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    real = tables.table_of

    def counted(answers: list[genenorm.Resolution], reference: str) -> tables.Table:
        made.append(len(answers))
        return real(answers, reference)

    monkeypatch.setattr(tables, "table_of", counted)
    assert len(genenorm.resolve_frame(["GRIN1", "Grin1"] * 500)) == 1000
    assert made == [2]


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
    assert (tuple(frame.columns), len(frame)) == (COLUMNS, 0)


def test_names_may_come_in_any_iterable() -> None:
    for names in (("GRIN1", "TP53"), iter(["GRIN1", "TP53"]), pandas.Index(["GRIN1", "TP53"]), {"GRIN1": 1, "TP53": 2}):
        assert genenorm.resolve_frame(names, species="human")["symbol"].to_list() == ["GRIN1", "TP53"]


def test_a_string_is_one_name_by_mistake_not_a_list_of_letters() -> None:
    with pytest.raises(TypeError, match=r"one name.*resolve"):
        genenorm.resolve_frame("GRIN1")


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
