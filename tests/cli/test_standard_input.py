"""``-``: standard input in the place of a list of names or of an input file, once in a command line."""

from __future__ import annotations

import json
import shlex
import subprocess
from pathlib import Path

import pytest

from genenorm.cli import main
from tests.support.commands import GENENORM, run, run_in_terminal

NAMES = "GRIN1\nTP53\n"
GOLD = "1|t|GRIN1\n1|a|\n1\t0\t5\tGRIN1\tGene\t2902\n"
GIVEN_TWICE = "standard input ('-') is given more than once, and can be read only once"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with a cache of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GENENORM_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("GENENORM_OFFLINE", raising=False)
    return tmp_path


def first_cells(output: str) -> list[str]:
    return [line.split("\t")[0] for line in output.splitlines()[1:]]


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (["-"], ["GRIN1", "TP53"]),
        (["AKT1", "-", "KAR"], ["AKT1", "GRIN1", "TP53", "KAR"]),
        (["-F", "-"], ["GRIN1", "TP53"]),
        (["AKT1", "-F", "-"], ["AKT1", "GRIN1", "TP53"]),
        (["-", "AKT1", "--file", "more.txt"], ["GRIN1", "TP53", "AKT1", "PTEN"]),
        ([], ["GRIN1", "TP53"]),
    ],
    ids=" ".join,
)
def test_the_lines_of_standard_input_take_the_place_of_the_dash(
    arguments: list[str], names: list[str], folder: Path
) -> None:
    (folder / "more.txt").write_text("PTEN\n", encoding="utf-8")
    done = run("resolve", *arguments, stdin=NAMES)
    assert (done.returncode, done.stderr, first_cells(done.stdout)) == (0, "", names)


def test_explain_and_orthologs_read_names_from_standard_input() -> None:
    explained = json.loads(run("explain", "KAR", "-", "--format", "json", stdin=NAMES).stdout)
    assert [answer["input"] for answer in explained] == ["KAR", "GRIN1", "TP53"]
    assert first_cells(run("orthologs", "-", "--to", "mouse", stdin=NAMES).stdout) == ["GRIN1", "TP53"]


def test_a_lock_of_standard_input_is_repeated_with_standard_input() -> None:
    assert run("lock", "AKT1", "-", stdin=NAMES).returncode == 0
    expected = run("resolve", "AKT1", "-", stdin=NAMES).stdout
    assert run("resolve", "--locked", "genenorm.lock", stdin=NAMES).stdout == expected
    assert run("resolve", "AKT1", "-", "--locked", "genenorm.lock", stdin=NAMES).stdout == expected
    other = run("resolve", "--locked", "genenorm.lock", stdin="GRIN1\nTP54\n")
    assert (other.returncode, other.stdout, other.stderr.count("\n")) == (1, "", 1)


def test_a_lock_itself_may_come_from_standard_input(folder: Path) -> None:
    assert run("lock", "AKT1").returncode == 0
    lock = (folder / "genenorm.lock").read_bytes()
    done = run("resolve", "--locked", "-", stdin=lock)
    assert (done.returncode, first_cells(done.stdout)) == (0, ["AKT1"])
    assert run("lock", "-", "--out", "piped.lock", stdin=NAMES).returncode == 0
    refused = run("resolve", "--locked", "-", stdin=(folder / "piped.lock").read_bytes())
    assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (2, "", 1)
    assert GIVEN_TWICE in refused.stderr


def test_locked_names_that_were_piped_in_are_asked_for_in_a_terminal(folder: Path) -> None:
    assert run("lock", "-", stdin=NAMES).returncode == 0
    shown = run_in_terminal("genenorm resolve --locked genenorm.lock; echo $?", folder, columns=300)
    assert "the locked names were read from standard input: pipe them in again, or give them with --file" in shown
    assert shown.endswith("2\n")


def test_annotate_and_report_read_a_file_from_standard_input(folder: Path) -> None:
    done = run("annotate", "-", "--from", "list", "--to", "tsv", stdin=NAMES)
    assert (done.returncode, done.stderr, first_cells(done.stdout)) == (0, "", ["GRIN1", "TP53"])
    page = run("report", "-", "--from", "list", stdin=NAMES)
    assert (page.returncode, page.stderr) == (0, "")
    assert "<html" in page.stdout
    scores = json.loads(run("evaluate", "-", "--from", "pubtator", "-f", "json", stdin=GOLD).stdout)
    assert scores["mentions"] == 1


def test_annotate_prints_the_files_in_the_order_of_the_command_line(folder: Path) -> None:
    (folder / "before.txt").write_text("AKT1\n", encoding="utf-8")
    (folder / "after.txt").write_text("KAR\n", encoding="utf-8")
    paths = ["before.txt", "-", "after.txt"]
    done = run("annotate", *paths, "--from", "list", "--to", "tsv", "--stdout", stdin=NAMES)
    assert (done.returncode, first_cells(done.stdout)) == (0, ["AKT1", "GRIN1", "TP53", "KAR"])


def test_comparisons_and_the_cache_read_names_from_standard_input() -> None:
    compared = run("reference", "diff", "shipped", "shipped", "--names", "-", "-f", "json", stdin=NAMES)
    assert json.loads(compared.stdout)["counts"]["same"] == 2
    warmed = run("cache", "warm", "-", "--species", "human", "--offline", stdin=NAMES)
    assert warmed.stderr.startswith("2 names, 0 with hits, 2 not looked up\n")


def test_a_file_named_like_standard_input_is_given_with_its_folder(folder: Path) -> None:
    (folder / "-").write_text("PTEN\n", encoding="utf-8")
    assert first_cells(run("resolve", "--file", "./-", stdin=NAMES).stdout) == ["PTEN"]
    done = run("annotate", "./-", "-", "--from", "list", "--to", "tsv", "--stdout", stdin=NAMES)
    assert (done.returncode, first_cells(done.stdout)) == (0, ["PTEN", "GRIN1", "TP53"])


@pytest.mark.parametrize(
    "arguments",
    [
        ["resolve", "-", "-"],
        ["resolve", "-", "--file", "-"],
        ["resolve", "--locked", "-", "-"],
        ["resolve", "--locked", "-", "--file", "-"],
        ["explain", "-", "GRIN1", "-"],
        ["orthologs", "-", "-F", "-"],
        ["lock", "-", "-"],
        ["annotate", "-", "-", "--stdout"],
        ["report", "-", "x.md", "-"],
        ["evaluate", "-", "-"],
    ],
    ids=" ".join,
)
def test_standard_input_given_twice_is_a_mistake(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err == f"genenorm {arguments[0]}: {GIVEN_TWICE}; see: genenorm {arguments[0]} --help\n"


@pytest.mark.parametrize("command", ["annotate", "report", "evaluate"])
def test_standard_input_without_a_format_is_a_mistake(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "-"]) == 2
    shown = capsys.readouterr()
    assert (shown.out, shown.err.count("\n")) == ("", 1)
    assert "standard input has no file name that shows its format; use --from with one of: pfocr, " in shown.err


def test_a_list_from_standard_input_has_a_way_out_that_works() -> None:
    for more in ([], ["--table"]):
        refused = run("annotate", "-", "--from", "list", *more, stdin=NAMES)
        assert (refused.returncode != 0, refused.stdout, refused.stderr.count("\n")) == (True, "", 1)
        assert "--to tsv" in refused.stderr
    assert run("annotate", "-", "--from", "list", "--to", "tsv", stdin=NAMES).returncode == 0


def test_standard_input_that_is_closed_is_one_line() -> None:
    command = f"{shlex.join(GENENORM)} resolve - <&-"
    closed = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, check=False)
    assert (closed.returncode, closed.stderr) == (1, "genenorm: standard input: closed, nothing can be read from it\n")
