"""The command ``harmonize``: plans written, edited and applied; files, messages, exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from genenorm.cli import main
from genenorm.cli.harmonize_options import TABLE_FORMS, TARGETS
from genenorm.datasets.harmonize import name_answers, table_dataset
from tests.support.commands import run_in_terminal

OURS = "gene,n\np53,5\nTP53,7\nGRIN1,3\n"
THEIRS = "symbol\tlog2\nTRP53\t0.5\nNMDAR1\t1\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two tables, in which the command runs."""
    (tmp_path / "ours.csv").write_text(OURS, encoding="utf-8")
    (tmp_path / "theirs.tsv").write_text(THEIRS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def harmonize(*arguments: str) -> int:
    return main(["harmonize", "ours.csv", "theirs.tsv", "--species", "human", *arguments])


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_the_choices_are_those_of_the_library() -> None:
    assert TARGETS == name_answers.TARGETS
    assert TABLE_FORMS == table_dataset.TABLE_FORMS


@pytest.mark.usefixtures("folder")
def test_the_plan_alone_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert harmonize() == 1
    out, err = capsys.readouterr()
    assert out.startswith("#genenorm plan\t1\n#to\tsymbol\n")
    assert "\nours\tcolumn gene\tp53\t1\tconflict\tTP53\t7157\thuman\ttwo names of one gene\t" in out
    assert "genenorm: names in all 2 datasets: 0 → 2" in err.splitlines()
    assert "genenorm: conflict: two names of one gene: p53 → TP53 in ours: " in err


def test_files_are_written_and_a_conflict_is_left(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert harmonize("--out-dir", "new") == 1
    assert text_of(folder / "new" / "ours.csv") == OURS
    assert text_of(folder / "new" / "theirs.tsv") == "symbol\tlog2\nTP53\t0.5\nGRIN1\t1\n"
    assert text_of(folder / "theirs.tsv") == THEIRS
    out, err = capsys.readouterr()
    assert out == ""
    assert "genenorm: ours: column gene: 0 rows renamed, of 3; 1 name in conflict not changed" in err.splitlines()


def test_an_edited_plan_is_applied(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert harmonize("--plan", "plan.tsv") == 1
    assert "edit the column action in plan.tsv, then: --apply plan.tsv --out-dir DIR" in capsys.readouterr().err
    plan = folder / "plan.tsv"
    plan.write_text(text_of(plan).replace("\tconflict\tTP53", "\tsum\tTP53"), encoding="utf-8")
    files = ("ours.csv", "theirs.tsv")
    assert main(["harmonize", *files, "--apply", "plan.tsv", "--out-dir", "new"]) == 0
    assert text_of(folder / "new" / "ours.csv") == "gene,n\nTP53,12\nGRIN1,3\n"
    assert "2 rows became 1 sum" in capsys.readouterr().err
    again = [str(folder / "new" / file) for file in files]
    assert main(["harmonize", *again, "--apply", "plan.tsv", "--out-dir", "again"]) == 0
    assert text_of(folder / "again" / "ours.csv") == text_of(folder / "new" / "ours.csv")
    assert "ours: the plan was applied to it before; it stays as it is" in capsys.readouterr().err


def test_changed_data_and_wrong_edits_are_one_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    harmonize("--plan", "plan.tsv", "--quiet")
    apply = ["harmonize", "ours.csv", "theirs.tsv", "--apply", "plan.tsv", "--out-dir", "new"]
    plan = text_of(folder / "plan.tsv")
    (folder / "plan.tsv").write_text(plan.replace("\tconflict\t", "\tmerge\t"), encoding="utf-8")
    assert main(apply) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("genenorm: plan.tsv, line ")
    assert "no action 'merge' for p53; there are: keep" in line
    (folder / "plan.tsv").write_text(plan, encoding="utf-8")
    (folder / "ours.csv").write_text(OURS + "EGFR,1\n", encoding="utf-8")
    assert main(apply) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(
        "genenorm: plan.tsv: ours: the names in column gene are others than when the plan was made: 1"
    )
    assert not (folder / "new").exists()


@pytest.mark.parametrize(
    ("species", "expected"), [("mouse", "Trp53"), ("theirs=mouse", "Trp53"), ("theirs.tsv=human", "TP53")]
)
def test_species_are_given_for_all_or_for_one(folder: Path, species: str, expected: str) -> None:
    main(["harmonize", "ours.csv", "theirs.tsv", "-s", species, "--out-dir", "new", "--rename-doubtful", "--quiet"])
    assert text_of(folder / "new" / "theirs.tsv").splitlines()[1] == f"{expected}\t0.5"


def test_columns_and_targets_are_chosen(folder: Path) -> None:
    arguments = ("--to", "gene_id", "--column", "ours=gene", "--column", "theirs.tsv=1", "--out-dir", "new", "-q")
    assert harmonize(*arguments) == 1
    assert text_of(folder / "new" / "theirs.tsv") == "symbol\tlog2\n7157\t0.5\n2902\t1\n"


def test_a_paragraph_for_a_paper_is_written(folder: Path) -> None:
    harmonize("--plan", "plan.tsv", "--methods", "methods.md", "--quiet")
    text = text_of(folder / "methods.md")
    assert text.startswith("## ")
    assert "The names of 2 datasets (ours: 3 names, human; theirs: 2 names, human) were made consistent." in text
    assert "Of 5 names, 2 were replaced by the official symbol of their gene" in text
    assert "The datasets shared 0 names before and 2 afterwards." in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ours.csv", "ours.csv"], "a file is given twice"),
        (["-"], "standard input has no name that shows its format"),
        (["ours.csv", "-s", "x=human"], "--species: no dataset 'x'; there are: ours"),
        (["ours.csv", "-s", "moose"], "--species: unknown species 'moose'"),
        (["ours.csv", "--out-dir", "."], "ours.csv is an input of this command, and would replace it"),
        (["ours.csv", "--plan", "ours.csv"], "ours.csv is an input of this command"),
        (["ours.csv", "--apply", "plan.tsv"], "--apply needs the folder for the new files: --out-dir DIR"),
        (["ours.csv", "--apply", "p", "--out-dir", "d", "-s", "human"], "--species cannot be used with --apply"),
        (["ours.csv", "--methods", "-"], "--methods -: the answers are printed on standard output too"),
        (["ours.csv", "a/ours.csv", "--out-dir", "d"], "several files are called ours.csv"),
        (["ours.csv", "--to", "name"], "'name' is not one of 'symbol', 'gene_id', 'ensembl_id'"),
    ],
)
def test_mistakes_in_the_command_line_are_named(
    arguments: list[str], message: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["harmonize", *arguments]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert message in line
    assert text_of(folder / "ours.csv") == OURS


def test_a_plan_for_other_files_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    harmonize("--plan", "plan.tsv", "--quiet")
    (folder / "x.csv").write_text("gene\nTP53\n", encoding="utf-8")
    assert main(["harmonize", "ours.csv", "--apply", "plan.tsv", "--out-dir", "new"]) == 2
    assert "the plan is for ours, theirs; the file of theirs is not given" in capsys.readouterr().err
    files = ["ours.csv", "theirs.tsv", "x.csv"]
    assert main(["harmonize", *files, "--apply", "plan.tsv", "--out-dir", "new"]) == 2
    assert "the plan has no dataset 'x'; it has: ours, theirs" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "message"), [("none.csv", "none.csv: no such file"), ("empty.csv", "empty.csv: the file is empty")]
)
def test_a_file_that_cannot_be_read_is_named(
    name: str, message: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "empty.csv").touch()
    assert main(["harmonize", "ours.csv", name, "--out-dir", "new"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert message in line
    assert not (folder / "new").exists()


def test_a_terminal_gets_text(folder: Path) -> None:
    shown = run_in_terminal("genenorm harmonize ours.csv theirs.tsv -s human", folder)
    assert shown.startswith("plan: names become the official symbol\nours (human): 3 names: 2 keep, 1 conflict\n")
    assert "#genenorm" not in shown
