"""The choice of the reference index: by option, by environment variable, or by ``reference use``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from genenorm.cli import main
from genenorm.index.choose import keep_choice
from tests.support.commands import run

STAMP = "small 2026-11-15 29fddda9e348"


def outputs(*arguments: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(arguments) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("how", ["name", "path", "variable", "use"])
def test_an_index_is_chosen_by_option_variable_or_for_good(
    how: str, library: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    option = {"name": ["--reference", "small"], "path": ["--reference", str(library / "small.safetensors")]}.get(
        how, []
    )
    if how == "variable":
        monkeypatch.setenv("GENENORM_REFERENCE", "small")
    if how == "use":
        keep_choice("small")
    shown = outputs("resolve", "FRQZ-19", "-f", "json", *option, capsys=capsys)
    assert [(row["gene_id"], row["reference"]) for row in json.loads(shown)] == [(999999901, STAMP)]


def test_every_command_that_answers_takes_the_option(library: Path, tmp_path: Path) -> None:
    names, record = tmp_path / "a.txt", tmp_path / "a.yaml"
    names.write_text("FRQZ-19\n", encoding="utf-8")
    record.write_text("names: [FRQZ-19]\n", encoding="utf-8")
    gold = tmp_path / "a.pubtator"
    gold.write_text("1|t|FRQZ-19\n1|a|\n1\t0\t7\tFRQZ-19\tGene\t999999901\n", encoding="utf-8")
    for arguments in (
        ("resolve", "FRQZ-19"),
        ("explain", "FRQZ-19"),
        ("explain", "FRQZ-19", "-f", "json"),
        ("orthologs", "FRQZ-19", "--to", "mouse"),
        ("annotate", str(names), "--to", "tsv"),
        ("annotate", str(record), "--field", "names"),
        ("report", str(names)),
        ("evaluate", str(gold)),
        ("evaluate", str(gold), "--format", "json"),
    ):
        done = run(*arguments, "--reference", "small")
        assert (done.returncode, done.stderr) == (0, ""), arguments
        assert STAMP in done.stdout, arguments


def test_processes_of_one_run_answer_from_the_index_asked_for(library: Path, tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"{number}.txt").write_text("FRQZ-19\n", encoding="utf-8")
    files = [str(tmp_path / f"{number}.txt") for number in range(40)]
    done = run("annotate", *files, "--table", "--jobs", "2", "--reference", "small")
    assert (done.returncode, done.stderr) == (0, "genenorm: 40 files, 40 names: 40 resolved\n")
    assert all(STAMP in table.read_text(encoding="utf-8") for table in tmp_path.glob("*.genes.tsv"))
    assert len(list(tmp_path.glob("*.genes.tsv"))) == 40


def test_an_unknown_name_is_a_usage_error_of_one_line(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["resolve", "GRIN1", "--reference", "smal"]) == 2
    shown = capsys.readouterr().err
    assert "--reference: no reference index 'smal'; did you mean 'small'? there are: shipped, small" in shown
    assert shown.count("\n") == 1


def test_an_index_that_proves_damaged_while_it_answers_is_one_line(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = library / "small.safetensors"
    file.write_bytes(file.read_bytes().replace(b"grin1", b"grin2"))
    assert main(["resolve", "GRIN1", "--reference", "small"]) == 1
    shown = capsys.readouterr().err
    assert shown.count("\n") == 1
    assert "small.safetensors: damaged (" in shown
    assert "build it again, or add it again from a good copy" in shown


def test_a_choice_that_cannot_answer_is_reported_once_for_all_files(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep_choice("small")
    (library / "small.safetensors").unlink()
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("GRIN1\n", encoding="utf-8")
    assert main(["annotate", str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), "--table"]) == 1
    shown = capsys.readouterr().err
    assert shown.count("\n") == 1
    assert shown.endswith("choose another: genenorm reference use shipped\n")
    assert not list(tmp_path.glob("*.genes.tsv"))
