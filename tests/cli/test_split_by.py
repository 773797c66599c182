"""``--split-by doubt`` and ``--methods`` of ``resolve`` and ``annotate``."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import pytest

from genenorm.cli import main
from genenorm.cli.output.split_files import SplitFiles, write_split
from genenorm.core.errors import RecordError
from genenorm.core.tables import Table
from genenorm.resolver.answer_class import AnswerClass
from tests.support.commands import run

NAMES = ["GRIN1", "KARs", "and", "TP53", "no such gene", "GRIN1"]
CLASSES = {"clean": ["GRIN1", "TP53", "GRIN1"], "doubtful": ["KARs"], "failed": ["and", "no such gene"]}


@pytest.fixture
def names(tmp_path: Path) -> Path:
    path = tmp_path / "names.txt"
    path.write_text("".join(f"{name}\n" for name in NAMES), encoding="utf-8")
    return path


def rows(folder: Path, suffix: str = "tsv") -> dict[str, list[str]]:
    """Return the names in each of the three files, in their order."""
    found = {}
    for kind in CLASSES:
        with (folder / f"{kind}.{suffix}").open(encoding="utf-8", newline="") as file:
            found[kind] = [row["input"] for row in csv.DictReader(file, delimiter="\t" if suffix == "tsv" else ",")]
    return found


def test_the_rows_of_a_list_are_in_one_of_three_files_in_order(
    names: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["resolve", "--file", str(names), "--split-by", "doubt", str(out)]) == 0
    shown = capsys.readouterr()
    assert shown.out == ""
    counted = "3 clean, 1 doubtful, 2 failed (clean.tsv, doubtful.tsv, failed.tsv)"
    assert shown.err == f"genenorm: rows in {out}: {counted}\n"
    assert rows(out) == CLASSES
    assert main(["resolve", "--file", str(names)]) == 0
    whole = capsys.readouterr().out.splitlines()
    parts = [(out / f"{kind}.tsv").read_text(encoding="utf-8").splitlines() for kind in CLASSES]
    assert {part[0] for part in parts} == {whole[0]}
    assert sorted(line for part in parts for line in part[1:]) == sorted(whole[1:])


@pytest.mark.parametrize("form", ["tsv", "csv", "json", "jsonl"])
def test_a_report_shows_the_rows_of_the_three_files(
    form: str, names: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, page = tmp_path / "out", tmp_path / "page.html"
    assert main(["resolve", "--file", str(names), "--format", form, "--split-by", "doubt", str(out)]) == 0
    assert main(["report", str(out), "--out", str(page)]) == 0, capsys.readouterr().err
    text = page.read_text(encoding="utf-8")
    for kind, count in (("names", "6"), ("in doubt", "1 "), ("without an answer", "2 ")):
        assert f"<dt>{kind}</dt><dd>{count}" in text


@pytest.mark.parametrize("source", ["file", "folder", "standard input"])
def test_the_rows_of_files_are_split_with_their_records(source: str, names: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    given = {"file": [str(names)], "folder": [str(tmp_path), "--jobs", "2"]}.get(source, ["-", "--from", "list"])
    done = run("annotate", *given, "--split-by", "doubt", str(out), stdin=names.read_bytes())
    assert done.returncode == 0, done.stderr
    assert rows(out) == CLASSES
    with (out / "clean.tsv").open(encoding="utf-8") as file:
        record = {row["record"] for row in csv.DictReader(file, delimiter="\t")}
    assert record == {"standard input" if source == "standard input" else str(names)}


def test_a_second_run_replaces_its_own_files_and_no_others(names: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = ["annotate", str(tmp_path), "--split-by", "doubt", str(out)]
    assert main(command) == 0
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    names.write_text("GRIN1\n", encoding="utf-8")
    assert main(command) == 0
    assert rows(out) == {"clean": ["GRIN1"], "doubtful": [], "failed": []}
    assert (out / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert main(["resolve", "--file", str(names), "--split-by", "doubt", str(out)]) == 0


def test_a_file_that_is_no_table_of_answers_stays(
    names: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = tmp_path / "failed.tsv"
    mine.write_text("sample\tresult\n", encoding="utf-8")
    assert main(["resolve", "--file", str(names), "--split-by", "doubt", str(tmp_path)]) == 1
    assert capsys.readouterr().err == (
        f"genenorm: {mine}: is no table of answers, and is left unchanged; rename it, or give another folder\n"
    )
    assert not (tmp_path / "clean.tsv").exists()
    mine.unlink()
    clean = tmp_path / "clean.tsv"
    clean.write_text("GRIN1\n", encoding="utf-8")
    assert main(["resolve", "--file", str(clean), "--split-by", "doubt", str(tmp_path)]) == 2
    assert "is an input of this command" in capsys.readouterr().err
    assert clean.read_text(encoding="utf-8") == "GRIN1\n"


@pytest.mark.parametrize("form", ["csv", "json", "jsonl"])
def test_the_files_have_the_format_asked_for(form: str, names: Path, tmp_path: Path) -> None:
    out = tmp_path / form
    assert main(["resolve", "--file", str(names), "--format", form, "--split-by", "doubt", str(out)]) == 0
    if form == "csv":
        assert rows(out, "csv") == CLASSES
        return
    for kind, expected in CLASSES.items():
        text = (out / f"{kind}.{form}").read_text(encoding="utf-8")
        found = json.loads(text) if form == "json" else [json.loads(line) for line in text.splitlines()]
        assert [row["input"] for row in found] == expected


def test_annotate_packs_the_files_and_gives_several_genes_a_row_each(tmp_path: Path) -> None:
    cells = tmp_path / "cells.csv"
    cells.write_text("gene\nKRAS; MSH2\n", encoding="utf-8")
    options = ["--split", "--species", "human", "--pack", "gz", "--split-by", "doubt", str(tmp_path / "out")]
    assert main(["annotate", str(cells), *options]) == 0
    found = []
    for kind in CLASSES:
        text = gzip.decompress((tmp_path / "out" / f"{kind}.tsv.gz").read_bytes()).decode()
        found += [row["symbol"] for row in csv.DictReader(text.splitlines(), delimiter="\t")]
    assert found == ["KRAS", "MSH2"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--out", "x"], "--split-by is a place for the results, as --out is"),
        (["--in-place"], "as --in-place is"),
        (["--to", "gmt"], "--to gmt has no rows to split"),
        (["--resume"], "--resume has nothing to skip"),
    ],
)
def test_options_without_a_meaning_beside_it_are_refused(
    options: list[str], message: str, names: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["annotate", str(names), "--split-by", "doubt", str(tmp_path / "out"), *options]) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_file_that_cannot_be_read_is_reported_and_the_rows_of_others_are_written(
    names: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "missing.txt"
    assert main(["annotate", str(missing), str(names), "--split-by", "doubt", str(tmp_path / "out")]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines[-2].endswith("; 1 file failed")
    assert lines[-1] == f"genenorm: {missing}: no such file or directory"
    assert rows(tmp_path / "out") == CLASSES


def test_a_run_that_is_stopped_leaves_the_files_as_they_were(tmp_path: Path) -> None:
    columns, row = ("input", "status", "gene_id"), ("GRIN1", "resolved", 2902)
    write_split(str(tmp_path), Table(columns, (row,)), [AnswerClass.CLEAN], "tsv")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(KeyboardInterrupt), SplitFiles(str(tmp_path), columns, "tsv") as files:  # noqa: PT012
        files.add([row] * 30_000, [AnswerClass.FAILED] * 30_000)
        raise KeyboardInterrupt
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_table_of_the_users_own_columns_is_split_by_the_classes_given(tmp_path: Path) -> None:
    table = Table(("sample", "gene"), (("a", "GRIN1"), ("b", "and"), ("c", "TP53")))
    classes = [AnswerClass.CLEAN, AnswerClass.FAILED, AnswerClass.CLEAN]
    for _ in range(2):  # a second run knows its own files
        write_split(str(tmp_path), table, classes, "csv")
    assert (tmp_path / "clean.csv").read_text(encoding="utf-8") == "sample,gene\na,GRIN1\nc,TP53\n"
    assert (tmp_path / "doubtful.csv").read_text(encoding="utf-8") == "sample,gene\n"


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(RecordError, match="file: is a file; give --split-by a folder"):
        write_split(str(tmp_path / "file"), Table(("input",), ()), [], "tsv")
    with pytest.raises(RecordError, match="cannot be written: not a directory"):
        write_split(str(tmp_path / "file" / "below"), Table(("input",), ()), [], "tsv")


# -- the methods paragraph --------------------------------------------------------------------------------------------


def test_both_commands_write_the_methods_paragraph_of_the_run(
    names: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, page = tmp_path / "methods.txt", tmp_path / "methods.md"
    assert main(["resolve", "--file", str(names), "--species", "human", "--methods", str(text)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1 + len(NAMES)
    first = text.read_text(encoding="utf-8").split("\n")[0]
    assert "Only genes of Homo sapiens were accepted. Of 6 names, 3 (50.0 %) were mapped to one gene" in first
    command = ["annotate", str(names), "--out", str(tmp_path / "out.tsv"), "--as", "mouse"]
    assert main([*command, "--methods", str(page)]) == 0
    written = page.read_text(encoding="utf-8")
    assert written.startswith("## ")
    assert "were replaced by their stringent orthologs in mouse. Of 6 names, " in written
    capsys.readouterr()
    assert main([*command, "--methods", "-"]) == 0
    assert capsys.readouterr().out.startswith("Gene names were mapped")


@pytest.mark.parametrize("command", ["resolve", "annotate"])
def test_the_paragraph_is_not_mixed_with_answers_and_replaces_no_input(
    command: str, names: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--file", str(names)] if command == "resolve" else [str(names)]
    assert main([command, *given, "--methods", "-"]) == 2
    assert "the answers are printed on standard output too" in capsys.readouterr().err
    assert main([command, *given, "--methods", str(names)]) == 2
    assert "is an input of this command" in capsys.readouterr().err


def test_a_paragraph_that_cannot_be_written_fails_after_the_answers(
    names: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.tsv"
    (tmp_path / "file").write_text("", encoding="utf-8")
    blocked = str(tmp_path / "file" / "methods.md")
    assert main(["annotate", str(names), "--out", str(out), "--methods", blocked]) == 1
    assert f"genenorm: {blocked}: cannot be written" in capsys.readouterr().err
    assert out.exists()


def test_a_locked_run_has_neither(names: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for options in (["--methods", "m.md"], ["--split-by", "doubt", str(tmp_path / "out")]):
        assert main(["resolve", "--file", str(names), "--locked", "any.lock", *options]) == 2
        assert f"--locked repeats a run as it was, without {options[0]}" in capsys.readouterr().err


def test_the_rows_of_a_table_keep_its_columns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "samples.csv"
    table.write_text("sample,gene\na,GRIN1\nb,KARs\nc,and\n", encoding="utf-8")
    command = ["resolve", "--file", str(table), "--column", "gene", "--columns", "status,gene_id", "--format", "csv"]
    assert main([*command, "--split-by", "doubt", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out" / "clean.csv").read_text(encoding="utf-8") == (
        "sample,gene,genenorm_status,genenorm_gene_id\na,GRIN1,resolved,2902\n"
    )
    assert (tmp_path / "out" / "failed.csv").read_text(encoding="utf-8").endswith("c,and,not-a-gene,\n")
    capsys.readouterr()
    assert main([*command, "--out", "x.csv", "--split-by", "doubt", str(tmp_path / "out")]) == 2
    assert "--split-by is a place for the answers, as --out is" in capsys.readouterr().err
