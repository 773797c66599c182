"""Scoring of lists of names with gold identifiers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from genenorm.cli.commands import cli
from genenorm.core.errors import RecordError
from genenorm.resolver.resolver import Resolver
from genenorm.verify.gold_lists import GoldList, GoldName, read_gold_lists
from genenorm.verify.list_scores import Told, judge_lists, summarise_lists

TABLE = (
    "list_id\ttaxon_id\tname\tentrez\tensembl\n"
    "one\t10116\tGrin1\t24408\t\n"
    "one\t10116\tBdnf\t24225\tENSRNOG00000047466\n"
    "one\t10116\tunmapped\t\t\n"
    "two\t9606\tTrkB\t4915|99999999\t\n"
    "two\t9606\tQqq9\t99999999\t\n"
    "three\t9606\tTrkB\t4915\t\n"
)


def read(text: str, **options: object) -> list[GoldList]:
    return read_gold_lists(text.encode(), "names.tsv", **options)  # type: ignore[arg-type]


# -- reading ----------------------------------------------------------------------------------------------------------


def test_the_rows_of_a_list_are_together_with_all_their_identifiers() -> None:
    one, two, three = read(TABLE)
    assert (one.list_id, one.taxon_id) == ("one", 10116)
    assert one.names[1] == GoldName("Bdnf", frozenset({"24225", "ENSRNOG00000047466"}))
    assert one.names[2] == GoldName("unmapped", frozenset())
    assert two.names[0].gold == {"4915", "99999999"}
    assert three.list_id == "three"


def test_a_table_with_two_columns_is_one_list() -> None:
    (found,) = read("Symbol,GeneID\nGRIN1,2902\n")
    assert found == GoldList("names.tsv", None, (GoldName("GRIN1", frozenset({"2902"})),))


def test_cells_have_floats_several_identifiers_and_marks_for_none() -> None:
    rows = (
        "A,2902.0",
        "B,2902;14810",
        "C,GeneID:2902 / ENSG00000176884.18",
        "D,NA",
        "E,x",
        "F,0",
        "G,[2902]",
        "H,2902|7",
    )
    (found,) = read("\n".join(("name,gene_id", *rows)))
    golds = [set(name.gold) for name in found.names]
    both = {"2902", "ENSG00000176884"}
    assert golds == [{"2902"}, {"2902", "14810"}, both, set(), set(), set(), {"2902"}, {"2902", "7"}]


def test_columns_can_be_named() -> None:
    (found,) = read("what,where,gene\nGRIN1,2902,x\n", column="what", gold_columns=("where",))
    assert found.names == (GoldName("GRIN1", frozenset({"2902"})),)


def test_species_may_be_names() -> None:
    assert [found.taxon_id for found in read("name,gene_id,organism\nGrin1,14810,mouse\nGRIN1,2902,human\n")] == [
        10090, 9606,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        ("a,gene_id\nGRIN1,2902\n", {}, "names.tsv: no column of names (name, input, "),
        ("a,gene_id\nG,2\n", {"column": "b"}, "names.tsv: no column of names (b); the table has a, gene_id; name it"),
        ("name,b\nGRIN1,2902\n", {"gold_columns": ("c",)}, "names.tsv: no column of gene identifiers (c)"),
        ("name,entrez\nGRIN1,\n", {}, "names.tsv: no name with an identifier to score against"),
        ("name,entrez,organism\nGRIN1,2902,humon\n", {}, "names.tsv: unknown species 'humon'"),
    ],
)  # fmt: skip
def test_what_is_missing_is_named(text: str, options: dict[str, object], message: str) -> None:
    with pytest.raises(RecordError) as caught:
        read(text, **options)
    assert str(caught.value).startswith(message)


# -- scoring ----------------------------------------------------------------------------------------------------------


def test_names_are_judged_by_what_is_told_of_their_list(resolver: Resolver) -> None:
    judged = {told: {name.name: name for name in judge_lists(read(TABLE), resolver, told)} for told in Told}
    assert [name.name for name in judge_lists(read(TABLE), resolver)] == ["Grin1", "Bdnf", "TrkB", "Qqq9"]
    assert not judged[Told.NOTHING]["Grin1"].is_right  # a symbol of mouse and rat
    for told in (Told.ORGANISM, Told.SPECIES):
        assert judged[told]["Grin1"].is_right
        assert judged[told]["Bdnf"].score > judged[Told.NOTHING]["Bdnf"].score
    trkb, unknown = judged[Told.SPECIES]["TrkB"], judged[Told.SPECIES]["Qqq9"]
    assert (trkb.list_id, trkb.is_symbol, trkb.is_right, trkb.taxon_id) == ("two", False, True, 9606)
    assert (unknown.is_answered, unknown.best_right, unknown.score) == (False, False, 0.0)


def test_the_scores_count_each_distinct_name_once(resolver: Resolver) -> None:
    scores = summarise_lists(judge_lists(read(TABLE), resolver, Told.SPECIES))
    assert (scores.names, scores.accuracy, scores.best_accuracy, scores.coverage) == (4, 0.75, 0.75, 0.75)
    assert (scores.precision, scores.symbols, scores.others) == (1.0, (2, 1.0), (2, 0.5))
    assert [(taxon.taxon_id, taxon.mentions) for taxon in scores.per_taxon] == [(10116, 2), (9606, 2)]
    assert sum(band.mentions for band in scores.reliability) == 3
    with pytest.raises(ValueError, match="no name"):
        summarise_lists([])


# -- the command ------------------------------------------------------------------------------------------------------


def evaluate(*arguments: str) -> str:
    done = CliRunner().invoke(cli, ["evaluate", *arguments])
    assert done.exit_code == 0, done.output
    return done.output


def test_the_command_scores_tables_for_people_and_programs(tmp_path: Path) -> None:
    gold = tmp_path / "gold.tsv"
    gold.write_text(TABLE, encoding="utf-8")
    text = evaluate(str(gold), "--told", "species")
    assert "accuracy                        0.7500" in text
    assert "  Rattus norvegicus                   2    1.0000" in text
    data = json.loads(evaluate(str(gold), "--told", "organism", "--format", "json"))
    assert (data["names"], data["accuracy"]) == (4, 0.75)
    assert json.loads(evaluate(str(gold), "--species", "rat", "--format", "json"))["symbols"] == [2, 1.0]


def test_documents_and_tables_are_not_mixed(tmp_path: Path) -> None:
    gold = tmp_path / "gold.tsv"
    gold.write_text(TABLE, encoding="utf-8")
    done = CliRunner().invoke(cli, ["evaluate", str(gold), "gold.pubtator"])
    assert done.exit_code == 2
    assert "documents and tables are scored differently" in done.output
    done = CliRunner().invoke(cli, ["evaluate", "--told", "species", "gold.pubtator"])
    assert done.exit_code == 2
    assert "--told, --column and --gold-column are for tables" in done.output


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("#version 2.4\n\nname\tgene_id\nGRIN1\t2902\n", {}),
        ("\ufeffsep=;\r\nname;gene_id\r\nGRIN1;2902\r\n", {}),
        ("name;gene_id;n\nGRIN1;2902;1,5\n", {}),
        ("hit,id\nGRIN1,2902\n", {"column": "1", "gold_columns": ["2"]}),
        ("Hit,ID\nGRIN1,2902\n", {"column": "hit", "gold_columns": ["id"]}),
    ],
)
def test_tables_are_read_as_programs_write_them(text: str, options: dict[str, object]) -> None:
    (found,) = read(text, **options)
    assert found.names == (GoldName("GRIN1", frozenset({"2902"})),)
