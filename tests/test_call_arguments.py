"""Calls with arguments of wrong types fail with one line that names the argument and the way out."""

from __future__ import annotations

import json
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
    with pytest.raises(TypeError, match=r"list is not one name|decode it first"):
        call([["GRIN1"]])


@pytest.mark.parametrize("gene", [["GRIN1"], ("GRIN1",), pandas.Series(["GRIN1"]), {"GRIN1": 1}, FRAME])
def test_orthologs_of_a_list_name_the_function_for_lists(gene: Any) -> None:
    with pytest.raises(TypeError, match=r"orthologs_frame\(names\)"):
        genenorm.orthologs(gene)


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
