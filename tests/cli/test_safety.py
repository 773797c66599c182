"""No command loses its input, and none stops at what its surroundings do."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from genenorm.cli import main


@pytest.mark.parametrize(
    "command", [["lock", "-F"], ["report"], ["annotate", "--to", "tsv"]], ids=lambda command: str(command[0])
)
def test_an_output_never_replaces_an_input(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = tmp_path / "names.txt"
    names.write_text("TP53\n", encoding="utf-8")
    assert main([*command, str(names), "--out", str(names)]) == 2
    assert "is an input of this command" in capsys.readouterr().err
    assert names.read_text(encoding="utf-8") == "TP53\n"


@pytest.mark.parametrize(
    ("command", "what"),
    [
        (["annotate", "", "--in-place"], "PATH"),
        (["annotate", "names.csv", "", "--table"], "PATH"),
        (["strip", "", "--in-place"], "PATH"),
        (["report", ""], "PATH"),
        (["cache", "import", ""], "FILE"),
        (["resolve", "--file", ""], "--file"),
        (["resolve", "TP53", "--out", ""], "--out"),
        (["resolve", "TP53", "--methods="], "--methods"),
        (["resolve", "TP53", "--split-by", "doubt", ""], "--split-by"),
        (["resolve", "--file", "names.csv", "--column", ""], "--column"),
        (["resolve", "TP53", "--columns", ""], "--columns"),
        (["explain", "TP53", "-o", ""], "--out"),
        (["lock", "TP53", "-o", ""], "--out"),
    ],
)
def test_an_empty_value_is_a_mistake_and_nothing_is_written(
    command: list[str], what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    names = tmp_path / "names.csv"
    names.write_text("gene\nTP53\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(command) == 2
    assert f": {what} is empty; give a value" in capsys.readouterr().err
    assert [*tmp_path.iterdir()] == [names]
    assert names.read_text(encoding="utf-8") == "gene\nTP53\n"


@pytest.mark.parametrize(
    ("command", "way_out"),
    [
        (["annotate", "a.csv", "b.csv", "--out", "all.csv"], "; for one table of all: --stdout --to csv > all.csv;"),
        (["annotate", ".", "-o", "all.csv"], "; for one table of all: --stdout --to csv > all.csv;"),
        (["strip", "a.csv", "b.csv", "-o", "all.csv"], "it may be all.csv/;"),
    ],
)
def test_results_of_several_files_make_no_folder_with_the_name_of_a_file(
    command: list[str], way_out: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("gene\nTP53\n", encoding="utf-8")
    assert main(command) == 2
    shown = capsys.readouterr().err
    assert "--out all.csv would be a folder" in shown
    assert way_out in shown
    assert not (tmp_path / "all.csv").exists()
    assert main(["annotate", "a.csv", "b.csv", "--out", "all.csv/"]) == 0
    assert sorted(file.name for file in (tmp_path / "all.csv").iterdir()) == ["a.csv", "b.csv"]


def test_an_empty_name_or_text_is_a_value(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["resolve", "", "TP53", "--text", "", "--columns", "status", "--format", "tsv"]) == 0
    assert capsys.readouterr().out == "status\nunknown\nresolved\n"


@pytest.mark.parametrize("arguments", [["resolve", "TP53", "--species", ""], ["orthologs", "TP53", "--to", ","]])
def test_an_empty_species_is_a_mistake_not_every_species(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert f"{arguments[-2]} is empty" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="closes a descriptor as a POSIX shell does")
@pytest.mark.parametrize("arguments", ["resolve TP53", "--version"])
def test_a_closed_standard_output_is_no_traceback(arguments: str) -> None:
    command = f"{shlex.quote(sys.executable)} -m genenorm {arguments} >&-"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True)
    assert "Traceback" not in done.stderr
    assert done.returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="file names are bytes on Linux only")
def test_a_file_name_that_is_not_utf_8_does_not_stop_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "names.txt").write_text("TP53\n", encoding="utf-8")
    Path(os.fsdecode(os.fsencode(folder) + b"/bad\xff.txt")).write_text("GRIN1\n", encoding="utf-8")
    assert main(["annotate", str(folder), "--table"]) == 0, capsys.readouterr().err
    assert len(list(folder.glob("*.genes.tsv"))) == 2
