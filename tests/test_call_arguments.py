"""Calls with arguments of wrong types fail with one line that names the argument and the way out."""

from __future__ import annotations

import io
import json
import pickle
from pathlib import Path
from typing import Any

import numpy
import pandas
import pytest

import genenorm
from genenorm.cli import main

FRAME = pandas.DataFrame({"symbol": ["GRIN1"]})
RECORD = genenorm.Record("by hand", "r", ("GRIN1",))
NO_SPECIES: list[Any] = [3.5, {}, {"human": 1}, b"human", True, float("nan"), [None], ["human", {}], [3.5], object]
NO_ORGANISMS: list[Any] = [3.5, None, {}, b"", [3.5], [None], True]
NO_TEXT: list[Any] = [None, 5, ["a"], b"", {}]


def the_only_line(error: pytest.ExceptionInfo[Exception]) -> str:
    message = str(error.value)
    assert "\n" not in message
    assert len(message) < 300
    return message


@pytest.mark.parametrize("wrong", NO_SPECIES, ids=repr)
def test_what_is_no_species_is_named_with_what_is_one(wrong: Any) -> None:
    calls = (
        lambda: genenorm.resolve("GRIN1", species=wrong),
        lambda: genenorm.resolve_frame(["GRIN1"], species=wrong),
        lambda: genenorm.orthologs("GRIN1", "mouse", species=wrong),
        lambda: genenorm.orthologs_frame(["GRIN1"], "mouse", species=wrong),
        lambda: genenorm.annotate(RECORD, species=wrong),
        lambda: genenorm.Context(species=wrong),
    )
    for call in calls:
        with pytest.raises(TypeError) as error:
            call()
        assert the_only_line(error).startswith("species must be")
    for call in (lambda: genenorm.orthologs("GRIN1", wrong), lambda: genenorm.orthologs_frame(["GRIN1"], wrong)):
        with pytest.raises(TypeError) as error:
            call()
        assert the_only_line(error).startswith("to must be a species or a list of them, such as 'mouse' or 10090, not")


@pytest.mark.parametrize("wrong", NO_ORGANISMS, ids=repr)
def test_what_is_no_organism_is_named(wrong: Any) -> None:
    calls = (
        lambda: genenorm.resolve("GRIN1", organisms=wrong),
        lambda: genenorm.resolve_frame(["GRIN1"], organisms=wrong),
        lambda: genenorm.species_of_list(["GRIN1"], organisms=wrong),
        lambda: genenorm.annotate(RECORD, organisms=wrong),
    )
    for call in calls:
        with pytest.raises(TypeError) as error:
            call()
        assert the_only_line(error).startswith("organisms must be names or taxon ids, not")


@pytest.mark.parametrize("wrong", NO_TEXT, ids=repr)
def test_what_is_no_text_is_named(wrong: Any) -> None:
    calls = (
        lambda: genenorm.resolve("GRIN1", text=wrong),
        lambda: genenorm.resolve_frame(["GRIN1"], text=wrong),
        lambda: genenorm.orthologs_frame(["GRIN1"], text=wrong),
        lambda: genenorm.annotate(RECORD, text=wrong),
    )
    for call in calls:
        with pytest.raises(TypeError) as error:
            call()
        assert the_only_line(error).startswith("text must be text, not")


@pytest.mark.parametrize("function", ["resolve_frame", "orthologs_frame", "species_of_list"])
def test_what_is_no_list_is_an_error_that_names_the_right_call(function: str) -> None:
    call = getattr(genenorm, function)
    of_one = "orthologs" if function == "orthologs_frame" else "resolve"
    for name in ("GRIN1", b"GRIN1", 5, None, 3.5):
        with pytest.raises(TypeError, match=rf"names is one name.*use {of_one}\(name\)"):
            call(name)
    for table in (FRAME, FRAME.to_numpy()):
        with pytest.raises(TypeError, match=rf"names is a table.*{function}\(table\['symbol'\]\)"):
            call(table)
    with pytest.raises(TypeError, match=rf"names is a mapping.*{function}\(list\(mapping\)\)"):
        call({"GRIN1": 1})
    with pytest.raises(TypeError, match=r"names\[0\] is a list, not one name"):
        call([["GRIN1"]])


@pytest.mark.parametrize("gene", [["GRIN1"], ("GRIN1",), pandas.Series(["GRIN1"]), {"GRIN1": 1}, FRAME])
def test_orthologs_of_a_list_name_the_function_for_lists(gene: Any) -> None:
    with pytest.raises(TypeError, match=r"orthologs_frame\(names\)"):
        genenorm.orthologs(gene)


def test_orthologs_of_an_answer_say_how_to_give_its_gene() -> None:
    answer = genenorm.resolve("GRIN1")
    for wrong in (answer, answer.answer):
        with pytest.raises(TypeError, match=r"orthologs\(answer\.gene\)"):
            genenorm.orthologs(wrong, "mouse")  # type: ignore[arg-type]


def test_auto_among_species_stands_alone() -> None:
    with pytest.raises(ValueError, match="species='auto'"):
        genenorm.resolve_frame(["GRIN1"], species=["auto", "human"])
    with pytest.raises(ValueError, match="to has no species 'auto'"):
        genenorm.orthologs("GRIN1", "auto")


def test_an_open_index_and_its_resolver_say_that_each_process_opens_its_own() -> None:
    with genenorm.Reference.open() as reference:
        for opened in (reference, genenorm.Resolver(reference)):
            with pytest.raises(TypeError, match=r"another process; open it there: Reference\.open"):
                pickle.dumps(opened)


@pytest.mark.parametrize("wrong", [5, None, "All", [], b"all"])
def test_another_homology_is_an_error_that_names_both(wrong: Any) -> None:
    with pytest.raises(ValueError, match=r"homology is .*; it may be: stringent, all"):
        genenorm.orthologs("GRIN1", homology=wrong)
    with pytest.raises(ValueError, match=r"homology is .*; it may be: stringent, all"):
        genenorm.orthologs_frame(["GRIN1"], homology=wrong)


def test_options_are_for_files_and_of_their_type(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("GRIN1\n", encoding="utf-8")
    with pytest.raises(TypeError, match=r"options must be ReadOptions, such as .*not int: 5"):
        genenorm.annotate(file, options=5)  # type: ignore[call-overload]
    with pytest.raises(TypeError, match=r"options say how to read a file"):
        genenorm.annotate(RECORD, options=genenorm.ReadOptions())  # type: ignore[call-overload]


def test_a_resolver_of_what_is_no_index_and_an_index_of_what_is_no_name_are_errors() -> None:
    with pytest.raises(TypeError, match=r"reference must be an open index, such as .*not str: 'human'"):
        genenorm.Resolver("human")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"reference must be a name or path, not int: 5"):
        genenorm.Reference.open(5)  # type: ignore[arg-type]


@pytest.mark.parametrize("names", [5, None, "GRIN1", b"GRIN1", FRAME])
def test_a_resolver_takes_lists_of_names(reference: genenorm.Reference, names: Any) -> None:
    resolver = genenorm.Resolver(reference)
    for call in (resolver.resolve_all, resolver.resolve_list, resolver.table, resolver.species_of):
        with pytest.raises(TypeError, match=r"names is (one name|a table)"):
            call(names)


SPELLINGS: dict[int, list[Any]] = {
    9606: [
        "human",
        "Homo_sapiens",
        "hsapiens",
        "H. sapiens",
        "NCBITaxon:9606",
        "9606",
        9606,
        numpy.int64(9606),
        "HUMAN",
    ],
    10090: ["Mus_musculus", "mmusculus", "M. musculus", "NCBITaxon:10090", "mice", "Mus musculus C57BL/6"],
    7227: ["Drosophila_melanogaster", "dmelanogaster", "D. melanogaster", "NCBITaxon:7227", "fruit fly"],
    559292: ["Saccharomyces_cerevisiae", "scerevisiae", "S. cerevisiae", "NCBITaxon:4932", "NCBITaxon:559292", 4932],
}


SPELLED = [(taxon_id, spelling) for taxon_id, spellings in SPELLINGS.items() for spelling in spellings]


@pytest.mark.parametrize(("taxon_id", "spelling"), SPELLED)
def test_species_are_named_as_programs_and_databases_name_them(taxon_id: int, spelling: Any) -> None:
    symbol = {9606: "GRIN1", 10090: "Grin1", 7227: "Nmdar1", 559292: "ACT1"}[taxon_id]
    assert genenorm.Context(species=spelling).species == (taxon_id,)
    assert genenorm.resolve(symbol, spelling).taxon_id == taxon_id
    assert genenorm.resolve_frame([symbol], species=[spelling])["taxon_id"].to_list() == [taxon_id]
    assert genenorm.annotate(genenorm.Record("r", "r", (symbol,)), species=spelling).scope.taxa == (taxon_id,)
    assert genenorm.resolve(symbol, organisms=spelling).taxon_id == taxon_id
    found = genenorm.orthologs("Pcna", to=spelling, species="rat")
    assert {ortholog.gene.taxon_id for ortholog in found} == {taxon_id}
    assert set(genenorm.orthologs_frame(["Pcna"], spelling, species="rat")["taxon_id"]) == {taxon_id}


@pytest.mark.parametrize(("taxon_id", "spelling"), [pair for pair in SPELLED if isinstance(pair[1], str)])
def test_options_of_commands_take_species_in_the_same_spellings(
    taxon_id: int, spelling: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    symbol = {9606: "GRIN1", 10090: "Grin1", 7227: "Nmdar1", 559292: "ACT1"}[taxon_id]
    file = tmp_path / "names.txt"
    file.write_text(f"{symbol}\n", encoding="utf-8")
    for arguments in (
        ["resolve", symbol, "--species", spelling, "--format", "json"],
        ["resolve", symbol, "no such gene", "--organism", spelling, "--format", "json"],
        ["orthologs", "Pcna", "--species", "rat", "--to", spelling, "--format", "json"],
        ["annotate", str(file), "--species", spelling, "--to", "json"],
        ["annotate", str(file), "--organism", spelling, "--to", "json"],
    ):
        assert main(arguments) == 0
        rows = json.loads(capsys.readouterr().out)
        assert rows[0]["taxon_id"] == taxon_id


@pytest.mark.parametrize("wrong", [["GRIN1"], ("a", "b"), {"a"}, numpy.array(["a"]), FRAME, b"a"], ids=repr)
def test_a_value_that_is_not_one_name_is_named_with_its_place(wrong: Any) -> None:
    for call in (genenorm.resolve_frame, genenorm.orthologs_frame, genenorm.species_of_list):
        with pytest.raises(TypeError) as error:
            call(["GRIN1", None, wrong])
        assert the_only_line(error).startswith("names[2]")
    with pytest.raises(TypeError, match=r"names\[1\] is a list.*column\.explode\(\)"):
        genenorm.resolve_frame(pandas.Series(["GRIN1", ["GRIN1", "TP53"]]))


def test_an_array_without_dimensions_is_one_name() -> None:
    with pytest.raises(TypeError, match="one name"):
        genenorm.resolve_frame(numpy.array("GRIN1"))


@pytest.mark.parametrize("wrong", [str, ["object"], numpy.array(["object", "category"]), None, "string"], ids=repr)
def test_a_wrong_dtype_of_text_is_told_with_those_there_are(wrong: Any) -> None:
    with pytest.raises(ValueError, match=r"text_dtype is .*; it may be: object, category, arrow"):
        genenorm.resolve_frame(["GRIN1"], text_dtype=wrong)


def test_species_and_organisms_may_be_one_text_with_commas() -> None:
    names = ["Grin1", "Nmdar1"]
    several = genenorm.resolve_frame(names, species=["mouse", "rat"])
    assert genenorm.resolve_frame(names, species="mouse, rat").equals(several)
    assert genenorm.Context(species="mouse,rat").species == (10090, 10116)
    assert genenorm.Context(organisms="mouse, Rattus norvegicus").organisms == ("mouse", "Rattus norvegicus")
    found = genenorm.orthologs("GRIN1", "mouse,fly")
    assert [ortholog.gene.taxon_id for ortholog in found] == [10090, 7227]
    with pytest.raises(genenorm.UnknownTaxonError, match="unknown species 'humna'"):
        genenorm.resolve("GRIN1", species="mouse,humna")


@pytest.mark.parametrize(
    "wrong", [{"column": None}, {"delimiter": 5}, {"header_row": "2"}, {"sheet": 1}, {"largest": 0.5}], ids=repr
)
def test_options_of_wrong_types_are_named(wrong: Any) -> None:
    with pytest.raises(TypeError) as error:
        genenorm.ReadOptions(**wrong)
    assert the_only_line(error).startswith(f"{next(iter(wrong))} must be ")


def test_a_column_may_be_given_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("p,gene\n0.1,GRIN1\n")
    options = genenorm.ReadOptions(column=2)  # type: ignore[arg-type]
    assert options == genenorm.ReadOptions(column="2")
    assert genenorm.annotate(path, options=options).annotations[0].record.names == ("GRIN1",)


def test_an_error_about_a_file_has_the_way_out_in_python(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n3,4\n")
    with pytest.raises(genenorm.RecordError, match="which column") as error:
        genenorm.annotate(path)
    assert error.value.__notes__ == ["In Python: annotate(path, options=ReadOptions(column=...))"]
    with pytest.raises(genenorm.RecordError) as error:
        genenorm.annotate(path.with_name("missing.csv"))
    assert not hasattr(error.value, "__notes__")
    sets = tmp_path / "a.gmt"
    sets.write_text("set\t\tGRIN1\tTP53\n")
    done = genenorm.annotate(sets)
    with pytest.raises(genenorm.RecordError, match="no place for answers") as error:
        done.rewritten()
    assert "done.table.frame()" in error.value.__notes__[0]
    assert done.table.frame()["symbol"].to_list() == ["GRIN1", "TP53"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (FRAME, "no column 'status'"),
        (pandas.DataFrame({"status": ["up"]}), "'up' in its column 'status'"),
        (pandas.DataFrame({"status": [pandas.NA]}), "'<NA>' in its column 'status'"),
        (["GRIN1"], "not list"),
    ],
)
def test_what_is_no_answers_for_a_methods_paragraph_is_told_in_one_line(wrong: Any, message: str) -> None:
    with pytest.raises(TypeError, match="answers") as error:
        genenorm.methods_text(wrong)
    assert message in the_only_line(error)


def test_a_methods_paragraph_takes_what_the_package_returns(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("gene\nGRIN1\nno such gene\n")
    done = genenorm.annotate(path)
    for answers in (done, done.annotations, done.table):
        assert "Of 2 names, 1 (50.0 %)" in genenorm.methods_text(answers)  # type: ignore[arg-type]
    written = pandas.read_csv(io.BytesIO(done.rewritten())).assign(status="up")
    assert "Of 2 names, 1 (50.0 %) was mapped to one gene (human 1)" in genenorm.methods_text(written)
    with pytest.raises(TypeError, match=r"resolve_frame\(table"):
        genenorm.annotate(written)  # type: ignore[call-overload]
    assert "Of 4 names in 2 records, 2 (50.0 %)" in genenorm.methods_text([done, done])
