"""``genenorm resolve``, ``explain`` and ``orthologs`` on the shipped index."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from genenorm.index.reference import Reference
from genenorm.resolver.answer_table import ANSWER_COLUMNS
from tests.support.commands import run, run_in_terminal


def table(*arguments: str, stdin: str | bytes = b"") -> list[dict[str, str]]:
    done = run(*arguments, stdin=stdin)
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout), delimiter="\t"))


def test_names_are_answered_in_their_order_with_the_agreed_columns(reference: Reference) -> None:
    rows = table("resolve", "GRIN1", "no such gene", "Grin1", "GRIN1")
    assert tuple(rows[0]) == ANSWER_COLUMNS
    assert [row["input"] for row in rows] == ["GRIN1", "no such gene", "Grin1", "GRIN1"]
    assert (rows[0]["taxon_id"], rows[0]["gene_id"], rows[0]["symbol"]) == ("9606", "2902", "GRIN1")
    assert rows[1]["status"] == "unknown"
    assert {row["reference"] for row in rows} == {reference.stamp}


def test_a_name_of_several_genes_has_one_row_or_with_split_one_for_each() -> None:
    (row,) = table("resolve", "KRAS; MSH2")
    assert (row["status"], row["symbol"], row["alternatives"]) == ("family", "", "9606:3845|9606:4436")
    rows = table("resolve", "KRAS; MSH2", "GRIN1", "AKT", "--split")
    assert [(row["input"], row["symbol"]) for row in rows] == [
        ("KRAS; MSH2", "KRAS"), ("KRAS; MSH2", "MSH2"), ("GRIN1", "GRIN1"), ("AKT", ""),
    ]  # fmt: skip


def test_a_locked_run_is_not_split() -> None:
    done = run("resolve", "KRAS; MSH2", "--split", "--locked", "any.lock")
    assert done.returncode == 2
    assert "--locked repeats a run as it was" in done.stderr


@pytest.mark.parametrize(
    ("species", "gene_id"), [("human", "2902"), ("mouse", "14810"), ("Rattus norvegicus", "24408"), ("10090", "14810")]
)
def test_species_asked_for_is_the_species_answered(species: str, gene_id: str) -> None:
    assert [row["gene_id"] for row in table("resolve", "NMDAR1", "--species", species)] == [gene_id]


def test_names_come_from_a_file_from_stdin_and_from_the_arguments(tmp_path: Path) -> None:
    names = tmp_path / "names.txt"
    names.write_bytes(b"\xef\xbb\xbfGRIN1\r\n\r\nIL-1\xce\xb2\r\n")
    expected = ["GRIN1", "", "IL-1β"]
    assert [row["input"] for row in table("resolve", "--file", str(names))] == expected
    assert [row["input"] for row in table("resolve", "-F", "-", stdin=names.read_bytes())] == expected
    assert [row["input"] for row in table("resolve", stdin=names.read_bytes())] == expected
    assert [row["input"] for row in table("resolve", "TP53", "-F", str(names))] == ["TP53", *expected]


def test_words_that_yaml_and_pandas_mistake_are_text() -> None:
    rows = table("resolve", "NA", "NO", "ON", "off", "nan", "12_3", "1e5")
    assert [row["input"] for row in rows] == ["NA", "NO", "ON", "off", "nan", "12_3", "1e5"]
    assert not any(value == "NA" for row in rows for column, value in row.items() if column != "input")


def test_a_name_with_tabs_and_quotes_survives_every_format() -> None:
    name = 'a\t"b",c'
    assert table("resolve", name)[0]["input"] == name
    for form in ("csv", "json", "jsonl"):
        out = run("resolve", name, "x", "--format", form).stdout
        if form == "csv":
            rows = list(csv.DictReader(io.StringIO(out)))
        else:
            rows = json.loads(out) if form == "json" else [json.loads(line) for line in out.splitlines()]
        assert [tuple(row) for row in rows] == [ANSWER_COLUMNS, ANSWER_COLUMNS]
        assert rows[0]["input"] == name


def test_a_terminal_shows_an_aligned_table_that_fits(tmp_path: Path) -> None:
    shown = run_in_terminal("genenorm resolve GRIN1 $'a\\x1b[31mb'", tmp_path, columns=80).splitlines()
    assert shown[0].startswith("input")
    assert "\\x1b[31mb" in shown[2]
    assert all(len(line) <= 80 for line in shown[:3])
    assert shown[3].startswith("not shown in this width: ")


def test_a_wide_terminal_shows_every_column_that_says_something(tmp_path: Path) -> None:
    shown = run_in_terminal("genenorm resolve GRIN1 --columns full", tmp_path, columns=400)
    assert shown.splitlines()[0].split() == list(ANSWER_COLUMNS)
    assert "not shown" not in shown


def test_explain_tells_every_candidate_with_its_evidence() -> None:
    done = run("explain", "KAR", "--organism", "human,mouse")
    assert done.returncode == 0
    assert done.stdout.startswith("KAR: ")
    assert "candidates:" in done.stdout
    assert "MDH1" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("data: ")


def test_explain_as_json_has_the_same_answer_as_resolve() -> None:
    (document,) = json.loads(run("explain", "Nmdar1", "--species", "mouse", "--format", "json").stdout)
    (row,) = table("resolve", "Nmdar1", "--species", "mouse")
    assert (document["symbol"], str(document["gene_id"])) == (row["symbol"], row["gene_id"])
    assert document["candidates"][0]["symbol"] == row["symbol"]


def test_orthologs_are_one_row_each_with_their_sources() -> None:
    rows = table("orthologs", "GRIN1", "--to", "mouse,fly")
    assert [(row["taxon_id"], row["gene_id"]) for row in rows] == [("10090", "14810"), ("7227", "40665")]
    assert [row["relation"] for row in rows] == ["one-to-one", "one-to-one"]
    assert [row["homology"] for row in rows] == ["HomoloGene; HGNC; HCOP 12/12 methods", "HomoloGene; PANTHER (weak)"]
    assert "ortholog of GRIN1 (9606:2902)" in rows[0]["evidence"]


def test_orthologs_of_an_unknown_name_are_an_answer_too() -> None:
    rows = table("orthologs", "no such gene", "--to", "mouse")
    assert [(row["input"], row["status"]) for row in rows] == [("no such gene", "unknown")]


def test_a_species_without_an_ortholog_is_named_in_the_evidence() -> None:
    rows = table("orthologs", "GRIN1", "--to", "yeast")
    assert [(row["status"], row["gene_id"]) for row in rows] == [("unknown", "")]
    assert "no yeast ortholog of GRIN1" in rows[0]["evidence"]


def test_a_gene_of_the_only_species_asked_for_is_not_left_out() -> None:
    rows = table("orthologs", "GRIN1", "Grin2a", "--to", "human")
    assert [(row["input"], row["status"], row["gene_id"]) for row in rows] == [
        ("GRIN1", "unknown", ""),
        ("Grin2a", "resolved", "2903"),
    ]
    assert rows[0]["evidence"] == "GRIN1 (9606:2902) is a human gene itself, and no other species is asked for"


def test_orthologs_that_few_methods_find_are_listed_when_all_are_asked_for() -> None:
    strict = table("orthologs", "CYP2D6", "--to", "mouse")
    loose = table("orthologs", "CYP2D6", "--to", "mouse", "--homology", "all")
    assert len(strict) < len(loose)
    assert {row["relation"] for row in strict} == {"many-to-many"}
    assert any(row["homology"] == "HCOP 1/12 methods" for row in loose)
    assert not any(row["homology"] == "HCOP 1/12 methods" for row in strict)


def test_an_ortholog_that_is_the_only_one_of_its_family_is_noted() -> None:
    (row,) = table("orthologs", "Akt", "--species", "fly", "--to", "human")
    assert row["symbol"] == "AKT2"
    assert row["evidence"].startswith("HomoloGene names AKT2 alone of FPLX:AKT (AKT1, AKT2, AKT3)")
    (row,) = table("orthologs", "AKT1", "--species", "human", "--to", "fly")
    assert (row["status"], row["relation"]) == ("unknown", "")
    assert row["evidence"].endswith("alone of FPLX:AKT (AKT1, AKT2, AKT3) for Akt (7227:41957)")


def test_orthologs_as_json_have_the_same_columns() -> None:
    (row,) = json.loads(run("orthologs", "GRIN1", "--to", "fly", "--format", "json").stdout)
    assert (row["relation"], row["homology"]) == ("one-to-one", "HomoloGene; PANTHER (weak)")


def test_another_word_for_homology_is_refused_with_the_known_ones() -> None:
    done = run("orthologs", "GRIN1", "--homology", "strict")
    assert done.returncode == 2
    assert "'stringent', 'all'" in done.stderr


MOUSE_LIST = ["Grin1", "Trp53", "Trp53inp1", "Brca1", "Prl2c2", "Psg16", "Tnf", "Il6", "Mapk1", "psd95", "Cdkn1a"]
MIXED_LIST = ["GRIN1", "TP53", "BRCA1", "DLG4", "BDNF", "hh", "ptc", "Ubx", "Antp", "sax"]


def test_a_list_decides_its_species_and_says_so_on_standard_error() -> None:
    done = run("resolve", "--species", "auto", stdin="\n".join([*MOUSE_LIST, "no such gene"]))
    assert done.stderr.startswith("genenorm: species decided by the names: mouse, ")
    assert done.stderr.endswith(" % of 11 names; 1 more is unknown\n")
    assert done.stdout == run("resolve", "-s", "mouse", *MOUSE_LIST, "no such gene").stdout


def test_a_mixed_list_leaves_its_species_open_and_says_so() -> None:
    done = run("resolve", "--species", "auto", *MIXED_LIST)
    assert done.stderr.startswith("genenorm: species left open: ")
    assert done.stderr.count("\n") == 1
    assert {"human", "fly"} <= set(done.stderr.replace(",", "").split())
    assert done.stdout == run("resolve", *MIXED_LIST).stdout


def test_one_name_decides_nothing() -> None:
    done = run("resolve", "--species", "auto", "Trp53")
    assert done.stderr.startswith("genenorm: species left open: ")
    assert done.stdout == run("resolve", "Trp53").stdout


def test_explain_and_lock_take_a_list_that_decides_its_species(tmp_path: Path) -> None:
    done = run("explain", "--species", "auto", *MOUSE_LIST)
    assert "species decided by the names: mouse" in done.stderr
    assert "psd95: resolved mouse Dlg4" in done.stdout
    assert run("lock", "--species", "auto", *MOUSE_LIST, cwd=tmp_path).returncode == 0
    repeated = run("resolve", "--locked", "genenorm.lock", cwd=tmp_path)
    assert repeated.stdout == run("resolve", "-s", "auto", *MOUSE_LIST).stdout


def test_auto_stands_alone() -> None:
    done = run("resolve", "TP53", "--species", "auto,mouse")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--species auto lets the names decide" in done.stderr


@pytest.mark.parametrize("further", ["", " --retries 3"], ids=["plain", "with click"])
def test_a_terminal_shows_the_species_of_a_list(further: str, tmp_path: Path) -> None:
    names = " ".join(MOUSE_LIST[:10])
    shown = run_in_terminal(f"genenorm resolve {names}{further}", tmp_path)
    assert shown.splitlines()[-1].startswith("genenorm: species of these names: mouse, ")
    for quiet in (f"-s mouse {names}", " ".join(MOUSE_LIST[:9])):
        assert "species of these names" not in run_in_terminal(f"genenorm resolve {quiet}{further}", tmp_path)
    for stream in ("| cat", "2> errors"):
        assert "species of these names" not in run_in_terminal(f"genenorm resolve {names}{further} {stream}", tmp_path)
    assert "species of these names" not in (tmp_path / "errors").read_text(encoding="utf-8")
